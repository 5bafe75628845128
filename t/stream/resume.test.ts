// What was told must be the log: nothing missing, nothing twice, in its order, whatever ends the streams meanwhile.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { ask, children, during, eventually, isAlive, parentOf } from '../faults/faults.ts';
import { newUser, unique, type Api } from '../http/api.ts';
import { Stack } from '../http/stack.ts';
import { asLogged, byKey, Follower, logged, Stream } from './stream.ts';

suite('resuming', { timeout: 180_000 }, () => {
    let stack: Stack;
    let base: string;
    const user = (): Promise<Api> => newUser({ databaseUrl: stack.get('DATABASE_URL') });

    before(async () => {
        const conf = join(tmpdir(), `tt-streams-${process.pid}.conf`);
        writeFileSync(conf, 'Timeout 4\n');
        stack = await Stack.start('resuming', ['--conf', conf]);
        base = stack.get('BASE_URL');
    });
    after(() => stack.stop());

    /** Eight writers of two users while HARM is done; then both have been told what the log says. */
    async function compare(harm: (followers: Follower[]) => Promise<unknown>): Promise<Follower[]> {
        const users = await Promise.all([user(), user()]);
        const before = await Promise.all(users.map(async (each) => (await logged(each.userId, stack.get('DATABASE_URL'))).length));
        const followers = users.map((each) => new Follower(byKey(each.key), { base }));
        await Promise.all(followers.map((follower) => follower.ready()));
        await during(8, async (i) => {
            const api = users[i % 2];
            assert.ok(api);
            const answer = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique() } }).catch(() => null);
            if (answer?.status === 201 && i < 4)
                await ask(base, api, 'PATCH', `/api/v1/clients/${answer.json.client.id}`, { body: { name: unique() } }).catch(() => null);
            await sleep(5);
        }, () => harm(followers));
        for (const [i, follower] of followers.entries()) {
            const all = (await logged(users[i]?.userId ?? 0, stack.get('DATABASE_URL'))).slice(before[i]);
            assert.ok(all.length > 20, `${all.length} changes`);
            await eventually('all is told', 60, () => follower.count() >= all.length);
            await sleep(300);
            await follower.stop();
            assert.deepEqual(asLogged(follower.changes), all);
        }
        return followers;
    }

    test('eight writers at once, nothing ends', async () => {
        const followers = await compare(() => sleep(2000));
        assert.deepEqual(followers.map(({ opened }) => opened.length), [1, 1]);
    });

    test('httpd\'s Timeout ends a stream with a proper end', async () => {
        const api = await user();
        const stream = await Stream.ready(byKey(api.key), { base });
        const seconds = await stream.end(10);
        assert.ok(seconds > 2 && seconds < 8, `${seconds} s`);
        assert.ok(stream.isComplete);
        const followers = await compare(() => sleep(6000));
        assert.ok(followers.every(({ opened }) => opened.length >= 2));
    });

    test('a graceful restart ends streams properly within a second, and the old processes with them', async () => {
        const api = await user();
        const streams = await Promise.all(Array.from({ length: 8 }, () => Stream.ready(byKey(api.key), { base })));
        const old = children(parentOf(stack));
        process.kill(parentOf(stack), 'SIGUSR1');
        const began = performance.now();
        await Promise.all(streams.map((stream) => stream.ended));
        const took = performance.now() - began;
        assert.ok(took < 1500, `${took} ms`);
        assert.deepEqual(streams.map(({ isComplete }) => isComplete), streams.map(() => true));
        await eventually('the old processes end', 10, () => !old.some(isAlive));
    });

    test('graceful restarts under load', async () => {
        // httpd makes one of two restarts that are asked for at once: each waits for what the one before has done.
        await compare(async (followers) => {
            for (let i = 1; i <= 3; i += 1) {
                await sleep(1000);
                process.kill(parentOf(stack), 'SIGUSR1');
                await eventually(`restart ${i}: streams end and come again`, 30, () => followers.every(({ opened }) => opened.length > i));
            }
            await sleep(1000);
        });
    });

    test('httpd stopped and started', async () => {
        await compare(async () => {
            await sleep(500);
            await stack.restart('httpd');
            await sleep(1000);
        });
    });

    test('a child process killed', async () => {
        await compare(async () => {
            await sleep(500);
            for (const child of children(parentOf(stack)))
                process.kill(child, 'SIGKILL');
            await sleep(2500);
        });
    });

    test('the database restarted: streams stay open and go on', async () => {
        await compare(async () => {
            await sleep(500);
            await stack.restart('database');
            await sleep(3000);
        });
    });

    test('the database away for a while: streams stay open', async () => {
        const api = await user();
        await stack.stopDatabase();
        const stream = await Stream.open(byKey(api.key), { base });
        assert.equal(stream.status, 503, stream.text);
        await stack.restart('database');
        await eventually('the database is back', 10, async () => (await ask(base, api, 'GET', '/api/v1/users/me')).status === 200);
    });
});
