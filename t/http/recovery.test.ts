// Faults of the database, done to a stack of its own: 503 and nothing worse while they last, and full service after them without a restart.
import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectProblem, newUser, send, unique, type Answer, type Api } from './api.ts';
import { sql, troubles } from './server.ts';
import { own, Stack } from './stack.ts';

type Timed = Answer & { milliseconds: number };

/** Requests at once. A process of prefork serves one connection, and more processes come only after a second: that wait is httpd's. */
const WIDTH = own['MPM'] === 'prefork' ? 2 : 12;

/** What would wait for the database would wait for as long as it is away; how soon a machine of nobody else's answers is a matter of `make bench`. */
const PATIENCE = 10_000;

suite('recovery', () => {
    let stack: Stack;
    let api: Api;
    let firstNote: string;

    async function ask(method: string, path: string, options: { body?: unknown; headers?: Record<string, string> } = {}): Promise<Timed> {
        const began = performance.now();
        const answer = await send(method, path, { ...options, base: stack.get('BASE_URL'), headers: { 'X-API-Key': api.key, Connection: 'close', ...options.headers } });
        return { ...answer, milliseconds: performance.now() - began };
    }

    /** The same, again while all connections are in use, which is no fault: they are made anew one by one. */
    async function askPatiently(method: string, path: string): Promise<Timed> {
        for (;;) {
            const answer = await ask(method, path);
            if (answer.status !== 503 || answer.json.code !== 'busy')
                return answer;
            await sleep(50);
        }
    }

    function expectUnavailable(answer: Timed): void {
        assert.equal(answer.status, 503, answer.text);
        expectProblem(answer, 503, answer.json.code);
        assert.match(answer.json.code, /^(database_unavailable|database_timeout|busy)$/);
        assert.match(answer.headers['retry-after'] ?? '', /^[1-9]\d*$/);
        assert.ok(answer.milliseconds < PATIENCE, `${answer.milliseconds} ms: ${answer.text}`);
    }

    async function expectAlive(): Promise<void> {
        const answer = await ask('GET', '/healthz');
        assert.equal(answer.status, 200);
        assert.ok(answer.milliseconds < PATIENCE, `${answer.milliseconds} ms`);
        assert.equal((await ask('GET', '/api/v1/info')).status, 200);
    }

    /** Everything works soon, in every process of httpd, and nobody has to do anything for it. */
    async function expectFullService(): Promise<void> {
        const until = performance.now() + PATIENCE;
        while ((await ask('GET', '/readyz')).status !== 200)
            assert.ok(performance.now() < until, 'it is still not ready');
        for (;;) {
            const answers = await Promise.all(Array.from({ length: 40 }, () => askPatiently('GET', '/api/v1/clients')));
            const failed = answers.filter((answer) => answer.status !== 200).map((answer) => answer.text);
            if (!failed.length)
                break;
            assert.ok(performance.now() < until, failed.join('\n'));
        }
        assert.equal((await ask('POST', '/api/v1/clients', { body: { name: unique() } })).status, 201);
        assert.equal((await ask('GET', '/readyz')).status, 200);
    }

    before(async () => {
        stack = await Stack.start('recovery');
        api = await newUser({ databaseUrl: stack.get('DATABASE_URL') });
        firstNote = unique();
        assert.equal((await ask('POST', '/api/v1/clients', { body: { name: firstNote } })).status, 201);
    });
    after(() => stack.stop());

    test('database stopped: alive, not ready, 503 in time, also for an httpd that starts now; started again: full service', async () => {
        await stack.stopDatabase();
        await expectAlive();
        const answers = await Promise.all([ask('GET', '/readyz'), ask('GET', '/api/v1/clients'), ask('POST', '/api/v1/clients', { body: { name: unique('never') } }),
            ask('POST', '/api/v1/timer/start', { body: {}, headers: { 'Idempotency-Key': 'never' } }), ...Array.from({ length: WIDTH }, () => ask('GET', '/api/v1/timer'))]);
        for (const answer of answers)
            expectUnavailable(answer);
        // A key cannot be checked now, and nobody gets in for that.
        expectProblem(await send('GET', '/api/v1/clients', { base: stack.get('BASE_URL') }), 401, 'credentials_required');
        await stack.restart('httpd');
        await expectAlive();
        for (const answer of await Promise.all([ask('GET', '/readyz'), ask('GET', '/api/v1/clients')]))
            expectUnavailable(answer);
        await stack.restart('database');
        await expectFullService();
        assert.deepEqual((await ask('GET', '/api/v1/clients?q=never')).json.clients, []);
        assert.equal((await ask('GET', '/api/v1/timer')).json.active, false);
    });

    test('a restart of the database under load: what fails says so, what succeeded stays', async () => {
        let running = true;
        const reads: Timed[] = [];
        const [acknowledged, failed]: [string[], Timed[]] = [[], []];
        const reader = async (): Promise<void> => {
            while (running)
                reads.push(await ask('GET', '/api/v1/clients?limit=1'));
        };
        // Repeats a write with its key until it succeeds.
        const writer = async (): Promise<void> => {
            while (running) {
                const name = unique('written');
                let answer: Timed;
                while ((answer = await ask('POST', '/api/v1/clients', { body: { name }, headers: { 'Idempotency-Key': name } })).status !== 201) {
                    failed.push(answer);
                    await sleep(20);
                }
                acknowledged.push(name);
            }
        };
        const load = [reader(), reader(), reader(), writer(), writer()];
        await sleep(300);
        await stack.restart('database');
        const until = performance.now() + PATIENCE;
        const restarted = reads.length;
        while (reads.length < restarted + 20 || reads.slice(-20).some((read) => read.status !== 200)) {
            assert.ok(performance.now() < until, 'reads do not succeed again');
            await sleep(50);
        }
        const count = reads.length;
        await sleep(500);
        running = false;
        await Promise.all(load);
        for (const answer of [...reads.filter((read) => read.status !== 200), ...failed])
            if (answer.status !== 409)
                expectUnavailable(answer);
        for (const answer of failed.filter((other) => other.status === 409))
            expectProblem(answer, 409, 'idempotency_in_progress');
        assert.ok(reads.length > count, 'reads go on');
        assert.deepEqual(reads.slice(count).filter((read) => read.status !== 200), []);
        assert.equal(await sql(`SELECT count(*), count(DISTINCT name) FROM clients WHERE name LIKE 'written %'`, stack.get('DATABASE_URL')),
            `${acknowledged.length}|${acknowledged.length}`);
    });

    test('a frozen database: 503 in time, alive meanwhile; then full service', async () => {
        // Its children have few connections open: some requests meet a backend that is silent, others a server that takes no new one.
        await stack.restart('httpd');
        assert.equal((await ask('GET', '/api/v1/clients')).status, 200);
        stack.signalDatabase('SIGSTOP');
        try {
            const answers = [ask('POST', '/api/v1/clients', { body: { name: unique('frozen') }, headers: { 'Idempotency-Key': 'frozen' } })];
            await sleep(50);
            answers.push(ask('GET', '/readyz'), ask('POST', '/api/v1/clients', { body: { name: unique('frozen') } }),
                ...Array.from({ length: WIDTH }, () => ask('GET', '/api/v1/clients')));
            await expectAlive();
            for (const answer of await Promise.all(answers))
                expectUnavailable(answer);
            await expectAlive();
            for (const answer of await Promise.all(Array.from({ length: 6 }, () => ask('GET', '/api/v1/clients'))))
                expectUnavailable(answer);
        } finally {
            stack.signalDatabase('SIGCONT');
        }
        await expectFullService();
    });

    test('backends that are ended one by one: the next request has another', async () => {
        for (let round = 0; round < 5; round++) {
            // The module's own role may end its backends.
            const ended = await sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'timetracker' AND pid <> pg_backend_pid()", stack.get('MODULE_DATABASE_URL'));
            assert.ok(Number(ended) > 0, 'there was no backend to end');
            const answers = await Promise.all(Array.from({ length: 8 }, () => askPatiently('GET', '/api/v1/clients?limit=1')));
            assert.deepEqual(answers.filter((answer) => answer.status !== 200).map((answer) => answer.text), []);
        }
    });

    test('connections do not add up', async () => {
        const connections = Number(await sql("SELECT count(*) FROM pg_stat_activity WHERE usename = 'timetracker'", stack.get('DATABASE_URL')));
        assert.ok(connections <= 64, String(connections));
        const { clients } = (await ask('GET', `/api/v1/clients?q=${encodeURIComponent(firstNote)}`)).json;
        assert.equal(clients.filter((client: { name: string }) => client.name === firstNote).length, 1);
    });

    test('the log tells of it by our ids, once a request, and of nothing else', async () => {
        const lines = troubles(stack.log());
        assert.ok(lines.some((line) => line.id === 'TT2001'));
        assert.deepEqual(lines.filter((line) => !['TT1002', 'TT2001'].includes(line.id) && !/\bdbd:|AH006\d\d/.test(line.text)).map((line) => line.text), []);
    });
});
