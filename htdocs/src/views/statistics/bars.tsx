// bars.tsx -- time by day, week, month or year, each bar made of its projects. They stand in the same order in every
// bar, and the legend names them with their hours: of the bar that is pointed at, else of all.
import { useSignal } from '@preact/signals';
import { t } from '../../i18n/i18n.ts';
import { chooseQuery, go, href } from '../../shell/router.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay, formatDays, formatNumber } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { Chart } from '../../ui/chart.tsx';
import { HourLines } from '../../ui/hour_lines.tsx';
import { useWidth } from '../../ui/use_width.ts';
import { type Group, groupsFor, periodRange, type Range } from './range.ts';
import { type Bar, hourTicks, type Part } from './shape.ts';

/** As high as the legend beside it, where there is one beside it. */
const heightOf = (width: number, parts: number): number =>
    width < 480 ? 220 : Math.min(380, Math.max(220, 44 + parts * 24));
const [TOP, BOTTOM, LEFT] = [18, 24, 34];
const LABEL_WIDTH = { day: 24, week: 46, month: 34, year: 40 };

export function periodName(start: string, group: Group, range: Range): string {
    if (group === 'day') return formatDay(start, 'long');
    if (group === 'month') return formatDay(start, 'month');
    if (group === 'year') return formatDay(start, 'year');
    const { from, to } = periodRange(start, group, range);
    return formatDays(from, to);
}

function label(start: string, group: Group, width: number): string {
    if (group === 'day')
        return width >= 52
            ? `${formatDay(start, 'weekday')} ${Number(start.slice(8))}`
            : String(Number(start.slice(8)));
    if (group === 'week') return formatDay(start, 'dayMonth');
    return formatDay(start, group === 'month' ? 'monthShort' : 'year');
}

type Props = { bars: readonly Bar[]; parts: readonly Part[]; group: Group; range: Range; total: number };

function Picture({ bars, parts, group, range, onPoint }: Props & { onPoint: (at: number | undefined) => void }) {
    const { ref, width } = useWidth<HTMLDivElement>();
    const height = heightOf(width, parts.length);
    const ticks = hourTicks(Math.max(0, ...bars.map(({ seconds }) => seconds)));
    const most = ticks.at(-1)! * 3600;
    const room = Math.max(0, width - LEFT) / Math.max(1, bars.length);
    const thick = Math.min(56, room * (bars.length > 20 ? 0.8 : 0.68));
    const y = (seconds: number): number => TOP + (height - TOP - BOTTOM) * (1 - seconds / most);
    const every = Math.ceil(LABEL_WIDTH[group] / Math.max(1, room));
    return (
        <div ref={ref} class="bars-frame">
            {width > 0 && (
                <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
                    <HourLines hours={ticks} y={y} left={LEFT} width={width} name={formatNumber} />
                    {bars.map((bar, i) => {
                        const x = LEFT + room * (i + 0.5);
                        const isNow =
                            today.value >= bar.start && today.value <= periodRange(bar.start, group, range).to;
                        let below = 0;
                        return (
                            <g
                                key={bar.start}
                                class="bar"
                                onPointerEnter={() => onPoint(i)}
                                onPointerLeave={() => onPoint(undefined)}
                                onClick={() => go('entries', periodRange(bar.start, group, range))}
                            >
                                <rect class="hit" x={LEFT + room * i} y={0} width={room} height={height} />
                                {parts.map((part, k) => {
                                    const seconds = bar.parts[k]!;
                                    if (!seconds) return null;
                                    const bottom = y(below);
                                    below += seconds;
                                    const tall = bottom - y(below);
                                    return (
                                        <rect
                                            key={part.id}
                                            class={part.color ? 'part' : 'part rest'}
                                            style={{ '--color': part.color ?? '' }}
                                            x={x - thick / 2}
                                            y={y(below)}
                                            width={thick}
                                            // A gap parts two colours that are much alike.
                                            height={Math.max(0.5, tall - (tall > 3 ? 1 : 0))}
                                        />
                                    );
                                })}
                                {bar.seconds >= 60 && room >= 36 && (
                                    <text class="amount" x={x} y={y(bar.seconds) - 6} text-anchor="middle">
                                        {formatDuration(bar.seconds)}
                                    </text>
                                )}
                                {i % every === 0 && (
                                    <text class={isNow ? 'now' : ''} x={x} y={height - 6} text-anchor="middle">
                                        {label(bar.start, group, room)}
                                    </text>
                                )}
                            </g>
                        );
                    })}
                </svg>
            )}
        </div>
    );
}

/** The numbers of all bars: a column for each project. */
function Table({ bars, parts, group, range, total }: Props) {
    return (
        <div class="numbers-frame" tabIndex={0} role="group" aria-label={t('statistics.by_period')}>
            <table class="numbers">
                <thead>
                    <tr>
                        <th scope="col">{t(`statistics.${group}_one`)}</th>
                        <th scope="col">{t('statistics.total')}</th>
                        {parts.map((part) => (
                            <th key={part.id} scope="col">
                                {part.name}
                            </th>
                        ))}
                    </tr>
                </thead>
                <tbody>
                    {bars
                        .filter(({ seconds }) => seconds > 0)
                        .map((bar) => (
                            <tr key={bar.start}>
                                <th scope="row">
                                    <a href={href('entries', periodRange(bar.start, group, range))}>
                                        {periodName(bar.start, group, range)}
                                    </a>
                                </th>
                                <td>{formatDuration(bar.seconds)}</td>
                                {bar.parts.map((seconds, k) => (
                                    <td key={parts[k]!.id}>{seconds ? formatDuration(seconds) : ''}</td>
                                ))}
                            </tr>
                        ))}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row">{t('statistics.total')}</th>
                        <td>{formatDuration(total)}</td>
                        {parts.map((part) => (
                            <td key={part.id}>{formatDuration(part.seconds)}</td>
                        ))}
                    </tr>
                </tfoot>
            </table>
        </div>
    );
}

function summaryOf({ bars, parts, group, range, total }: Props): string {
    const most = bars.reduce((best, bar) => (bar.seconds > best.seconds ? bar : best), bars[0]!);
    return t('statistics.bars_summary', {
        total: formatDuration(total),
        days: formatDays(range.from, range.to),
        most: periodName(most.start, group, range),
        time: formatDuration(most.seconds),
        project: parts[0]?.name ?? '',
        of_project: formatDuration(parts[0]?.seconds ?? 0),
    });
}

export function Bars(props: Props) {
    const { bars, parts, group, range, total } = props;
    const at = useSignal<number | undefined>(undefined);
    const shown = at.value === undefined ? undefined : bars[at.value];
    const possible = groupsFor(range);
    return (
        <section class="card" aria-labelledby="statistics-bars">
            <header class="card-head">
                <h2 id="statistics-bars">{t(`statistics.per_${group}`)}</h2>
                {possible.length > 1 && (
                    <div class="presets small" role="group" aria-label={t('statistics.group')}>
                        {possible.map((one) => (
                            <button
                                key={one}
                                type="button"
                                aria-pressed={one === group}
                                onClick={() => chooseQuery({ group: one })}
                            >
                                {t(`statistics.${one}_one`)}
                            </button>
                        ))}
                    </div>
                )}
            </header>
            <Chart summary={summaryOf(props)} table={() => <Table {...props} />} class="bars-chart">
                <Picture
                    {...props}
                    onPoint={(next) => {
                        at.value = next;
                    }}
                />
                <div class="legend" aria-hidden="true">
                    <p class="legend-head">
                        <span>{shown ? periodName(shown.start, group, range) : t('statistics.total')}</span>
                        <span class="sum">{formatDuration(shown?.seconds ?? total)}</span>
                    </p>
                    <ul>
                        {parts.map((part, k) => {
                            const seconds = shown ? shown.parts[k]! : part.seconds;
                            return (
                                <li key={part.id} class={seconds ? '' : 'nothing-of-it'}>
                                    <span
                                        class={part.color ? 'dot' : 'dot rest'}
                                        style={{ '--color': part.color ?? '' }}
                                    />
                                    <span class="name">{part.name}</span>
                                    <span class="sum">{formatDuration(seconds)}</span>
                                </li>
                            );
                        })}
                    </ul>
                </div>
            </Chart>
        </section>
    );
}
