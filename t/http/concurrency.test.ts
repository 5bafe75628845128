// Many clients at once. A client that is told "busy" comes again (sendPatiently); every other answer counts.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';

import { expectProblem, fromNow, newUser, unique, type Answer, type Json } from './api.ts';
import { sql } from './server.ts';

const CLIENTS = 50;

function many(send: (i: number) => Promise<Answer>): Promise<Answer[]> {
    return Promise.all(Array.from({ length: CLIENTS }, (unused, i) => send(i)));
}

/** Checks that one answer has STATUS and all others are the refusal; the one. */
function expectOne(answers: Answer[], status: number, refusal: number, code: string, field?: string): Answer {
    const [winner, ...more] = answers.filter((answer) => answer.status === status);
    assert.ok(winner, `none of ${answers.length} has ${status}: ${answers[0]?.text}`);
    assert.deepEqual(more, []);
    for (const answer of answers.filter((other) => other !== winner))
        expectProblem(answer, refusal, code, field);
    return winner;
}

suite('fifty at once', () => {
    test('the same slot: one 201, 49 times 409 with the one as conflict', async () => {
        const api = await newUser();
        const project = await api.project();
        for (let round = 1; round <= 5; round++) {
            const body = { project_id: project.id, start_time: `2024-01-0${round}T09:00:00Z`, end_time: `2024-01-0${round}T10:00:00Z` };
            const answers = await many(() => api.patiently('POST', '/time-entries', { body }));
            const { time_entry: made } = expectOne(answers, 201, 409, 'overlap', 'start_time').json;
            for (const answer of answers.filter((other) => other.status === 409))
                assert.deepEqual(answer.json.conflict, made);
            assert.equal((await api.read('/time-entries')).time_entries.length, round);
        }
    });

    test('slots that overlap in a chain: what stands in the end is disjoint', async () => {
        const api = await newUser();
        const project = await api.project();
        const at = (minute: number): string => new Date(Date.UTC(2024, 0, 1, 8, minute)).toISOString();
        const answers = await many((i) => api.patiently('POST', '/time-entries', { body: { project_id: project.id, start_time: at(i * 10), end_time: at(i * 10 + 15) } }));
        const made = answers.filter((answer) => answer.status === 201).length;
        for (const answer of answers.filter((other) => other.status !== 201))
            expectProblem(answer, 409, 'overlap', 'start_time');
        const rows: Json[] = (await api.read('/time-entries?sort=start_time')).time_entries;
        assert.equal(rows.length, made);
        for (const [i, row] of rows.entries())
            assert.ok(i === 0 || Date.parse(row.start_time) >= Date.parse(rows[i - 1].end_time));
        assert.ok(made >= CLIENTS / 3);
    });

    test('slots side by side: all of them', async () => {
        const api = await newUser();
        const project = await api.project();
        const at = (minute: number): string => new Date(Date.UTC(2024, 0, 1, 8, minute)).toISOString();
        const answers = await many((i) => api.patiently('POST', '/time-entries', { body: { project_id: project.id, start_time: at(i), end_time: at(i + 1) } }));
        assert.deepEqual(answers.map((answer) => answer.status), Array(CLIENTS).fill(201));
    });

    test('starts: one timer; stops: one entry; cancels: one', async () => {
        const api = await newUser();
        const project = await api.project();
        for (let round = 1; round <= 3; round++) {
            const started = await many(() => api.patiently('POST', '/timer/start', { body: { project_id: project.id, start_time: fromNow(-40 + 10 * round) } }));
            const { timer } = expectOne(started, 201, 409, 'timer_already_running').json;
            for (const answer of started.filter((other) => other.status === 409))
                assert.deepEqual(answer.json.conflict, timer);
            const stopped = await many(() => api.patiently('POST', '/timer/stop', { body: { end_time: fromNow(-39 + 10 * round) } }));
            assert.equal(expectOne(stopped, 200, 409, 'no_active_timer').json.time_entry.start_time, timer.start_time);
            assert.equal((await api.read('/time-entries')).time_entries.length, round);
        }
        await api.post('/timer/start', { project_id: project.id });
        expectOne(await many(() => api.patiently('POST', '/timer/cancel')), 204, 409, 'no_active_timer');
        assert.equal((await api.read('/timer')).active, false);
    });

    test('starts without a time, and stops, mixed: never two timers, never an overlap', async () => {
        const api = await newUser();
        const project = await api.project();
        const answers = await many((i) => api.patiently('POST', i % 2 ? '/timer/stop' : '/timer/start', { body: { project_id: project.id } }));
        const count = (status: number): number => answers.filter((answer) => answer.status === status).length;
        assert.equal(count(201) + count(200) + count(409), CLIENTS);
        const running = (await api.read('/timer')).active ? 1 : 0;
        assert.equal(count(201) - count(200), running);
        const rows: Json[] = (await api.read('/time-entries?sort=start_time')).time_entries;
        assert.equal(rows.length, count(200));
        for (const [i, row] of rows.entries())
            assert.ok(i === 0 || Date.parse(row.start_time) >= Date.parse(rows[i - 1].end_time));
    });

    test('an entry and a start over the same time: one of them', async () => {
        const api = await newUser();
        const project = await api.project();
        for (let round = 1; round <= 5; round++) {
            const [start_time, end_time] = [fromNow(-3600), fromNow(-1800)];
            const [entry, timer] = await Promise.all([
                api.patiently('POST', '/time-entries', { body: { project_id: project.id, start_time, end_time } }),
                api.patiently('POST', '/timer/start', { body: { project_id: project.id, start_time } }),
            ]);
            assert.deepEqual([entry.status, timer.status].toSorted(), [201, 409]);
            expectProblem(entry.status === 409 ? entry : timer, 409, 'overlap', 'start_time');
            if (entry.status === 201)
                await api.del(`/time-entries/${entry.json.time_entry.id}`);
            else
                await api.post('/timer/cancel');
        }
    });

    test('two PUTs with one If-Match: one 200, one 412', async () => {
        const api = await newUser();
        const client = await api.client();
        for (let version = 1; version <= 10; version++) {
            const answers = await Promise.all([1, 2].map((i) =>
                api.patiently('PUT', `/clients/${client.id}`, { body: { note: `${version} ${i}` }, headers: { 'If-Match': `"${version}"` } })));
            const winner = expectOne(answers, 200, 412, 'precondition_failed');
            assert.deepEqual([winner.headers['etag'], await api.read(`/clients/${client.id}`)], [`"${version + 1}"`, winner.json]);
        }
    });

    test('changes without If-Match are all made, one after another', async () => {
        const api = await newUser();
        const client = await api.client();
        const answers = await many((i) => api.patiently('PATCH', `/clients/${client.id}`, { body: { note: `note ${i}` } }));
        assert.deepEqual(answers.map((answer) => answer.json.client.version).toSorted((a, b) => a - b), Array.from({ length: CLIENTS }, (unused, i) => i + 2));
    });

    test('one name: one 201, 49 times 409', async () => {
        const api = await newUser();
        const name = unique();
        expectOne(await many(() => api.patiently('POST', '/clients', { body: { name } })), 201, 409, 'already_exists', 'name');
    });

    test('a client deleted while projects are added to it: either in use or gone', async () => {
        const api = await newUser();
        for (let round = 0; round < 5; round++) {
            const client = await api.client();
            const [gone, ...made] = await Promise.all([api.patiently('DELETE', `/clients/${client.id}`),
                ...Array.from({ length: 4 }, () => api.patiently('POST', '/projects', { body: { client_id: client.id, name: unique() } }))]);
            if (gone.status === 204) {
                for (const answer of made)
                    expectProblem(answer, 422, 'not_found', 'client_id');
            } else {
                expectProblem(gone, 409, 'in_use');
                assert.equal((await api.read(`/clients/${client.id}`)).client.project_count, made.filter((answer) => answer.status === 201).length);
            }
        }
    });

    test('bulk changes of the same rows in other orders wait for each other', async () => {
        const api = await newUser();
        const project = await api.project();
        const ids: number[] = [];
        for (let hour = 0; hour < 10; hour++)
            ids.push((await api.entry(project.id, `2024-01-01T0${hour}:00:00Z`, `2024-01-01T0${hour}:30:00Z`)).id);
        const answers = await many((i) => api.patiently('POST', '/time-entries/bulk', { body: { ids: i % 2 ? ids : ids.toReversed(), action: 'add_tag', tag: `tag ${i}` } }));
        assert.deepEqual(answers.map((answer) => [answer.status, answer.json.affected]), Array(CLIENTS).fill([200, 10]));
        const rows: Json[] = (await api.read('/time-entries')).time_entries;
        assert.deepEqual(rows.map((row) => row.tags.length), Array(10).fill(CLIENTS));
    });

    test('splits and moves of one entry leave no overlap and lose no second', async () => {
        const api = await newUser();
        const project = await api.project();
        const entry = await api.entry(project.id, '2024-01-01T08:00:00Z', '2024-01-01T16:00:00Z');
        const answers = await many((i) => api.patiently('POST', `/time-entries/${entry.id}/split`,
            { body: { at: new Date(Date.UTC(2024, 0, 1, 8, 1 + i * 9)).toISOString() } }));
        for (const answer of answers.filter((other) => other.status !== 200))
            expectProblem(answer, 422, 'out_of_range', 'at');
        const rows: Json[] = (await api.read('/time-entries')).time_entries;
        assert.equal(rows.length, 1 + answers.filter((answer) => answer.status === 200).length);
        assert.equal(rows.reduce((sum, row) => sum + row.duration_seconds, 0), 8 * 3600);
    });
});

test('in the end no user has two entries over each other, nor more than one timer', async () => {
    assert.equal(await sql(`SELECT count(*) FROM time_entries a JOIN time_entries b ON a.user_id = b.user_id AND a.id < b.id
        AND tstzrange(a.start_time, a.end_time) && tstzrange(b.start_time, b.end_time)`), '0');
    assert.equal(await sql('SELECT count(*) FROM (SELECT FROM timers GROUP BY user_id HAVING count(*) > 1) AS more'), '0');
});
