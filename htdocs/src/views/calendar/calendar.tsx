// calendar.tsx -- time as a picture: a week, a day or a month. The days shown stand in the address.
import { useSignal } from '@preact/signals';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { go, href, route } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { account } from '../../store/account.ts';
import { daySpan, secondsWithin } from '../../store/day_sums.ts';
import { entryRange } from '../../store/entries.ts';
import { runningWithin } from '../../store/running.ts';
import { timer } from '../../store/timer.ts';
import { formatDay, formatDays } from '../../time/format.ts';
import type { Span } from '../../time/span.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day, weekStart } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';
import { PeriodBar } from '../../ui/period_bar.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { WeekStrip } from '../../ui/week_strip.tsx';
import { type Draft, draftOf, EntryForm, emptyDraft } from '../entries/entry_form.tsx';
import { duplicate, removeWithUndo } from '../entries/entry_menu.ts';
import { SplitDialog } from '../entries/split_dialog.tsx';
import { type Asked, ContextMenu } from './context_menu.tsx';
import { Grid } from './grid.tsx';
import { Month } from './month.tsx';
import { drag, MODES, type Mode, type Shown, shownOf, stepOf } from './state.ts';
import { canZoom, zoomBy } from './zoom.ts';

type Open = { entry?: Entry; draft: Draft };

/** Seconds of a day, with what runs, to the minute. */
function sumsOf(rows: readonly Entry[]): (day: Day) => number {
    const kept = new Map<Day, number>();
    return (day) => {
        let sum = kept.get(day);
        if (sum !== undefined) return sum;
        const { start, end } = daySpan(day);
        sum = secondsWithin(rows, { start, end }) + runningWithin(start, end);
        kept.set(day, sum);
        return sum;
    };
}

function titleOf({ mode, date, first, count }: Shown): string {
    if (mode === 'day') return formatDay(date, date.slice(0, 4) === today.value.slice(0, 4) ? 'long' : 'full');
    return mode === 'month' ? formatDay(date, 'month') : formatDays(first, addDays(first, count - 1));
}

/** There is neither a pointer that clicks nor a key to press. */
const isTouch = (): boolean => matchMedia('(hover: none) and (pointer: coarse)').matches;

const goTo = (shown: Pick<Shown, 'mode' | 'date'>): void => go('calendar', { view: shown.mode, date: shown.date });

export default function Calendar() {
    const shown = shownOf(route.value.query);
    const { mode, date, first, count } = shown;
    const list = entryRange(first, addDays(first, count - 1));
    const rows = list.rows.value;
    const isComplete = list.isComplete.value;
    const isFailed = !isComplete && list.state.value === 'failed';
    const open = useSignal<Open | undefined>(undefined);
    const splitting = useSignal<Entry | undefined>(undefined);
    const asked = useSignal<Asked | undefined>(undefined);
    const sumOf = sumsOf(rows);
    const days = Array.from({ length: count }, (_, i) => addDays(first, i));
    // Of a month only its own days count, not those that fill its weeks.
    const counted = mode === 'month' ? days.filter((day) => day.slice(0, 7) === date.slice(0, 7)) : days;
    const sum = counted.reduce((total, day) => total + sumOf(day), 0);

    const isRunning = timer.value && today.value >= first && today.value <= addDays(first, count - 1);

    const edit = (entry: Entry): void => {
        if (entry.id > 0) open.value = { entry, draft: draftOf(entry) };
    };
    const create = (span: Span): void => {
        drag.value = { ...span, handle: 'create', via: 'form' };
        open.value = { draft: { ...emptyDraft(), ...span } };
    };
    const again = (entry: Entry): void => {
        if (entry.id > 0) duplicate(entry, (draft) => (open.value = { draft }));
    };
    const add = (): void => {
        open.value = { draft: emptyDraft() };
    };
    const close = (): void => {
        open.value = undefined;
        drag.value = undefined;
    };
    const step = (direction: 1 | -1): void => goTo({ mode, date: stepOf(shown, direction) });
    const show = (next: Mode): void => goTo({ mode: next, date });
    useShortcuts(
        [
            { keys: 'a', title: 'entry.add', run: add },
            { keys: 't', title: 'period.to_today', run: () => goTo({ mode, date: today.value }) },
            { keys: 'ArrowLeft', title: 'period.earlier', run: () => step(-1) },
            { keys: 'ArrowRight', title: 'period.later', run: () => step(1) },
            { keys: '+', title: 'calendar.zoom_in', run: () => zoomBy(1) },
            { keys: '-', title: 'calendar.zoom_out', run: () => zoomBy(-1) },
            { keys: '1', title: 'calendar.day', run: () => show('day') },
            { keys: '2', title: 'calendar.week', run: () => show('week') },
            { keys: '3', title: 'calendar.month', run: () => show('month') },
        ],
        [mode, date],
    );

    return (
        <div class={`calendar ${mode}`}>
            <PeriodBar
                title={titleOf(shown)}
                seconds={isComplete ? sum : undefined}
                onStep={step}
                onToday={() => goTo({ mode, date: today.value })}
            >
                <div class="calendar-modes" role="group" aria-label={t('calendar.modes')}>
                    {MODES.map((one) => (
                        <a
                            key={one}
                            href={href('calendar', { view: one, date })}
                            aria-current={one === mode ? 'true' : undefined}
                        >
                            {t(`calendar.${one}`)}
                        </a>
                    ))}
                </div>
                {mode !== 'month' && (
                    <div class="calendar-zoom" role="group" aria-label={t('calendar.zoom')}>
                        <ZoomButton direction={-1} />
                        <ZoomButton direction={1} />
                    </div>
                )}
                <button type="button" class="button calendar-add" aria-label={t('entry.add')} onClick={add}>
                    <Icon name="plus" size={16} />
                    <span>{t('entry.add')}</span>
                </button>
            </PeriodBar>
            {isFailed && !rows.length ? (
                <ErrorState onRetry={() => void list.reload().then(() => list.all().catch(() => {}))} />
            ) : (
                <>
                    {mode === 'day' && <Strip date={date} />}
                    <div class="calendar-box">
                        {mode === 'month' ? (
                            <Month shown={shown} rows={rows} sumOf={sumOf} />
                        ) : (
                            <Grid
                                shown={shown}
                                rows={rows}
                                isComplete={isComplete}
                                sumOf={sumOf}
                                actions={{
                                    edit,
                                    create,
                                    duplicate: again,
                                    follow: (to) => goTo({ mode, date: to }),
                                    ask: (about) => (asked.value = about),
                                }}
                            />
                        )}
                        {!isComplete && !rows.length && (
                            <div class="calendar-loading">
                                <Skeleton lines={7} />
                            </div>
                        )}
                        {isComplete && !rows.length && !isRunning && mode !== 'month' && !open.value && !drag.value && (
                            <p class="calendar-empty">
                                <strong>{mode === 'day' ? t('calendar.empty_day') : t('calendar.empty_week')}</strong>
                                {isTouch() ? t('calendar.empty_touch') : t('calendar.empty_text')}
                            </p>
                        )}
                    </div>
                </>
            )}
            {asked.value && (
                <ContextMenu
                    asked={asked.value}
                    actions={{ edit, create, duplicate: again, split: (entry) => (splitting.value = entry) }}
                    onClose={() => (asked.value = undefined)}
                />
            )}
            {splitting.value && <SplitDialog entry={splitting.value} onClose={() => (splitting.value = undefined)} />}
            {open.value && (
                <EntryForm
                    entry={open.value.entry}
                    draft={open.value.draft}
                    onClose={close}
                    onDelete={(entry) => removeWithUndo([entry])}
                />
            )}
        </div>
    );
}

/** At the last step it stays, so that the keyboard stays on it. */
function ZoomButton({ direction }: { direction: 1 | -1 }) {
    const [icon, label, hint] =
        direction > 0
            ? (['plus', t('calendar.taller'), t('calendar.zoom_in')] as const)
            : (['minus', t('calendar.lower'), t('calendar.zoom_out')] as const);
    return (
        <button
            type="button"
            class="icon-button"
            aria-label={label}
            title={hint}
            aria-disabled={!canZoom(direction)}
            onClick={() => zoomBy(direction)}
        >
            <Icon name={icon} size={16} />
        </button>
    );
}

/** The week around a day, with its sums, to go from day to day. */
function Strip({ date }: { date: Day }) {
    const first = weekStart(date, account.value?.week_start ?? 'monday');
    const list = entryRange(first, addDays(first, 6));
    return (
        <WeekStrip
            first={first}
            date={date}
            sumOf={sumsOf(list.rows.value)}
            hrefOf={(day) => href('calendar', { view: 'day', date: day })}
        />
    );
}
