// scratch.ts -- what the tests of ttctl share: databases of their own, folders of their own, and ttctl itself.
// DATABASE_URL names a server and a role that may create databases; TTCTL the program (build/ttctl by default).
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
export const ttctl = resolve(process.env['TTCTL'] ?? join(root, 'build/ttctl'));

const server = process.env['DATABASE_URL'] ?? '';
if (!server)
    throw new Error('DATABASE_URL must name a server and a role that may create databases');

export type Outcome = { status: number | null; stdout: string; stderr: string };

/** The connection string of another database on the same server. */
function sibling(name: string, url = server): string {
    const parts = /^(postgres(?:ql)?:\/\/[^/?]*)(?:\/[^?]*)?(\?.*)?$/.exec(url);
    return parts ? `${parts[1]}/${name}${parts[2] ?? ''}` : `${url} dbname=${name}`;
}

function psqlArguments(url: string): string[] {
    return ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url];
}

function psql(url: string, sql: string): string {
    const run = spawnSync('psql', [...psqlArguments(url), '-c', sql], { encoding: 'utf8' });
    if (run.status !== 0)
        throw new Error(`psql: ${run.stderr || String(run.error)}`);
    return run.stdout.trim();
}

/** The module's role: that of MODULE_DATABASE_URL, or undefined where the server has none. */
export function moduleRole(): string | undefined {
    const url = process.env['MODULE_DATABASE_URL'];
    return url ? psql(url, 'SELECT current_user') : undefined;
}

function environment(url: string | undefined): NodeJS.ProcessEnv {
    const env: NodeJS.ProcessEnv = { ...process.env, LC_ALL: 'C' };
    delete env['DATABASE_URL'];
    return url === undefined ? env : { ...env, DATABASE_URL: url };
}

/** Runs ttctl with DATABASE_URL as given (undefined = not set at all). */
export function run(url: string | undefined, ...args: string[]): Outcome {
    const { status, stdout, stderr } = spawnSync(ttctl, args, { encoding: 'utf8', env: environment(url) });
    return { status, stdout, stderr };
}

/** A database that is gone after the test. */
export class Database {
    readonly name = `tt_test_${randomBytes(6).toString('hex')}`;
    readonly url = sibling(this.name);
    /** The same as the module's role, undefined where the server has none. */
    readonly moduleUrl = process.env['MODULE_DATABASE_URL'] ? sibling(this.name, process.env['MODULE_DATABASE_URL']) : undefined;

    constructor() {
        psql(server, `CREATE DATABASE ${this.name} ENCODING 'UTF8' TEMPLATE template0`);
    }

    /** The same as the superuser of the stack's own server (t/lib/database.bash). */
    superuserUrl(): string {
        const password = /^SUPERUSER_PASSWORD=(.*)$/m.exec(readFileSync(`${process.env['PGDATA']}.passwords`, 'utf8'))?.[1];
        return this.url.replace(/:\/\/[^@]*@/, `://postgres:${password}@`);
    }

    sql(text: string): string {
        return psql(this.url, text);
    }

    ttctl(...args: string[]): Outcome {
        return run(this.url, ...args);
    }

    /** ttctl under way: calls onNotice with what it writes to stderr, resolves when it has ended. */
    start(args: string[], onNotice: (text: string) => void = () => undefined): Promise<Outcome> {
        const child = spawn(ttctl, args, { env: environment(this.url), stdio: ['ignore', 'pipe', 'pipe'] });
        const outcome: Outcome = { status: null, stdout: '', stderr: '' };
        child.stdout.on('data', (data: Buffer) => (outcome.stdout += data.toString()));
        child.stderr.on('data', (data: Buffer) => {
            outcome.stderr += data.toString();
            onNotice(outcome.stderr);
        });
        return new Promise((done, failed) => {
            child.on('error', failed);
            child.on('close', (status) => done({ ...outcome, status }));
        });
    }

    /** A connection that is kept open: psql, which runs what is written to it. */
    session(): { write(sql: string): Promise<void>; end(): Promise<void> } {
        const child = spawn('psql', psqlArguments(this.url), { stdio: ['pipe', 'pipe', 'inherit'] });
        const write = (sql: string): Promise<void> =>
            new Promise((done) => {
                child.stdout.once('data', () => done());
                child.stdin.write(`${sql};\n\\echo done\n`);
            });
        const end = (): Promise<void> =>
            new Promise((done) => {
                child.on('close', () => done());
                child.stdin.end();
            });
        return { write, end };
    }

    drop(): void {
        psql(server, `DROP DATABASE IF EXISTS ${this.name} WITH (FORCE)`);
    }
}

/** A folder of files that is gone after the test. */
export class Folder {
    readonly path = mkdtempSync(join(tmpdir(), 'tt_test_'));

    write(name: string, text: string): string {
        const path = join(this.path, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, text);
        return path;
    }

    remove(name = ''): void {
        rmSync(join(this.path, name), { recursive: true, force: true });
    }
}

/** A folder like sql/ with the files given. */
export function sqlFolder(files: Record<string, string>): Folder {
    const folder = new Folder();
    for (const name of ['migrations', 'functions', 'views'])
        mkdirSync(join(folder.path, name));
    for (const [name, text] of Object.entries(files))
        folder.write(name, text);
    return folder;
}
