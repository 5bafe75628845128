// Where the MPM cannot watch sockets for us a stream holds a thread: few are let in, and the rest of the service goes on.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { ask, eventually, isAlive, parentOf } from '../faults/faults.ts';
import { expectProblem, newUser, unique, type Api } from '../http/api.ts';
import { sql } from '../http/server.ts';
import { Stack } from '../http/stack.ts';
import { asLogged, byKey, logged, Stream } from './stream.ts';

const LIMITS: Record<string, string> = {
    prefork: 'StartServers 4\nServerLimit 16\nMaxRequestWorkers 16\nMinSpareServers 2\nMaxSpareServers 16\n',
    worker: 'StartServers 2\nServerLimit 2\nThreadsPerChild 8\nMaxRequestWorkers 16\nMinSpareThreads 4\nMaxSpareThreads 16\n',
};

for (const mpm of ['prefork', 'worker'])
    suite(`streams on the ${mpm} MPM`, { timeout: 120_000 }, () => {
        let stack: Stack;
        let base: string;
        let database: string;
        const open: Stream[] = [];
        const stream = async (api: Api, lastId?: string): Promise<Stream> => {
            const opened = await Stream.ready(byKey(api.key), { base, lastId });
            open.push(opened);
            return opened;
        };

        before(async () => {
            const conf = join(tmpdir(), `tt-${mpm}-${process.pid}.conf`);
            writeFileSync(conf, LIMITS[mpm] ?? '');
            stack = await Stack.start(`streams${mpm}`, ['--mpm', mpm, '--conf', conf]);
            [base, database] = [stack.get('BASE_URL'), stack.get('DATABASE_URL')];
        });
        after(() => {
            open.forEach((each) => each.close());
            return stack.stop();
        });

        test('two of sixteen threads are theirs; they are told, resume, and end with what opened them and with the process', async () => {
            const [api, other] = [await newUser({ databaseUrl: database }), await newUser({ databaseUrl: database })];
            const before = (await logged(api.userId, database)).length;
            const [first, second] = [await stream(api), await stream(other)];
            expectProblem(await ask(base, api, 'GET', '/api/v1/events'), 503, 'too_many_streams');
            for (let i = 0; i < 20; i += 1)
                assert.equal((await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } })).status, 201);
            await first.until('all', () => first.changes.length >= 20);
            assert.deepEqual(asLogged(first.changes), (await logged(api.userId, database)).slice(before));
            assert.deepEqual(second.changes, []);
            // A client that leaves makes room.
            second.close();
            let third: Stream | undefined;
            await eventually('there is room', 5, async () => {
                third = await Stream.open(byKey(other.key), { base });
                open.push(third);
                return third.status === 200;
            });
            await sql(`UPDATE api_keys SET revoked_at = now() WHERE hash = sha256('${other.key}')`, database);
            await third?.end(8);
            assert.ok(third?.isComplete);
            process.kill(parentOf(stack), 'SIGUSR1');
            const seconds = await first.end(5);
            assert.ok(seconds < 3, `${seconds} s`);
            assert.ok(first.isComplete);
            await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } });
            const again = await stream(api, first.lastId);
            await again.until('what was missed', () => again.changes.length >= 1);
            assert.equal(again.changes.length, 1);
            // And nothing hangs when all is stopped.
            const parent = parentOf(stack);
            process.kill(parent, 'SIGTERM');
            await again.end(5);
            await eventually('httpd has ended', 5, () => !isAlive(parent));
        });
    });
