// stack.ts -- further stacks beside the one under test, made of the same build, and what can be done to them.
import assert from 'node:assert/strict';
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, readlinkSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { env, output, root } from './server.ts';

function assignments(text: string): Record<string, string> {
    const found: Record<string, string> = {};
    for (const [, name = '', value = ''] of text.matchAll(/^(?:export )?(\w+)=(.*)$/gm))
        found[name] = value.replace(/^'(.*)'$/, '$1').replaceAll(/\\(.)/g, '$1');
    return found;
}

/** What the stack under test was started with. */
export const own = assignments(readFileSync(join(env('STACK_DIR'), 'state'), 'utf8'));

const script = join(root, 't/stack');

export class Stack {
    readonly name: string;
    variables: Record<string, string> = {};
    private runs = false;

    private constructor(name: string) {
        this.name = name;
    }

    /** EXTRA: further options of t/stack start. The provider is that of the stack under test; who wants to sign in says --provider demo. */
    static async start(word: string, extra: string[] = []): Promise<Stack> {
        const stack = new Stack(`${env('STACK_NAME').slice(0, 25)}-${word}`);
        const options = ['--build', env('BUILD'), '--mpm', own['MPM'] ?? 'event', ...extra];
        if (own['TOOL'])
            options.push(`--${own['TOOL']}`);
        if (own['COVERAGE'] === '1')
            options.push('--coverage');
        if (!extra.includes('--provider'))
            options.push('--provider', own['PROVIDER_URL'] || 'none', '--client-id', own['CLIENT_ID'] ?? '');
        if (own['MOUNT'])
            options.push('--mount', own['MOUNT']);
        // Nothing is left behind by a run that is cut short, nor is one in the way that was.
        await stack.command('stop').catch(() => undefined);
        process.on('exit', () => stack.runs && spawnSync(script, ['stop', '--name', stack.name]));
        stack.runs = true;
        await stack.command('start', options);
        stack.variables = assignments(await stack.command('env'));
        return stack;
    }

    private command(verb: string, args: string[] = []): Promise<string> {
        return output(script, [verb, '--name', this.name, ...args]);
    }

    get(name: string): string {
        const value = this.variables[name];
        assert.ok(value, name);
        return value;
    }

    restart(only: 'httpd' | 'database' | 'provider'): Promise<string> {
        return this.command('restart', ['--only', only]);
    }

    /** Fails when the sanitizers found anything. */
    async stop(): Promise<void> {
        this.runs = false;
        await this.command('stop');
    }

    /** Processes of this stack's PostgreSQL. */
    databaseProcesses(): number[] {
        const home = realpathSync(this.get('PGDATA'));
        return readdirSync('/proc').map(Number).filter((pid) => {
            try {
                return pid > 0 && readlinkSync(`/proc/${pid}/cwd`) === home && readlinkSync(`/proc/${pid}/exe`).endsWith('/postgres');
            } catch {
                return false;
            }
        });
    }

    signalDatabase(signal: 'SIGSTOP' | 'SIGCONT'): void {
        for (const pid of this.databaseProcesses())
            process.kill(pid, signal);
    }

    /** Shuts PostgreSQL down and waits until it is gone; restart('database') brings it back. */
    async stopDatabase(): Promise<void> {
        process.kill(Number(readFileSync(join(this.get('PGDATA'), 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGINT');
        while (this.databaseProcesses().length)
            await sleep(20);
    }

    log(): string {
        return readFileSync(this.get('ERROR_LOG'), 'utf8');
    }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.once(signal, () => process.exit(130));

/** A port of the loopback that nobody listens on now. */
export async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const address = server.address();
    await new Promise((done) => server.close(done));
    assert.ok(address && typeof address === 'object');
    return address.port;
}

/** The sanitizers that the httpd under test runs with; another httpd needs them to load the same module. */
function preload(): NodeJS.ProcessEnv {
    const pairs = readFileSync(`/proc/${env('HTTPD_PID')}/environ`, 'utf8').split('\0').map((line): [string, string] => {
        const at = line.indexOf('=');
        return [line.slice(0, at), line.slice(at + 1)];
    });
    return Object.fromEntries(pairs.filter(([name]) => /^(LD_PRELOAD|.SAN_OPTIONS|UBSAN_OPTIONS)$/.test(name)));
}

/** An httpd of its own with a configuration of its own. */
export class Httpd {
    readonly port: number;
    readonly folder = mkdtempSync(join(tmpdir(), 'tt-httpd-'));
    private readonly process: ChildProcess;
    private said = '';
    private status: number | null | undefined;

    private constructor(port: number, lines: string[], args: string[]) {
        const modules = /^Define STACK_MODULES "(.*)"$/m.exec(readFileSync(env('HTTPD_CONF'), 'utf8'))?.[1];
        const needed = [`mpm_${own['MPM']}`, 'authz_core'];
        const conf = [
            `ServerRoot "${this.folder}"`, `ServerName 127.0.0.1`, `Listen 127.0.0.1:${port}`, `PidFile "${this.folder}/pid"`, `DefaultRuntimeDir "${this.folder}"`,
            `ErrorLog "${this.folder}/error.log"`, 'LogLevel warn', ...needed.map((name) => `LoadModule ${name}_module "${modules}/mod_${name}.so"`),
            ...(process.getuid?.() === 0 ? ['User www-data', 'Group www-data'] : []),
            ...lines.map((line) => line.replaceAll('MODULES', modules ?? '').replaceAll('BUILD', env('BUILD')).replaceAll('PORT', String(port))), '',
        ];
        writeFileSync(join(this.folder, 'httpd.conf'), conf.join('\n'));
        this.port = port;
        // In a process group of its own: prefork's parent ends its whole group.
        this.process = spawn(process.env['HTTPD'] ?? '/usr/sbin/apache2', ['-d', this.folder, '-f', join(this.folder, 'httpd.conf'), ...args],
            { env: { ...process.env, ...preload(), LC_ALL: 'C.UTF-8' }, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
        process.on('exit', () => this.status === undefined && this.process.kill('SIGTERM'));
        this.process.stdout?.on('data', (data: Buffer) => (this.said += data.toString()));
        this.process.stderr?.on('data', (data: Buffer) => (this.said += data.toString()));
        this.process.on('close', (status) => (this.status = status));
    }

    /** LINES of configuration; MODULES, BUILD and PORT in them are filled in. */
    static async run(lines: string[], args = ['-DFOREGROUND']): Promise<Httpd> {
        return new Httpd(await freePort(), lines, args);
    }

    /** Waits until it has ended; its exit status. */
    async ended(): Promise<number | null> {
        while (this.status === undefined)
            await sleep(10);
        return this.status;
    }

    /** Waits until URL answers; fails when httpd ends instead. */
    async answers(url: string): Promise<void> {
        for (;;) {
            assert.equal(this.status, undefined, this.messages());
            if (await fetch(url).then((response) => response.ok, () => false))
                return;
            await sleep(20);
        }
    }

    /** What it has said, to the terminal and to its log. */
    messages(): string {
        let log = '';
        try {
            log = readFileSync(join(this.folder, 'error.log'), 'utf8');
        } catch {
            // It came to no log.
        }
        return this.said + log;
    }

    async stop(): Promise<void> {
        if (this.status === undefined)
            this.process.kill('SIGTERM');
        await this.ended();
        rmSync(this.folder, { recursive: true, force: true });
    }
}
