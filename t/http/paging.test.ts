import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, type Api, type Json } from './api.ts';
import { sql } from './server.ts';

const N = 25;

/** Every row of a list, page by page; checks each page on the way. */
async function walk(api: Api, path: string, key: string, limit: number): Promise<Json[]> {
    const all: Json[] = [];
    let cursor: string | null = null;
    do {
        const join: string = path.includes('?') ? '&' : '?';
        const page: Json = await api.read(`${path}${join}limit=${limit}${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
        assert.deepEqual(Object.keys(page.pagination), ['limit', 'next_cursor']);
        assert.equal(page.pagination.limit, limit);
        assert.ok(page[key].length === limit || page.pagination.next_cursor === null, 'only the last page is short');
        all.push(...page[key]);
        cursor = page.pagination.next_cursor;
    } while (cursor !== null);
    return all;
}

suite('paging by cursor', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
        const project = await api.project();
        // 25 entries of one, two or three hours, so that durations are equal in many rows.
        await sql(`SELECT set_config('tt.user_id', '${api.userId}', false); INSERT INTO time_entries (user_id, project_id, start_time, end_time, description)
            SELECT ${api.userId}, ${project.id}, '2024-01-01T08:00Z'::timestamptz + make_interval(days => i), '2024-01-01T08:00Z'::timestamptz
            + make_interval(days => i, hours => 1 + i % 3), 'entry ' || i FROM generate_series(0, ${N - 1}) AS i`);
    });

    for (const limit of [1, 7, 24, 25, 26])
        test(`pages of ${limit} together are the whole`, async () => {
            const whole = (await api.read('/time-entries')).time_entries;
            assert.equal(whole.length, N);
            assert.deepEqual(await walk(api, '/time-entries', 'time_entries', limit), whole);
        });

    for (const sort of ['start_time', '-start_time', 'duration', '-duration', 'duration,-start_time', '-duration,start_time', '-duration,-start_time',
        'duration_seconds,-end_time,start_time', 'end_time', 'id', '-id'])
        test(`sort=${sort}: in that order, page by page`, async () => {
            const whole: Json[] = (await api.read('/time-entries')).time_entries;
            const keys = [...sort.split(','), sort.split(',').at(-1)?.startsWith('-') ? '-id' : 'id'];
            const value = (row: Json, key: string): number => {
                const name = key.replace('-', '').replace(/^duration$/, 'duration_seconds');
                return (key.startsWith('-') ? -1 : 1) * (name.endsWith('_time') ? Date.parse(row[name]) : row[name]);
            };
            const sorted = whole.toSorted((a, b) => keys.map((key) => value(a, key) - value(b, key)).find((d) => d !== 0) ?? 0);
            assert.deepEqual((await api.read(`/time-entries?sort=${sort}`)).time_entries, sorted);
            assert.deepEqual(await walk(api, `/time-entries?sort=${sort}`, 'time_entries', 4), sorted);
        });

    test('with filters', async () => {
        const path = '/time-entries?start_date=2024-01-05&end_date=2024-01-20&q=ENTRY&billable=true';
        const whole = (await api.read(path)).time_entries;
        assert.equal(whole.length, 16);
        assert.deepEqual(await walk(api, path, 'time_entries', 5), whole);
    });

    test('a page is not moved by rows that come and go before it', async () => {
        const own = await newUser();
        const project = await own.project();
        const made: Json[] = [];
        for (let day = 11; day <= 16; day++)
            made.push(await own.entry(project.id, `2024-01-${day}T08:00:00Z`, `2024-01-${day}T09:00:00Z`));
        const first = await own.read('/time-entries?limit=2');
        assert.deepEqual(first.time_entries, [made[5], made[4]]);
        await own.entry(project.id, '2024-01-20T08:00:00Z', '2024-01-20T09:00:00Z');
        await own.del(`/time-entries/${made[5].id}`);
        await own.del(`/time-entries/${made[4].id}`);
        const second = await own.read(`/time-entries?limit=2&cursor=${first.pagination.next_cursor}`);
        assert.deepEqual(second.time_entries, [made[3], made[2]]);
    });

    test('a cursor goes with another limit and zone, not with other filters or another sort', async () => {
        const cursor = (await api.read('/time-entries?limit=5')).pagination.next_cursor;
        assert.match(cursor, /^[A-Za-z0-9_-]+$/);
        const whole: Json[] = (await api.read('/time-entries?time_zone=Asia/Tokyo')).time_entries;
        assert.deepEqual((await api.read(`/time-entries?limit=500&time_zone=Asia/Tokyo&cursor=${cursor}`)).time_entries, whole.slice(5));
        for (const other of ['sort=start_time', 'sort=-end_time', 'billable=true', 'q=entry', 'start_date=2024-01-01'])
            expectFaults(await api.get(`/time-entries?${other}&cursor=${cursor}`), { cursor: 'malformed' });
        expectFaults(await api.get(`/clients?cursor=${cursor}`), { cursor: 'malformed' });
        const filtered = (await api.read('/time-entries?limit=5&q=entry')).pagination.next_cursor;
        expectFaults(await api.get(`/time-entries?q=entr&cursor=${filtered}`), { cursor: 'malformed' });
    });

    test('what is no cursor', async () => {
        const cursor = (await api.read('/time-entries?limit=5')).pagination.next_cursor;
        const plain = Buffer.from(cursor, 'base64url').toString('latin1');
        const forged = (text: string): string => Buffer.from(text, 'latin1').toString('base64url');
        for (const text of ['', 'x', '!!!', cursor.slice(0, -1), `${cursor}A`, 'A'.repeat(3000), forged(plain.slice(0, 16)), forged(`${plain}\u001f1`),
            forged(plain.replace(/\u001f[^\u001f]*$/, '\u001f-1')), forged(plain.replace(/\u001f[^\u001f]*\u001f/, "\u001f' OR 1=1 --\u001f")),
            forged(plain.replace(/\u001f[^\u001f]*\u001f/, '\u001finfinity\u001f'))])
            expectFaults(await api.get(`/time-entries?cursor=${encodeURIComponent(text)}`), { cursor: 'malformed' });
    });

    test('total counts what the filters leave, on every page', async () => {
        const page = await api.read('/time-entries?total=true&limit=3&end_date=2024-01-10');
        assert.deepEqual({ ...page.pagination, next_cursor: '' }, { limit: 3, next_cursor: '', total: 10 });
        const next = await api.read(`/time-entries?total=true&limit=3&end_date=2024-01-10&cursor=${page.pagination.next_cursor}`);
        assert.equal(next.pagination.total, 10);
        assert.equal('total' in (await api.read('/time-entries?total=false')).pagination, false);
        expectFaults(await api.get('/time-entries?total=1'), { total: 'not_a_boolean' });
    });

    test('limit: 1 to 500', async () => {
        assert.equal((await api.read('/time-entries?limit=500')).pagination.limit, 500);
        for (const [limit, code] of [['0', 'out_of_range'], ['501', 'out_of_range'], ['-1', 'out_of_range'], ['', 'not_an_integer'], ['ten', 'not_an_integer'],
            ['5.0', 'not_an_integer'], ['+5', 'not_an_integer'], ['05', 'not_an_integer'], ['99999999999999999999', 'out_of_range']] as const)
            expectFaults(await api.get(`/time-entries?limit=${encodeURIComponent(limit)}`), { limit: code });
    });

    test('texts: without regard to case, long ones too, mixed directions', async () => {
        const own = await newUser();
        const [b, a] = [await own.client({ name: `b${'🕐'.repeat(199)}` }), await own.client({ name: `A${'ü'.repeat(199)}` })];
        for (const client of [b, a])
            for (const name of ['y', 'X', 'z', 'Ä', 'ä2', '🕐'.repeat(200)])
                await own.project({ client_id: client.id, name });
        for (const sort of ['client_name,name', 'client_name,-name', '-client_name,name', 'name,-client_name']) {
            const whole: Json[] = (await own.read(`/projects?sort=${sort}`)).projects;
            assert.equal(whole.length, 12);
            assert.deepEqual(await walk(own, `/projects?sort=${sort}`, 'projects', 5), whole);
        }
        const names = (await own.read('/projects?sort=client_name,-name&limit=3')).projects.map((row: Json) => [row.client_id, row.name]);
        assert.deepEqual(names, [[a.id, '🕐'.repeat(200)], [a.id, 'ä2'], [a.id, 'Ä']]);
    });

    test('the audit log pages too', async () => {
        const whole = (await api.read('/audit-log?limit=500')).audit_log;
        assert.ok(whole.length > N);
        assert.deepEqual(await walk(api, '/audit-log', 'audit_log', 10), whole);
    });
});

suite('paging by number', { concurrency: 4 }, () => {
    let api: Api;

    before(async () => {
        api = await newUser();
        await Promise.all(Array.from({ length: 7 }, (unused, i) => api.client({ name: `client ${i}` })));
    });

    for (const [page, names, pagination] of [
        [1, [0, 1, 2], { page: 1, per_page: 3, total: 7, pages: 3, has_next: true, has_prev: false, next_page: 2, prev_page: null }],
        [2, [3, 4, 5], { page: 2, per_page: 3, total: 7, pages: 3, has_next: true, has_prev: true, next_page: 3, prev_page: 1 }],
        [3, [6], { page: 3, per_page: 3, total: 7, pages: 3, has_next: false, has_prev: true, next_page: null, prev_page: 2 }],
    ] as const)
        test(`page ${page} of 3`, async () => {
            const answer = await api.read(`/clients?page=${page}&per_page=3`);
            assert.deepEqual(answer.clients.map((client: Json) => client.name), names.map((i) => `client ${i}`));
            assert.deepEqual(answer.pagination, pagination);
        });

    test('past the end: empty', async () => {
        const answer = await api.read('/clients?page=9&per_page=3');
        assert.deepEqual([answer.clients, answer.pagination.total, answer.pagination.has_next, answer.pagination.next_page], [[], 7, false, null]);
    });

    test('of nothing', async () => {
        assert.deepEqual(await (await newUser()).read('/clients?page=1'), {
            clients: [],
            pagination: { page: 1, per_page: 50, total: 0, pages: 0, has_next: false, has_prev: false, next_page: null, prev_page: null },
        });
    });

    test('either parameter is enough', async () => {
        assert.deepEqual((await api.read('/clients?page=1')).pagination.per_page, 50);
        assert.deepEqual((await api.read('/clients?per_page=100')).pagination,
            { page: 1, per_page: 100, total: 7, pages: 1, has_next: false, has_prev: false, next_page: null, prev_page: null });
        assert.equal((await api.read('/clients?per_page=7')).pagination.has_next, false);
    });

    test('total and pages follow the filters; sort holds', async () => {
        const answer = await api.read('/clients?page=1&per_page=2&q=client 6&sort=-name'.replace(' ', '%20'));
        assert.deepEqual([answer.clients.length, answer.pagination.total, answer.pagination.pages], [1, 1, 1]);
        assert.equal((await api.read('/clients?page=2&per_page=2&sort=-name')).clients[0].name, 'client 4');
    });

    test('page from 1, per_page 1 to 100, and not with cursor or limit', async () => {
        for (const [query, field, code] of [['page=0', 'page', 'out_of_range'], ['page=x', 'page', 'not_an_integer'], ['page=', 'page', 'not_an_integer'],
            ['per_page=101', 'per_page', 'out_of_range'], ['per_page=0', 'per_page', 'out_of_range'], ['page=1&limit=5', 'page', 'not_allowed'],
            ['per_page=5&limit=5', 'per_page', 'not_allowed']] as const)
            expectFaults(await api.get(`/clients?${query}`), { [field]: code });
        const cursor = (await api.read('/clients?limit=2')).pagination.next_cursor;
        expectProblem(await api.get(`/clients?page=1&cursor=${cursor}`), 422, 'validation_error', 'page');
        assert.equal((await api.get('/clients?page=10000000&per_page=100')).status, 200);
    });
});
