// processes.ts -- what processes have used, from /proc.
import { readFileSync, readdirSync } from 'node:fs';
import { execFileSync } from 'node:child_process';

const tick = 1e6 / Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' })); // microseconds

type Stat = { parent: number; own: number; ended: number };

function stat(pid: number): Stat | null {
    try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const field = text.slice(text.lastIndexOf(')') + 2).split(' ').map(Number); // from the third on
        const at = (n: number): number => field[n - 3] ?? 0;
        return { parent: at(4), own: (at(14) + at(15)) * tick, ended: (at(16) + at(17)) * tick };
    } catch {
        return null; // it has ended
    }
}

export function children(parent: number): number[] {
    return readdirSync('/proc').filter(name => /^\d+$/.test(name)).map(Number).filter(pid => stat(pid)?.parent === parent);
}

/** CPU microseconds of a server: the parent, its children, and those of its children that have ended. */
export function cpu(parent: number): number {
    const top = stat(parent);
    if (!top)
        throw new Error(`process ${parent} has ended`);
    return children(parent).reduce((sum, pid) => sum + (stat(pid)?.own ?? 0), top.own + top.ended);
}

/** Private memory of each child in MiB. */
export function memory(parent: number): Map<number, number> {
    const found = new Map<number, number>();
    for (const pid of children(parent)) {
        try {
            const line = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
            if (line)
                found.set(pid, Number(line[1]) / 1024);
        } catch {
            // it has ended
        }
    }
    return found;
}

/** By how much the child grew that grew most; a child that was not there before counts from 0. */
export function growth(before: Map<number, number>, after: Map<number, number>): number {
    return Math.max(...Array.from(after, ([pid, size]) => size - (before.get(pid) ?? 0)));
}
