// donut.tsx -- what share each project has. The table beside it is the legend: a colour alone tells nothing.
import { useSignal } from '@preact/signals';
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { clients } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatNumber } from '../../time/format.ts';
import { Chart } from '../../ui/chart.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { Difference } from './difference.tsx';
import type { Range } from './range.ts';
import { arc, type Part } from './shape.ts';

const SIZE = 184;

export const percent = (share: number): string =>
    formatNumber(share, { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 });

type Props = { report: Report; before: Report | undefined; parts: readonly Part[]; range: Range };

function Ring({ parts, total }: { parts: readonly Part[]; total: number }) {
    const at = useSignal<Part | undefined>(undefined);
    let from = 0;
    return (
        <svg class="donut" viewBox={`${-SIZE / 2} ${-SIZE / 2} ${SIZE} ${SIZE}`} aria-hidden="true">
            {parts.map((part) => {
                const start = from;
                from += part.seconds / total;
                return (
                    <path
                        key={part.id}
                        class={part.color ? 'part' : 'part rest'}
                        style={{ '--color': part.color ?? '' }}
                        d={arc(start, from, SIZE / 2, SIZE / 2 - 30)}
                        onPointerEnter={() => {
                            at.value = part;
                        }}
                        onPointerLeave={() => {
                            at.value = undefined;
                        }}
                    />
                );
            })}
            <text class="amount" y={0} text-anchor="middle">
                {formatDuration(at.value?.seconds ?? total)}
            </text>
            <text y={20} text-anchor="middle">
                {at.value ? percent(at.value.seconds / total) : t('statistics.projects', { n: parts.length })}
            </text>
        </svg>
    );
}

function Table({ report, before, range }: Props) {
    const total = report.total_seconds;
    const known = new Map(before?.by_project.map((sum) => [sum.project_id, sum.total_seconds]));
    const isRounded = report.rounding.mode !== 'none';
    return (
        <table class="numbers breakdown">
            <thead>
                <tr>
                    <th scope="col">{t('statistics.project')}</th>
                    <th scope="col">{t('statistics.time')}</th>
                    {isRounded && <th scope="col">{t('statistics.rounded')}</th>}
                    <th scope="col">{t('statistics.share')}</th>
                    {before && (
                        <th scope="col" class="wide-only">
                            {t('statistics.change')}
                        </th>
                    )}
                </tr>
            </thead>
            <tbody>
                {report.by_project.map((sum) => (
                    <tr key={sum.project_id}>
                        <th scope="row">
                            <a href={href('entries', { ...range, project: sum.project_id })}>
                                <ProjectName
                                    name={sum.project_name}
                                    client={clients.get(sum.client_id)?.name}
                                    color={sum.color}
                                />
                            </a>
                        </th>
                        <td>{formatDuration(sum.total_seconds)}</td>
                        {isRounded && <td class="quiet">{formatDuration(sum.rounded_seconds)}</td>}
                        <td class="quiet">{percent(sum.total_seconds / total)}</td>
                        {before && (
                            <td class="wide-only">
                                <Difference now={sum.total_seconds} before={known.get(sum.project_id) ?? 0} isShort />
                            </td>
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}

export function Donut(props: Props) {
    const { report, parts } = props;
    const total = report.total_seconds;
    const best = parts.slice(0, 3).map((part) => `${part.name} ${percent(part.seconds / total)}`);
    return (
        <section class="card" aria-labelledby="statistics-projects">
            <header class="card-head">
                <h2 id="statistics-projects">{t('statistics.by_project')}</h2>
            </header>
            <Chart
                class="donut-chart"
                summary={t('statistics.donut_summary', { n: parts.length, best: best.join(', ') })}
                table={() => <Table {...props} />}
                isOpen
            >
                <Ring parts={parts} total={total} />
            </Chart>
        </section>
    );
}
