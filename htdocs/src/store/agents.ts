// agents.ts -- what agents did over MCP while somebody was looking: which rows carry a mark, whatever they are of, and one
// message for all that came together. What the same person does in another tab or on another device is no news.
import type { Change } from '../api/types.ts';
import { needTexts, t } from '../i18n/i18n.ts';
import { go } from '../shell/router.ts';
import { toast } from '../ui/toast.tsx';
import { changeMarks, marks, rowName } from './marks.ts';

const GATHER_MS = 1200; // an agent does one thing after another
const MARKED_MS = 600_000; // counted from when it could be seen
const SERIES_MS = 10_000; // what follows so soon is counted on

const agents = new Set<string>();
let heard: Change[] = [];
let telling: ReturnType<typeof setTimeout> | undefined;
let series: ReturnType<typeof setTimeout> | undefined;

function clear(): void {
    agents.clear();
    heard = [];
}

async function say(): Promise<void> {
    const [{ wordsOf }] = await Promise.all([import('../views/agents/words.ts'), needTexts('agents')]);
    const { key, n, place } = wordsOf(agents.size, heard);
    const [who = ''] = agents;
    const link = place ? { action: t('queue.look'), run: () => go(place) } : {};
    toast(t(key, { who, agents: agents.size, n }), { ...link, waits: true });
}

function tell(): void {
    // Agents work while one looks elsewhere: the message waits until it can be seen.
    if (document.hidden) {
        document.addEventListener('visibilitychange', tell, { once: true });
        return;
    }
    const shown = marks.peek();
    setTimeout(
        () =>
            changeMarks((next) => {
                for (const [row, mark] of shown) if (next.get(row) === mark) next.delete(row);
            }),
        MARKED_MS,
    );
    series = setTimeout(clear, SERIES_MS);
    say().catch((error: Error) => console.warn(`no words for agents: ${error.message}`));
}

function hush(): void {
    clearTimeout(series);
    clearTimeout(telling);
    document.removeEventListener('visibilitychange', tell);
}

/** Looks at who did WHAT. */
export function noteAgent(what: Change): void {
    const { resource, id, action, via, actor_name } = what;
    const row = rowName(resource, id);
    const [, client] = /^mcp(?::(.*))?$/.exec(via) ?? [undefined, null];
    if (client === null) {
        // The latest word on it is the person's own again.
        if (marks.peek().has(row)) changeMarks((next) => next.delete(row));
        return;
    }
    const who = client || actor_name || 'MCP';
    changeMarks((next) => (action === 'delete' ? next.delete(row) : next.set(row, { who, key: actor_name })));
    agents.add(who);
    heard.push(what);
    hush();
    telling = setTimeout(tell, GATHER_MS);
}

export function forgetAgents(): void {
    hush();
    clear();
    marks.value = new Map();
}
