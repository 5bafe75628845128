import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import {
    Conflict,
    discard,
    drain,
    inConflict,
    openQueue,
    refused,
    resend,
    stuck,
    waiting,
    write,
} from '../src/store/queue.ts';
import { baseOf, isSameValue, type Row, Rows, register } from '../src/store/rows.ts';
import { sent, server, tick } from './stand_in.ts';

type Tag = Row & { name: string };
const rows = register(new Rows<Tag>('tags', 'tag'));
const names = (): string[] => [...rows.shown.value.values()].map(({ name }) => name);
const rename = (id: number, name: string, version = 1) =>
    write(
        'PATCH /tags/{id}',
        { path: { id }, body: { name }, version },
        { effects: [{ store: 'tags', effect: { kind: 'change', ids: [id], fields: { name } } }] },
    );
const offline = (): never => {
    throw new TypeError('network');
};

// The clock of now.ts would keep the test alive.
after(() => setTimeout(() => process.exit(), 50).unref());
beforeEach(async () => {
    rows.clear();
    rows.merge([{ id: 1, version: 1, name: 'one' }]);
    sent.length = 0;
    server.answer = () => ({ status: 200, body: {} });
    await openQueue(7);
});

describe('rows', () => {
    test('never go back to an older version', () => {
        rows.merge([{ id: 1, version: 3, name: 'three' }]);
        rows.merge([{ id: 1, version: 2, name: 'two' }]);
        assert.deepEqual(names(), ['three']);
    });

    test('that are read anew say more than their version does', () => {
        rows.merge([{ id: 1, version: 3, name: 'three' }]);
        rows.merge([{ id: 1, version: 3, name: 'an answer that was late' }]);
        assert.deepEqual(names(), ['three']);
        rows.replace([{ id: 1, version: 3, name: 'three, and its balance' }]);
        assert.deepEqual(names(), ['three, and its balance']);
        rows.replace([{ id: 1, version: 2, name: 'two' }]);
        assert.deepEqual(names(), ['three, and its balance']);
    });

    test('that are gone stay so', () => {
        rows.drop([1]);
        rows.merge([{ id: 1, version: 9, name: 'late' }]);
        assert.deepEqual(names(), []);
    });

    test('show changes over what the server says', () => {
        const undo = rows.overlay({ kind: 'change', ids: [1], fields: { name: 'mine' } });
        rows.merge([{ id: 1, version: 2, name: 'theirs' }]);
        assert.deepEqual(names(), ['mine']);
        undo();
        assert.deepEqual(names(), ['theirs']);
    });
});

describe('what a change was made to', () => {
    const opened = { id: 1, version: 3, name: 'one', start_time: '2026-03-01T10:00:00Z' };
    const body = { name: 'mine' };

    test('is the latest row, unless somebody else changed the same field since', () => {
        assert.equal(baseOf(undefined, opened, body), opened);
        const elsewhere = { ...opened, version: 4, start_time: '2026-03-01T11:00:00Z' };
        assert.equal(baseOf(opened, elsewhere, body), elsewhere);
        const here = { ...opened, version: 4, name: 'theirs' };
        assert.equal(baseOf(opened, here, body), opened);
    });

    test('is compared by what fields mean, not by how they are written', () => {
        assert.ok(isSameValue('start_time', '2026-03-01T10:00:00Z', '2026-03-01T11:00:00+01:00'));
        assert.ok(isSameValue('hourly_rate', '80', '80.00'));
        assert.ok(isSameValue('note', null, undefined));
        assert.ok(!isSameValue('description', '1', '1.0'));
        assert.ok(!isSameValue('tags', ['a'], ['a', 'b']));
    });
});

describe('the queue', () => {
    test('puts aside what meets a newer version, and asks', async () => {
        server.answer = () => ({ status: 412, body: { code: 'precondition_failed', detail: 'newer' } });
        const base = rows.settled(1);
        const args = { path: { id: 1 }, body: { name: 'mine' }, version: 1 };
        await assert.rejects(write('PATCH /tags/{id}', args, { base }), Conflict);
        const [aside] = refused.value;
        assert.deepEqual([aside?.base, aside?.args.body, inConflict.value], [base, { name: 'mine' }, aside?.n]);
        assert.equal(waiting.value, 0);
        await discard(aside!);
        assert.deepEqual([refused.value.length, inConflict.value], [0, undefined]);
    });

    test('shows a change at once and takes the answer', async () => {
        server.answer = () => ({ status: 200, body: { tag: { id: 1, version: 2, name: 'answered' } } });
        const done = rename(1, 'new');
        assert.deepEqual(names(), ['new']);
        await done;
        assert.deepEqual(names(), ['answered']);
        assert.equal(sent[0]!.headers['If-Match'], '"1"');
        assert.equal(waiting.value, 0);
    });

    test('takes a refused change back and says why', async () => {
        server.answer = () => ({
            status: 409,
            body: { code: 'exists', errors: [{ field: 'name', code: 'exists', message: 'taken' }] },
        });
        await assert.rejects(rename(1, 'taken'), (error: { faults: object }) => {
            assert.deepEqual(error.faults, { name: 'taken' });
            return true;
        });
        assert.deepEqual(names(), ['one']);
        assert.equal(refused.value.length, 0);
    });

    test('keeps order and keys while nobody answers, and sends again', async () => {
        server.answer = offline;
        const first = rename(1, 'a');
        const second = write(
            'POST /tags',
            { body: { name: 'b' } },
            {
                effects: [{ store: 'tags', effect: { kind: 'add', row: { id: -5, version: 0, name: 'b' } as Row } }],
            },
        );
        const third = rename(-5, 'c', 0);
        await tick();
        assert.equal(waiting.value, 3);
        assert.equal(stuck.value, true);
        assert.deepEqual(names(), ['a', 'c']);
        const tried = sent.length;
        server.answer = ({ route }) => ({
            status: 200,
            body: {
                tag:
                    route === 'PATCH /tags/1'
                        ? { id: 1, version: 2, name: 'a' }
                        : { id: 9, version: route.startsWith('POST') ? 1 : 2, name: 'c' },
            },
        });
        await drain();
        await Promise.all([first, second, third]);
        const routes = sent.slice(tried).map(({ route }) => route);
        // What was made here has the server's id from then on.
        assert.deepEqual(routes, ['PATCH /tags/1', 'POST /tags', 'PATCH /tags/9']);
        assert.ok(sent[tried + 1]!.headers['Idempotency-Key']);
        assert.deepEqual(names(), ['a', 'c']);
        assert.equal(waiting.value, 0);
    });

    test('moves versions on for changes that come after one another', async () => {
        let version = 1;
        server.answer = () => ({ status: 200, body: { tag: { id: 1, version: (version += 1), name: 'x' } } });
        await Promise.all([rename(1, 'x'), rename(1, 'y')]);
        assert.deepEqual(
            sent.map(({ headers }) => headers['If-Match']),
            ['"1"', '"2"'],
        );
    });

    test('shows what is refused after it had to wait, and tells who made it', async () => {
        server.answer = offline;
        const done = rename(1, 'late');
        await tick();
        const heard = assert.rejects(done);
        server.answer = () => ({ status: 409, body: { code: 'exists', detail: 'taken' } });
        await drain();
        await heard;
        await tick();
        assert.deepEqual(names(), ['one']);
        assert.deepEqual(
            refused.value.map(({ args, refused: why }) => [args.body, why]),
            [[{ name: 'late' }, { message: 'taken', code: 'exists' }]],
        );
        server.answer = () => ({ status: 200, body: { tag: { id: 1, version: 2, name: 'late' } } });
        await resend(refused.value[0]!);
        assert.deepEqual([names(), refused.value.length], [['late'], 0]);
    });

    test('does not wait for ever behind what the server cannot do', async () => {
        server.answer = ({ body }) =>
            (body as { name: string }).name === 'poison'
                ? { status: 500, body: { code: 'internal', detail: 'no' } }
                : { status: 200, body: { tag: { id: 1, version: 2, name: 'after' } } };
        const first = assert.rejects(rename(1, 'poison'));
        const second = rename(1, 'after');
        for (let n = 0; n < 6; n += 1) {
            await tick();
            await drain();
        }
        await first;
        await second;
        assert.deepEqual(names(), ['after']);
        assert.equal(refused.value.length, 1);
    });

    test('asks again for a moment about a time of just now, and not about one that is far ahead', async () => {
        const start = (ms: number) =>
            write('POST /timer/start', { body: { start_time: new Date(Date.now() + ms).toISOString() } });
        let refusals = 1;
        server.answer = () =>
            refusals-- > 0
                ? { status: 422, body: { code: 'in_future', detail: 'start_time' } }
                : { status: 201, body: {} };
        await start(0);
        assert.equal(sent.length, 2);
        refusals = 9;
        await assert.rejects(start(3_600_000), { code: 'in_future' });
        assert.equal(sent.length, 3);
        // Nor about what is no time at all.
        await assert.rejects(write('PATCH /users/me', { body: { locked_until: '2999-01-01' } }), { code: 'in_future' });
        assert.equal(sent.length, 4);
    });

    test('waits when the session has ended, and loses nothing', async () => {
        server.answer = () => ({ status: 401, body: { code: 'credentials_required' } });
        const done = rename(1, 'later');
        await tick();
        assert.equal(waiting.value, 1);
        assert.deepEqual(names(), ['later']);
        server.answer = () => ({ status: 200, body: { tag: { id: 1, version: 2, name: 'later' } } });
        await openQueue(7);
        void done;
    });
});
