// clients.tsx -- time by client, each with a bar of its projects in their colours.
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { clients } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { ProjectName } from '../../ui/project_picker.tsx';
import { Breakdown } from './breakdown.tsx';
import type { Range } from './range.ts';

type Props = { report: Report; before: Report | undefined; range: Range };

const titleOf = ({ project_name, total_seconds }: Report['by_project'][number]): string =>
    `${project_name} ${formatDuration(total_seconds)}`;

export function ByClient({ report, before, range }: Props) {
    const most = Math.max(...report.by_client.map(({ total_seconds }) => total_seconds));
    return (
        <section class="card" aria-labelledby="statistics-clients">
            <header class="card-head">
                <h2 id="statistics-clients">{t('statistics.by_client')}</h2>
            </header>
            <Breakdown
                report={report}
                title={t('statistics.client')}
                sums={report.by_client}
                idOf={({ client_id }) => client_id}
                before={before?.by_client}
                head={(sum) => (
                    <>
                        <a href={href('entries', { ...range, client: sum.client_id })}>
                            <ProjectName
                                name={sum.client_name}
                                color={clients.get(sum.client_id)?.color ?? '#888888'}
                            />
                        </a>
                        <span class="share-bar" aria-hidden="true">
                            {report.by_project
                                .filter(({ client_id }) => client_id === sum.client_id)
                                .map((project) => (
                                    <span
                                        key={project.project_id}
                                        title={titleOf(project)}
                                        style={{
                                            '--color': project.color,
                                            inlineSize: `${(project.total_seconds / most) * 100}%`,
                                        }}
                                    />
                                ))}
                        </span>
                    </>
                )}
            />
        </section>
    );
}
