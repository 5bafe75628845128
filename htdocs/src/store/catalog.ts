// catalog.ts -- clients, projects, tags, targets and saved reports: collections that more than one view needs.
import { computed, type ReadonlySignal } from '@preact/signals';
import type { Client, Project, SavedReport, Tag, Target } from '../api/types.ts';
import { Collection } from './collection.ts';

export const clients = new Collection<
    Client,
    'GET /clients',
    'POST /clients',
    'PATCH /clients/{id}',
    'DELETE /clients/{id}'
>({
    many: 'clients',
    one: 'client',
    list: 'GET /clients',
    create: 'POST /clients',
    update: 'PATCH /clients/{id}',
    remove: 'DELETE /clients/{id}',
});

export const projects = new Collection<
    Project,
    'GET /projects',
    'POST /projects',
    'PATCH /projects/{id}',
    'DELETE /projects/{id}'
>({
    many: 'projects',
    one: 'project',
    list: 'GET /projects',
    create: 'POST /projects',
    update: 'PATCH /projects/{id}',
    remove: 'DELETE /projects/{id}',
    compare: (a: Project, b: Project) => a.client_name.localeCompare(b.client_name) || a.name.localeCompare(b.name),
});

export const tags = new Collection<Tag, 'GET /tags', 'POST /tags', 'PATCH /tags/{id}', 'DELETE /tags/{id}'>({
    many: 'tags',
    one: 'tag',
    list: 'GET /tags',
    create: 'POST /tags',
    update: 'PATCH /tags/{id}',
    remove: 'DELETE /tags/{id}',
});

export const targets = new Collection<
    Target,
    'GET /client-targets',
    'POST /client-targets',
    'PATCH /client-targets/{id}',
    'DELETE /client-targets/{id}'
>({
    many: 'client_targets',
    one: 'client_target',
    list: 'GET /client-targets',
    create: 'POST /client-targets',
    update: 'PATCH /client-targets/{id}',
    remove: 'DELETE /client-targets/{id}',
    compare: (a: Target, b: Target) => a.client_name.localeCompare(b.client_name),
});

export const savedReports = new Collection<
    SavedReport,
    'GET /saved-reports',
    'POST /saved-reports',
    'PATCH /saved-reports/{id}',
    'DELETE /saved-reports/{id}'
>({
    many: 'saved_reports',
    one: 'saved_report',
    list: 'GET /saved-reports',
    create: 'POST /saved-reports',
    update: 'PATCH /saved-reports/{id}',
    remove: 'DELETE /saved-reports/{id}',
});

/** Projects that take time, and are not put out of the way with their client. */
export const activeProjects: ReadonlySignal<readonly Project[]> = computed(() =>
    projects.all.value.filter(
        ({ status, client_id }) => status === 'active' && clients.get(client_id)?.status !== 'archived',
    ),
);
