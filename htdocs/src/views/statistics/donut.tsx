// donut.tsx -- what share each project has. The table beside it is the legend: a colour alone tells nothing.
import { useSignal } from '@preact/signals';
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { clients } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { Chart } from '../../ui/chart.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { Breakdown } from './breakdown.tsx';
import { percent } from './percent.ts';
import type { Range } from './range.ts';
import { arc, type Part } from './shape.ts';

const SIZE = 184;

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

const Table = ({ report, before, range }: Props) => (
    <Breakdown
        report={report}
        title={t('statistics.project')}
        sums={report.by_project}
        idOf={({ project_id }) => project_id}
        before={before?.by_project}
        head={({ project_id, project_name, client_id, color }) => (
            <a href={href('entries', { ...range, project: project_id })}>
                <ProjectName name={project_name} client={clients.get(client_id)?.name} color={color} />
            </a>
        )}
    />
);

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
