// Processes of httpd that are killed or replaced under load: nothing acknowledged is lost, nothing is done twice, and somebody serves.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { newUser, unique, type Api } from '../http/api.ts';
import { Stack } from '../http/stack.ts';
import { ask, children, connections, during, eventually, History, isAlive, parentOf } from './faults.ts';

/** Connections of one process. */
const POOL = 4;

const KILLS = 8;

suite('processes of httpd', { timeout: 120_000 }, () => {
    let stack: Stack;
    let base: string;
    let api: Api;

    const read = (): Promise<number> => ask(base, api, 'GET', '/api/v1/clients?limit=1').then((answer) => answer.status, () => 0);
    const user = (): Promise<Api> => newUser({ databaseUrl: stack.get('DATABASE_URL') });
    const random = <T>(list: T[]): T | undefined => list[Math.floor(Math.random() * list.length)];

    /** No process holds more than its share, and none of those that are gone holds any. */
    function expectConnectionsBack(): Promise<number> {
        return eventually('the connections of processes that are gone are closed', 5, async () => {
            const left = await connections(stack, "(state <> 'idle' OR xact_start IS NOT NULL)");
            return left === 0 && await connections(stack) <= POOL * children(parentOf(stack)).length;
        });
    }

    before(async () => {
        stack = await Stack.start('processes');
        base = stack.get('BASE_URL');
        api = await user();
    });
    after(() => stack.stop());

    test('F1: children killed under load lose only what they had in hand', async () => {
        const history = new History();
        const [writers, parent] = [await Promise.all([user(), user(), user()]), parentOf(stack)];
        const reads: Record<number, number> = { 200: 0, 503: 0, 0: 0 };
        const killed = new Set<number>();
        const kill = (pid: number): void => {
            process.kill(pid, 'SIGKILL');
            killed.add(pid);
        };
        const load = async (i: number): Promise<void> => {
            const writer = writers[i];
            if (writer) {
                assert.equal((await history.write(base, writer, '/clients', { name: unique('written') })).status, 201);
                return;
            }
            const status = await read();
            assert.ok(status in reads, String(status));
            reads[status] = (reads[status] ?? 0) + 1;
        };
        await during(6, load, async () => {
            for (let round = 0; round < KILLS; round++) {
                await sleep(400 + Math.random() * 200);
                await eventually('there is a child', 3, () => children(parent).length > 0);
                kill(random(children(parent)) ?? assert.fail('no child'));
            }
            // All at once: only a new one can answer now.
            children(parent).forEach(kill);
            const [count, written] = [reads[200] ?? 0, history.done.length];
            await eventually('new children serve', 3, () => (reads[200] ?? 0) > count && history.done.length > written);
            await sleep(500);
        });
        // Of each of six clients a kill takes one request at most, two when it is one child after another.
        const lost = (reads[0] ?? 0) + history.lost;
        assert.ok(lost <= 6 * (KILLS + 2), `${lost} requests were cut off`);
        assert.ok(killed.size >= KILLS && ![...killed].some(isAlive), `${killed.size} processes were killed`);
        assert.ok(isAlive(parent));
        await history.check(stack.get('DATABASE_URL'));
        await expectConnectionsBack();
    });

    test('F1, F15: fifty requests with one key while children are killed have one effect', async () => {
        for (const delay of [0, 4, 8, 15, 30, 60]) {
            const [history, owner, key] = [new History(), await user(), unique('key')];
            const answers = Promise.all(Array.from({ length: 50 }, () => history.write(base, owner, '/timer/start', { description: key }, key)));
            await sleep(delay);
            for (const child of children(parentOf(stack)))
                process.kill(child, 'SIGKILL');
            assert.equal(new Set((await answers).map((answer) => `${answer.status} ${answer.text}`)).size, 1);
            history.done.splice(1);
            await history.check(stack.get('DATABASE_URL'));
        }
        await expectConnectionsBack();
    });

    test('F16: graceful restarts under load, a connection per request: none fails', async () => {
        const history = new History();
        const [writer, parent] = [await user(), parentOf(stack)];
        const statuses: Record<number, number> = {};
        const load = async (i: number): Promise<void> => {
            if (i === 0)
                assert.equal((await history.write(base, writer, '/clients', { name: unique('written') })).status, 201);
            const status = await read();
            statuses[status] = (statuses[status] ?? 0) + 1;
        };
        await during(4, load, async () => {
            for (let round = 0; round < 10; round++) {
                const before = children(parent);
                process.kill(parent, 'SIGUSR1');
                await eventually('the children are replaced', 10, () => {
                    const now = children(parent);
                    return now.length > 0 && !now.some((child) => before.includes(child));
                });
                await sleep(100);
            }
        });
        assert.deepEqual([Object.keys(statuses), history.unclear], [['200'], 0], JSON.stringify(statuses));
        assert.equal(parentOf(stack), parent);
        await history.check(stack.get('DATABASE_URL'));
        await expectConnectionsBack();
    });

    /** What `apachectl graceful` does; its exit status and what it says. */
    function graceful(): Promise<{ code: number; said: string }> {
        const environ = readFileSync(`/proc/${parentOf(stack)}/environ`, 'utf8').split('\0').filter(Boolean)
            .map((line): [string, string] => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]);
        const args = ['-d', stack.get('STACK_DIR'), '-f', stack.get('HTTPD_CONF'), '-k', 'graceful'];
        return new Promise((done) => execFile(process.env['HTTPD'] ?? '/usr/sbin/apache2', args, { env: Object.fromEntries(environ) },
            (error, stdout, stderr) => done({ code: error ? Number(error.code) : 0, said: stdout + stderr })));
    }

    test('F16: a broken configuration is refused, and the old one serves on', async () => {
        const [conf, parent, before] = [readFileSync(stack.get('HTTPD_CONF'), 'utf8'), parentOf(stack), children(parentOf(stack)).toSorted()];
        try {
            for (const [line, reason] of [['TimetrackerPageSize many', /TimetrackerPageSize/], ['TimetrackerBaseURL time.example.org', /TimetrackerBaseURL/],
                ['TimetrackerDbWaits 1', /TimetrackerDbWaits/]] as const) {
                writeFileSync(stack.get('HTTPD_CONF'), `${conf}\n${line}\n`);
                const { code, said } = await graceful();
                assert.notEqual(code, 0, line);
                assert.match(said, reason);
                assert.equal(await read(), 200);
                assert.deepEqual([parentOf(stack), children(parent).toSorted()], [parent, before]);
            }
        } finally {
            writeFileSync(stack.get('HTTPD_CONF'), conf);
        }
        assert.deepEqual(await graceful(), { code: 0, said: '' });
        await eventually('the children are replaced', 10, () => !children(parent).some((child) => before.includes(child)));
        assert.equal(await read(), 200);
    });

    test('F2: the parent killed: a restart ends its orphans and serves; what was done stays', async () => {
        const [history, parent, key, name] = [new History(), parentOf(stack), unique('key'), unique('kept')];
        const first = await history.write(base, api, '/clients', { name }, key);
        const orphans = children(parent);
        assert.ok(orphans.length > 0);
        process.kill(parent, 'SIGKILL');
        await eventually('the parent is gone', 1, () => !isAlive(parent));
        const began = performance.now();
        await stack.restart('httpd');
        assert.ok(performance.now() - began < 5000, `${performance.now() - began} ms`);
        assert.deepEqual(orphans.filter(isAlive), []);
        assert.notEqual(parentOf(stack), parent);
        assert.equal((await history.write(base, api, '/clients', { name }, key)).text, first.text);
        assert.equal(await read(), 200);
        await expectConnectionsBack();
    });

    test('F2: a pid file that names nobody, or a stranger, neither blocks a restart nor hits the stranger', async () => {
        for (const stale of ['4194304', String(process.pid), 'no number']) {
            const [parent, orphans] = [parentOf(stack), children(parentOf(stack))];
            for (const pid of [parent, ...orphans])
                process.kill(pid, 'SIGKILL');
            await eventually('all of them are gone', 2, () => ![parent, ...orphans].some(isAlive));
            writeFileSync(`${stack.get('STACK_DIR')}/httpd.pid`, `${stale}\n`);
            await stack.restart('httpd');
            assert.equal(await read(), 200);
        }
    });

    test('all that while no process has crashed', () => {
        const crashes = stack.log().split('\n').filter((line) => line.includes('exit signal'));
        assert.deepEqual(crashes, []);
    });
});
