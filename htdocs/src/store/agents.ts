// agents.ts -- what agents did over MCP while somebody was looking: which entries carry a mark, and one message for all
// that came together. What the same person does in another tab or on another device is no news.
import { signal } from '@preact/signals';
import type { Change } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { go } from '../shell/router.ts';
import { toast } from '../ui/toast.tsx';

const GATHER_MS = 1200; // an agent does one thing after another
const MARKED_MS = 600_000; // counted from when it could be seen
const SERIES_MS = 10_000; // what follows so soon is counted on

/** WHO: what the client calls itself, else its key. */
export type Mark = { who: string; key: string | null };

/** The entries that an agent changed last, by id. */
export const marks = signal<ReadonlyMap<number, Mark>>(new Map());

const gathered = new Map<string, Set<number>>();
let telling: ReturnType<typeof setTimeout> | undefined;
let series: ReturnType<typeof setTimeout> | undefined;

function change(update: (next: Map<number, Mark>) => void): void {
    const next = new Map(marks.peek());
    update(next);
    marks.value = next;
}

function tell(): void {
    telling = undefined;
    // Agents work while one looks elsewhere: the message waits until it can be seen.
    if (document.hidden) {
        document.addEventListener('visibilitychange', tell, { once: true });
        return;
    }
    const { size: n } = new Set([...gathered.values()].flatMap((ids) => [...ids]));
    const [who = ''] = gathered.keys();
    const text =
        gathered.size === 1 ? t('agent.changed', { who, n }) : t('agent.several', { n, agents: gathered.size });
    toast(text, { action: t('queue.look'), run: () => go('entries'), waits: true });
    const shown = marks.peek();
    setTimeout(
        () =>
            change((next) => {
                for (const [id, mark] of shown) if (next.get(id) === mark) next.delete(id);
            }),
        MARKED_MS,
    );
    series = setTimeout(() => gathered.clear(), SERIES_MS);
}

/** Looks at who did CHANGE. */
export function noteAgent({ resource, id, action, via, actor_name }: Change): void {
    if (resource !== 'time_entries') return;
    const [, client] = /^mcp(?::(.*))?$/.exec(via) ?? [undefined, null];
    if (client === null) {
        // The latest word on it is the person's own again.
        if (marks.peek().has(id)) change((next) => next.delete(id));
        return;
    }
    const who = client || actor_name || 'MCP';
    change((next) => (action === 'delete' ? next.delete(id) : next.set(id, { who, key: actor_name })));
    gathered.set(who, (gathered.get(who) ?? new Set()).add(id));
    clearTimeout(series);
    clearTimeout(telling);
    document.removeEventListener('visibilitychange', tell);
    telling = setTimeout(tell, GATHER_MS);
}

export function forgetAgents(): void {
    clearTimeout(telling);
    document.removeEventListener('visibilitychange', tell);
    gathered.clear();
    marks.value = new Map();
}
