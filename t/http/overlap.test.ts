import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newUser, type Answer, type Api, type Json } from './api.ts';

let serial = 0;

suite('overlap', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;

    before(async () => {
        api = await newUser();
        project = await api.project();
    });

    /** A day of its own with an entry from 10:00 to 11:00, and what a further span on it is answered with. */
    async function day(): Promise<{ entry: Json; at: (time: string) => string; create: (start: string, end: string) => Promise<Answer> }> {
        const date = new Date(Date.UTC(2020, 0, (serial += 3))).toISOString().slice(0, 10);
        const at = (time: string): string => `${date}T${time}Z`;
        return {
            entry: await api.entry(project.id, at('10:00:00'), at('11:00:00')), at,
            create: (start, end) => api.post('/time-entries', { project_id: project.id, start_time: at(start), end_time: at(end) }),
        };
    }

    for (const [what, start, end] of [
        ['the same span', '10:00:00', '11:00:00'], ['inside', '10:15:00', '10:45:00'], ['a second inside', '10:30:00', '10:30:01'], ['around', '09:00:00', '12:00:00'],
        ['its first second', '09:00:00', '10:00:01'], ['its last second', '10:59:59', '12:00:00'], ['the same start, shorter', '10:00:00', '10:00:01'],
        ['the same start, longer', '10:00:00', '13:00:00'], ['the same end, shorter', '10:59:59', '11:00:00'], ['the same end, longer', '08:00:00', '11:00:00'],
    ] as const)
        test(`${what}: 409 with the entry in the way`, async () => {
            const { entry, create } = await day();
            const problem = expectProblem(await create(start, end), 409, 'overlap', 'start_time');
            assert.equal(problem.conflict_resource, 'time_entries');
            assert.deepEqual(problem.conflict, entry);
            assert.deepEqual(problem.conflict, (await api.read(`/time-entries/${entry.id}`)).time_entry);
        });

    test('spans are half-open: side by side is fine', async () => {
        const { create } = await day();
        for (const [start, end] of [['09:00:00', '10:00:00'], ['11:00:00', '12:00:00'], ['08:59:59', '09:00:00'], ['12:00:00', '12:00:01']] as const)
            assert.equal((await create(start, end)).status, 201);
    });

    test('between two entries only what fits', async () => {
        const { at, create } = await day();
        const next = await api.entry(project.id, at('12:00:00'), at('13:00:00'));
        assert.equal(expectProblem(await create('11:00:00', '12:00:01'), 409, 'overlap', 'start_time').conflict.id, next.id);
        assert.equal((await create('11:00:00', '12:00:00')).status, 201);
    });

    test('around several: one of them is named', async () => {
        const { entry, at, create } = await day();
        const next = await api.entry(project.id, at('12:00:00'), at('13:00:00'));
        assert.ok([entry.id, next.id].includes(expectProblem(await create('09:00:00', '14:00:00'), 409, 'overlap', 'start_time').conflict.id));
    });

    test('an offset is no way around', async () => {
        const { at } = await day();
        const date = at('10:00:00').slice(0, 10);
        expectProblem(await api.post('/time-entries', { project_id: project.id, start_time: `${date}T20:30:00+10:00`, end_time: `${date}T20:40:00+10:00` }), 409, 'overlap', 'start_time');
    });

    test('across projects, not across users', async () => {
        const { at } = await day();
        const body = { start_time: at('10:30:00'), end_time: at('10:40:00') };
        expectProblem(await api.post('/time-entries', { ...body, project_id: (await api.project()).id }), 409, 'overlap', 'start_time');
        const other = await newUser();
        assert.equal((await other.post('/time-entries', { ...body, project_id: (await other.project()).id })).status, 201);
    });

    test('a change may not lead into another entry; within its own span it may move', async () => {
        const { entry, at } = await day();
        const next = await api.entry(project.id, at('12:00:00'), at('13:00:00'));
        for (const body of [{ start_time: at('10:59:59') }, { start_time: at('09:00:00') }, { start_time: at('10:15:00'), end_time: at('10:30:00') }]) {
            const problem = expectProblem(await api.patch(`/time-entries/${next.id}`, body), 409, 'overlap', 'start_time');
            assert.deepEqual(problem.conflict, entry);
        }
        assert.deepEqual((await api.read(`/time-entries/${next.id}`)).time_entry, next);
        for (const body of [{ start_time: at('11:00:00') }, { start_time: at('12:30:00') }, { end_time: at('12:45:00') }, { start_time: at('12:00:00'), end_time: at('14:00:00') }])
            assert.equal((await api.patch(`/time-entries/${next.id}`, body)).status, 200);
        assert.equal((await api.patch(`/time-entries/${next.id}`, { start_time: at('08:00:00'), end_time: at('10:00:00') })).status, 200);
    });

    test('what is deleted or moved away leaves its place', async () => {
        const { entry, at, create } = await day();
        await api.patch(`/time-entries/${entry.id}`, { start_time: at('14:00:00'), end_time: at('15:00:00') });
        const second = await create('10:00:00', '11:00:00');
        assert.equal(second.status, 201);
        await api.del(`/time-entries/${second.json.time_entry.id}`);
        assert.equal((await create('10:30:00', '12:00:00')).status, 201);
        expectProblem(await create('14:30:00', '16:00:00'), 409, 'overlap', 'start_time');
    });

    test('long entries are seen from far away', async () => {
        const { at } = await day();
        const own = await newUser();
        const mine = await own.project();
        const week = await own.entry(mine.id, at('00:00:00'), new Date(Date.parse(at('00:00:00')) + 7 * 86_400_000).toISOString());
        const late = new Date(Date.parse(at('00:00:00')) + 7 * 86_400_000 - 1000).toISOString();
        const end = new Date(Date.parse(late) + 60_000).toISOString();
        assert.deepEqual(expectProblem(await own.post('/time-entries', { project_id: mine.id, start_time: late, end_time: end }), 409, 'overlap', 'start_time').conflict, week);
    });
});
