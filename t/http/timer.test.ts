import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { expectFaults, expectProblem, fromNow, newUser, shift, withoutStamps, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

/** A user of its own for each test: there is one timer. */
async function userWithProject(): Promise<{ api: Api; project: Json }> {
    const api = await newUser();
    return { api, project: await api.project() };
}

async function expectIdle(api: Api): Promise<void> {
    for (const path of ['/timer', '/timer/status']) {
        const { server_time, ...rest } = await api.read(path);
        assert.deepEqual(rest, { active: false, timer: null });
        assert.ok(Math.abs(Date.parse(server_time) - Date.now()) < 60_000);
    }
}

async function expectRunning(api: Api, timer: Json): Promise<void> {
    for (const path of ['/timer', '/timer/status']) {
        const { server_time, ...rest } = await api.read(path);
        assert.deepEqual(rest, { active: true, timer });
        assert.match(server_time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+00:00$/);
    }
}

suite('timer', { concurrency: 16 }, () => {
    test('nothing runs at first; what needs a running timer says so', async () => {
        const { api } = await userWithProject();
        await expectIdle(api);
        for (const [method, path] of [['POST', '/timer/stop'], ['POST', '/timer/cancel'], ['PATCH', '/timer'], ['PUT', '/timer']] as const)
            expectProblem(await api.request(method, path, { body: method === 'POST' ? undefined : { description: 'x' } }), 409, 'no_active_timer');
        expectProblem(await api.patch('/timer', {}), 409, 'no_active_timer');
    });

    test('start without a word, project later', async () => {
        const { api, project } = await userWithProject();
        const before = Math.floor(Date.now() / 1000) * 1000;
        const answer = await api.post('/timer/start');
        assert.equal(answer.status, 201, answer.text);
        assert.equal(answer.headers['location'], `${mount}/api/v1/timer`);
        const timer = answer.json.timer;
        assert.ok(Date.parse(timer.start_time) >= before && Date.parse(timer.start_time) <= Date.now());
        assert.deepEqual(withoutStamps(timer), {
            id: timer.id, project_id: null, project_name: null, project_color: null, client_id: null, client_name: null, client_color: null,
            description: '', start_time: timer.start_time, break_minutes: 0, is_forgotten: false, version: 1,
        });
        await expectRunning(api, timer);
        const stopped = await api.post('/timer/stop');
        const problem = expectProblem(stopped, 409, 'project_required', 'project_id');
        assert.deepEqual(problem.conflict, timer);
        await expectRunning(api, timer);
        const entry = (await api.post('/timer/stop', { project_id: project.id, description: 'done' })).json.time_entry;
        assert.deepEqual([entry.project_id, entry.description, entry.start_time], [project.id, 'done', timer.start_time]);
        await expectIdle(api);
    });

    test('start with everything; a second start names the running one', async () => {
        const { api, project } = await userWithProject();
        const start_time = fromNow(-3600);
        const answer = await api.post('/timer/start', { project_id: project.id, description: 'd', start_time });
        assert.equal(answer.status, 201, answer.text);
        const timer = answer.json.timer;
        assert.deepEqual(withoutStamps(timer), {
            id: timer.id, project_id: project.id, project_name: project.name, project_color: project.color, client_id: project.client_id,
            client_name: project.client_name, client_color: project.client_color, description: 'd',
            start_time: start_time.replace('Z', '+00:00'), break_minutes: 0, is_forgotten: false, version: 1,
        });
        const problem = expectProblem(await api.post('/timer/start', { project_id: project.id }), 409, 'timer_already_running');
        assert.equal(problem.conflict_resource, 'timer');
        assert.deepEqual(problem.conflict, timer);
        await expectRunning(api, timer);
    });

    test('a timer that runs longer than timer_max_hours is flagged as forgotten, and runs on', async () => {
        const { api, project } = await userWithProject();
        const start_time = fromNow(-12 * 3600 - 5);
        await api.post('/timer/start', { project_id: project.id, start_time });
        const forgotten = async (): Promise<boolean> => {
            const { timer } = await api.read('/timer');
            await expectRunning(api, timer);
            return timer.is_forgotten;
        };
        assert.equal(await forgotten(), true);
        assert.equal((await api.patch('/timer', { description: 'still there' })).json.timer.is_forgotten, true);
        for (const [timer_max_hours, expected] of [[13, false], [12, true], [null, false], [1, true]]) {
            assert.equal((await api.patch('/users/me', { timer_max_hours })).status, 200);
            assert.equal(await forgotten(), expected);
        }
        assert.equal((await api.patch('/timer', { start_time: fromNow(-3590) })).json.timer.is_forgotten, false);
        assert.equal((await api.patch('/timer', { start_time })).json.timer.is_forgotten, true);
        const { time_entry: entry } = (await api.post('/timer/stop')).json;
        assert.ok(entry.duration_seconds >= 12 * 3600 + 5);
    });

    test('stop books the time', async () => {
        const { api, project } = await userWithProject();
        const start_time = fromNow(-7200);
        await api.post('/timer/start', { project_id: project.id, description: 'from the timer', start_time });
        assert.equal((await api.patch('/timer', { break_minutes: 30 })).status, 200);
        const end_time = fromNow(-60);
        const answer = await api.post('/timer/stop', { end_time });
        assert.equal(answer.status, 200, answer.text);
        const entry = answer.json.time_entry;
        assert.deepEqual(withoutStamps(entry), {
            id: entry.id, project_id: project.id, project_name: project.name, project_color: project.color, client_id: project.client_id,
            client_name: project.client_name, client_color: project.client_color, start_time: start_time.replace('Z', '+00:00'),
            end_time: end_time.replace('Z', '+00:00'), break_minutes: 30,
            duration_seconds: (Date.parse(end_time) - Date.parse(start_time)) / 1000 - 1800, description: 'from the timer', billable: true,
            tags: [], version: 1,
        });
        assert.deepEqual((await api.read('/time-entries')).time_entries, [entry]);
        await expectIdle(api);
    });

    test('the entry takes billable from the project', async () => {
        const { api } = await userWithProject();
        const project = await api.project({ billable: false });
        await api.post('/timer/start', { project_id: project.id, start_time: fromNow(-60) });
        assert.equal((await api.post('/timer/stop')).json.time_entry.billable, false);
    });

    for (const method of ['PUT', 'PATCH'])
        test(`${method} changes the running timer`, async () => {
            const { api, project } = await userWithProject();
            const timer = (await api.post('/timer/start')).json.timer;
            const start_time = fromNow(-600);
            const answer = await api.request(method, '/timer', { body: { project_id: project.id, description: 'x', start_time, break_minutes: 5 } });
            assert.equal(answer.status, 200, answer.text);
            assert.equal(answer.headers['etag'], '"2"');
            assert.deepEqual(withoutStamps(answer.json.timer), {
                ...withoutStamps(timer), project_id: project.id, project_name: project.name, project_color: project.color,
                client_id: project.client_id, client_name: project.client_name, client_color: project.client_color, description: 'x',
                start_time: start_time.replace('Z', '+00:00'), break_minutes: 5, version: 2,
            });
            await expectRunning(api, answer.json.timer);
            assert.equal((await api.request(method, '/timer', { body: { project_id: null } })).json.timer.project_id, null);
        });

    test('times in the future and reversed spans are refused, and the timer runs on', async () => {
        const { api, project } = await userWithProject();
        expectProblem(await api.post('/timer/start', { start_time: fromNow(3600) }), 422, 'in_future', 'start_time');
        await expectIdle(api);
        const start_time = fromNow(-600);
        const timer = (await api.post('/timer/start', { project_id: project.id, start_time })).json.timer;
        expectProblem(await api.patch('/timer', { start_time: fromNow(3600) }), 422, 'in_future', 'start_time');
        expectProblem(await api.post('/timer/stop', { end_time: fromNow(3600) }), 422, 'in_future', 'end_time');
        expectProblem(await api.post('/timer/stop', { end_time: start_time }), 422, 'not_after_start', 'end_time');
        expectProblem(await api.post('/timer/stop', { end_time: shift(start_time, -1) }), 422, 'not_after_start', 'end_time');
        await expectRunning(api, timer);
    });

    test('what the entry would be refused for leaves the timer running', async () => {
        const { api, project } = await userWithProject();
        await api.post('/timer/start', { project_id: project.id, start_time: fromNow(-600) });
        const timer = (await api.patch('/timer', { break_minutes: 60 })).json.timer;
        expectProblem(await api.post('/timer/stop'), 422, 'not_shorter_than_span', 'break_minutes');
        await expectRunning(api, timer);
        const theirs = await (await newUser()).project();
        expectProblem(await api.post('/timer/stop', { project_id: theirs.id }), 422, 'not_found', 'project_id');
        expectProblem(await api.patch('/timer', { project_id: theirs.id }), 422, 'not_found', 'project_id');
        await expectRunning(api, timer);
        assert.deepEqual((await api.read('/time-entries')).time_entries, []);
    });

    test('arguments are checked', async () => {
        const { api } = await userWithProject();
        expectFaults(await api.post('/timer/start', { description: 'x'.repeat(5001), start_time: '2024-01-01T00:00:00', extra: 1 }),
            { description: 'too_long', start_time: 'no_offset', extra: 'unknown_field' });
        expectFaults(await api.post('/timer/stop', { break_minutes: 1, end_time: 7 }), { break_minutes: 'unknown_field', end_time: 'wrong_type' });
        expectFaults(await api.post('/timer/cancel', { sure: true }), { sure: 'unknown_field' });
        expectProblem(await api.post('/timer/start', { project_id: 9_000_000_000_000_000 }), 422, 'not_found', 'project_id');
        await expectIdle(api);
    });

    test('cancel leaves nothing', async () => {
        const { api, project } = await userWithProject();
        await api.post('/timer/start', { project_id: project.id });
        const answer = await api.post('/timer/cancel');
        assert.deepEqual([answer.status, answer.text], [204, '']);
        await expectIdle(api);
        assert.deepEqual((await api.read('/time-entries')).time_entries, []);
    });

    test('starts and stops within a second give entries of one second, side by side', async () => {
        const { api, project } = await userWithProject();
        for (let i = 0; i < 4; i++) {
            assert.equal((await api.post('/timer/start', { project_id: project.id })).status, 201);
            const stopped = await api.post('/timer/stop');
            assert.equal(stopped.status, 200, stopped.text);
        }
        const entries = (await api.read('/time-entries?sort=start_time')).time_entries;
        assert.equal(entries.length, 4);
        for (const [i, entry] of entries.entries()) {
            assert.ok(entry.duration_seconds >= 1 && entry.duration_seconds <= 2);
            assert.ok(i === 0 || Date.parse(entry.start_time) >= Date.parse(entries[i - 1].end_time));
        }
    });

    test('a start within an entry is refused with that entry; right behind it is fine', async () => {
        const { api, project } = await userWithProject();
        const entry = await api.entry(project.id, fromNow(-7200), fromNow(-3600));
        for (const start_time of [shift(entry.end_time, -1), entry.start_time, shift(entry.start_time, -1)]) {
            const problem = expectProblem(await api.post('/timer/start', { start_time }), 409, 'overlap', 'start_time');
            assert.equal(problem.conflict_resource, 'time_entries');
            assert.deepEqual(problem.conflict, entry);
        }
        assert.equal((await api.post('/timer/start', { start_time: entry.end_time })).status, 201);
        const problem = expectProblem(await api.patch('/timer', { start_time: shift(entry.end_time, -1) }), 409, 'overlap', 'start_time');
        assert.deepEqual(problem.conflict, entry);
    });

    test('a running timer keeps entries out of [start, now), and only there', async () => {
        const { api, project } = await userWithProject();
        const timer = (await api.post('/timer/start', { project_id: project.id, start_time: fromNow(-3600) })).json.timer;
        for (const [start, end] of [[-400, 1], [0, 600], [1800, 1900], [3590, 4200], [-5400, 12600]] as const) {
            const body = { project_id: project.id, start_time: shift(timer.start_time, start), end_time: shift(timer.start_time, end) };
            const problem = expectProblem(await api.post('/time-entries', body), 409, 'overlap', 'start_time');
            assert.equal(problem.conflict_resource, 'timer');
            assert.deepEqual(problem.conflict, timer);
        }
        await api.entry(project.id, fromNow(-7200), timer.start_time);
        await api.entry(project.id, fromNow(3600), fromNow(7200));
        await expectRunning(api, timer);
    });

    test('an entry planned for later does not block a start; a stop that would run into it names it', async () => {
        const { api, project } = await userWithProject();
        const entry = await api.entry(project.id, fromNow(2), fromNow(3600));
        const timer = (await api.post('/timer/start', { project_id: project.id, start_time: fromNow(-3600) })).json.timer;
        assert.ok(timer, 'the timer has started');
        await sleep(Date.parse(entry.start_time) - Date.now() + 1100);
        const problem = expectProblem(await api.post('/timer/stop'), 409, 'overlap', 'start_time');
        assert.equal(problem.conflict_resource, 'time_entries');
        assert.deepEqual(problem.conflict, entry);
        await expectRunning(api, timer);
        const stopped = await api.post('/timer/stop', { end_time: entry.start_time });
        assert.equal(stopped.status, 200, stopped.text);
        assert.equal(stopped.json.time_entry.end_time, entry.start_time);
    });

    test('each user has a timer of its own', async () => {
        const [one, other] = [await newUser(), await newUser()];
        const timer = (await one.post('/timer/start')).json.timer;
        await expectIdle(other);
        expectProblem(await other.post('/timer/stop'), 409, 'no_active_timer');
        await expectRunning(one, timer);
    });
});
