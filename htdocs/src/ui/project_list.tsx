// project_list.tsx -- the search and the list of a project picker alone, for dialogs and popovers: favourites first, then
// recent ones.
import type { Project } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { activeProjects } from '../store/catalog.ts';
import { favourites, toggleFavourite } from '../store/device.ts';
import { recentProjects } from '../store/recent.ts';
import { Combobox, type Option } from './combobox.tsx';
import { createProject, ProjectName } from './project_picker.tsx';

function optionsNow(): Option<number>[] {
    const recent = recentProjects.value.slice(0, 6);
    const starred = favourites.value;
    const nameOf = ({ name, client_name }: Project): string => `${name}, ${client_name}`;
    const option = (project: Project, group: string): Option<number> => ({
        value: project.id,
        label: starred.includes(project.id) ? t('project.starred', { name: nameOf(project) }) : nameOf(project),
        isStarred: starred.includes(project.id),
        view: <ProjectName name={project.name} client={project.client_name} color={project.color} />,
        group,
    });
    const active = activeProjects.value;
    const find = (ids: readonly number[]) => ids.flatMap((id) => active.find((project) => project.id === id) ?? []);
    const first = [...starred, ...recent];
    return [
        ...find(starred).map((project) => option(project, t('project.favourites'))),
        ...find(recent.filter((id) => !starred.includes(id))).map((project) => option(project, t('project.recent'))),
        ...active.filter(({ id }) => !first.includes(id)).map((project) => option(project, project.client_name)),
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
            onStar={toggleFavourite}
            onCreate={(text) => void createProject(text).then((id) => id !== undefined && onChoose(id))}
        />
    );
}
