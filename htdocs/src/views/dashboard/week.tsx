// week.tsx -- the days of this week as bars, last week's behind them. The numbers stand above the bars, so that
// nobody has to measure; a table says the same to those who cannot see it.
import { t } from '../../i18n/i18n.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';

type DayBar = { date: string; seconds: number; before: number; isToday: boolean };

export function Week({ days }: { days: readonly DayBar[] }) {
    const most = Math.max(4 * 3600, ...days.flatMap(({ seconds, before }) => [seconds, before]));
    const height = (seconds: number): string => `${(seconds / most) * 100}%`;
    return (
        <figure class="week">
            <div class="bars" aria-hidden="true">
                {days.map(({ date, seconds, before, isToday }) => (
                    <div key={date} class={isToday ? 'day today' : 'day'}>
                        <div class="column">
                            <div class="before" style={{ blockSize: height(before) }} />
                            <div class="bar" style={{ blockSize: height(seconds) }} />
                            {seconds >= 60 && (
                                <span class="amount" style={{ insetBlockEnd: height(seconds) }}>
                                    {formatDuration(seconds)}
                                </span>
                            )}
                        </div>
                        <span class="name">{formatDay(date, 'weekday')}</span>
                    </div>
                ))}
            </div>
            <div class="visually-hidden">
                <table>
                    <caption>{t('dashboard.week')}</caption>
                    <thead>
                        <tr>
                            <th scope="col">{t('dashboard.day')}</th>
                            <th scope="col">{t('dashboard.this_week')}</th>
                            <th scope="col">{t('dashboard.last_week')}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {days.map(({ date, seconds, before }) => (
                            <tr key={date}>
                                <th scope="row">{formatDay(date, 'long')}</th>
                                <td>{formatDuration(seconds)}</td>
                                <td>{formatDuration(before)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
            <figcaption>
                <span class="swatch now" /> {t('dashboard.this_week')} <span class="swatch before" />{' '}
                {t('dashboard.last_week')}
            </figcaption>
        </figure>
    );
}
