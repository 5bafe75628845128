// clients.tsx -- time by client, each with a bar of its projects in their colours.
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { clients } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { ProjectName } from '../../ui/project_picker.tsx';
import { Difference } from './difference.tsx';
import { percent } from './donut.tsx';
import type { Range } from './range.ts';

type Props = { report: Report; before: Report | undefined; range: Range };

const titleOf = ({ project_name, total_seconds }: Report['by_project'][number]): string =>
    `${project_name} ${formatDuration(total_seconds)}`;

export function ByClient({ report, before, range }: Props) {
    const known = new Map(before?.by_client.map((sum) => [sum.client_id, sum.total_seconds]));
    const most = Math.max(...report.by_client.map(({ total_seconds }) => total_seconds));
    const isRounded = report.rounding.mode !== 'none';
    return (
        <section class="card" aria-labelledby="statistics-clients">
            <header class="card-head">
                <h2 id="statistics-clients">{t('statistics.by_client')}</h2>
            </header>
            <table class="numbers breakdown">
                <thead>
                    <tr>
                        <th scope="col">{t('statistics.client')}</th>
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
                    {report.by_client.map((sum) => (
                        <tr key={sum.client_id}>
                            <th scope="row">
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
                            </th>
                            <td>{formatDuration(sum.total_seconds)}</td>
                            {isRounded && <td class="quiet">{formatDuration(sum.rounded_seconds)}</td>}
                            <td class="quiet">{percent(sum.total_seconds / report.total_seconds)}</td>
                            {before && (
                                <td class="wide-only">
                                    <Difference
                                        now={sum.total_seconds}
                                        before={known.get(sum.client_id) ?? 0}
                                        isShort
                                    />
                                </td>
                            )}
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}
