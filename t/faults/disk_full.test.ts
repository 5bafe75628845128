// A database whose disk is full: writes say so and have no effect, reads go on, and it recovers when there is room again.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';

import { expectProblem, newUser, unique, type Answer, type Api } from '../http/api.ts';
import { output, sql } from '../http/server.ts';
import { Stack } from '../http/stack.ts';
import { ask, expectUnavailable, History, superuserUrl } from './faults.ts';

/** A disk of its own for the database, or why there can be none. */
async function mountDisk(folder: string): Promise<string | null> {
    if (process.getuid?.() !== 0)
        return 'only root can mount a disk';
    return output('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0755', 'tmpfs', folder]).then(() => null, (error: Error) => `no mount here: ${error.message}`);
}

suite('a full disk', { timeout: 60_000 }, () => {
    const folder = mkdtempSync(join(tmpdir(), 'tt-disk-'));
    const filler = join(folder, 'filler');
    let unmounted: string | null = 'not tried';
    let stack: Stack;
    let base: string;
    let api: Api;

    const fill = (): Promise<unknown> => output('dd', ['if=/dev/zero', `of=${filler}`, 'bs=1M', 'oflag=append', 'conv=notrunc']).catch(() => undefined);
    const write = (note: string): Promise<Answer> => ask(base, api, 'POST', '/api/v1/clients', { body: { name: unique('written'), note } });

    before(async () => {
        chmodSync(folder, 0o755);
        unmounted = await mountDisk(folder);
        if (unmounted)
            return;
        // Also when the tests are cut short; it goes when the last process lets go of it.
        process.on('exit', () => unmounted === null && spawnSync('umount', ['--lazy', folder]));
        stack = await Stack.start('disk', ['--keep', folder]);
        base = stack.get('BASE_URL');
        api = await newUser({ databaseUrl: stack.get('DATABASE_URL') });
    });
    after(async () => {
        if (!unmounted) {
            await stack.stop();
            await output('umount', [folder]);
            unmounted = 'done';
        }
        rmSync(folder, { recursive: true, force: true });
    });

    test('F8: writes: 507 or 503 and no effect; reads go on; room again: full service', async (t) => {
        if (unmounted)
            return t.skip(unmounted);
        const history = new History();
        // Bytes that cannot be packed take a page in no time. The log of the server itself has room: a full disk stops that, too, but ends the server for it.
        const note = (): string => randomBytes(2400).toString('hex');
        history.done.push({ user: api.userId, path: '/clients', answer: await write(note()) });
        await sql('SELECT pg_switch_wal()', superuserUrl(stack));
        history.done.push({ user: api.userId, path: '/clients', answer: await write(note()) });
        await fill();
        let refused = 0;
        for (let i = 0; refused < 10; i++) {
            assert.ok(i < 400, `${refused} of ${i} writes were refused`);
            const answer = await write(note());
            if (answer.status === 201) {
                history.done.push({ user: api.userId, path: '/clients', answer });
                // What was left of the disk is the server's.
                await fill();
                continue;
            }
            refused++;
            if (answer.status === 503)
                expectUnavailable(answer);
            else
                expectProblem(answer, 507, 'storage_full');
        }
        const keyed = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: 'kept', note: note() }, headers: { 'Idempotency-Key': 'kept' } });
        assert.ok([503, 507].includes(keyed.status), keyed.text);
        for (let i = 0; i < 20; i++) {
            assert.equal((await ask(base, api, 'GET', '/api/v1/clients')).status, 200);
            assert.equal((await ask(base, null, 'GET', '/readyz')).status, 200);
        }
        await history.check(stack.get('DATABASE_URL'));
        rmSync(filler);
        const again = await ask(base, api, 'POST', '/api/v1/clients', { body: { name: 'kept', note: note() }, headers: { 'Idempotency-Key': 'kept' } });
        // Another body than before, and yet no refusal: the first attempt has left nothing, not even its key.
        assert.deepEqual([again.status, again.headers['idempotent-replay']], [201, undefined], again.text);
        history.done.push({ user: api.userId, path: '/clients', answer: again });
        for (let i = 0; i < 5; i++)
            assert.equal((await history.write(base, api, '/clients', { name: unique('written'), note: note() })).status, 201);
        await history.check(stack.get('DATABASE_URL'));
    });
});
