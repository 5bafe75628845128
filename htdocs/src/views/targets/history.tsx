// history.tsx -- the sum of all balances so far as a line, and below it the balance of each week or month as a bar
// above or below what was due; each on a scale of its own, since the sum can be many times as much.
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay, formatDays, formatNumber } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { Chart } from '../../ui/chart.tsx';
import { HourLines } from '../../ui/hour_lines.tsx';
import { useWidth } from '../../ui/use_width.ts';
import type { Period } from './balance.ts';
import type { TargetDetail } from './details.ts';
import { hourSpan } from './span.ts';
import { signed } from './words.ts';

const [LINE_HEIGHT, BAR_HEIGHT, GAP] = [92, 76, 52];
const [TOP, BOTTOM, LEFT] = [32, 26, 40];
const HEIGHT = TOP + LINE_HEIGHT + GAP + BAR_HEIGHT + BOTTOM;
const ROOM = 22; // of a bar at least; what has no room on the page is in the table

/** A scale of seconds with its lines, its title above, from TOP on. */
function panelOf(values: readonly number[], top: number, height: number) {
    const { lines, low, high } = hourSpan(Math.min(0, ...values), Math.max(0, ...values));
    return { lines, top, y: (seconds: number): number => top + (height * (high - seconds / 3600)) / (high - low) };
}

function Grid({ panel: { lines, top, y }, title, width }: { panel: Panel; title: string; width: number }) {
    return (
        <>
            <text class="title" x={0} y={top - 18}>
                {title}
            </text>
            <HourLines
                hours={lines}
                y={y}
                left={LEFT}
                width={width}
                name={(hours) => formatNumber(hours, { signDisplay: 'exceptZero' }).replace('-', '−')}
            />
        </>
    );
}
type Panel = ReturnType<typeof panelOf>;

function Picture({ periods, isMonthly }: { periods: readonly Period[]; isMonthly: boolean }) {
    const { ref, width } = useWidth<HTMLDivElement>();
    const shown = periods.slice(-Math.max(1, Math.floor((width - LEFT) / ROOM)));
    const totals = panelOf(
        shown.map(({ total_seconds }) => total_seconds),
        TOP,
        LINE_HEIGHT,
    );
    const each = panelOf(
        shown.map(({ balance_seconds }) => balance_seconds),
        TOP + LINE_HEIGHT + GAP,
        BAR_HEIGHT,
    );
    const room = Math.min(96, Math.max(0, width - LEFT) / Math.max(1, shown.length));
    const thick = Math.min(40, room * 0.6);
    const x = (i: number): number => LEFT + room * (i + 0.5);
    const every = Math.ceil((isMonthly ? 36 : 50) / Math.max(1, room));
    return (
        <div ref={ref}>
            {width > 0 && (
                <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true">
                    <Grid panel={totals} title={t('targets.so_far')} width={width} />
                    <Grid
                        panel={each}
                        title={isMonthly ? t('targets.month_balance') : t('targets.week_balance')}
                        width={width}
                    />
                    {shown.map((period, i) => {
                        const { balance_seconds: balance, period_start, period_end } = period;
                        const isOpen = period_end >= today.value;
                        return (
                            <g key={period_start}>
                                <title>{`${formatDays(period_start, period_end)}: ${signed(balance)}`}</title>
                                <rect
                                    class={`${balance < 0 ? 'below' : 'above'} ${isOpen ? 'open' : ''}`}
                                    x={x(i) - thick / 2}
                                    y={each.y(Math.max(0, balance))}
                                    width={thick}
                                    height={Math.max(1, Math.abs(each.y(balance) - each.y(0)))}
                                />
                                {(shown.length - 1 - i) % every === 0 && (
                                    <text class={isOpen ? 'now' : ''} x={x(i)} y={HEIGHT - 4} text-anchor="middle">
                                        {formatDay(period_start, isMonthly ? 'monthShort' : 'dayMonth')}
                                    </text>
                                )}
                            </g>
                        );
                    })}
                    <path
                        class="total-line"
                        d={shown
                            .map(({ total_seconds }, i) => `${i ? 'L' : 'M'}${x(i)} ${totals.y(total_seconds)}`)
                            .join('')}
                    />
                    {shown.map(({ period_start, total_seconds }, i) => (
                        <circle key={period_start} class="total-dot" cx={x(i)} cy={totals.y(total_seconds)} r="3" />
                    ))}
                </svg>
            )}
        </div>
    );
}

function Table({ periods, client }: { periods: readonly Period[]; client: number }) {
    return (
        <div class="numbers-frame" tabIndex={0} role="group" aria-label={t('targets.history')}>
            <table class="numbers">
                <thead>
                    <tr>
                        <th scope="col">{t('targets.span')}</th>
                        <th scope="col">{t('targets.due')}</th>
                        <th scope="col">{t('targets.worked')}</th>
                        <th scope="col">{t('targets.corrections')}</th>
                        <th scope="col">{t('targets.balance')}</th>
                        <th scope="col">{t('targets.so_far')}</th>
                    </tr>
                </thead>
                <tbody>
                    {[...periods].reverse().map((period) => (
                        <tr key={period.period_start}>
                            <th scope="row">
                                <a
                                    href={href('entries', {
                                        client,
                                        from: period.period_start,
                                        to: period.period_end,
                                    })}
                                >
                                    {formatDays(period.period_start, period.period_end)}
                                </a>
                            </th>
                            <td>{formatDuration(period.expected_seconds)}</td>
                            <td>{formatDuration(period.worked_seconds)}</td>
                            <td>{period.corrections_seconds ? signed(period.corrections_seconds) : ''}</td>
                            <td>{signed(period.balance_seconds)}</td>
                            <td>{signed(period.total_seconds)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

export function History({ detail }: { detail: TargetDetail }) {
    const { periods } = detail;
    const best = periods.reduce((a, b) => (b.balance_seconds > a.balance_seconds ? b : a), periods[0]!);
    const worst = periods.reduce((a, b) => (b.balance_seconds < a.balance_seconds ? b : a), periods[0]!);
    return (
        <section class="card" aria-labelledby="target-history">
            <header class="card-head">
                <h2 id="target-history">{t('targets.history')}</h2>
            </header>
            <Chart
                class="history-chart"
                summary={t('targets.history_summary', {
                    n: periods.length,
                    balance: signed(detail.balance.balance_seconds),
                    best: signed(best.balance_seconds),
                    best_days: formatDays(best.period_start, best.period_end),
                    worst: signed(worst.balance_seconds),
                    worst_days: formatDays(worst.period_start, worst.period_end),
                })}
                table={() => <Table periods={periods} client={detail.client_id} />}
            >
                <Picture periods={periods} isMonthly={detail.period === 'monthly'} />
            </Chart>
        </section>
    );
}
