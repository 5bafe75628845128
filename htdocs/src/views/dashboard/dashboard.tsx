// dashboard.tsx -- how today and this week stand, what was done last, and what is due.
import type { ComponentChildren } from 'preact';
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { continueEntry } from '../../shell/actions.ts';
import { later } from '../../shell/later.ts';
import { href } from '../../shell/router.ts';
import { areOn } from '../../shell/shortcuts.ts';
import { zone } from '../../store/account.ts';
import { targets } from '../../store/catalog.ts';
import { entryList, entryRows, spanOf } from '../../store/entries.ts';
import { elapsedSeconds, timer } from '../../store/timer.ts';
import { formatDuration, spokenDuration } from '../../time/duration.ts';
import { formatDay, formatTime } from '../../time/format.ts';
import { minute } from '../../time/now.ts';
import { thisWeek, today } from '../../time/today.ts';
import { addDays, dayOf } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReport } from '../../ui/use_report.ts';
import { Week } from './week.tsx';

const TargetsSummary = later('targets', () => import('../targets/summary.tsx'));

const RECENT = 6;

/** Seconds of the running timer, to the minute: sums do not flicker. */
const runningSeconds = (): number => (timer.value ? Math.max(0, elapsedSeconds(timer.value, minute.value)) : 0);

function Sums() {
    const first = thisWeek.value;
    const day = today.value;
    const before = addDays(first, -7);
    const { report, failed, retry } = useReport({ start_date: before, end_date: addDays(first, 6), group_by: 'day' });
    if (failed && !report) return <ErrorState onRetry={retry} />;
    const byDay = new Map(report?.by_period.map(({ period_start, total_seconds }) => [period_start, total_seconds]));
    const running = runningSeconds();
    const ofDay = (date: string): number => (byDay.get(date) ?? 0) + (report && date === day ? running : 0);
    const days = Array.from({ length: 7 }, (_, i) => {
        const date = addDays(first, i);
        return { date, seconds: ofDay(date), before: ofDay(addDays(date, -7)), isToday: date === day };
    });
    const week = days.reduce((sum, { seconds }) => sum + seconds, 0);
    // Monday to today against Monday to the same day: a whole week would always look better than half of one.
    const soFar = days.filter(({ date }) => date <= day).reduce((sum, one) => sum + one.before, 0);
    // While it is read it takes its place already, empty: what stands below does not jump.
    return (
        <section class="card week-card" aria-label={t('dashboard.week')} aria-hidden={!report}>
            <div class="figures">
                <Figure label={t('dashboard.today')} seconds={report && ofDay(day)} />
                <Figure label={t('dashboard.week')} seconds={report && week}>
                    {report ? <Against difference={week - soFar} /> : <p>&nbsp;</p>}
                </Figure>
            </div>
            <Week days={days} />
        </section>
    );
}

type FigureProps = { label: string; seconds: number | undefined; children?: ComponentChildren };

function Figure({ label, seconds, children }: FigureProps) {
    return (
        <div class="figure">
            <h2>{label}</h2>
            {seconds === undefined ? (
                <output>&nbsp;</output>
            ) : (
                <output title={spokenDuration(seconds, document.documentElement.lang)}>
                    {formatDuration(seconds)}
                </output>
            )}
            {children}
        </div>
    );
}

function Against({ difference }: { difference: number }) {
    const text = formatDuration(Math.abs(difference));
    if (Math.abs(difference) < 60) return <p class="quiet">{t('dashboard.same')}</p>;
    return (
        <p class="quiet">
            {difference > 0 ? t('dashboard.more', { time: text }) : t('dashboard.less', { time: text })}
        </p>
    );
}

function Recent() {
    const list = entryList({});
    const state = list.state.value;
    const rows = [...entryRows.shown.value.values()].sort((a, b) => spanOf(b).start - spanOf(a).start).slice(0, RECENT);
    return (
        <section class="card" aria-labelledby="recent">
            <header class="card-head">
                <h2 id="recent">{t('dashboard.recent')}</h2>
                <a href={href('entries')}>{t('dashboard.all')}</a>
            </header>
            {!rows.length && state === 'loading' && <Skeleton lines={5} />}
            {!rows.length && state === 'failed' && <ErrorState onRetry={() => void list.reload()} />}
            {!rows.length && state === 'ready' && (
                <EmptyState icon="today" title={t('dashboard.empty')}>
                    {t('dashboard.empty_text')}
                    {areOn.value && <span class="for-keyboards"> {t('dashboard.empty_key')}</span>}
                </EmptyState>
            )}
            {rows.length > 0 && (
                <ul class="recent">
                    {rows.map((entry) => (
                        <RecentEntry key={entry.id} entry={entry} />
                    ))}
                </ul>
            )}
        </section>
    );
}

function RecentEntry({ entry }: { entry: Entry }) {
    const { start, end } = spanOf(entry);
    const day = dayOf(start, zone.value);
    const when = day === today.value ? `${formatTime(start)}–${formatTime(end)}` : formatDay(day, 'short');
    return (
        <li>
            <button
                type="button"
                class="icon-button play"
                aria-label={t('entry.continue', { what: entry.description || entry.project_name })}
                title={t('entry.continue_hint')}
                onClick={(event) => void continueEntry(entry, event.shiftKey)}
            >
                <Icon name="play" size={16} />
            </button>
            <div class="what">
                <span class="marked">
                    <span class={entry.description ? 'text' : 'text quiet'}>
                        {entry.description || t('entry.no_description')}
                    </span>
                    <AgentMark resource="time_entries" id={entry.id} />
                </span>
                <ProjectName name={entry.project_name} client={entry.client_name} color={entry.project_color} />
            </div>
            <span class="when">{when}</span>
            <span class="duration">{formatDuration(entry.duration_seconds)}</span>
        </li>
    );
}

function Targets() {
    targets.need();
    if (!targets.all.value.length) return null;
    return (
        <section class="card" aria-labelledby="targets">
            <header class="card-head">
                <h2 id="targets">{t('dashboard.targets')}</h2>
            </header>
            <TargetsSummary />
        </section>
    );
}

export default function Dashboard() {
    return (
        <div class="dashboard">
            <h1 class="view-title">{formatDay(today.value, 'long')}</h1>
            <Sums />
            <div class="columns">
                <Recent />
                <Targets />
            </div>
        </div>
    );
}
