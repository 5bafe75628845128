// folding.ts -- entries of one day that are alike but for their times stand folded in one line, which unfolds into them.
import type { Entry } from '../../api/types.ts';

export type Line = {
    /** Names the line among all, for keys and the keyboard. */
    name: string;
    kind: 'single' | 'fold' | 'member';
    /** Newest first; one, unless it is a fold. */
    entries: readonly Entry[];
    isUnfolded?: boolean;
};

export type Folding = {
    /** Entries of whose folds all are shown. By entry, so that a fold stays unfolded when something in it changes. */
    unfolded: ReadonlySet<number>;
    /** The entry whose own line has the keyboard: it is not folded away below somebody's hands. */
    held: number | undefined;
};

const likenesses = new WeakMap<Entry, string>();

function likenessOf(entry: Entry): string {
    let known = likenesses.get(entry);
    if (known === undefined) {
        const { description, project_id, billable, tags } = entry;
        known = JSON.stringify([description, project_id, billable, [...tags].sort()]);
        likenesses.set(entry, known);
    }
    return known;
}

const single = (entry: Entry): Line => ({ name: String(entry.id), kind: 'single', entries: [entry] });

function linesOfAlike(entries: readonly Entry[], unfolded: ReadonlySet<number>): Line[] {
    if (entries.length === 1) return [single(entries[0]!)];
    const isUnfolded = entries.some(({ id }) => unfolded.has(id));
    // By the oldest, which stays when a newer one comes.
    const head: Line = { name: `fold ${entries.at(-1)!.id}`, kind: 'fold', entries, isUnfolded };
    return isUnfolded ? [head, ...entries.map((entry): Line => ({ ...single(entry), kind: 'member' }))] : [head];
}

/** The lines of a day, a fold where its newest entry would stand. */
function computeLines(entries: readonly Entry[], { unfolded, held }: Folding): Line[] {
    const alike = Map.groupBy(entries, (entry) => (entry.id === held ? `held ${held}` : likenessOf(entry)));
    return [...alike.values()].flatMap((group) => linesOfAlike(group, unfolded));
}

const known = new WeakMap<readonly Entry[], { folding: Folding; lines: Line[] }>();

/** Remembered by the array of a day's entries, which is kept while nothing of it changes. */
export function linesOf(entries: readonly Entry[], folding: Folding): readonly Line[] {
    const before = known.get(entries);
    if (before && before.folding.unfolded === folding.unfolded && before.folding.held === folding.held)
        return before.lines;
    const lines = computeLines(entries, folding);
    known.set(entries, { folding, lines });
    return lines;
}

/** The line called NAME, else that in which its entry is by now. */
export function lineAt(lines: readonly Line[], name: string): Line | undefined {
    const id = entryIn(name);
    return (
        lines.find((line) => line.name === name) ?? lines.find(({ entries }) => entries.some((one) => one.id === id))
    );
}

/** The entry that a line's name is made of. */
export const entryIn = (name: string): number => Number(name.split(' ').at(-1));
