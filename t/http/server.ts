// server.ts -- the stack under test, from the environment of `t/stack env`: its database, its logs, its ttctl.
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export const root = resolve(import.meta.dirname, '../..');

export function env(name: string): string {
    const value = process.env[name];
    if (!value)
        throw new Error(`${name} is not set; run the tests through t/with-stack -- t/node-test t/http`);
    return value;
}

/** Where the application lives: origin and mount path, no slash at the end. */
export const baseUrl = env('BASE_URL');
export const mount = new URL(baseUrl).pathname.replace(/\/$/, '');

/** Runs a program of the project; its standard output without the line's end. */
export async function output(program: string, args: string[], extra: NodeJS.ProcessEnv = {}): Promise<string> {
    const { stdout } = await run(program, args, { env: { ...process.env, ...extra }, maxBuffer: 1 << 26 });
    return stdout.trimEnd();
}

export function ttctl(args: string[], databaseUrl = env('DATABASE_URL')): Promise<string> {
    return output(env('TTCTL'), args, { DATABASE_URL: databaseUrl });
}

/** Runs SQL as the owner of the schema, for what no client can do (let time pass, look behind the API). */
export function sql(text: string, databaseUrl = env('DATABASE_URL')): Promise<string> {
    return output('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', databaseUrl, '-c', text]);
}

/** What PostgreSQL has logged, or null where the server is not the stack's own. */
export function databaseLog(): string | null {
    const file = join(dirname(process.env['PGHOST'] ?? ''), 'postgresql.log');
    return process.env['PGHOST'] && existsSync(file) ? readFileSync(file, 'utf8') : null;
}

export type LogLine = { level: string; id: string; text: string };

/** The warnings and worse in an error_log of httpd. */
export function troubles(log: string): LogLine[] {
    const found: LogLine[] = [];
    for (const text of log.split('\n')) {
        const level = /^\[[^\]]*\] \[[a-z0-9_-]*:(emerg|alert|crit|error|warn)\]/.exec(text)?.[1];
        if (level)
            found.push({ level, id: /\b(TT\d{4}|AH\d{5}): /.exec(text)?.[1] ?? '', text });
    }
    return found;
}

// ---- what a test announces to be logged ----------------------------------------------------------------------------

const announcements = join(env('STACK_DIR'), 'announced');

/** The log may hold message ID for the request of that id; a test says so before zz_error_log.test.ts looks. */
export function announce(id: string, requestId: string): void {
    appendFileSync(announcements, `${id} ${requestId}\n`);
}

export function isAnnounced(line: LogLine): boolean {
    const known = existsSync(announcements) ? readFileSync(announcements, 'utf8').split('\n') : [];
    return known.includes(`${line.id} ${/\[request ([0-9a-f]+)\]/.exec(line.text)?.[1] ?? ''}`);
}

// ---- which test files run, so that the one that looks at the log can be the last ------------------------------------

const running = join(env('STACK_DIR'), 'running');

mkdirSync(running, { recursive: true });
writeFileSync(join(running, String(process.pid)), '');
process.on('exit', () => rmSync(join(running, String(process.pid)), { force: true }));

function isAlive(pid: number): boolean {
    try {
        process.kill(pid, 0);
        return true;
    } catch {
        return false;
    }
}

/** How many other test files are at work on this stack. */
export function othersRunning(): number {
    return readdirSync(running).map(Number).filter((pid) => pid !== process.pid && isAlive(pid)).length;
}
