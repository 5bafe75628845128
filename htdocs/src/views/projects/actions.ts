// actions.ts -- archiving and deleting clients and projects. Each is done at once and can be undone; what still has
// time on it cannot be deleted, and archiving is offered instead.
import { ApiProblem } from '../../api/client.ts';
import type { Client, Project } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { clients, projects } from '../../store/catalog.ts';
import { sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { failure, toast } from '../../ui/toast.tsx';

type Status = 'active' | 'archived';
const said = { archived: 'projects.archived_one', active: 'projects.restored_one' } as const;

export function setProjectStatus({ id, name, status }: Project, to: Status): void {
    undoable(t(said[to], { name }), () => projects.change(id, { status }), projects.change(id, { status: to }));
}

export function setClientStatus({ id, name, status }: Client, to: Status): void {
    undoable(t(said[to], { name }), () => clients.change(id, { status }), clients.change(id, { status: to }));
}

/** Whether REMOVAL was done; if not, says why and offers to archive. */
async function remove(removal: Promise<unknown>, name: string, archive: () => void): Promise<boolean> {
    try {
        await sent(removal);
        return true;
    } catch (error) {
        if (error instanceof ApiProblem && error.code === 'in_use')
            toast(t('projects.in_use', { name }), { action: t('projects.archive'), run: archive });
        else failure(error);
        return false;
    }
}

export async function removeProject(project: Project): Promise<void> {
    const archive = (): void => setProjectStatus(project, 'archived');
    if (!(await remove(projects.remove(project.id), project.name, archive))) return;
    const { client_id, name, color, note, status, billable, hourly_rate, budget_hours, favorite } = project;
    undoable(t('projects.deleted', { name }), () =>
        projects.create({ client_id, name, color, note, status, billable, hourly_rate, budget_hours, favorite }),
    );
}

export async function removeClient(client: Client): Promise<void> {
    const archive = (): void => setClientStatus(client, 'archived');
    if (!(await remove(clients.remove(client.id), client.name, archive))) return;
    const { name, email, address, note, currency, hourly_rate, color, status } = client;
    undoable(t('projects.deleted', { name }), () =>
        clients.create({ name, email, address, note, currency, hourly_rate, color, status }),
    );
}
