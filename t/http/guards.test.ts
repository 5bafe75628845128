// The lock of a period: nothing that touches a locked day is made, changed or deleted, whichever way it is tried.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectFaults, expectProblem, fromNow, newUser, shift, unique, type Answer, type Api, type Json } from './api.ts';
import { sql } from './server.ts';

/** A user in ZONE who has locked the time up to DAY, and a project. */
async function lockedUser(zone: string, day: string, before: (api: Api, project: number) => Promise<void> = async () => {}):
    Promise<{ api: Api; project: number }> {
    const api = await newUser({ timeZone: zone });
    const project = (await api.project()).id;
    await before(api, project);
    const answer = await api.patch('/users/me', { locked_until: day });
    assert.equal(answer.status, 200, answer.text);
    assert.equal(answer.json.user.locked_until, day);
    return { api, project };
}

function expectLocked(answer: Answer, day: string): void {
    const problem = expectProblem(answer, 409, 'period_locked', 'start_time');
    assert.ok(problem.detail.includes(day), problem.detail);
}

const make = (api: Api, project: number, start_time: string, end_time: string, path = '/time-entries'): Promise<Answer> =>
    api.post(path, { project_id: project, start_time, end_time });

async function expectMade(answer: Answer | Promise<Answer>): Promise<Json> {
    const { status, text, json } = await answer;
    assert.equal(status, 201, text);
    return json.time_entry;
}

/** Today in ZONE, DAYS later. */
function today(zone: string, days = 0): string {
    return new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(new Date(Date.now() + days * 86_400_000));
}

suite('years', { concurrency: 4 }, () => {
    test('1900 to 2199, with an offset and on the caller\'s own wall', async () => {
        const api = await newUser({ timeZone: 'Europe/Berlin' });
        const project = (await api.project()).id;
        for (const zone of ['Z', '+01:00', '[local]'])
            for (const year of ['0000', '0001', '1899', '2200', '9990', '9999']) {
                const answer = await make(api, project, `${year}-06-01T09:00:00${zone}`, `${year}-06-01T10:00:00${zone}`);
                expectFaults(answer, { start_time: 'out_of_range', end_time: 'out_of_range' });
                assert.match(answer.json.detail, /1900 to 2199/);
                expectFaults(await api.post('/timer/start', { start_time: `${year}-06-01T09:00:00${zone}` }), { start_time: 'out_of_range' });
            }
        for (const year of ['1900', '2199']) {
            const entry = await expectMade(make(api, project, `${year}-06-01T09:00:00[local]`, `${year}-06-01 10:00:00[local]`));
            assert.equal(entry.start_time.slice(0, 19), `${year}-06-01T09:00:00`);
        }
        for (const bad of ['9990-13-01T09:00:00[local]', '9990-01-01T09:00:00Z[local]', '[local]', '9990[local]'])
            expectFaults(await api.post('/timer/start', { start_time: bad }), { start_time: 'malformed' });
    });
});

suite('lock of a period', { concurrency: 8 }, () => {
    test('every way to write is refused, and none of them has an effect', async () => {
        const entries: Json[] = [];
        const { api, project } = await lockedUser('Europe/Berlin', '2024-01-31', async (user, id) => {
            for (const day of ['2024-01-31', '2024-02-01'])
                entries.push(await user.entry(id, `${day}T09:00:00+01:00`, `${day}T12:00:00+01:00`, { tags: ['kept'] }));
        });
        const [locked, open] = entries as [Json, Json];
        const other = (await api.project()).id;
        const path = `/time-entries/${locked.id}`;
        const kept = await api.read('/time-entries');
        for (const change of [
            { description: 'x' }, { tags: [] }, { tags: ['kept', 'more'] }, { billable: false }, { project_id: other }, { break_minutes: 5 },
            { start_time: '2024-01-31T08:00:00+01:00' }, { end_time: '2024-01-31T11:00:00+01:00' },
            { start_time: '2024-02-02T09:00:00+01:00', end_time: '2024-02-02T10:00:00+01:00' },
        ])
            for (const method of ['PATCH', 'PUT'])
                expectLocked(await api.request(method, path, { body: change }), '2024-01-31');
        expectLocked(await api.patch(`/time-entries/${open.id}`, { start_time: '2024-01-31T20:00:00+01:00' }), '2024-01-31');
        expectLocked(await api.patch(`/time-entries/${open.id}`, { start_time: '2023-01-31T20:00:00+01:00', end_time: '2023-01-31T21:00:00+01:00' }), '2024-01-31');
        expectLocked(await api.del(path), '2024-01-31');
        expectLocked(await make(api, project, '2024-01-31T20:00:00+01:00', '2024-01-31T21:00:00+01:00'), '2024-01-31');
        expectLocked(await make(api, project, '2020-02-29T20:00:00+01:00', '2020-02-29T21:00:00+01:00'), '2024-01-31');
        expectLocked(await api.post(`${path}/split`, { at: '2024-01-31T10:00:00+01:00' }), '2024-01-31');
        expectLocked(await api.post(`${path}/duplicate`), '2024-01-31');
        expectLocked(await api.post(`/time-entries/${open.id}/duplicate`, { start_time: '2024-01-30T09:00:00+01:00' }), '2024-01-31');
        for (const action of [
            { action: 'delete' }, { action: 'set_billable', billable: false }, { action: 'set_project', project_id: other },
            { action: 'add_tag', tag: 'new' }, { action: 'remove_tag', tag: 'kept' },
        ])
            expectLocked(await api.post('/time-entries/bulk', { ids: [open.id, locked.id], ...action }), '2024-01-31');
        const [tag] = (await api.read('/tags')).tags;
        expectLocked(await api.patch(`/tags/${tag.id}`, { name: unique('renamed') }), '2024-01-31');
        assert.deepEqual(await api.read('/time-entries'), kept);
        assert.deepEqual((await api.read('/tags')).tags, [tag]);
    });

    test('the first open day takes everything, and a copy into it is no change of the original', async () => {
        const { api, project } = await lockedUser('Europe/Berlin', '2024-01-31', async (user, id) => {
            await user.entry(id, '2024-01-31T09:00:00+01:00', '2024-01-31T12:00:00+01:00');
        });
        const entry = await expectMade(make(api, project, '2024-02-01T00:00:00+01:00', '2024-02-01T06:00:00+01:00'));
        assert.equal((await api.patch(`/time-entries/${entry.id}`, { description: 'x', billable: false })).status, 200);
        assert.equal((await api.post(`/time-entries/${entry.id}/split`, { at: '2024-02-01T03:00:00+01:00' })).status, 200);
        assert.equal((await api.del(`/time-entries/${entry.id}`)).status, 204);
        const [locked] = (await api.read('/time-entries?sort=start_time')).time_entries;
        await expectMade(api.post(`/time-entries/${locked.id}/duplicate`, { start_time: '2024-02-02T09:00:00+01:00' }));
    });

    test('a change that changes nothing is none', async () => {
        let entry: Json;
        const { api } = await lockedUser('UTC', '2024-01-31', async (user, id) => {
            entry = await user.entry(id, '2024-01-31T09:00:00Z', '2024-01-31T12:00:00Z', { description: 'same', tags: ['a'] });
        });
        const answer = await api.patch(`/time-entries/${entry.id}`, { description: 'same', tags: ['a'], start_time: '2024-01-31T09:00:00Z' });
        assert.equal(answer.status, 200, answer.text);
        assert.deepEqual(answer.json.time_entry, entry);
    });

    test('an entry across midnight belongs to both days', async () => {
        const { api, project } = await lockedUser('Europe/Berlin', '2024-01-31');
        expectLocked(await make(api, project, '2024-01-31T23:59:59+01:00', '2024-02-01T08:00:00+01:00'), '2024-01-31');
        await expectMade(make(api, project, '2024-02-01T00:00:00+01:00', '2024-02-01T08:00:00+01:00'));
    });

    test('days are those of the account, whatever zone a request names', async () => {
        const { api, project } = await lockedUser('Pacific/Kiritimati', '2024-01-31'); // 14 hours before UTC
        for (const zone of ['', '?time_zone=Pacific/Pago_Pago', '?time_zone=Europe/Berlin']) {
            expectLocked(await make(api, project, '2024-01-31T09:59:59Z', '2024-01-31T11:00:00Z', `/time-entries${zone}`), '2024-01-31');
            const entry = await expectMade(make(api, project, '2024-01-31T10:00:00Z', '2024-01-31T11:00:00Z', `/time-entries${zone}`));
            expectLocked(await api.patch(`/time-entries/${entry.id}${zone}`, { start_time: '2024-01-31T09:59:59Z' }), '2024-01-31');
            assert.equal((await api.del(`/time-entries/${entry.id}${zone}`)).status, 204);
        }
        // With the zone the border moves.
        assert.equal((await api.patch('/users/me', { time_zone: 'Pacific/Pago_Pago' })).status, 200);
        expectLocked(await make(api, project, '2024-02-01T10:59:59Z', '2024-02-01T12:00:00Z'), '2024-01-31');
        await expectMade(make(api, project, '2024-02-01T11:00:00Z', '2024-02-01T12:00:00Z'));
    });

    // Where a day begins: at one o'clock, with an hour that comes twice, after a day that was left out, after a minute of tomorrow.
    for (const [zone, day, opens] of [
        ['America/Sao_Paulo', '2018-11-03', '2018-11-04T03:00:00Z'], ['Asia/Beirut', '2024-03-30', '2024-03-30T22:00:00Z'],
        ['America/Havana', '2024-11-02', '2024-11-03T04:00:00Z'], ['Atlantic/Azores', '2024-10-26', '2024-10-27T00:00:00Z'],
        ['Europe/Berlin', '2024-03-31', '2024-03-31T22:00:00Z'], ['Europe/Berlin', '2024-10-27', '2024-10-27T23:00:00Z'],
        ['Pacific/Apia', '2011-12-29', '2011-12-30T10:00:00Z'], ['Pacific/Apia', '2011-12-30', '2011-12-30T10:00:00Z'],
        ['America/St_Johns', '2006-10-28', '2006-10-29T03:30:00Z'],
    ] as const)
        test(`${zone}, ${day}`, async () => {
            const { api, project } = await lockedUser(zone, day);
            expectLocked(await make(api, project, shift(opens, -1), shift(opens, 3600)), day);
            await expectMade(make(api, project, opens, shift(opens, 3600)));
        });

    test('the setting: any day up to today, null to unlock; the audit log has both', async () => {
        const zone = 'Asia/Kathmandu';
        const { api, project } = await lockedUser(zone, today(zone));
        expectProblem(await api.patch('/users/me', { locked_until: today(zone, 2) }), 422, 'in_future', 'locked_until');
        expectFaults(await api.patch('/users/me', { locked_until: '2024-02-30' }), { locked_until: 'malformed' });
        expectLocked(await make(api, project, '2024-01-31T09:00:00Z', '2024-01-31T10:00:00Z'), today(zone));
        assert.equal((await api.patch('/users/me', { locked_until: null })).json.user.locked_until, null);
        await expectMade(make(api, project, '2024-01-31T09:00:00Z', '2024-01-31T10:00:00Z'));
        const log = (await api.read('/audit-log?resource=users&action=update&sort=id')).audit_log;
        assert.deepEqual(log.map((row: Json) => row.new.locked_until), [today(zone), null]);
    });

    test('timer: none begins in the locked time, and one that did cannot be booked but can be moved or discarded', async () => {
        const zone = 'UTC';
        const before = fromNow(-3 * 86400);
        const { api, project } = await lockedUser(zone, today(zone, -2), async (user, id) => {
            assert.equal((await user.post('/timer/start', { project_id: id, start_time: before })).status, 201);
        });
        const timer = await api.read('/timer');
        expectLocked(await api.post('/timer/stop'), today(zone, -2));
        expectLocked(await api.post('/timer/stop', { end_time: shift(before, 60) }), today(zone, -2));
        expectLocked(await api.patch('/timer', { start_time: shift(before, 60) }), today(zone, -2));
        assert.deepEqual((await api.read('/timer')).timer, timer.timer);
        assert.equal((await api.patch('/timer', { description: 'found' })).status, 200);
        assert.equal((await api.patch('/timer', { start_time: fromNow(-60) })).status, 200);
        assert.equal((await api.post('/timer/stop')).status, 200);
        expectLocked(await api.post('/timer/start', { project_id: project, start_time: before }), today(zone, -2));
        assert.equal((await api.post('/timer/start', { project_id: project })).status, 201);
        assert.equal((await api.post('/timer/cancel')).status, 204);
        await api.patch('/users/me', { locked_until: today(zone) });
        expectLocked(await api.post('/timer/start', { project_id: project }), today(zone));
    });

    test('what else happens on a locked day is free: projects, clients, other users', async () => {
        const { api, project } = await lockedUser('UTC', '2024-01-31', async (user, id) => {
            await user.entry(id, '2024-01-31T09:00:00Z', '2024-01-31T12:00:00Z');
        });
        assert.equal((await api.patch(`/projects/${project}`, { name: unique('renamed'), billable: false, status: 'archived' })).status, 200);
        const other = await newUser();
        await other.entry((await other.project()).id, '2024-01-31T09:00:00Z', '2024-01-31T12:00:00Z');
    });
});

suite('lock of a period, at once', () => {
    const DAY = '2024-01-31';
    const lockLater = (user: number): Promise<string> =>
        sql(`BEGIN; UPDATE users SET locked_until = '${DAY}' WHERE id = ${user}; SELECT pg_sleep(1); COMMIT`);
    /** Until the statement about the row ID holds its locks. */
    const isUnderWay = async (id: number): Promise<void> => {
        while (await sql(`SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND query LIKE '%id = ${id};%'`) === '0')
            await sleep(20);
    };

    test('a write waits for a lock that is on its way, and is refused', async () => {
        for (const write of [
            (api: Api, project: number): Promise<Answer> => make(api, project, `${DAY}T20:00:00Z`, `${DAY}T21:00:00Z`),
            (api: Api, project: number, entry: Json): Promise<Answer> => api.patch(`/time-entries/${entry.id}`, { description: 'x' }),
            (api: Api, project: number, entry: Json): Promise<Answer> => api.del(`/time-entries/${entry.id}`),
        ]) {
            const api = await newUser();
            const project = (await api.project()).id;
            const entry = await api.entry(project, `${DAY}T09:00:00Z`, `${DAY}T10:00:00Z`);
            const locking = lockLater(api.userId);
            await isUnderWay(api.userId);
            expectLocked(await write(api, project, entry), DAY);
            await locking;
            assert.deepEqual((await api.read('/time-entries')).time_entries, [entry]);
        }
    });

    test('a lock waits for a write that is on its way', async () => {
        const api = await newUser();
        const entry = await api.entry((await api.project()).id, `${DAY}T09:00:00Z`, `${DAY}T10:00:00Z`);
        const writing = sql(`BEGIN; UPDATE time_entries SET description = 'late' WHERE id = ${entry.id}; SELECT pg_sleep(1); COMMIT`);
        await isUnderWay(entry.id);
        assert.equal((await api.patch('/users/me', { locked_until: DAY })).status, 200);
        // Had the lock not waited, the write would neither be there now nor have been let through afterwards.
        assert.equal((await api.read(`/time-entries/${entry.id}`)).time_entry.description, 'late');
        await writing;
    });

    test('forty writes and a lock: none comes after it', async () => {
        const api = await newUser();
        const project = (await api.project()).id;
        const entries: Json[] = [];
        for (let hour = 10; hour < 20; hour++)
            entries.push(await api.entry(project, `2024-01-30T${hour}:00:00Z`, `2024-01-30T${hour}:30:00Z`));
        let lock: Promise<Answer> | undefined;
        const writes = Array.from({ length: 40 }, (unused, i): Promise<Answer> => {
            if (i === 20)
                lock = api.patiently('PATCH', '/users/me', { body: { locked_until: DAY } });
            const id = entries[i % 10].id, hour = 10 + i % 10;
            if (i < 10)
                return api.patiently('PATCH', `/time-entries/${id}`, { body: { description: `written ${i}` } });
            if (i < 20)
                return api.patiently('POST', '/time-entries', { body: { project_id: project, start_time: `${DAY}T${hour}:00:00Z`, end_time: `${DAY}T${hour}:30:00Z` } });
            if (i < 30)
                return api.patiently('POST', `/time-entries/${id}/split`, { body: { at: `2024-01-30T${hour}:15:00Z` } });
            return api.patiently('POST', '/time-entries/bulk', { body: { action: 'add_tag', tag: `t${i}`, ids: entries.map((entry) => entry.id) } });
        });
        assert.equal((await lock)?.status, 200);
        for (const answer of await Promise.all(writes))
            if (answer.status >= 300)
                expectLocked(answer, DAY);
        const [last, locked] = (await sql(`SELECT max(id) FILTER (WHERE resource = 'time_entries'), max(id) FILTER (WHERE resource = 'users')
            FROM audit_log WHERE user_id = ${api.userId}`)).split('|').map(Number);
        assert.ok(last! < locked!, `a write ${last} after the lock ${locked}`);
    });
});
