// sync.ts -- keeps the stores true: reads what every view needs, follows the stream of changes, and keeps the last
// state for starting without a network.
import { effect, signal } from '@preact/signals';
import { ApiProblem, type call, callLoose, onSignedOut, Unreachable } from '../api/client.ts';
import { listen, live } from '../api/events.ts';
import type { Change, Client, Entry, Project, Tag, Timer, User } from '../api/types.ts';
import { account, forgetAccount, loadAccount, restoreAccount, session } from './account.ts';
import { forgetAgents, noteAgent } from './agents.ts';
import { clients, projects, savedReports, tags, targets } from './catalog.ts';
import { keepDrafts } from './drafts.ts';
import { entryList, entryRows, forgetEntries, readEntry, reloadEntries, spanOf } from './entries.ts';
import { kept } from './idb.ts';
import { closeQueue, drain, openQueue, waiting } from './queue.ts';
import { rowsOf } from './rows.ts';
import { isTimerKnown, loadTimer, timer, timerRows } from './timer.ts';

const SETTLE_MS = 60; // changes that come together are read together
const BALANCE_MS = 400;
const SNAPSHOT_MS = 2000;
const SNAPSHOT_ENTRIES = 200;
const LATE_MS = 1500; // so long nothing is shown but the page's frame

/** Counts changes of what sums are made of: reports and balances are to be read anew when it moves. */
export const pulse = signal(0);
/** Whether what is shown was kept here, since the server is not to be had. */
export const isStale = signal(false);

type Snapshot = {
    user: User;
    clients: Client[];
    projects: Project[];
    tags: Tag[];
    entries: Entry[];
    timer: Timer | null;
};

// ---- changes of others --------------------------------------------------------------------------------------------
const pending = new Map<string, Change>();
/** What a view reads anew when rows of its own were changed elsewhere, by the name of their resource. */
export const followers = new Map<string, () => void>();
let settling: ReturnType<typeof setTimeout> | undefined;

function hear(change: Change): void {
    noteAgent(change);
    const rows = rowsOf(change.resource);
    // What we did ourselves is known already.
    if (change.action !== 'delete' && rows && (rows.settled(change.id)?.version ?? -1) >= (change.version ?? 0)) return;
    if (change.action === 'delete') rows?.drop([change.id]);
    pending.set(`${change.resource} ${change.id}`, change);
    // The answer to what is under way says the same, and takes its draft away with it.
    if (settling === undefined) settling = setTimeout(follow, waiting.peek() ? SETTLE_MS * 5 : SETTLE_MS);
}

function follow(): void {
    settling = undefined;
    const changes = [...pending.values()];
    pending.clear();
    const of = (...names: string[]): Change[] => changes.filter(({ resource }) => names.includes(resource));
    const entries = of('time_entries').filter(({ action }) => action !== 'delete');
    if (entries.length > 30) reloadEntries();
    else for (const { id } of entries) void readEntry(id).catch(() => {});
    if (of('timer', 'timers').length) void loadTimer().catch(() => {});
    if (of('clients').length) void clients.load();
    if (of('clients', 'projects').length) void projects.load();
    if (of('tags').length) void tags.load();
    if (of('users').length) void loadAccount().catch(() => {});
    if (changes.some(({ resource }) => resource.startsWith('client_target'))) void targets.load();
    if (of('saved_reports').length) void savedReports.load();
    for (const resource of new Set(changes.map((change) => change.resource))) followers.get(resource)?.();
    pulse.value += 1;
}

/** Reads all of it anew. */
export async function reloadAll(): Promise<void> {
    const some = await Promise.allSettled([loadTimer(), clients.load(), projects.load(), tags.load(), loadAccount()]);
    reloadEntries();
    for (const some of [targets, savedReports]) if (some.state.peek() !== 'idle') void some.load();
    isStale.value = some.some(({ status }) => status === 'rejected');
    pulse.value += 1;
}

// ---- beginning and end --------------------------------------------------------------------------------------------
let stopListening = (): void => {};

const pause = (ms: number): Promise<true> => new Promise((resolve) => setTimeout(() => resolve(true), ms));

/** Who sits here: signs them in to the stores, or finds that nobody is. Where that is not known soon, the last state that was
 * seen here is shown meanwhile. */
export async function begin(): Promise<void> {
    onSignedOut.notify = () => {
        if (session.peek() === 'in' && !isLeaving) session.value = 'lost';
    };
    const loading = loadAccount();
    const answered = loading.then(
        () => false,
        () => false,
    );
    if (await Promise.race([answered, pause(navigator.onLine ? LATE_MS : 0)])) {
        const last = await beginOffline();
        if (last) {
            loading.then(
                // Somebody else has signed in since.
                ({ id }) => (id === last.id ? reloadAll() : kept.clear().then(() => location.reload())),
                () => {},
            );
            return;
        }
    }
    try {
        const user = await loading;
        if ((await kept.get<number>('user').catch(() => undefined)) !== user.id) await kept.clear().catch(() => {});
        await kept.set('user', user.id).catch(() => {});
        await enter(user);
    } catch (error) {
        const isAway = error instanceof Unreachable || (error instanceof ApiProblem && error.status >= 500);
        if (!isAway || !(await beginOffline())) session.value = 'out';
    }
}

async function enter(user: User): Promise<void> {
    // Nobody has chosen anything yet.
    if (user.version === 1 && user.time_zone !== Intl.DateTimeFormat().resolvedOptions().timeZone)
        await Promise.race([import('./adopt.ts').then(({ adoptBrowser }) => adoptBrowser(user)), pause(LATE_MS)]);
    session.value = 'in';
    await openQueue(user.id);
    stopListening();
    stopListening = listen(user.id, { change: hear, reset: () => void reloadAll() });
    entryList({});
    void loadTimer().catch(() => {});
    void clients.load();
    void tags.load();
    // Names and colours of what is shown, unless they are long in coming.
    await Promise.race([projects.load(), pause(LATE_MS)]);
}

/** The last state that was seen here, if there is one, and what was done since; whose it is. */
async function beginOffline(): Promise<User | undefined> {
    const last = await kept.get<Snapshot>('snapshot').catch(() => undefined);
    if (!last) return undefined;
    restoreAccount(last.user);
    clients.rows.merge(last.clients);
    projects.rows.merge(last.projects);
    tags.rows.merge(last.tags);
    entryRows.merge(last.entries);
    if (last.timer) timerRows.merge([last.timer]);
    isTimerKnown.value = true;
    isStale.value = true;
    await enter(last.user);
    return last.user;
}

// The stream is back: so is the server. What it did meanwhile comes with the stream, unless we began without it.
effect(() => {
    if (!live.value) return;
    void drain();
    if (isStale.peek()) void reloadAll();
    // What was changed after the first reading and before the stream began was told to nobody.
    else void Promise.allSettled([loadAccount(), loadTimer()]);
});

// Balances move with entries and the timer, without a version of their own.
let balancing: ReturnType<typeof setTimeout> | undefined;
effect(() => {
    const causes = [pulse.value, entryRows.shown.value, timer.value?.id];
    if (!causes.length || waiting.value > 0 || session.value !== 'in' || targets.state.peek() === 'idle') return;
    clearTimeout(balancing);
    balancing = setTimeout(() => {
        if (session.peek() === 'in') void targets.load();
    }, BALANCE_MS);
});

let snapshot: ReturnType<typeof setTimeout> | undefined;
effect(() => {
    const user = account.value;
    const state = {
        clients: clients.all.value,
        projects: projects.all.value,
        tags: tags.all.value,
        timer: timer.value ?? null,
        entries: entryRows.shown.value,
    };
    if (!user || session.value !== 'in' || isStale.value) return;
    clearTimeout(snapshot);
    snapshot = setTimeout(() => {
        const entries = [...state.entries.values()]
            .filter(({ id }) => id > 0)
            .sort((a, b) => spanOf(b).start - spanOf(a).start)
            .slice(0, SNAPSHOT_ENTRIES);
        void kept.set('snapshot', { ...state, entries, user }).catch(() => {});
    }, SNAPSHOT_MS);
});

let isLeaving = false;

/** Ends the session, empties all that is here, and leads to the provider's end of it. False = the server could not be asked, and
 * all is as it was. What was not sent is lost: see shell/leave.ts. */
export async function signOut(): Promise<boolean> {
    isLeaving = true;
    const response = await fetch('auth/logout', {
        method: 'POST',
        headers: { Accept: 'application/json', 'X-TT-Request': '1' },
    }).catch(() => undefined);
    // 401: it has ended already.
    if (!response || !(response.ok || response.status === 401)) {
        isLeaving = false;
        return false;
    }
    session.value = 'unknown'; // nothing is shown that could ask for more
    stopListening();
    closeQueue();
    clearTimeout(snapshot);
    await kept.clear().catch(() => {});
    forgetEntries();
    forgetAgents();
    timerRows.clear();
    for (const { rows } of [clients, projects, tags, targets, savedReports]) rows.clear();
    forgetAccount();
    const { location: next } = (await response.json().catch(() => ({}))) as { location?: string };
    location.assign(next ?? './');
    return true;
}

/** Leads to the sign-in and back to where we are: the page is the server's own choice, the hash waits in this tab. */
export function signIn(): void {
    sessionStorage.setItem('return', location.hash);
    keepDrafts();
    location.assign('auth/login');
}

/** Where signing in led away from, once. */
export function returnPoint(): string | null {
    const hash = sessionStorage.getItem('return');
    sessionStorage.removeItem('return');
    return hash;
}

/** Any report, for views that show sums. */
export const readReport = (query: NonNullable<Parameters<typeof call<'GET /reports/summary'>>[1]['query']>) =>
    callLoose('GET /reports/summary', { query }) as Promise<{ summary: import('../api/types.ts').Report }>;
