// wrk.ts -- a run of wrk with load.lua.
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** What t/bench/run wrote of a stack. */
export type Stack = { url: string; httpd: number; users: number; entries: number; writers: number; keys: string };
/** CONNECTIONS where they are not those of all loads. */
export type Load = { stack: Stack; mode: string; path?: string; connections?: number };
/** P99 in milliseconds. */
export type Outcome = { requests: number; seconds: number; p99: number };

/** Runs a load; an answer that is not a success is an error.  YEAR is the first whose days no run before has used. */
export async function wrk(load: Load, seconds: number, year: number): Promise<Outcome> {
    // Starts and stops follow one another only on a connection of their own.
    const connections = String(load.connections ?? process.env['CONNECTIONS'] ?? 16), threads = load.mode === 'startstop' ? connections : '2';
    const { stdout } = await promisify(execFile)('wrk', ['-t', threads, '-c', connections, '-d', `${seconds}s`, '--timeout', '10s', '-s',
        join(import.meta.dirname, 'load.lua'), load.stack.url], { env: { ...process.env, BENCH_MODE: load.mode, BENCH_PATH: load.path ?? '',
        BENCH_KEYS: load.stack.keys, BENCH_USERS: String(load.stack.users), BENCH_ENTRIES: String(load.stack.entries),
        BENCH_WRITERS: String(load.stack.writers), BENCH_THREADS: threads, BENCH_YEAR: String(year) } });
    const [, requests, duration, p99, failures] = /^wrk: (\d+) (\d+) (\d+) (\d+)$/m.exec(stdout) ?? [];
    if (!requests || !duration || Number(requests) === 0)
        throw new Error(`wrk ${load.mode} ${load.path ?? ''}: ${stdout}`);
    if (Number(failures) > 0)
        throw new Error(`wrk ${load.mode} ${load.path ?? ''}: ${failures} of ${requests} requests failed\n${stdout}`);
    return { requests: Number(requests), seconds: Number(duration) / 1e6, p99: Number(p99) / 1e3 };
}
