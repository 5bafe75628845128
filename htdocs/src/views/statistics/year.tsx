// year.tsx -- the days of a year, the darker the more was done. On narrow pages it stands in two halves.
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { go, href } from '../../shell/router.ts';
import { account } from '../../store/account.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day, weekStart } from '../../time/zone.ts';
import { Chart } from '../../ui/chart.tsx';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReport } from '../../ui/use_report.ts';
import { useWidth } from '../../ui/use_width.ts';
import { type Choice, queryOf } from './choice.ts';
import { addMonths } from './range.ts';
import { heatLevel, heatSteps, weeksOf } from './shape.ts';

const NARROW = 620;
const [TOP, LEFT, GAP] = [18, 34, 2.5];

type PieceProps = {
    from: Day;
    to: Day;
    width: number;
    isHalf: boolean;
    days: ReadonlyMap<Day, number>;
    steps: readonly number[];
};

function Piece({ from, to, width, isHalf, days, steps }: PieceProps) {
    const first = account.value?.week_start ?? 'monday';
    const weeks = weeksOf(from, to, first);
    const step = Math.min(19, (width - LEFT) / (isHalf ? 27 : weeks.length));
    const someWeek = weekStart(from, first);
    const months = Array.from({ length: 12 }, (_, i) => addMonths(from, i)).filter((start) => start <= to);
    const column = (day: Day): number => weeks.findIndex((week) => week.includes(day));
    return (
        <svg width={width} height={TOP + step * 7} viewBox={`0 0 ${width} ${TOP + step * 7}`} aria-hidden="true">
            {months.map((start) => (
                <text key={start} x={LEFT + column(start) * step} y={11}>
                    {formatDay(start, 'monthShort')}
                </text>
            ))}
            {[0, 2, 4].map((row) => (
                <text key={row} x={0} y={TOP + step * (row + 0.5) + 4}>
                    {formatDay(addDays(someWeek, row), 'weekday')}
                </text>
            ))}
            {weeks.map((week, i) =>
                week.map((day, row) => {
                    if (!day) return null;
                    const seconds = days.get(day) ?? 0;
                    return (
                        <rect
                            key={day}
                            class={`heat-${heatLevel(seconds, steps)} ${day === today.value ? 'now' : ''}`}
                            x={LEFT + i * step}
                            y={TOP + row * step}
                            width={step - GAP}
                            height={step - GAP}
                            rx={Math.min(3, step / 5)}
                            onClick={() => go('entries', { from: day, to: day })}
                        >
                            <title>{`${formatDay(day, 'full')}: ${formatDuration(seconds)}`}</title>
                        </rect>
                    );
                }),
            )}
        </svg>
    );
}

function Table({ report }: { report: Report }) {
    return (
        <div class="numbers-frame" tabIndex={0} role="group" aria-label={t('statistics.per_day')}>
            <table class="numbers">
                <thead>
                    <tr>
                        <th scope="col">{t('statistics.day_one')}</th>
                        <th scope="col">{t('statistics.time')}</th>
                        <th scope="col">{t('statistics.entries')}</th>
                    </tr>
                </thead>
                <tbody>
                    {report.by_period.map((day) => (
                        <tr key={day.period_start}>
                            <th scope="row">
                                <a href={href('entries', { from: day.period_start, to: day.period_start })}>
                                    {formatDay(day.period_start, 'long')}
                                </a>
                            </th>
                            <td>{formatDuration(day.total_seconds)}</td>
                            <td>{day.entry_count}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Picture({ report, year }: { report: Report; year: string }) {
    const { ref, width } = useWidth<HTMLDivElement>();
    const days = new Map(report.by_period.map((day) => [day.period_start, day.total_seconds]));
    const steps = heatSteps(Math.max(0, ...days.values()));
    const pieces =
        width < NARROW
            ? [
                  [`${year}-01-01`, `${year}-06-30`],
                  [`${year}-07-01`, `${year}-12-31`],
              ]
            : [[`${year}-01-01`, `${year}-12-31`]];
    const names = [
        t('statistics.heat_none'),
        ...steps.map((step) => t('statistics.heat_to', { time: formatDuration(step) })),
        t('statistics.heat_above', { time: formatDuration(steps.at(-1)!) }),
    ];
    return (
        <div ref={ref} class="year-frame">
            {width > 0 &&
                pieces.map(([from, to]) => (
                    <Piece
                        key={from}
                        from={from!}
                        to={to!}
                        width={width}
                        isHalf={pieces.length > 1}
                        days={days}
                        steps={steps}
                    />
                ))}
            <ul class="heat-legend" aria-hidden="true">
                {names.map((name, level) => (
                    <li key={name}>
                        <span class={`heat-${level}`} />
                        {name}
                    </li>
                ))}
            </ul>
        </div>
    );
}

/** The whole year that the range ends in, by the same filters. */
export function Year({ choice }: { choice: Choice }) {
    const year = choice.range.to.slice(0, 4);
    const whole = { from: `${year}-01-01`, to: `${year}-12-31` };
    const { report, failed, retry } = useReport(queryOf({ ...choice, range: whole, group: 'day' }));
    const best = report?.by_period.reduce<Report['by_period'][number] | undefined>(
        (most, day) => (day.total_seconds > (most?.total_seconds ?? 0) ? day : most),
        undefined,
    );
    return (
        <section class="card" aria-labelledby="statistics-year">
            <header class="card-head">
                <h2 id="statistics-year">{year}</h2>
                {report && (
                    <span class="quiet">
                        {t('statistics.year_days', {
                            n: report.by_period.length,
                            time: formatDuration(report.total_seconds),
                        })}
                    </span>
                )}
            </header>
            {!report && (failed ? <ErrorState onRetry={retry} /> : <Skeleton lines={5} />)}
            {report && (
                <Chart
                    class="year-chart"
                    summary={t('statistics.year_summary', {
                        year,
                        time: formatDuration(report.total_seconds),
                        days: report.by_period.length,
                        most: best ? formatDay(best.period_start, 'long') : '–',
                        best: formatDuration(best?.total_seconds ?? 0),
                    })}
                    table={() => <Table report={report} />}
                >
                    <Picture report={report} year={report.start_date.slice(0, 4)} />
                </Chart>
            )}
        </section>
    );
}
