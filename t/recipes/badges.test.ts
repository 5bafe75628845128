// badges.test.ts -- what the recipes of CONTRIBUTING.md have made of badges, a resource that only t/recipes/run knows.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';

import { Api, expectFaults, expectProblem, newKey, newUser, send, withoutStamps } from '../http/api.ts';
import { operations } from '../http/openapi.ts';
import { root, sql, ttctl } from '../http/server.ts';
import { done, listTools, refused } from '../mcp/mcp.ts';

suite('badges', () => {
    let api: Api;
    let stranger: Api;

    before(async () => {
        [api, stranger] = [await newUser(), await newUser()];
    });

    test('a migration: the schema has the next number, and the table is there', async () => {
        const version = await sql('SELECT max(version) FROM schema_migrations');
        const { status, json } = await send('GET', '/readyz');
        assert.deepEqual([status, String(json.schema_version)], [200, version]);
        assert.equal(await sql(`SELECT name FROM schema_migrations WHERE version = ${version}`), 'badges');
    });

    test('a resource: routes, checks, rights, list and audit log come from the declaration', async () => {
        const answer = await api.post('/badges', { name: 'Early bird' });
        assert.equal(answer.status, 201);
        const badge = answer.json.badge;
        assert.deepEqual(withoutStamps(badge), { id: badge.id, name: 'Early bird', awarded_at: null, version: 1 });
        expectProblem(await api.post('/badges', { name: 'EARLY BIRD' }), 409, 'already_exists', 'name');
        expectFaults(await api.post('/badges', { name: '', color: 'red' }), { name: 'too_short', color: 'unknown_field' });
        expectProblem(await stranger.get(`/badges/${badge.id}`), 404, 'not_found');
        assert.equal((await api.read('/badges?q=bird&total=true')).pagination.total, 1);
        assert.match((await api.get('/badges?format=csv')).text, /^id,name,awarded_at,/);
        const reader = new Api(await newKey(api.userId, 'read:clients'), api.userId);
        expectProblem(await reader.post('/badges', { name: 'No' }), 403, 'insufficient_scope');
        const [noted] = (await api.read('/audit-log?resource=badges&limit=1')).audit_log;
        assert.deepEqual([noted.action, noted.new.name], ['insert', 'Early bird']);
    });

    test('an operation: its route, its argument, its own refusal', async () => {
        const { badge } = (await api.post('/badges', { name: 'Marathon' })).json;
        const awarded = await api.post(`/badges/${badge.id}/award`, { awarded_at: '2026-03-02T09:00:00Z' });
        assert.deepEqual([awarded.status, awarded.json.badge.awarded_at, awarded.json.badge.version], [200, '2026-03-02T09:00:00+00:00', 2]);
        expectProblem(await api.post(`/badges/${badge.id}/award`, {}), 409, 'in_use');
        expectProblem(await stranger.post(`/badges/${badge.id}/award`, {}), 404, 'not_found');
        assert.ok((await operations()).some(({ method, path }) => `${method} ${path}` === 'POST /badges/{id}/award'));
    });

    test('a tool: listed for keys that may use it, and works like the route', async () => {
        const { badge } = (await api.post('/badges', { name: 'Night owl' })).json;
        const tool = (await listTools(api)).find(({ name }) => name === 'award_badge');
        assert.equal(tool.description, 'Award a badge, once. Ask before: it cannot be taken back.');
        assert.deepEqual(tool.inputSchema.required, ['id']);
        assert.ok((await done(api, 'award_badge', { id: badge.id })).badge.awarded_at);
        assert.match(await refused(api, 'award_badge', { id: badge.id }), /awarded already/);
        const reader = new Api(await newKey(api.userId, 'read:clients'), api.userId);
        assert.ok(!(await listTools(reader)).some(({ name }) => name === 'award_badge'));
    });

    test('a directive: described in conf/, and httpd takes it', () => {
        assert.match(readFileSync(join(root, 'conf/DIRECTIVES.md'), 'utf8'), /TimetrackerBadges\b/);
        assert.match(readFileSync(join(root, 'conf/timetracker.conf'), 'utf8'), /^#TimetrackerBadges 20$/m);
    });

    test('the OpenAPI document has it, from ttctl too', async () => {
        const { paths } = JSON.parse(await ttctl(['openapi'])) as { paths: Record<string, unknown> };
        assert.deepEqual(Object.keys(paths).filter((path) => path.startsWith('/badges')), ['/badges', '/badges/{id}', '/badges/{id}/award']);
    });
});
