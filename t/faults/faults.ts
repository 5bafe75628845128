// faults.ts -- clients that repeat each write with its key until its outcome is certain, and what the database must hold afterwards; processes to do harm to.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectProblem, send, unique, type Answer, type Api, type Headers, type Json } from '../http/api.ts';
import { sql } from '../http/server.ts';

export type Timed = Answer & { milliseconds: number };

/** One request over a connection of its own; rejects where that breaks. */
export async function ask(base: string, api: Api | null, method: string, path: string, options: { body?: unknown; headers?: Headers } = {}): Promise<Timed> {
    const began = performance.now();
    const headers = { ...(api ? { 'X-API-Key': api.key } : {}), Connection: 'close', ...options.headers };
    const answer = await send(method, path, { ...options, base, headers });
    return { ...answer, milliseconds: performance.now() - began };
}

/** Checks that a 503 says so in the one form, and when to come again. */
export function expectUnavailable(answer: Answer): void {
    expectProblem(answer, 503, answer.json.code);
    assert.match(answer.json.code, /^(database_unavailable|database_timeout|busy|try_again)$/);
    assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d*$/);
}

/** Runs JOB again and again, WIDTH times at once, while RUN takes its time; what RUN gives. */
export async function during<T>(width: number, job: (i: number) => Promise<unknown>, run: () => Promise<T>): Promise<T> {
    let running = true;
    const loads = Array.from({ length: width }, async (unused, i) => {
        while (running)
            await job(i);
    });
    // A load that fails ends the test at once, not after the fault.
    const failed = new Promise<never>((unused, reject) => loads.forEach((load) => load.catch(reject)));
    try {
        return await Promise.race([run(), failed]);
    } finally {
        running = false;
        await Promise.allSettled(loads);
        await Promise.all(loads);
    }
}

/** Waits until CHECK holds; fails after SECONDS. */
export async function eventually(what: string, seconds: number, check: () => Promise<boolean> | boolean): Promise<number> {
    const began = performance.now();
    while (!(await check())) {
        assert.ok(performance.now() - began < seconds * 1000, `not within ${seconds} s: ${what}`);
        await sleep(25);
    }
    return performance.now() - began;
}

// ---- writes, and what became of them --------------------------------------------------------------------------------

export type Done = { user: number; path: string; answer: Answer };

/** The writes of all clients, each with the answer that decided it. */
export class History {
    readonly done: Done[] = [];
    /** Attempts whose outcome the client could not know: no answer, or one that says to come again. */
    unclear = 0;
    /** Those without an answer. */
    lost = 0;

    /** POSTs with one key until the answer is certain. */
    async write(base: string, api: Api, path: string, body: unknown, key = unique('key')): Promise<Answer> {
        for (;;) {
            const answer = await ask(base, api, 'POST', `/api/v1${path}`, { body, headers: { 'Idempotency-Key': key } }).catch((error: NodeJS.ErrnoException) => {
                this.lost++;
                assert.match(error.code ?? '', /^(ECONNRESET|ECONNREFUSED|EPIPE)$/, String(error));
                return null;
            });
            if (answer?.status === 503)
                expectUnavailable(answer);
            const again = !answer || [503, 504].includes(answer.status) || answer.json?.code === 'idempotency_in_progress';
            if (!again) {
                assert.ok(answer.status < 500, answer.text);
                this.done.push({ user: api.userId, path, answer });
                return answer;
            }
            this.unclear++;
            await sleep(20);
        }
    }

    /** Ids of what successful writes to PATH say to have made. */
    private made(path: string, one: string): number[] {
        return this.done.filter((done) => done.path === path && done.answer.status < 300).map((done) => done.answer.json[one].id);
    }

    /** Compares what was acknowledged with the rows of the users who wrote, and with the log of what was ever made. */
    async check(databaseUrl: string): Promise<void> {
        const users = [...new Set(this.done.map((done) => done.user)), 0].join(', ');
        const found = JSON.parse(await sql(`SELECT json_build_object(
            'clients', ARRAY (SELECT id FROM clients WHERE user_id IN (${users}) AND NOT is_default),
            'entries', ARRAY (SELECT id FROM time_entries WHERE user_id IN (${users})),
            'logged', ARRAY (SELECT row_id FROM audit_log WHERE resource = 'time_entries' AND action = 'insert' AND user_id IN (${users})),
            'started', ARRAY (SELECT row_id FROM audit_log WHERE resource = 'timer' AND action = 'insert' AND user_id IN (${users})),
            'running', (SELECT count(*) FROM timers WHERE user_id IN (${users})),
            'overlaps', (SELECT count(*) FROM time_entries a JOIN time_entries b ON a.user_id = b.user_id AND a.id < b.id
                         AND tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)),
            'entries over a timer', (SELECT count(*) FROM time_entries e JOIN timers t ON t.user_id = e.user_id AND e.end_time > t.start_time AND e.start_time <= now()),
            'timers', (SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM timers GROUP BY user_id) AS each))`, databaseUrl)) as Json;
        const [starts, stops] = [this.made('/timer/start', 'timer'), this.made('/timer/stop', 'time_entry')];
        const entries = [...this.made('/time-entries', 'time_entry'), ...stops];
        for (const [acknowledged, rows] of [[this.made('/clients', 'client'), found.clients], [entries, found.entries], [entries, found.logged], [starts, found.started]]) {
            const [ours, theirs] = [new Set<number>(acknowledged), new Set<number>(rows)];
            const difference = { missing: [...ours].filter((id) => !theirs.has(id)), unasked: [...theirs].filter((id) => !ours.has(id)), twice: acknowledged.length - ours.size };
            assert.deepEqual(difference, { missing: [], unasked: [], twice: 0 });
        }
        assert.equal(found.running, starts.length - stops.length);
        assert.deepEqual([found.overlaps, found['entries over a timer'], found.timers > 1], [0, 0, false]);
    }
}

// ---- processes ------------------------------------------------------------------------------------------------------

/** A stack's environment: of the one under test, or of one made for harm. */
type Variables = { get(name: string): string };

/** The superuser of a stack's database, who sees and may end what others do in it. */
export function superuserUrl(stack: Variables): string {
    const password = /^SUPERUSER_PASSWORD=(.*)$/m.exec(readFileSync(`${stack.get('PGDATA')}.passwords`, 'utf8'))?.[1];
    return `postgresql://postgres:${password}@/timetracker?host=${encodeURIComponent(stack.get('PGHOST'))}&port=${stack.get('PGPORT')}`;
}

/** How many connections the module has open of which CONDITION holds. */
export async function connections(stack: Variables, condition = 'true'): Promise<number> {
    return Number(await sql(`SELECT count(*) FROM pg_stat_activity WHERE usename = 'timetracker' AND ${condition}`, superuserUrl(stack)));
}

/** The parent process of a stack's httpd, by its pid file. */
export function parentOf(stack: Variables): number {
    return Number(readFileSync(join(stack.get('STACK_DIR'), 'httpd.pid'), 'utf8'));
}

/** State and parent of a process; a process that has ended and waits to be collected is gone. */
function look(pid: number): { parent: number } | null {
    try {
        // After the name, which may hold blanks.
        const [state, parent] = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
        return state === 'Z' || state === 'X' ? null : { parent: Number(parent) };
    } catch {
        return null;
    }
}

/** The processes that PID has started and that live. */
export function children(pid: number): number[] {
    return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(Number).filter((child) => look(child)?.parent === pid);
}

export function isAlive(pid: number): boolean {
    return look(pid) !== null;
}

export function residentKilobytes(pid: number): number {
    return Number(/^VmRSS:\s*(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
}

/** Time of the processor that a process has used. */
export function usedMilliseconds(pid: number): number {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    // In hundredths of a second: in user mode, in the kernel.
    return 10 * (Number(fields[11]) + Number(fields[12]));
}
