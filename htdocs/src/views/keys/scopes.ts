// scopes.ts -- what a key may do, in words; and numbers of its use as bars.
import type { PlainKey } from '../../i18n/i18n.ts';

export type Resource = { name: string; text: PlainKey; read: boolean; write: boolean };

/** In the order in which people think of them; whether there is something to read, and something to change. */
export const RESOURCES: readonly Resource[] = [
    { name: 'time_entries', text: 'apikeys.of.time_entries', read: true, write: true },
    { name: 'projects', text: 'apikeys.of.projects', read: true, write: true },
    { name: 'clients', text: 'apikeys.of.clients', read: true, write: true },
    { name: 'targets', text: 'apikeys.of.targets', read: true, write: true },
    { name: 'reports', text: 'apikeys.of.reports', read: true, write: true },
    { name: 'users', text: 'apikeys.of.users', read: true, write: true },
    { name: 'audit_log', text: 'apikeys.of.audit_log', read: true, write: false },
];

const scopesOf = (action: 'read' | 'write', without: readonly string[] = []): string[] =>
    RESOURCES.filter((resource) => resource[action] && !without.includes(resource.name)).map(
        ({ name }) => `${action}:${name}`,
    );

/** Sets that most keys are of. The log shows whole rows, so nobody gets it by the way. */
export const PRESETS = {
    read: scopesOf('read', ['users', 'audit_log']),
    track: [...scopesOf('read', ['users', 'audit_log']), 'write:time_entries'],
    all: [...scopesOf('read'), ...scopesOf('write')],
} as const;
export type Preset = keyof typeof PRESETS;

const isSame = (a: readonly string[], b: readonly string[]): boolean =>
    a.length === b.length && a.every((scope) => b.includes(scope));

export const presetOf = (scopes: readonly string[]): Preset | undefined =>
    (Object.keys(PRESETS) as Preset[]).find((name) => isSame(PRESETS[name], scopes));

/** What may be read and what may be changed; "*" stands for all of it. */
export function grouped(scopes: readonly string[]): { read: string[]; write: string[] } {
    const of = (action: 'read' | 'write'): string[] => {
        const isAll = ['*', 'admin:all', `${action}:*`].some((scope) => scopes.includes(scope));
        if (isAll || isSame(scopesOf(action), namesIn(action, scopes))) return ['*'];
        return namesIn(action, scopes).map((scope) => scope.slice(action.length + 1));
    };
    return { read: of('read'), write: of('write') };
}

const namesIn = (action: string, scopes: readonly string[]): string[] =>
    scopes.filter((scope) => scope.startsWith(`${action}:`));

/** Networks as people type them, one or several; null = any. */
export function readNetworks(text: string): string[] | null {
    const found = text.split(/[\s,;]+/).filter(Boolean);
    return found.length ? [...new Set(found)] : null;
}

export type Use = { day: string; calls: number };

/** DAYS numbers up to LAST; days that are not listed had no calls. */
export function fillDays(use: readonly Use[], last: string, days: number): Use[] {
    const calls = new Map(use.map((one) => [one.day, one.calls]));
    return Array.from({ length: days }, (_, i) => {
        const day = new Date(Date.parse(last) - (days - 1 - i) * 86_400_000).toISOString().slice(0, 10);
        return { day, calls: calls.get(day) ?? 0 };
    });
}
