// project_list.tsx -- the search and the list of a project picker alone, for dialogs and popovers: favourites first, then
// recent ones, by their or their client's name; a new one can be made in place ("Website" or "Acme / Website").
import type { Client, Project } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { activeProjects, clients, projects } from '../store/catalog.ts';
import { recentProjects } from '../store/recent.ts';
import { attempt } from '../store/undo.ts';
import { Combobox, type Option } from './combobox.tsx';
import { ProjectName } from './project_picker.tsx';
import { failure } from './toast.tsx';

/** Makes "Project" or "Client / Project"; the id of it. */
export async function createProject(text: string): Promise<number | undefined> {
    const [left, right] = text.split('/').map((part) => part.trim());
    const name = right || left || text;
    const client = right ? await findOrMakeClient(left!) : undefined;
    const answer = await attempt(projects.create({ name, ...(client ? { client_id: client.id } : {}) }));
    return answer?.project.id;
}

async function findOrMakeClient(name: string): Promise<Client | undefined> {
    const known = clients.all.peek().find((client) => client.name.toLowerCase() === name.toLowerCase());
    return known ?? (await attempt(clients.create({ name })))?.client;
}

function toggleFavorite(id: number): void {
    const project = projects.get(id);
    if (project) void projects.change(id, { favorite: !project.favorite }).catch(failure);
}

function optionsNow(): Option<number>[] {
    const recent = recentProjects.value.slice(0, 6);
    const nameOf = ({ name, client_name }: Project): string => `${name}, ${client_name}`;
    const option = (project: Project, group: string): Option<number> => ({
        value: project.id,
        label: project.favorite ? t('project.starred', { name: nameOf(project) }) : nameOf(project),
        isStarred: project.favorite,
        view: <ProjectName name={project.name} client={project.client_name} color={project.color} />,
        group,
    });
    const active = activeProjects.value;
    const others = active.filter(({ favorite }) => !favorite);
    return [
        ...active.filter(({ favorite }) => favorite).map((project) => option(project, t('project.favorites'))),
        ...recent
            .flatMap((id) => others.find((project) => project.id === id) ?? [])
            .map((project) => option(project, t('project.recent'))),
        ...others.filter(({ id }) => !recent.includes(id)).map((project) => option(project, project.client_name)),
    ];
}

export type ListProps = { onChoose: (id: number) => void; onClose?: () => void };

export default function ProjectList({ onChoose, onClose = () => {} }: ListProps) {
    return (
        <Combobox
            label={t('project.choose')}
            placeholder={t('project.search')}
            options={optionsNow()}
            onChoose={onChoose}
            onClose={onClose}
            onStar={toggleFavorite}
            onCreate={(text) => void createProject(text).then((id) => id !== undefined && onChoose(id))}
        />
    );
}
