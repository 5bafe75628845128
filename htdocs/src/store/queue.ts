// queue.ts -- every change goes through here. It is shown at once (an overlay), written down in IndexedDB, and sent
// in the order it was made, by one tab at a time. What cannot be sent waits, over reloads as well; each carries an
// Idempotency-Key, so that nothing is done twice. What the server refuses goes back to whoever asked, or is shown to
// the user: never lost.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { ApiProblem, type Args, callLoose, type LooseArgs, Unreachable } from '../api/client.ts';
import type { Operations, Route } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { now } from '../time/now.ts';
import { kept } from './idb.ts';
import { absorb, type Effect, type Row, rowsOf } from './rows.ts';

export type StoreEffect = { store: string; effect: Effect };
export type Write = {
    /** Its place in the order, and its name. */
    n: number;
    user: number;
    route: string;
    args: LooseArgs;
    effects: StoreEffect[];
    /** What it is, in the user's words. */
    label: string;
    at: number;
    /** The row as it was when it was changed: what a newer version is compared with. */
    base?: Row | undefined;
    refused?: { message: string; code: string } | undefined;
    /** It had to wait: the form that made it is closed, and whoever did it has gone on to other things. */
    isHeld?: boolean;
    /** How often the server has failed at it. */
    failures?: number;
};
/** ASIDE: what is kept of a refused write until a person has decided. */
type Outcome = { n: number; answer?: unknown; problem?: { status: number; body: object }; aside?: Write };

/** A newer version was in the way. What was wanted is put aside, and the person is asked (`inConflict`). */
export class Conflict extends ApiProblem {}

const RETRY_MOST = 30_000;
const FUTURE_PATIENCE = 5000;
/** After that it is not known any more what happened elsewhere. */
const HELD_MS = 3000;
/** A server that fails at one write again and again keeps all others waiting behind it: then it is put aside. */
const FAILURES_MOST = 5;
const LOCK = 'tt-writes';

const writes = signal<readonly Write[]>([]);
/** How many changes wait to be sent. */
export const waiting = computed(() => writes.value.filter(({ refused }) => !refused).length);
/** What the server would not take, and nobody was there to hear. */
export const refused = computed(() => writes.value.filter((write) => write.refused));
/** What would be lost with what is kept here. */
export const unsaved: ReadonlySignal<readonly Write[]> = writes;
/** The refused write that the person here is asked about: theirs or mine. */
export const inConflict = signal<number | undefined>(undefined);
/** Whether the last sending found nobody, or nobody who could do it. */
export const stuck = signal(false);
/** Whether it was the server that could not do it. */
export const isServerFailing = signal(false);

const owner = { user: 0, isSignedOut: false };
const waiters = new Map<number, { resolve: (answer: unknown) => void; reject: (error: Error) => void }>();
const overlays = new Map<number, (() => void)[]>();
let channel: BroadcastChannel | undefined;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

// ---- shown --------------------------------------------------------------------------------------------------------
const show = (effects: readonly StoreEffect[]): (() => void)[] =>
    effects.flatMap(({ store, effect }) => rowsOf(store)?.overlay(effect) ?? []);

function showAnew({ n, effects }: Write): void {
    const shown = overlays.get(n);
    if (!shown) return;
    for (const remove of shown) remove();
    overlays.set(n, show(effects));
}

function settle(n: number, effects: readonly StoreEffect[], isDone: boolean): void {
    if (isDone) for (const { store, effect } of effects) if (effect.kind === 'remove') rowsOf(store)?.drop(effect.ids);
    for (const remove of overlays.get(n) ?? []) remove();
    overlays.delete(n);
}

// ---- making a write -----------------------------------------------------------------------------------------------
export type WriteOptions = { effects?: StoreEffect[]; label?: string; base?: Row | undefined };

/** Does a change: shows EFFECTS now, sends it in its turn. Resolves with the answer, rejects with ApiProblem when the
 * server refuses it; while nobody answers it waits (see `sent`). */
export async function write<R extends Route>(
    route: R,
    args: Args<R>,
    { effects = [], label = '', base }: WriteOptions = {},
): Promise<Operations[R]['answer']> {
    const shown = show(effects);
    const n = nextNumber();
    const record: Write = {
        n,
        user: owner.user,
        route,
        args: { ...(args as LooseArgs), ...(route.startsWith('POST ') ? { key: crypto.randomUUID() } : {}) },
        effects,
        label,
        at: Date.now(),
        isHeld: stuck.peek(),
        ...(base ? { base } : {}),
    };
    // Another sending may be under way and take it along at once.
    overlays.set(n, shown);
    const answer = new Promise((resolve, reject) => waiters.set(n, { resolve, reject }));
    await remember(record);
    void drain();
    return answer as Promise<Operations[R]['answer']>;
}

const tab = Math.floor(Math.random() * 1000);
let last = 0;
/** Grows with the time, and is another one in every tab. */
const nextNumber = (): number => (last = Math.max(last + 1000, Date.now() * 1000 + tab));
/** Held as long as the page lives that made a write. */
const pageLock = (n: number): string => `tt-page-${n % 1000}`;
let isPageKnown = false;

/** Those that could not be written down: they live as long as this page. */
const unwritten = new Set<number>();

async function remember(record: Write): Promise<void> {
    writes.value = [...writes.peek(), record];
    await kept.putWrite(record).catch(() => unwritten.add(record.n));
}

/** The answer of a write, or undefined once it is clear that it has to wait: a form may close, nothing is lost. */
export function sent<T>(answer: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
        const stop = stuck.subscribe((isStuck) => {
            if (isStuck) resolve(undefined);
        });
        answer.then(resolve, reject).finally(() => stop());
    });
}

// ---- sending ------------------------------------------------------------------------------------------------------
let draining = false;
let again = false;

/** Sends what waits, oldest first, until the server is not to be had. */
export async function drain(): Promise<void> {
    again = true;
    if (draining || owner.isSignedOut || !owner.user) return;
    draining = true;
    clearTimeout(timer);
    try {
        while (again && !owner.isSignedOut) {
            again = false;
            await navigator.locks.request(LOCK, sendAll);
        }
    } finally {
        draining = false;
    }
}

const isAtRest = computed(() => waiting.value === 0 || stuck.value);

/** Sends what waits. Resolves once nothing does any more, or it is clear that it has to; after MS at the latest. */
export async function flush(ms: number): Promise<void> {
    const late = new Promise((resolve) => setTimeout(resolve, ms));
    await Promise.race([drain(), late]);
    let stop = (): void => {};
    const rest = new Promise<void>((resolve) => {
        stop = isAtRest.subscribe((is) => {
            if (is) resolve();
        });
    });
    await Promise.race([rest, late]);
    stop();
}

async function sendAll(): Promise<void> {
    // What other tabs wrote down is sent too, in its turn; what they sent meanwhile is not there any more.
    const stored = await kept.all<Write>('writes').catch(() => []);
    const known = new Map(writes.peek().map((write) => [write.n, write]));
    const isHere = (n: number): boolean => unwritten.has(n) || waiters.has(n);
    const ours = [...known.values()].filter(({ n }) => isHere(n) && !stored.some((write) => write.n === n));
    writes.value = [...stored.map((write) => known.get(write.n) ?? write), ...ours].sort((x, y) => x.n - y.n);
    for (let next = first(); next; next = first())
        if (!(await sendOne(next))) {
            if (stuck.peek()) for (const write of writes.peek()) write.isHeld = true;
            failures += 1;
            timer = setTimeout(
                drain,
                Math.min(RETRY_MOST, 1000 * 2 ** Math.min(failures, 5)) * (0.75 + Math.random() / 2),
            );
            return;
        }
}

const first = (): Write | undefined => writes.peek().find((write) => !write.refused && write.user === owner.user);

const TIMER_WRITES: ReadonlySet<string> = new Set(['PATCH /timer', 'POST /timer/stop', 'POST /timer/cancel']);

/** The timer has no id in its address: what was done to it without a network is not to be done to another one, which was started
 * elsewhere meanwhile. */
async function isForAnother({ route, effects, isHeld, at }: Write): Promise<boolean> {
    if (!TIMER_WRITES.has(route) || !(isHeld || Date.now() - at > HELD_MS)) return false;
    const { timer } = (await callLoose('GET /timer', {})) as { timer: Row | null };
    const meant = effects.flatMap(({ store, effect }) =>
        store === 'timer' && effect.kind !== 'add' ? effect.ids : [],
    );
    return timer !== null && !meant.includes(timer.id);
}

/** False = nobody answers; the write stays. */
async function sendOne(write: Write): Promise<boolean> {
    try {
        if (await isForAnother(write)) {
            write.isHeld = true;
            return await refuse(write, new ApiProblem(409, { code: 'other_timer', detail: t('queue.other_timer') }));
        }
        const answer = await callLoose(write.route, write.args);
        failures = 0;
        stuck.value = false;
        isServerFailing.value = false;
        await forget(write);
        follow(write, answer);
        finish({ n: write.n, answer }, write);
        return true;
    } catch (error) {
        if (!(error instanceof ApiProblem)) {
            stuck.value = error instanceof Unreachable || stuck.value;
            isServerFailing.value = false;
            if (error instanceof Unreachable) return false;
            throw error;
        }
        return refuse(write, error);
    }
}

async function refuse(write: Write, problem: ApiProblem): Promise<boolean> {
    if (problem.status === 401) {
        owner.isSignedOut = true; // it waits until somebody signs in again
        stuck.value = true;
        return false;
    }
    if (problem.status === 500) write.failures = (write.failures ?? 0) + 1;
    const isGivenUp = (write.failures ?? 0) >= FAILURES_MOST;
    if (!isGivenUp && (problem.status >= 500 || problem.status === 429 || problem.code === 'idempotency_in_progress')) {
        stuck.value = problem.status >= 500;
        isServerFailing.value = stuck.value;
        return false;
    }
    // Whoever refuses is there.
    stuck.value = false;
    isServerFailing.value = false;
    if (problem.code === 'in_future' && isTrueSoon(write)) {
        write.args.key = crypto.randomUUID();
        await new Promise((resolve) => setTimeout(resolve, 400));
        return true;
    }
    // What is gone already need not be deleted.
    if (problem.status === 404 && write.route.startsWith('DELETE ')) {
        await forget(write);
        finish({ n: write.n, answer: undefined }, write);
        return true;
    }
    const said = { n: write.n, problem: { status: problem.status, body: problem.problem } };
    // What was typed over an older version is the person's to decide about, not to type again.
    const isConflict = problem.status === 412 && write.base !== undefined;
    if (isConflict || write.isHeld || !(await isAwaited(write)))
        finish({ ...said, aside: await putAside(write, problem) }, write);
    else {
        await forget(write);
        finish(said, write);
    }
    return true;
}

/** This machine's clock is a little ahead of the server's: the same once more, as soon as it is true. What is far in the
 * future would only keep the others waiting. */
function isTrueSoon({ at, args }: Write): boolean {
    const body = (args.body ?? {}) as Record<string, unknown>;
    const times = [body['start_time'], body['end_time']].map((time) => Date.parse(String(time))).filter((ms) => ms > 0);
    return Date.now() - at < FUTURE_PATIENCE && times.length > 0 && Math.max(...times) < now() + FUTURE_PATIENCE;
}

/** Somebody in this tab or in another waits for it. */
async function isAwaited({ n }: Write): Promise<boolean> {
    if (waiters.has(n)) return true;
    const { held = [] } = await navigator.locks.query();
    return n % 1000 !== tab && held.some(({ name }) => name === pageLock(n));
}

async function putAside(write: Write, { message, code }: ApiProblem): Promise<Write> {
    const aside = { ...write, refused: { message, code } };
    await kept.putWrite(aside).catch(() => unwritten.add(aside.n));
    return aside;
}

async function forget(write: Write): Promise<void> {
    writes.value = writes.peek().filter(({ n }) => n !== write.n);
    unwritten.delete(write.n);
    await kept.removeWrite(write.n).catch(() => {});
}

function finish(outcome: Outcome, write: Write): void {
    channel?.postMessage({ outcome, effects: write.effects });
    receive(outcome, write.effects);
}

/** Rows that were made here, and the ids that the server gave them; rows that were made anew, and their new ids. */
const given = new Map<number, number>();
/** The id that a row has by now, for what was remembered of it before the server had answered, or before it was deleted
 * and that was undone. */
export function idNow(id: number): number {
    const next = given.get(id);
    return next === undefined ? id : idNow(next);
}

/** MAKING makes the row ID anew, under the id TO. */
export async function madeAnew(id: number, to: number, making: Promise<unknown>): Promise<void> {
    given.set(id, to);
    await making.catch((error) => {
        given.delete(id);
        throw error;
    });
}

function receive({ n, answer, problem, aside }: Outcome, effects: readonly StoreEffect[]): void {
    const made = effects.find(({ effect }) => effect.kind === 'add')?.effect;
    const row = firstRow(answer);
    if (made?.kind === 'add' && row && !problem) given.set(made.row.id, row.id);
    const waiter = waiters.get(n);
    waiters.delete(n);
    if (!problem) absorb(answer);
    settle(n, effects, !problem);
    writes.value = [...writes.peek().filter((write) => write.n !== n), ...(aside ? [aside] : [])];
    if (!problem) {
        waiter?.resolve(answer);
        return;
    }
    const isConflict = problem.status === 412 && aside?.base !== undefined;
    if (isConflict && waiter) inConflict.value = n;
    waiter?.reject(new (isConflict ? Conflict : ApiProblem)(problem.status, problem.body));
}

// ---- what an answer means for those behind it ---------------------------------------------------------------------
const firstRow = (answer: unknown): Row | undefined =>
    Object.values((answer ?? {}) as object).find((value): value is Row => typeof value?.id === 'number');

/** The ids of rows that were made here become the server's, and versions move on, in all that still waits. */
function follow(write: Write, answer: unknown): void {
    const row = firstRow(answer);
    if (!row) return;
    const made = write.effects.find(({ effect }) => effect.kind === 'add')?.effect;
    const from = made?.kind === 'add' ? made.row.id : row.id;
    const before = write.args.version;
    for (const later of writes.peek()) {
        if (from !== row.id && JSON.stringify([later.args, later.effects]).includes(String(from))) {
            later.args = replaceId(later.args, from, row.id);
            later.effects = replaceId(later.effects, from, row.id);
            showAnew(later);
        }
        const isSameRow = Number(later.args.path?.['id']) === row.id && samePath(later.route, write.route);
        if (before !== undefined && isSameRow && later.args.version === before) later.args.version = row.version;
        if (!unwritten.has(later.n)) void kept.putWrite(later).catch(() => {});
    }
}

const samePath = (a: string, b: string): boolean => a.split('/')[1]?.split(' ')[0] === b.split('/')[1]?.split(' ')[0];

function replaceId<T>(value: T, from: number, to: number): T {
    return JSON.parse(JSON.stringify(value), (_, part) => (part === from || part === String(from) ? to : part)) as T;
}

// ---- beginning and end --------------------------------------------------------------------------------------------
/** Takes up what waits for USER; whatever somebody else left is thrown away. */
export async function openQueue(user: number): Promise<void> {
    owner.user = user;
    owner.isSignedOut = false;
    if (!isPageKnown) void navigator.locks.request(pageLock(tab), () => new Promise(() => {}));
    isPageKnown = true;
    channel?.close();
    channel = new BroadcastChannel(`tt-writes-${user}`);
    channel.onmessage = ({ data }) => {
        if ('outcome' in data) receive(data.outcome, data.effects);
        else writes.value = writes.peek().filter(({ n }) => n !== data.discarded);
    };
    const stored = await kept.all<Write>('writes').catch(() => []);
    writes.value = stored;
    for (const write of stored)
        if (!write.refused && !overlays.has(write.n)) overlays.set(write.n, show(write.effects));
    addEventListener('online', drain);
    await drain();
}

export function closeQueue(): void {
    owner.user = 0;
    removeEventListener('online', drain);
    channel?.close();
    channel = undefined;
    clearTimeout(timer);
    writes.value = [];
    waiters.clear();
    overlays.clear();
    given.clear();
    stuck.value = false;
    inConflict.value = undefined;
}

/** Of a refused write: sends it once more without asking for a version, or throws it away. */
export async function resend(record: Write): Promise<void> {
    const { refused: _, ...rest } = record;
    const fresh: Write = { ...rest, n: nextNumber(), args: { ...rest.args, version: undefined }, at: 0 };
    if (fresh.args.key) fresh.args.key = crypto.randomUUID();
    overlays.set(fresh.n, show(fresh.effects));
    // In this order: whenever the page closes, at least one of them is there.
    await remember(fresh);
    await discard(record);
    await drain();
}

/** Forgets a refused write, in all tabs. */
export async function discard(record: Write): Promise<void> {
    if (inConflict.peek() === record.n) inConflict.value = undefined;
    await forget(record);
    channel?.postMessage({ discarded: record.n });
}
