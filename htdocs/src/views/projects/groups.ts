// groups.ts -- clients with their projects as they are listed: what the search finds, archived ones last or not at all.
import type { Client, Project } from '../../api/types.ts';
import { matchScore } from '../../ui/fuzzy.ts';

export type Group = { client: Client; projects: readonly Project[] };

/** A client that is found itself is shown with all its projects, another one with those that are found. */
export function groupsOf(
    clients: readonly Client[],
    projects: readonly Project[],
    { text, archived }: { text: string; archived: boolean },
): Group[] {
    const isShown = ({ status }: { status: string }): boolean => archived || status === 'active';
    const rank = ({ status }: { status: string }): number => Number(status === 'archived');
    const of = new Map<number, Project[]>();
    for (const project of projects.filter(isShown)) {
        const own = of.get(project.client_id);
        if (own) own.push(project);
        else of.set(project.client_id, [project]);
    }
    return clients
        .filter(isShown)
        .toSorted((a, b) => rank(a) - rank(b))
        .flatMap((client) => {
            const own = (of.get(client.id) ?? []).toSorted((a, b) => rank(a) - rank(b));
            if (!text || matchScore(client.name, text) > 0) return { client, projects: own };
            const found = own.filter(({ name }) => matchScore(`${name}, ${client.name}`, text) > 0);
            return found.length ? { client, projects: found } : [];
        });
}

/** Colours to choose from: hues far enough apart to be told from each other; the theme sets their lightness. */
export const COLORS = [
    { name: 'blue', value: '#2563eb' },
    { name: 'sky', value: '#0e7490' },
    { name: 'teal', value: '#0d9488' },
    { name: 'green', value: '#16a34a' },
    { name: 'lime', value: '#65a30d' },
    { name: 'gold', value: '#ca8a04' },
    { name: 'orange', value: '#ea580c' },
    { name: 'red', value: '#dc2626' },
    { name: 'pink', value: '#db2777' },
    { name: 'purple', value: '#9333ea' },
    { name: 'indigo', value: '#4f46e5' },
    { name: 'slate', value: '#64748b' },
] as const;

/** The colour that is used least so far. */
export function freshColor(used: readonly string[]): string {
    const count = (color: string): number => used.filter((one) => one.toLowerCase() === color).length;
    return COLORS.reduce((best, { value }) => (count(value) < count(best) ? value : best), COLORS[0].value as string);
}

/** An amount as people type it ("95", "95,5", "1 200.00") as the API takes it; "" is none, undefined cannot be read. */
export function readAmount(text: string): string | null | undefined {
    const plain = text.replace(/[\s\u00a0']/g, '').replace(',', '.');
    if (!plain) return null;
    return /^\d{1,10}(\.\d{1,2})?$/.test(plain) ? plain : undefined;
}
