// views.ts -- THE table of views. A view is a folder below src/views with a component, a style sheet and its texts
// (en.json, de.json), and one line here. Its order is that of the navigation; the first is where one begins, and comes with
// the page.
import type { ComponentType } from 'preact';
import { needTexts, type PlainKey } from '../i18n/i18n.ts';
import type { IconName } from '../ui/icon.tsx';
import Dashboard from '../views/dashboard/dashboard.tsx';

/** What is read when it is first looked at. */
export type Part<P> = { path: string; load: () => Promise<{ default: ComponentType<P> }> };

export type View = {
    /** In the address: #/entries. Also the name of its folder. */
    path: string;
    title: PlainKey;
    icon: IconName;
    /** G and this letter go there. */
    key: string;
    /** On a phone it stands in the bar; the others stand in the menu. */
    isInBar?: boolean;
    load: Part<object>['load'];
};

export const VIEWS: readonly View[] = [
    {
        path: 'dashboard',
        title: 'dashboard.title',
        icon: 'today',
        key: 'd',
        isInBar: true,
        load: async () => ({ default: Dashboard }),
    },
    {
        path: 'entries',
        title: 'entries.title',
        icon: 'list',
        key: 'e',
        isInBar: true,
        load: () => import('../views/entries/entries.tsx'),
    },
    {
        path: 'calendar',
        title: 'calendar.title',
        icon: 'calendar',
        key: 'c',
        isInBar: true,
        load: () => import('../views/calendar/calendar.tsx'),
    },
    {
        path: 'timesheet',
        title: 'timesheet.title',
        icon: 'grid',
        key: 'w',
        load: () => import('../views/timesheet/timesheet.tsx'),
    },
    {
        path: 'statistics',
        title: 'statistics.title',
        icon: 'chart',
        key: 's',
        isInBar: true,
        load: () => import('../views/statistics/statistics.tsx'),
    },
    {
        path: 'targets',
        title: 'targets.title',
        icon: 'target',
        key: 't',
        load: () => import('../views/targets/targets.tsx'),
    },
    {
        path: 'projects',
        title: 'projects.nav',
        icon: 'folder',
        key: 'p',
        load: () => import('../views/projects/projects.tsx'),
    },
    {
        path: 'keys',
        title: 'apikeys.title',
        icon: 'key',
        key: 'k',
        load: () => import('../views/keys/keys.tsx'),
    },
    {
        path: 'settings',
        title: 'settings.title',
        icon: 'settings',
        key: ',',
        load: () => import('../views/settings/settings.tsx'),
    },
];

export const viewOf = (path: string): View => VIEWS.find((view) => view.path === path.split('/')[0]) ?? VIEWS[0]!;

/** Reads the component of a folder below src/views, and the texts and style sheets of the folders that it is made of; the
 * build wrote into the page which these are. */
export async function loadPart<P>({ path, load }: Part<P>): Promise<ComponentType<P>> {
    const written = document.querySelector<HTMLMetaElement>('meta[name=views]')?.content ?? '{}';
    const folders = (JSON.parse(written) as Record<string, [string, string | null][]>)[path] ?? [];
    const beside = folders.flatMap(([folder, sheet]) => [needTexts(folder), sheet ? loadSheet(sheet) : undefined]);
    const [module] = await Promise.all([load(), ...beside]);
    return module.default;
}

function loadSheet(address: string): Promise<unknown> {
    if (document.querySelector(`link[href="${address}"]`)) return Promise.resolve();
    return new Promise((resolve, reject) => {
        const link = document.createElement('link');
        link.rel = 'stylesheet';
        link.href = address;
        link.onload = resolve;
        link.onerror = () => {
            link.remove();
            reject(new Error(address));
        };
        document.head.append(link);
    });
}
