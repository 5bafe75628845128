// week_strip.tsx -- the seven days of a week with their sums, to go from day to day where only one has room.
import { t } from '../i18n/i18n.ts';
import { formatDuration } from '../time/duration.ts';
import { formatDay } from '../time/format.ts';
import { today } from '../time/today.ts';
import { addDays, type Day } from '../time/zone.ts';

type Props = {
    /** Of the week. */
    first: Day;
    /** The one that is shown. */
    date: Day;
    sumOf: (day: Day) => number;
    hrefOf: (day: Day) => string;
};

export function WeekStrip({ first, date, sumOf, hrefOf }: Props) {
    return (
        <nav class="week-strip" aria-label={t('period.days')}>
            <ul>
                {Array.from({ length: 7 }, (_, i) => addDays(first, i)).map((day) => (
                    <li key={day}>
                        <a
                            href={hrefOf(day)}
                            class={day === today.value ? 'today' : ''}
                            aria-current={day === date ? 'date' : undefined}
                            aria-label={`${formatDay(day, 'long')}, ${formatDuration(sumOf(day))}`}
                        >
                            <span class="weekday">{formatDay(day, 'weekday')}</span>
                            <span class="day-number">{formatDay(day, 'dayOfMonth')}</span>
                            <span class="sum">{sumOf(day) > 0 ? formatDuration(sumOf(day)) : '–'}</span>
                        </a>
                    </li>
                ))}
            </ul>
        </nav>
    );
}
