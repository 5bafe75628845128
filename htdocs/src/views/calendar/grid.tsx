// grid.tsx -- days beside one another, from midnight to midnight: entries, what runs, what is free, and the hands that
// change them.
import { useSignal } from '@preact/signals';
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { account, zone } from '../../store/account.ts';
import { spanOf } from '../../store/entries.ts';
import { runningSpan } from '../../store/running.ts';
import { type Axis, makeAxis, placeOf } from '../../time/axis.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay, formatTime } from '../../time/format.ts';
import { minute } from '../../time/now.ts';
import type { Span } from '../../time/span.ts';
import { formatHour, formatSpan } from '../../time/span_text.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day, dayOf, instantOf } from '../../time/zone.ts';
import { zoneName } from '../../time/zone_name.ts';
import { moveToDay } from '../../ui/inputs.tsx';
import { removeWithUndo } from '../entries/entry_menu.ts';
import { boxOf, EntryBlocks, NewBlocks, RunningBlock } from './block.tsx';
import { type Asked, describeTimer } from './context_menu.tsx';
import { blocksOf, freeAt, gapsOf, hoursOf, STEP, stepped } from './layout.ts';
import { instantUnder, usePointer } from './pointer.ts';
import { collision, drag, drop, followed, type Shown } from './state.ts';
import { useZoom, zoom } from './zoom.ts';

const HOUR = 3_600_000;
const HEAD = 45; // pixels of the days' names above the hours
/** Keys move at once, and what they moved is written when they have rested for a moment. */
const REST_MS = 900;

export type Actions = {
    edit: (entry: Entry) => void;
    duplicate: (entry: Entry) => void;
    create: (span: Span) => void;
    follow: (day: Day) => void;
    ask: (asked: Asked) => void;
};

type Props = {
    shown: Shown;
    rows: readonly Entry[];
    isComplete: boolean;
    sumOf: (day: Day) => number;
    actions: Actions;
};

/** Oldest first, gaps among entries, and what runs: the order of reading and of the keys. */
type Item = { key: string; span: Span; entry?: Entry; isTimer?: true };

export function Grid({ shown, rows, isComplete, sumOf, actions }: Props) {
    const { first, count } = shown;
    const axis = useMemo(() => makeAxis(first, count, zone.value), [first, count, zone.value]);
    const grid = useRef<HTMLDivElement>(null);
    const scroller = useRef<HTMLDivElement>(null);
    const active = useSignal<string | undefined>(undefined);
    const rest = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
    const held = drag.value;

    useZoom(scroller, HEAD);
    // Seen first: where the work begins, unless it is so late that now would not be seen.
    useEffect(() => {
        const box = scroller.current!;
        const perHour = grid.current!.offsetHeight / (axis.size / HOUR);
        const begins = axis.columns.flatMap((column) =>
            rows
                .filter((row) => spanOf(row).start >= column.start && spanOf(row).start < column.end)
                .map((row) => placeOf(column, spanOf(row).start) / HOUR),
        );
        const from = (Math.min(8, ...begins) - 0.5) * perHour;
        const column = axis.columns.find(({ day }) => day === today.peek());
        const current = column ? (placeOf(column, minute.peek()) / HOUR + 1) * perHour : 0;
        box.scrollTop = Math.max(from, current - box.clientHeight + 52);
        box.scrollLeft = column
            ? Math.max(0, (axis.columns.indexOf(column) - 1) * (grid.current!.offsetWidth / count))
            : 0;
    }, [axis, isComplete]);
    useEffect(
        () => () => {
            clearTimeout(rest.current);
            if (drag.peek()) drag.value = undefined;
        },
        [],
    );

    useEffect(() => {
        const item =
            followed.value && grid.current!.querySelector<HTMLElement>(`[data-id="${followed.value}"][tabindex]`);
        if (!item) return;
        followed.value = undefined;
        focusItem(item);
    });

    const dropped = usePointer({
        grid,
        scroller,
        axis,
        find: (id) => rows.find((row) => row.id === id),
        onDrop: (let_go) => drop(let_go, actions.create),
        onMenu: (target, x, y) => ask(target, x, y),
    });

    const spans = rows.map(spanOf);
    const running = runningSpan();
    const taken = running ? [...spans, running] : spans;
    const printed = hoursOf(axis, taken);
    const gaps = isComplete
        ? axis.columns.flatMap((column) =>
              gapsOf(column, taken, column.day === today.value && !running ? minute.value : undefined),
          )
        : [];
    const items: Item[] = [
        ...rows.map((entry) => ({ key: `e${entry.id}`, span: spanOf(entry), entry })),
        ...gaps.map((span) => ({ key: `g${span.start}`, span })),
        ...(running && blocksOf(axis, running).length ? [{ key: 'timer', span: running, isTimer: true } as const] : []),
    ].sort((a, b) => a.span.start - b.span.start);
    const activeKey = items.some(({ key }) => key === active.value) ? active.value : items[0]?.key;

    // ---- keys -----------------------------------------------------------------------------------------------------
    const finishKeys = (): void => {
        clearTimeout(rest.current);
        const now = drag.peek();
        if (now?.via === 'keys') drop(now, actions.create);
    };
    const hold = (entry: Entry, event: KeyboardEvent): boolean => {
        const before: Span = drag.peek()?.entry?.id === entry.id ? drag.peek()! : spanOf(entry);
        const vertical = { ArrowUp: -1, ArrowDown: 1 }[event.key] as 1 | -1 | undefined;
        const sideways = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        const { start, end } = before;
        let span: Span;
        if (vertical && event.shiftKey) span = { start, end: Math.max(stepped(end, vertical), start + STEP) };
        else if (vertical) span = { start: stepped(start, vertical), end: stepped(start, vertical) + end - start };
        else if (sideways && !event.shiftKey) {
            const to = moveToDay(start, addDays(dayAt(start), sideways));
            span = { start: to, end: to + end - start };
        } else return false;
        drag.value = { ...span, handle: event.shiftKey ? 'end' : 'move', entry, via: 'keys' };
        clearTimeout(rest.current);
        const day = dayAt(span.start);
        if (axis.columns.some((column) => column.day === day)) rest.current = setTimeout(finishKeys, REST_MS);
        else {
            // It leaves what is seen: the days go along.
            finishKeys();
            followed.value = entry.id;
            actions.follow(day);
        }
        return true;
    };
    const focusItem = (item: HTMLElement | undefined): void => {
        item?.focus({ preventScroll: true });
        item?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    };
    const walk = (from: HTMLElement, key: string): boolean => {
        const all = [...grid.current!.querySelectorAll<HTMLElement>('.calendar-item[tabindex]')].sort(
            (a, b) =>
                Number(a.dataset['column']) - Number(b.dataset['column']) ||
                Number(a.dataset['at']) - Number(b.dataset['at']),
        );
        const at = all.indexOf(from);
        if (key === 'Home') focusItem(all[0]);
        else if (key === 'End') focusItem(all.at(-1));
        else if (key === 'ArrowUp' || key === 'ArrowDown') focusItem(all[at + (key === 'ArrowUp' ? -1 : 1)]);
        else if (key === 'ArrowLeft' || key === 'ArrowRight') {
            const own = Number(from.dataset['column']);
            const beside = all.filter((item) =>
                key === 'ArrowLeft' ? Number(item.dataset['column']) < own : Number(item.dataset['column']) > own,
            );
            const columns = beside.map((item) => Number(item.dataset['column']));
            const column = key === 'ArrowLeft' ? Math.max(...columns) : Math.min(...columns);
            const far = (item: HTMLElement): number =>
                Math.abs(Number(item.dataset['at']) - Number(from.dataset['at']));
            focusItem(
                beside.filter((item) => Number(item.dataset['column']) === column).sort((a, b) => far(a) - far(b))[0],
            );
        } else return false;
        return true;
    };
    const remove = (item: Item): void => {
        const next = items[items.indexOf(item) + 1] ?? items[items.indexOf(item) - 1];
        removeWithUndo([item.entry!]);
        active.value = next?.key;
        setTimeout(() => grid.current?.querySelector<HTMLElement>('.calendar-item[tabindex="0"]')?.focus(), 0);
    };
    const openItem = ({ entry, isTimer, span }: Item): void => {
        if (isTimer) describeTimer();
        else if (entry) actions.edit(entry);
        else actions.create(span);
    };
    const onItemKey = (event: KeyboardEvent, item: Item): void => {
        const { entry } = item;
        const isHeld = drag.peek()?.via === 'keys';
        const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
        const element = event.currentTarget as HTMLElement;
        let isDone = true;
        if (event.altKey && entry && entry.id > 0 && !event.ctrlKey && !event.metaKey) isDone = hold(entry, event);
        else if (isHeld && event.key === 'Escape') {
            clearTimeout(rest.current);
            drag.value = undefined;
        } else if (isHeld && event.key === 'Enter') finishKeys();
        else if (isPlain && (event.key === 'Enter' || event.key === ' ')) openItem(item);
        else if (isPlain && event.key === 'e' && entry) actions.edit(entry);
        else if (isPlain && event.key === 'd' && entry) actions.duplicate(entry);
        else if (isPlain && (event.key === 'Delete' || event.key === 'Backspace') && entry) remove(item);
        else if (event.key === 'ContextMenu' || (event.shiftKey && event.key === 'F10')) {
            const { left, top, height } = element.getBoundingClientRect();
            isDone = ask(element, left + 12, top + Math.min(height, 20));
        } else isDone = isPlain && !event.shiftKey && walk(element, event.key);
        if (!isDone) return;
        event.preventDefault();
        event.stopPropagation();
    };
    const dayAt = (ms: number): Day =>
        axis.columns.find((column) => column.start <= ms && ms < column.end)?.day ?? dayOf(ms, zone.value);

    // ---- its menu -------------------------------------------------------------------------------------------------
    /** Opens the menu of what is at a point; what is not written yet has none. */
    const ask = (target: HTMLElement, x: number, y: number): boolean => {
        if (target.closest('.calendar-running')) {
            const from = grid.current!.querySelector<HTMLElement>('.calendar-running[tabindex]')!;
            actions.ask({ isTimer: true, x, y, from });
            return true;
        }
        const { id, start } = target.closest<HTMLElement>('.calendar-item')?.dataset ?? {};
        const item = items.find(({ entry, span }) => (entry ? `${entry.id}` === id : `${span.start}` === start));
        if (item) {
            if (item.entry && item.entry.id < 0) return false;
            const from = grid.current!.querySelector<HTMLElement>(
                item.entry ? `[data-id="${id}"][tabindex]` : `[data-start="${start}"]`,
            )!;
            finishKeys();
            const { entry, span } = item;
            actions.ask({ ...(entry ? { entry, remove: () => remove(item) } : { span }), x, y, from });
            return true;
        }
        const span = target.closest('.calendar-entry') ? undefined : freeUnder(x, y);
        if (!span) return false;
        actions.ask({ span, x, y, from: scroller.current! });
        return true;
    };
    const freeUnder = (x: number, y: number): Span | undefined => {
        const { column, place } = instantUnder(grid.current!, axis, x, y);
        const span = freeAt(column, place, taken);
        return span && span.end > span.start ? span : undefined;
    };

    // ---- what is seen ---------------------------------------------------------------------------------------------
    const onGridClick = (event: MouseEvent): void => {
        if (dropped.current || (event.target as HTMLElement).closest('.calendar-entry, .calendar-gap')) return;
        const span = freeUnder(event.clientX, event.clientY);
        if (span) actions.create(span);
    };
    const isClick = (run: () => void) => (): void => {
        if (!dropped.current) run();
    };
    return (
        <div
            class={`calendar-scroll ${shown.mode}`}
            style={{ '--zoom': zoom.value, '--from': printed.from, '--to': printed.to }}
            ref={scroller}
            role="region"
            aria-label={t('calendar.hours')}
            tabIndex={0}
        >
            <div class="calendar-heads" style={{ '--columns': count }}>
                <div class="calendar-corner" />
                {axis.columns.map(({ day }) => (
                    <Head
                        key={day}
                        day={day}
                        seconds={sumOf(day)}
                        isComplete={isComplete}
                        isLink={shown.mode === 'week'}
                    />
                ))}
            </div>
            <div class="calendar-body" style={{ '--columns': count, '--hours': axis.size / HOUR }}>
                <div class="calendar-hours" aria-hidden="true">
                    {axis.marks.map((mark) => (
                        <span key={mark.at} style={topOf(axis, mark.at)}>
                            {formatHour(mark.instant)}
                            {mark.isAgain && <small>{zoneName(mark.instant)}</small>}
                        </span>
                    ))}
                </div>
                <div
                    class="calendar-grid"
                    ref={grid}
                    role="group"
                    aria-label={t('calendar.entries')}
                    aria-busy={!isComplete}
                    onClick={onGridClick}
                >
                    {axis.marks.map((mark) => (
                        <div key={mark.at} class="calendar-rule" style={topOf(axis, mark.at)} />
                    ))}
                    {axis.columns.map((column, i) => (
                        <div
                            key={column.day}
                            class={columnClass(column.day)}
                            style={boxOf(axis, { column: i, from: 0, to: axis.size })}
                        />
                    ))}
                    <OffHours axis={axis} />
                    {axis.columns.flatMap(({ gaps: missing }, i) =>
                        missing.map(({ from, to }) => (
                            <div
                                key={`${i}-${from}`}
                                class="calendar-hatched"
                                style={boxOf(axis, { column: i, from, to })}
                                title={t('calendar.no_such_time')}
                            />
                        )),
                    )}
                    {items.map((item) => {
                        const hands = {
                            axis,
                            isActive: item.key === activeKey,
                            onActive: () => {
                                active.value = item.key;
                            },
                            onOpen: isClick(() => openItem(item)),
                            onKeyDown: (event: KeyboardEvent) => onItemKey(event, item),
                        };
                        if (item.isTimer) return <RunningBlock key={item.key} {...hands} />;
                        if (!item.entry) return <GapButton key={item.key} {...hands} gap={item.span} />;
                        return (
                            <EntryBlocks
                                key={item.key}
                                {...hands}
                                entry={item.entry}
                                held={held?.entry?.id === item.entry.id ? held : undefined}
                                onBlur={finishKeys}
                            />
                        );
                    })}
                    {held && !held.entry && <NewBlocks axis={axis} held={held} />}
                    <NowLine axis={axis} />
                </div>
            </div>
            <p class="visually-hidden" id="calendar-keys">
                {t('calendar.keys')}
            </p>
            <p class="visually-hidden" role="status">
                {held && (collision(held) ?? `${formatDay(dayAt(held.start), 'long')}, ${formatSpan(held)}`)}
            </p>
        </div>
    );
}

const topOf = (axis: Axis, at: number) => ({ insetBlockStart: `${((at / axis.size) * 100).toFixed(4)}%` });

const isWeekend = (day: Day): boolean => new Date(day).getUTCDay() % 6 === 0;

/** What of the days is outside of the work hours, if they are known. Weekends are dimmed as a whole. */
function OffHours({ axis }: { axis: Axis }) {
    const { workday_start: from = null, workday_end: to = null } = account.value ?? {};
    if (from === null || to === null) return null;
    const off = axis.columns
        .filter(({ day }) => !isWeekend(day))
        .flatMap(({ day, start, end }) => [
            { start, end: instantOf(day, from, zone.value) },
            { start: to < 1440 ? instantOf(day, to, zone.value) : end, end },
        ])
        .filter(({ start, end }) => end > start);
    return (
        <>
            {off
                .flatMap((span) => blocksOf(axis, span))
                .map((block) => (
                    <div key={`${block.column}-${block.from}`} class="calendar-off" style={boxOf(axis, block)} />
                ))}
        </>
    );
}

function columnClass(day: Day): string {
    return `calendar-column ${day === today.value ? 'today' : isWeekend(day) ? 'weekend' : ''}`;
}

type HeadProps = { day: Day; seconds: number; isComplete: boolean; isLink: boolean };

/** A day's name, number and sum; in the week it leads to the day. */
function Head({ day, seconds, isComplete, isLink }: HeadProps) {
    const inner = (
        <>
            <span class="weekday">{formatDay(day, 'weekday')}</span>
            <span class="day-number">{formatDay(day, 'dayOfMonth')}</span>
            {isComplete && <span class={seconds ? 'sum' : 'sum nothing'}>{formatDuration(seconds)}</span>}
        </>
    );
    const is = day === today.value ? 'calendar-head today' : 'calendar-head';
    const label = `${formatDay(day, 'long')}, ${formatDuration(seconds)}`;
    return (
        <h2>
            {isLink ? (
                <a class={is} href={href('calendar', { view: 'day', date: day })} aria-label={label}>
                    {inner}
                </a>
            ) : (
                <div class={is}>{inner}</div>
            )}
        </h2>
    );
}

type GapProps = {
    axis: Axis;
    gap: Span;
    isActive: boolean;
    onActive: () => void;
    onOpen: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
};

/** Free time between two entries: a click fills it. */
function GapButton({ axis, gap, isActive, onActive, onOpen, onKeyDown }: GapProps) {
    const [block] = blocksOf(axis, gap);
    if (!block) return null;
    const length = formatDuration((gap.end - gap.start) / 1000);
    return (
        <button
            type="button"
            class={`calendar-item calendar-gap ${gap.end - gap.start < 14 * 60_000 ? 'sliver' : ''}`}
            style={boxOf(axis, block)}
            tabIndex={isActive ? 0 : -1}
            data-column={block.column}
            data-at={block.from}
            data-start={gap.start}
            aria-label={t('calendar.fill', { times: formatSpan(gap), length })}
            title={t('calendar.fill', { times: formatSpan(gap), length })}
            onFocus={onActive}
            onClick={onOpen}
            onKeyDown={onKeyDown}
        >
            <span>+ {length}</span>
        </button>
    );
}

function NowLine({ axis }: { axis: Axis }) {
    const i = axis.columns.findIndex(({ start, end }) => minute.value >= start && minute.value < end);
    if (i < 0) return null;
    const place = placeOf(axis.columns[i]!, minute.value);
    return (
        <div
            class="calendar-now"
            style={boxOf(axis, { column: i, from: place, to: place })}
            title={formatTime(minute.value)}
        />
    );
}
