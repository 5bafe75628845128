import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, type Api, type Json } from './api.ts';
import { sql } from './server.ts';

const HEADER = 'id,project_id,project_name,project_color,client_id,client_name,client_color,start_time,end_time,break_minutes,'
    + 'duration_seconds,description,billable,tags,created_at,updated_at,version';

/** RFC 4180, strictly: CRLF behind every line, quotes only around whole cells. */
function parseCsv(text: string): string[][] {
    const rows: string[][] = [];
    const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/y;
    let row: string[] = [];
    while (cell.lastIndex < text.length) {
        const at = cell.lastIndex;
        const match = cell.exec(text);
        assert.ok(match, `no cell at byte ${at}: ${text.slice(at, at + 40)}`);
        const [, raw = '', end] = match;
        row.push(raw.startsWith('"') ? raw.slice(1, -1).replaceAll('""', '"') : raw);
        if (end === '\r\n') {
            rows.push(row);
            row = [];
        }
    }
    return rows;
}

async function csv(api: Api, path: string): Promise<Record<string, string>[]> {
    const answer = await api.get(path);
    assert.equal(answer.status, 200, answer.text);
    assert.match(answer.headers['content-type'] ?? '', /^text\/csv; charset=utf-8/);
    const [header = [], ...rows] = parseCsv(answer.text);
    return rows.map((row) => {
        assert.equal(row.length, header.length);
        return Object.fromEntries(header.map((name, i) => [name, row[i] ?? '']));
    });
}

suite('csv', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;
    let entry: Json;

    before(async () => {
        api = await newUser({ timeZone: 'Europe/Berlin' });
        project = await api.project({ name: 'Site, "new"', client_id: (await api.client({ name: '=cmd()' })).id });
        entry = await api.entry(project.id, '2024-07-01T08:00:00Z', '2024-07-01T09:00:00Z', { description: 'line\nbreak, "quote" ü', tags: ['a', 'b c'] });
        await api.entry(project.id, '2024-01-01T08:00:00Z', '2024-01-01T09:00:00Z', { break_minutes: 5, billable: false });
    });

    test('a line of names, then every row in the caller\'s zone', async () => {
        const answer = await api.get('/time-entries?format=csv');
        assert.equal(answer.status, 200);
        assert.equal(answer.headers['content-type'], 'text/csv; charset=utf-8; header=present');
        assert.equal(answer.headers['content-disposition'], 'attachment; filename="time-entries.csv"');
        assert.equal(answer.headers['cache-control'], 'no-store');
        assert.equal(answer.text.split('\r\n')[0], HEADER);
        const rows = await csv(api, '/time-entries?format=csv');
        assert.deepEqual(rows.map((row) => row['start_time']), ['2024-07-01T10:00:00+02:00', '2024-01-01T09:00:00+01:00']);
        assert.deepEqual({ ...rows[0], created_at: '', updated_at: '' }, {
            id: String(entry.id), project_id: String(project.id), project_name: 'Site, "new"', project_color: '#0e7490', client_id: String(project.client_id),
            client_name: '\'=cmd()', client_color: '#64748b', start_time: '2024-07-01T10:00:00+02:00', end_time: '2024-07-01T11:00:00+02:00',
            break_minutes: '0', duration_seconds: '3600', description: 'line\nbreak, "quote" ü', billable: 'true', tags: rows[0]?.['tags'],
            created_at: '', updated_at: '', version: '1',
        });
        assert.deepEqual(JSON.parse(rows[0]?.['tags'] ?? ''), ['a', 'b c']);
        assert.deepEqual([rows[1]?.['billable'], rows[1]?.['break_minutes'], rows[1]?.['description']], ['false', '5', '']);
    });

    test('zone, filters and sort hold', async () => {
        const rows = await csv(api, '/time-entries?format=csv&time_zone=America/New_York&sort=start_time');
        assert.deepEqual(rows.map((row) => row['start_time']), ['2024-01-01T03:00:00-05:00', '2024-07-01T04:00:00-04:00']);
        assert.deepEqual((await csv(api, '/time-entries?format=csv&start_date=2024-07-01')).map((row) => row['id']), [String(entry.id)]);
        assert.equal((await csv(api, '/time-entries?format=csv&limit=1')).length, 2);
        assert.equal((await api.get('/time-entries?format=csv&tag=none')).text, `${HEADER}\r\n`);
    });

    test('Accept asks for it as well', async () => {
        const type = async (accept: string, query = ''): Promise<string> => {
            const answer = await api.get(`/time-entries${query}`, { Accept: accept });
            assert.equal(answer.status, 200);
            return answer.headers['content-type']?.split(';')[0] ?? '';
        };
        for (const [accept, expected] of [['text/csv', 'text/csv'], ['text/csv; charset=utf-8', 'text/csv'], ['*/*', 'application/json'], ['application/json', 'application/json'],
            ['application/json, text/plain, */*', 'application/json'], ['application/json, text/csv;q=0.5', 'application/json'], ['text/csv;q=0, */*', 'application/json'],
            ['text/csv, application/json;q=0.5', 'text/csv'], ['text/html', 'application/json']] as const)
            assert.equal(await type(accept), expected, accept);
        assert.equal(await type('application/json', '?format=csv'), 'text/csv');
        assert.equal(await type('text/csv', '?format=json'), 'application/json');
        assert.equal((await api.get(`/time-entries/${entry.id}`, { Accept: 'text/csv' })).headers['content-type'], 'application/json');
        expectFaults(await api.get('/time-entries?format=xml'), { format: 'not_allowed' });
        expectProblem(await api.get(`/time-entries/${entry.id}?format=csv`), 400, 'unknown_parameter', 'format');
    });

    test('no cell is a formula', async () => {
        const own = await newUser();
        const evil = ['=1+1', '+1', '-1', '@SUM(A1)', '=HYPERLINK("http://x","y")', '-2+3+cmd|\' /C calc\'!A0', '"=1', ' =1', '1-1'];
        for (const name of evil)
            await own.client({ name, note: '\t=1', address: '\r=1', email: '=a@example.org' });
        const rows = await csv(own, '/clients?format=csv');
        assert.equal(rows.length, evil.length);
        for (const name of evil)
            assert.equal(rows.filter((row) => row['name'] === (/^[=+\-@]/.test(name) ? `'${name}` : name)).length, 1, name);
        for (const row of rows)
            assert.deepEqual([row['note'], row['address'], row['email']], ['\'\t=1', '\'\r=1', '\'=a@example.org']);
    });

    test('null is an empty cell; money and hours as they are', async () => {
        const own = await newUser();
        await own.project({ name: 'p', hourly_rate: '12.5', budget_hours: 7.25 });
        const [row] = await csv(own, '/projects?format=csv');
        assert.deepEqual([row?.['hourly_rate'], row?.['budget_hours'], row?.['note'], row?.['billable']], ['12.50', '7.25', '', 'true']);
    });

    test('every list has it', async () => {
        for (const path of ['/clients', '/projects', '/time-entries', '/audit-log'])
            assert.ok((await csv(api, `${path}?format=csv`)).length > 0, path);
    });

    test('an export of more than memory holds at once is whole', async () => {
        const own = await newUser();
        const target = await own.project();
        const n = 3000;
        await sql(`INSERT INTO time_entries (user_id, project_id, start_time, end_time, description)
            SELECT ${own.userId}, ${target.id}, '2001-01-01Z'::timestamptz + make_interval(hours => i), '2001-01-01Z'::timestamptz + make_interval(hours => i + 1),
            'row ' || i || repeat(' "text", ', 30) FROM generate_series(1, ${n}) AS i`);
        const rows = await csv(own, '/time-entries?format=csv&sort=start_time');
        assert.equal(rows.length, n);
        for (const [i, row] of rows.entries())
            assert.equal(row['description'], `row ${i + 1}${' "text", '.repeat(30)}`);
        const head = await own.request('HEAD', '/time-entries?format=csv');
        assert.deepEqual([head.status, head.text], [200, '']);
    });

    test('a caller without rights gets no export', async () => {
        const reader = await newUser({ scopes: 'read:clients' });
        expectProblem(await reader.get('/time-entries?format=csv'), 403, 'insufficient_scope');
        expectProblem(await api.get('/time-entries?format=csv&time_zone=Mars/Olympus'), 422, 'unknown_time_zone', 'time_zone');
    });
});
