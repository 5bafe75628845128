// projects.tsx -- clients, each with its projects: found by name, changed in a dialog, archived and deleted with undo.
// What is searched and which dialog is open stand in the address: #/projects?q=web&archived=1&edit=project-12.
import type { Client, Project } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { start } from '../../shell/actions.ts';
import { chooseQuery, href, route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { clients, projects } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatNumber } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { addDays } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReport } from '../../ui/use_report.ts';
import { removeClient, removeProject, setClientStatus, setProjectStatus } from './actions.ts';
import { ClientForm } from './client_form.tsx';
import { type Group, groupsOf } from './groups.ts';
import { ProjectForm } from './project_form.tsx';

const EVER_DAYS = 7300; // reports reach back 20 years

/** "95,00 €", or the number alone where no currency is known. */
function money(amount: string, currency: string | null | undefined): string {
    try {
        if (currency) return formatNumber(Number(amount), { style: 'currency', currency });
    } catch {
        // Three letters that no currency has.
    }
    return formatNumber(Number(amount), { minimumFractionDigits: 2 });
}

const open = (edit: string): void => setQuery({ edit });

function ProjectRow({ project, client, seconds }: { project: Project; client: Client; seconds: number }) {
    const rate = project.hourly_rate ?? client.hourly_rate;
    const budget = (project.budget_hours ?? 0) * 3600;
    const isArchived = project.status === 'archived';
    return (
        <li class={isArchived ? 'project-row archived' : 'project-row'}>
            <div class="marked">
                <button
                    type="button"
                    class="project-open"
                    data-project={project.id}
                    onClick={() => open(`project-${project.id}`)}
                >
                    <span class="dot" style={{ '--color': project.color }} />
                    <span class="name">{project.name}</span>
                </button>
                <AgentMark resource="projects" id={project.id} />
            </div>
            {isArchived && <span class="tag">{t('projects.archived')}</span>}
            <span class="project-rate">
                {!project.billable
                    ? t('projects.not_billable')
                    : rate && t('projects.per_hour', { amount: money(rate, client.currency) })}
            </span>
            <span class="project-budget">
                {budget > 0 && (
                    <>
                        <progress
                            class={seconds > budget ? 'over' : ''}
                            max={budget}
                            value={Math.min(seconds, budget)}
                            aria-label={t('projects.budget_of', { name: project.name })}
                        />
                        {t('projects.of', { time: formatDuration(budget) })}
                    </>
                )}
            </span>
            <span class="project-time sum">{formatDuration(seconds)}</span>
            {isArchived || client.status === 'archived' ? (
                <span />
            ) : (
                <button
                    type="button"
                    class="icon-button"
                    aria-label={t('projects.start', { name: project.name })}
                    title={t('timer.start')}
                    onClick={() => void start({ project_id: project.id })}
                >
                    <Icon name="play" />
                </button>
            )}
            <Menu
                label={t('entry.more', { what: project.name })}
                items={[
                    { label: t('projects.edit'), icon: 'edit', hint: 'E', run: () => open(`project-${project.id}`) },
                    {
                        label: t('projects.entries'),
                        icon: 'list',
                        run: () => {
                            location.hash = href('entries', { project: project.id });
                        },
                    },
                    {
                        label: isArchived ? t('projects.restore') : t('projects.archive'),
                        icon: 'archive',
                        hint: 'X',
                        run: () => setProjectStatus(project, isArchived ? 'active' : 'archived'),
                    },
                    {
                        label: t('projects.delete'),
                        icon: 'trash',
                        hint: 'Del',
                        danger: true,
                        run: () => void removeProject(project),
                    },
                ]}
            />
        </li>
    );
}

function ClientGroup({ group, seconds }: { group: Group; seconds: ReadonlyMap<number, number> }) {
    const { client } = group;
    const isArchived = client.status === 'archived';
    const add = (): void => setQuery({ edit: 'project-new', client: client.id });
    const sum = group.projects.reduce((total, { id }) => total + (seconds.get(id) ?? 0), 0);
    return (
        <section class={isArchived ? 'client-group archived' : 'client-group'} aria-label={client.name}>
            <header>
                <span class="dot" style={{ '--color': client.color }} />
                <div class="marked">
                    <h2>
                        <button type="button" class="client-open" onClick={() => open(`client-${client.id}`)}>
                            {client.name}
                        </button>
                    </h2>
                    <AgentMark resource="clients" id={client.id} />
                </div>
                {isArchived && <span class="tag">{t('projects.archived')}</span>}
                <span class="project-rate">
                    {client.hourly_rate &&
                        t('projects.per_hour', { amount: money(client.hourly_rate, client.currency) })}
                </span>
                <span class="project-time sum">{group.projects.length > 0 && formatDuration(sum)}</span>
                <button
                    type="button"
                    class="icon-button"
                    aria-label={t('projects.add_to', { name: client.name })}
                    title={t('projects.add_project')}
                    onClick={add}
                >
                    <Icon name="plus" />
                </button>
                <Menu
                    label={t('entry.more', { what: client.name })}
                    items={[
                        { label: t('projects.edit'), icon: 'edit', run: () => open(`client-${client.id}`) },
                        { label: t('projects.add_project'), icon: 'plus', run: add },
                        {
                            label: isArchived ? t('projects.restore') : t('projects.archive'),
                            icon: 'archive',
                            run: () => setClientStatus(client, isArchived ? 'active' : 'archived'),
                        },
                        {
                            label: t('projects.delete'),
                            icon: 'trash',
                            danger: true,
                            run: () => void removeClient(client),
                        },
                    ]}
                />
            </header>
            {group.projects.length > 0 ? (
                <ul>
                    {group.projects.map((project) => (
                        <ProjectRow
                            key={project.id}
                            project={project}
                            client={client}
                            seconds={seconds.get(project.id) ?? 0}
                        />
                    ))}
                </ul>
            ) : (
                <button type="button" class="project-first" onClick={add}>
                    <Icon name="plus" size={16} />
                    {t('projects.first')}
                </button>
            )}
        </section>
    );
}

/** The dialog that the address asks for. */
function Opened() {
    const { query } = route.value;
    const [, kind, id] = /^(client|project)-(new|\d+)$/.exec(query.get('edit') ?? '') ?? [];
    const close = (): void => setQuery({ edit: '', client: '' });
    if (kind === 'client') {
        const client = clients.get(Number(id));
        return client || id === 'new' ? <ClientForm key={id} client={client} onClose={close} /> : null;
    }
    if (kind !== 'project') return null;
    const project = projects.get(Number(id));
    if (!project && id !== 'new') return null;
    return <ProjectForm key={id} project={project} client={Number(query.get('client')) || undefined} onClose={close} />;
}

/** Arrows go from project to project; E, X and Del do what the menu does. */
function onKeyDown(event: KeyboardEvent): void {
    const button = event.target as HTMLElement;
    if (!button.dataset['project'] || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...document.querySelectorAll<HTMLElement>('.project-open')];
    const at = all.indexOf(button);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    const project = projects.get(Number(button.dataset['project']));
    if (to !== undefined) all[Math.max(0, Math.min(all.length - 1, to))]?.focus();
    else if (!project) return;
    else if (event.key === 'e') open(`project-${project.id}`);
    else if (event.key === 'x' || event.key === 'Delete') {
        // Where it was, the next one is.
        (all[at + 1] ?? all[at - 1])?.focus();
        if (event.key === 'Delete') void removeProject(project);
        else setProjectStatus(project, project.status === 'archived' ? 'active' : 'archived');
    } else return;
    event.preventDefault();
    event.stopPropagation();
}

export default function Projects() {
    const { query } = route.value;
    const text = query.get('q')?.trim() ?? '';
    const archived = query.has('archived');
    const { report } = useReport({ start_date: addDays(today.value, -EVER_DAYS), end_date: today.value });
    const seconds = new Map(report?.by_project.map((row) => [row.project_id, row.total_seconds]));
    const groups = groupsOf(clients.all.value, projects.all.value, { text, archived });
    const states = [clients.state.value, projects.state.value];
    const isReady = states.every((state) => state === 'ready') || clients.all.value.length > 0;
    const hidden =
        clients.all.value.filter(({ status }) => status === 'archived').length +
        projects.all.value.filter(({ status }) => status === 'archived').length;
    const addProject = (): void => open('project-new');
    const addClient = (): void => open('client-new');
    useShortcuts([{ keys: 'a', title: 'projects.add_project', run: addProject }]);
    const retry = (): void => {
        void clients.load();
        void projects.load();
    };
    return (
        <div class="projects">
            <header class="view-head">
                <h1 class="view-title">{t('projects.title')}</h1>
                <span class="row">
                    <button type="button" class="button" onClick={addClient}>
                        <Icon name="plus" size={16} />
                        {t('projects.client')}
                    </button>
                    <button type="button" class="button primary" onClick={addProject}>
                        <Icon name="plus" size={16} />
                        {t('projects.project')}
                    </button>
                </span>
            </header>
            {clients.all.value.length > 0 && (
                <div class="project-filters" role="search" aria-label={t('projects.filter')}>
                    <div class="project-search">
                        <Icon name="search" size={16} />
                        <input
                            class="input"
                            type="search"
                            aria-label={t('projects.search')}
                            placeholder={t('projects.search')}
                            value={text && query.get('q')!}
                            onInput={(event) => setQuery({ q: event.currentTarget.value })}
                        />
                    </div>
                    {(hidden > 0 || archived) && (
                        <label class="check">
                            <input
                                type="checkbox"
                                checked={archived}
                                onChange={(event) => chooseQuery({ archived: event.currentTarget.checked ? 1 : '' })}
                            />
                            {t('projects.show_archived', { n: hidden })}
                        </label>
                    )}
                </div>
            )}
            {!isReady && (states.includes('failed') ? <ErrorState onRetry={retry} /> : <Skeleton lines={8} />)}
            {isReady && clients.all.value.length === 0 && (
                <EmptyState
                    icon="folder"
                    title={t('projects.empty')}
                    action={
                        <button type="button" class="button primary" onClick={addClient}>
                            {t('projects.add_client')}
                        </button>
                    }
                >
                    {t('projects.empty_text')}
                </EmptyState>
            )}
            {isReady && clients.all.value.length > 0 && groups.length === 0 && (
                <EmptyState icon="search" title={text ? t('projects.none', { text }) : t('projects.all_archived')}>
                    {t('projects.none_text')}
                </EmptyState>
            )}
            <div onKeyDown={onKeyDown} role="none">
                {groups.map((group) => (
                    <ClientGroup key={group.client.id} group={group} seconds={seconds} />
                ))}
            </div>
            <Opened />
        </div>
    );
}
