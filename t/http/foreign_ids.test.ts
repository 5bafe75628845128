// Every route that takes an id, called with another user's: it must look as if there were no such row.
import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectProblem, newKey, newUser, told, unique, withoutRequestId, type Answer, type Api, type Headers, type Json } from './api.ts';
import { operations, sampleBody, type Operation } from './openapi.ts';
import { newSession, type Session } from './sign_in.ts';
import { sql } from './server.ts';

const MISSING = '9000000000000000000';
const withId = (await operations()).filter((operation) => operation.path.includes('{id}'));

function expectAlike(theirs: Answer, missing: Answer): void {
    assert.equal(theirs.status, missing.status);
    assert.equal(withoutRequestId(theirs), withoutRequestId(missing));
    assert.deepEqual(told(theirs.headers), told(missing.headers));
}

suite('ids of others', { concurrency: 4 }, () => {
    let owner: Api;
    let stranger: Api;
    let strangersSession: Session;
    let rows: Record<string, Json>;
    let own: Record<string, number>;

    const state = async (): Promise<Json[]> =>
        Promise.all(Object.entries(rows).filter(([noun]) => noun !== 'users' && noun !== 'api-keys').map(([noun, row]) => owner.read(`/${noun}/${row.id}`)).concat(
            owner.read('/timer').then((answer) => answer.timer),
            sql(`SELECT json_agg(s ORDER BY id) FROM sessions s WHERE user_id = ${owner.userId}`),
            sql(`SELECT json_agg(k ORDER BY id) FROM v_api_keys k WHERE user_id = ${owner.userId}`)));

    before(async () => {
        [owner, stranger] = [await newUser(), await newUser()];
        const project = await owner.project({ client_id: (await owner.client()).id });
        rows = {
            clients: (await owner.read(`/clients/${project.client_id}`)).client,
            projects: project,
            tags: (await owner.post('/tags', { name: 'mine' })).json.tag,
            'time-entries': await owner.entry(project.id, '2024-01-01T09:00:00Z', '2024-01-01T11:00:00Z'),
            'saved-reports': (await owner.post('/saved-reports', { name: 'mine', query: 'range=week' })).json.saved_report,
            // Of another client than the timer's, whose balance moves by itself.
            'client-targets': (await owner.post('/client-targets', { client_id: (await owner.client()).id, period: 'weekly', target_hours: 8,
                working_days: ['mon'], start_date: '2024-01-01' })).json.client_target,
            users: (await (await newSession(owner.userId)).read('/users/me/sessions')).sessions[0],
            'api-keys': { id: await sql(`SELECT id FROM api_keys WHERE hash = sha256('${await newKey(owner.userId)}')`) },
        };
        strangersSession = await newSession(stranger.userId);
        await owner.post('/timer/start', { project_id: project.id });
        const mine = await stranger.project();
        own = { project_id: mine.id, client_id: mine.client_id };
    });

    test('the document has such routes of every kind of row', () => {
        assert.deepEqual([...new Set(withId.map((operation) => operation.path.split('/')[1]))], Object.keys(rows));
        assert.ok(withId.length >= 18);
    });

    const caller = (operation: Operation): Api => (operation.sessionOnly ? strangersSession : stranger);

    async function call(operation: Operation, id: string, headers: Headers = {}): Promise<Answer> {
        return caller(operation).request(operation.method, operation.path.replace('{id}', id).replace('{correction_id}', '1'), { body: await sampleBody(operation, own), headers });
    }

    for (const operation of withId)
        test(`${operation.method} ${operation.path}`, async () => {
            const before = await state();
            const id = String(rows[operation.path.split('/')[1] ?? '']?.id);
            const headers: Headers[] = [{}, { 'If-Match': '"1"' }, { 'If-Match': '"7"' }, { 'If-None-Match': '"1"' }];
            for (const header of headers) {
                const theirs = await call(operation, id, header);
                expectProblem(theirs, 404, 'not_found');
                expectAlike(theirs, await call(operation, MISSING, header));
            }
            if (operation.method === 'POST')
                expectAlike(await call(operation, id, { 'Idempotency-Key': unique('key') }), await call(operation, MISSING, { 'Idempotency-Key': unique('key') }));
            if (operation.method === 'GET')
                expectAlike(await caller(operation).request('HEAD', operation.path.replace('{id}', id)), await caller(operation).request('HEAD', operation.path.replace('{id}', MISSING)));
            assert.deepEqual(await state(), before);
        });

    for (const operation of withId)
        test(`${operation.method} ${operation.path} with what is no id`, async () => {
            const missing = await call(operation, MISSING);
            for (const id of ['0', '-1', 'abc', '1e3', '007', '1.0', '9223372036854775808', '99999999999999999999', '0x1', '%31%00', '1%2F2', "1'--", '%C0%AF', '%F0%9F%95%90', ' 1', '1 ']) {
                const answer = await call(operation, encodeURI(id).replaceAll('%25', '%'));
                assert.ok(answer.status === 404, `${id}: ${answer.status} ${answer.text}`);
                if (/^[-\w.']+$/.test(id))
                    expectAlike(answer, missing);
            }
        });

    test('ids in bodies and filters', async () => {
        const before = await state();
        const entry = await stranger.entry(own['project_id'] ?? 0, '2024-01-01T09:00:00Z', '2024-01-01T10:00:00Z');
        const times = { start_time: '2024-02-01T09:00:00Z', end_time: '2024-02-01T10:00:00Z' };
        const cases: [string, string, (row: number) => Json, string][] = [
            ['POST', '/projects', (client_id) => ({ name: 'alike', client_id }), 'clients'],
            ['PATCH', `/projects/${own['project_id']}`, (client_id) => ({ client_id }), 'clients'],
            ['POST', '/time-entries', (project_id) => ({ project_id, ...times }), 'projects'],
            ['PATCH', `/time-entries/${entry.id}`, (project_id) => ({ project_id }), 'projects'],
            ['POST', '/client-targets', (client_id) => ({ client_id, period: 'weekly', target_hours: 8, working_days: ['mon'], start_date: '2024-01-01' }), 'clients'],
            ['POST', '/timer/start', (project_id) => ({ project_id }), 'projects'],
            ['POST', '/time-entries/bulk', (project_id) => ({ ids: [entry.id], action: 'set_project', project_id }), 'projects'],
            ['POST', '/time-entries/bulk', (id) => ({ ids: [entry.id, id], action: 'delete' }), 'time-entries'],
        ];
        for (const [method, path, body, noun] of cases) {
            const theirs = await stranger.request(method, path, { body: body(rows[noun]?.id) });
            assert.ok(theirs.status === 422 || theirs.status === 404, theirs.text);
            expectAlike(theirs, await stranger.request(method, path, { body: body(9_000_000_000_000_000) }));
        }
        for (const query of [`/projects?client_id=${rows['clients']?.id}`, `/time-entries?client_id=${rows['clients']?.id}`, `/time-entries?project_id=${rows['projects']?.id}`,
            `/client-targets?client_id=${rows['clients']?.id}`,
            `/audit-log?row_id=${rows['clients']?.id}&resource=clients`]) {
            const list = await stranger.read(query);
            assert.deepEqual(list[query.split(/[/?]/)[1]?.replace('-', '_') ?? ''], []);
        }
        assert.deepEqual(await state(), before);
        assert.deepEqual(await stranger.read(`/time-entries/${entry.id}`), { time_entry: entry });
    });
});
