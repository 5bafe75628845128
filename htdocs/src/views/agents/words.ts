// words.ts -- what is said of all that agents did in one go: what of it is counted, how it is called, and where it is to
// be seen.
import type { Change } from '../../api/types.ts';

/** What is counted, and the view that shows it; the timer is always in sight. All else comes along with one of these: a
 * correction with its target, a tag with its entry. */
const VIEW_OF = {
    time_entries: 'entries',
    clients: 'projects',
    projects: 'projects',
    client_targets: 'targets',
    timer: undefined,
} as const;
type Counted = Change & { resource: keyof typeof VIEW_OF };

const isCounted = (change: Change): change is Counted => change.resource in VIEW_OF;

/** What runs becomes an entry when it is stopped: one act, and one row from then on. */
const isStopped = ({ resource, action, act }: Change, heard: readonly Change[]): boolean =>
    resource === 'timer' &&
    action === 'delete' &&
    heard.some((other) => other.resource === 'time_entries' && other.act === act);

/** The last change of each row that is counted, in the order of what happened. */
function rowsOf(heard: readonly Change[]): Counted[] {
    const rows = new Map<string, Change>();
    for (const change of heard) {
        const row = `${change.resource} ${change.id}`;
        rows.delete(row);
        rows.set(row, change);
    }
    return [...rows.values()].filter((change) => !isStopped(change, heard)).filter(isCounted);
}

/** Where the last of it is seen that is not in sight anyway. */
function placeOf(rows: readonly Counted[]): string | undefined {
    const last = rows.findLast(({ resource }) => VIEW_OF[resource]);
    if (!last) return undefined;
    // Corrections and earlier terms are not in the list.
    const isPage = last.resource === 'client_targets' && last.action !== 'delete' && rows.length === 1;
    return isPage ? `targets/${last.id}` : VIEW_OF[last.resource];
}

/** The key of the text, the number in it, and the place of what was HEARD of some AGENTS. */
export function wordsOf(agents: number, heard: readonly Change[]) {
    const rows = rowsOf(heard);
    const [kind = 'changes', ...others] = new Set(rows.map(({ resource }) => resource));
    const what = others.length ? 'changes' : kind;
    const key = `agents.${agents === 1 ? 'one' : 'several'}.${what}` as const;
    return { key, n: rows.length, place: placeOf(rows) };
}
