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

/** What READ finds of each child. */
function ofEach(parent: number, read: (pid: number) => number): Map<number, number> {
    const found = new Map<number, number>();
    for (const pid of children(parent)) {
        try {
            found.set(pid, read(pid));
        } catch {
            // it has ended
        }
    }
    return found;
}

const sum = (values: Map<number, number>): number => [...values.values()].reduce((all, value) => all + value, 0);
const inStatus = (pid: number, line: RegExp): number =>
    Number(line.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0);

/** Private memory of each child in MiB. */
export const memory = (parent: number): Map<number, number> =>
    ofEach(parent, pid => inStatus(pid, /^RssAnon:\s+(\d+) kB$/m) / 1024);

/** Threads, and open files and sockets, of all children. */
export const threads = (parent: number): number => sum(ofEach(parent, pid => inStatus(pid, /^Threads:\s+(\d+)$/m)));
export const descriptors = (parent: number): number =>
    sum(ofEach(parent, pid => readdirSync(`/proc/${pid}/fd`).length));

/** By how much the child grew that grew most; a child that was not there before counts from 0. */
export function growth(before: Map<number, number>, after: Map<number, number>): number {
    return Math.max(...Array.from(after, ([pid, size]) => size - (before.get(pid) ?? 0)));
}

/** By how much all children together grew. */
export const growthOfAll = (before: Map<number, number>, after: Map<number, number>): number =>
    sum(after) - sum(before);
