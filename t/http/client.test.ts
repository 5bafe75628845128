// client.test.ts -- the client package (htdocs/client.mjs), as a stranger gets it: packed, installed into an empty folder,
// compiled against, and used on the stack.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { newUser, unique, type Api, type Json } from './api.ts';
import { operations } from './openapi.ts';
import { baseUrl, env, root } from './server.ts';

const run = promisify(execFile);
const folder = join(env('BUILD'), 'client-test', env('STACK_NAME'));

// Types are checked, nothing is run: what must not compile says so.
const PROGRAM = `
import { ApiError, Client, type Answer, type Row } from '@timetracker/client';
const client = new Client({ baseUrl: 'https://time.example.org', apiKey: 'tt_' });
const { project }: Answer<'projects_create'> = await client.projects_create({ body: { name: 'Website' } });
const id: number = project.id;
await client.projects_update({ path: { id }, body: { budget_hours: 80 }, ifMatch: project.version });
await client.timer_get();
const gone: undefined = await client.clients_delete({ path: { id } });
for await (const entry of client.all('time_entries_list', { query: { project_id: id, limit: 100 } })) {
    const row: Row<'time_entries_list'> = entry;
    const seconds: number = row.duration_seconds;
    console.log(seconds, gone);
}
for await (const event of client.events()) if (event.type === 'change') console.log(event.change.resource);
try { await client.timer_stop({ body: {} }); } catch (error) { if (error instanceof ApiError) console.log(error.problem.errors); }
// @ts-expect-error a project has a name
await client.projects_create({ body: {} });
// @ts-expect-error an id is needed
await client.projects_get();
// @ts-expect-error that is no list
client.pages('projects_get');
`;

/** Answers as it is told, and remembers what it was asked. */
class Fake {
    readonly keys: (string | undefined)[] = [];
    answers: [number, Record<string, string>, unknown][] = [];
    private readonly server = http.createServer((request, response) => {
        this.keys.push(request.headers['idempotency-key'] as string | undefined);
        const [status, headers, body] = this.answers.shift() ?? [500, {}, {}];
        response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
    });

    async url(): Promise<string> {
        this.server.listen(0, '127.0.0.1');
        await once(this.server, 'listening');
        return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
    }

    close(): void {
        this.server.close();
        this.server.closeAllConnections();
    }
}

describe('the client package', { timeout: 240_000 }, () => {
    let library: Json;
    let client: Json;
    let user: Api;

    before(async () => {
        rmSync(folder, { recursive: true, force: true });
        mkdirSync(folder, { recursive: true });
        const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', folder], { cwd: join(env('BUILD'), 'client') });
        const [packed] = JSON.parse(stdout);
        assert.deepEqual(packed.files.map((file: Json) => file.path).sort(),
            ['LICENSE', 'README.md', 'api.d.ts', 'index.d.ts', 'index.js', 'operations.d.ts', 'operations.js', 'package.json']);
        writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
        await run('npm', ['install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename)], { cwd: folder });
        library = await import(join(folder, 'node_modules/@timetracker/client/index.js'));
        user = await newUser();
        client = new library.Client({ baseUrl, apiKey: user.key });
    });
    after(() => rmSync(folder, { recursive: true, force: true }));

    test('compiles in a strict program', async () => {
        writeFileSync(join(folder, 'program.ts'), PROGRAM);
        await run(join(root, 't/node_modules/.bin/tsc'), ['--strict', '--noEmit', '--module', 'nodenext', '--target', 'es2022',
            '--lib', 'es2022,dom,dom.asynciterable', 'program.ts'], { cwd: folder }).catch((error) => assert.fail(error.stdout));
    });

    test('has every operation, and the version of the product', async () => {
        for (const { id } of await operations())
            assert.equal(typeof client[id], 'function', id);
        assert.equal(library.VERSION, (await client.info_get()).app_version);
    });

    test('makes rows, and goes through all pages of a list', async () => {
        const names = Array.from({ length: 7 }, () => unique('page'));
        for (const name of names)
            assert.equal((await client.tags_create({ body: { name } })).tag.name, name);
        const seen: string[] = [];
        for await (const tag of client.all('tags_list', { query: { limit: 3, sort: 'id' } }))
            seen.push(tag.name);
        assert.deepEqual(seen, names);
        let pages = 0;
        for await (const page of client.pages('tags_list', { query: { limit: 3 } })) {
            assert.ok(page.tags.length <= 3);
            pages += 1;
        }
        assert.equal(pages, 3);
    });

    test('a change that comes too late: 412; what is wrong: 422, field by field', async () => {
        const { client: row } = await client.clients_create({ body: { name: unique('client') } });
        const update = (note: string, ifMatch: number): Promise<Json> => client.clients_update({ path: { id: row.id }, body: { note }, ifMatch });
        assert.equal((await update('first', row.version)).client.version, row.version + 1);
        await assert.rejects(update('second', row.version), (error: Json) => error instanceof library.ApiError && error.status === 412);
        await assert.rejects(client.clients_create({ body: { name: '' } }), (error: Json) => {
            assert.deepEqual([error.status, error.problem.errors[0].field, error.problem.request_id.length > 0], [422, 'name', true]);
            return error instanceof library.ApiError;
        });
        assert.equal(await client.clients_delete({ path: { id: row.id } }), undefined);
        await assert.rejects(client.clients_get({ path: { id: row.id } }), { name: 'ApiError', status: 404 });
    });

    test('the same key is done once', async () => {
        const idempotencyKey = unique('key');
        const once = await client.tags_create({ body: { name: unique('tag') }, idempotencyKey });
        assert.deepEqual(await client.tags_create({ body: { name: once.tag.name }, idempotencyKey }), once);
    });

    test('asks again after 503 and 429, with the same key, and not for ever', async () => {
        const fake = new Fake();
        try {
            const impatient = new library.Client({ baseUrl: await fake.url(), apiKey: user.key, retries: 2 });
            fake.answers = [[503, { 'Retry-After': '0' }, { code: 'busy' }], [429, { 'Retry-After': '0' }, { code: 'rate_limited' }], [201, {}, { tag: { id: 1 } }]];
            assert.deepEqual(await impatient.tags_create({ body: { name: 'x' } }), { tag: { id: 1 } });
            assert.equal(fake.keys.length, 3);
            assert.equal(new Set(fake.keys).size, 1);
            assert.match(fake.keys[0] ?? '', /^[0-9a-f-]{36}$/);

            fake.answers = Array.from({ length: 4 }, () => [503, { 'Retry-After': '0' }, { code: 'busy' }]);
            await assert.rejects(impatient.timer_get(), { name: 'ApiError', status: 503, code: 'busy' });
            assert.equal(fake.answers.length, 1, 'one call and two more');

            fake.answers = [[429, { 'Retry-After': '3600' }, { code: 'rate_limited' }], [200, {}, {}]];
            await assert.rejects(impatient.timer_get(), { name: 'ApiError', status: 429, retryAfter: 3600 });
            assert.equal(fake.answers.length, 1, 'nobody waits an hour');
            assert.deepEqual(fake.keys.slice(3), Array(4).fill(undefined), 'reading needs no key');
        } finally {
            fake.close();
        }
    });

    test('hears what changes, and goes on behind what it has heard', async () => {
        const names = [unique('client'), unique('client'), unique('client')];
        const made: number[] = [];
        const make = async (): Promise<unknown> => made.push((await client.clients_create({ body: { name: names[made.length] } })).client.id);
        const heard: number[] = [];
        let last = '';
        // The first change is made when the stream is open: it says nothing before, so changes are made until one is heard.
        const opened = new AbortController();
        const stream = client.events({ signal: opened.signal });
        const first = stream.next();
        const timer = setInterval(() => void user.post('/tags', { name: unique('knock') }), 300);
        last = (await first).value.id;
        clearInterval(timer);
        opened.abort();
        await stream.return();

        for (let i = 0; i < names.length; i += 1)
            await make();
        for await (const event of client.events({ last })) {
            if (event.change?.resource === 'clients')
                heard.push(event.change.id);
            if (heard.length === names.length)
                break;
        }
        assert.deepEqual(heard, made);
    });

    test('says so when the key is no longer one', async () => {
        const stranger = new library.Client({ baseUrl, apiKey: `tt_${'x'.repeat(43)}` });
        await assert.rejects(stranger.timer_get(), { name: 'ApiError', status: 401 });
        await assert.rejects(stranger.events().next(), { name: 'ApiError', status: 401 });
    });
});
