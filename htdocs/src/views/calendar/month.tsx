// month.tsx -- a month of days: what each was spent on and how much it came to. A day leads to the day view.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { daySpan, secondsWithin } from '../../store/day_sums.ts';
import { spanOf } from '../../store/entries.ts';
import { markOf } from '../../store/marks.ts';
import { runningWithin } from '../../store/running.ts';
import { timer } from '../../store/timer.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { overlaps } from '../../time/span.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import type { Shown } from './state.ts';

/** Lines of a day; the last may say how many more there are. */
const LINES = 3;

/** ID is a project's; 0 is what runs on none yet. */
type Part = { id: number; name: string; color: string; seconds: number };

/** What a day was spent on, most first; ROWS are its entries. */
function partsOf(day: Day, rows: readonly Entry[]): Part[] {
    const span = daySpan(day);
    const parts = new Map<number, Part>();
    const add = ({ seconds, ...rest }: Part): void => {
        parts.set(rest.id, { ...rest, seconds: seconds + (parts.get(rest.id)?.seconds ?? 0) });
    };
    for (const entry of rows) {
        const { project_id: id, project_name: name, project_color: color } = entry;
        add({ id, name, color, seconds: secondsWithin([entry], span) });
    }
    const seconds = runningWithin(span.start, span.end);
    if (seconds) {
        const { project_id: id, project_name: name, project_color: color, description } = timer.value!;
        const words = name || description || t('timer.no_description');
        add({ id: id ?? 0, name: words, color: color ?? 'var(--quiet)', seconds });
    }
    return [...parts.values()].sort((a, b) => b.seconds - a.seconds);
}

export function Month({ shown, rows, sumOf }: { shown: Shown; rows: readonly Entry[]; sumOf: (day: Day) => number }) {
    const days = Array.from({ length: shown.count }, (_, i) => addDays(shown.first, i));
    const weeks = Array.from({ length: shown.count / 7 }, (_, i) => days.slice(i * 7, i * 7 + 7));
    const rowsOf = (day: Day): Entry[] => rows.filter((entry) => overlaps(spanOf(entry), daySpan(day)));
    const weekSum = (week: readonly Day[]): string => {
        const sum = week.reduce((total, day) => total + sumOf(day), 0);
        return sum ? formatDuration(sum) : '';
    };
    const most = Math.max(8 * 3600, ...days.map(sumOf));
    return (
        <table class="calendar-month" style={{ '--weeks': weeks.length }}>
            <thead>
                <tr>
                    {days.slice(0, 7).map((day) => (
                        <th key={day} scope="col">
                            {formatDay(day, 'weekday')}
                        </th>
                    ))}
                    <th scope="col" class="calendar-week-sum">
                        {t('calendar.week_sum')}
                    </th>
                </tr>
            </thead>
            <tbody>
                {weeks.map((week) => (
                    <tr key={week[0]}>
                        {week.map((day) => (
                            <DayCell key={day} {...{ day, shown, most }} seconds={sumOf(day)} rows={rowsOf(day)} />
                        ))}
                        <td class="calendar-week-sum sum">{weekSum(week)}</td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

type CellProps = { day: Day; shown: Shown; seconds: number; most: number; rows: readonly Entry[] };

function DayCell({ day, shown, seconds, most, rows }: CellProps) {
    const parts = partsOf(day, rows);
    const marked = rows.find(({ id }) => markOf('time_entries', id));
    const who = marked && markOf('time_entries', marked.id)?.who;
    const isOther = day.slice(0, 7) !== shown.date.slice(0, 7);
    const weekday = new Date(day).getUTCDay();
    const is = [
        'calendar-day',
        isOther ? 'other' : '',
        day === today.value ? 'today' : weekday % 6 === 0 ? 'weekend' : '',
    ];
    const fit = parts.length > LINES ? LINES - 1 : LINES;
    return (
        <td class={is.join(' ')}>
            <a
                href={href('calendar', { view: 'day', date: day })}
                aria-label={[formatDay(day, 'long'), formatDuration(seconds), who && t('agent.by', { who })]
                    .filter(Boolean)
                    .join(', ')}
                aria-current={day === today.value ? 'date' : undefined}
            >
                <span class="calendar-day-head">
                    <span class="day-number">{formatDay(day, 'dayOfMonth')}</span>
                    {marked && <AgentMark resource="time_entries" id={marked.id} isIcon />}
                    {seconds > 0 && <span class="sum">{formatDuration(seconds)}</span>}
                </span>
                <span class="calendar-share" style={{ inlineSize: `${Math.min(100, (seconds / most) * 100)}%` }}>
                    {parts.map((part) => (
                        <span key={part.id} style={{ '--color': part.color, flexGrow: part.seconds }} />
                    ))}
                </span>
                <span class="calendar-parts">
                    {parts.slice(0, fit).map((part) => (
                        <span key={part.id} class="calendar-part">
                            <span class="dot" style={{ '--color': part.color }} />
                            <span class="name">{part.name}</span>
                            <span class="duration">{formatDuration(part.seconds)}</span>
                        </span>
                    ))}
                    {parts.length > fit && <span class="quiet">{t('calendar.more', { n: parts.length - fit })}</span>}
                </span>
            </a>
        </td>
    );
}
