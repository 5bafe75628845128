// dumped.ts -- what the SQL tests share: the statements that the engine makes (build/dump-sql) and psql on the stack's database.
import { spawnSync } from 'node:child_process';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');
const build = resolve(process.env['BUILD'] ?? join(root, 'build'));

export type Statement = { resource: string; name: string; sql: string };
export type Column = { view: string; name: string; type: string; nullable: boolean };

function variable(name: string): string {
    const value = process.env[name];
    if (!value)
        throw new Error(`${name} is not set: run this through t/with-stack, or eval "$(t/stack env)"`);
    return value;
}

/** Runs a program of the build with lines as its input. */
export function run(program: string, args: string[], input = ''): string {
    const outcome = spawnSync(join(build, program), args, { input, encoding: 'utf8', maxBuffer: 1 << 28 });
    if (outcome.status !== 0)
        throw new Error(`${program}: ${outcome.stderr || String(outcome.error)}`);
    return outcome.stdout;
}

/** The statements, each on one line behind a line `-- resource: name`. */
export function statements(what: 'shapes' | 'queries'): Statement[] {
    const found = run('dump-sql', [what]).matchAll(/^-- ([^:]+): (.*)\n(.*);$/gm);
    return Array.from(found, ([, resource, name, sql]) => ({ resource: resource ?? '', name: name ?? '', sql: sql ?? '' }));
}

export function columns(): Column[] {
    return run('dump-sql', ['columns']).trim().split('\n').map(line => {
        const [view, name, type, nullable] = line.split(' ');
        return { view: view ?? '', name: name ?? '', type: type ?? '', nullable: nullable === 'null' };
    });
}

/** Runs a script as the owner or as the module's role; rows come as lines with | between the columns. */
export function psql(role: 'owner' | 'module', script: string): { stdout: string; stderr: string } {
    const url = variable(role === 'owner' ? 'DATABASE_URL' : 'MODULE_DATABASE_URL');
    const outcome = spawnSync('psql', ['-X', '-q', '-A', '-t', '-d', url, '-f', '-'],
        { input: script, encoding: 'utf8', maxBuffer: 1 << 28, env: { ...process.env, PGOPTIONS: '-c client_min_messages=warning' } });
    if (outcome.error || outcome.status === 2)
        throw new Error(`psql: ${outcome.stderr || String(outcome.error)}`);
    return { stdout: outcome.stdout, stderr: outcome.stderr };
}

/** The same, where an error fails the test. */
export function rows(role: 'owner' | 'module', script: string): string[] {
    const { stdout, stderr } = psql(role, `\\set ON_ERROR_STOP 1\n${script}`);
    if (/\b(ERROR|FATAL):/.test(stderr))
        throw new Error(stderr);
    return stdout.split('\n').filter(line => line !== '');
}
