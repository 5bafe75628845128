import assert from 'node:assert/strict';
import { before, suite, test } from 'node:test';

import { expectFaults, expectProblem, newUser, unique, withoutStamps, type Api, type Json } from './api.ts';
import { mount } from './server.ts';

suite('tags', { concurrency: 4 }, () => {
    let api: Api;
    let project: Json;
    let hour = 0;

    before(async () => {
        api = await newUser();
        project = await api.project();
    });

    /** An entry on an hour of its own that carries these tags. */
    function entryWith(...tags: string[]): Promise<Json> {
        hour += 2;
        const at = (h: number): string => new Date(Date.UTC(2024, 0, 1, h)).toISOString();
        return api.entry(project.id, at(hour), at(hour + 1), { tags });
    }

    const find = async (name: string): Promise<Json> => (await api.read(`/tags?q=${encodeURIComponent(name)}`)).tags[0];

    test('create, read, change, delete', async () => {
        const name = unique('tag');
        const answer = await api.post('/tags', { name });
        assert.equal(answer.status, 201);
        const tag = answer.json.tag;
        assert.equal(answer.headers['location'], `${mount}/api/v1/tags/${tag.id}`);
        assert.deepEqual(withoutStamps(tag), { id: tag.id, name, color: '#64748b', version: 1 });
        assert.deepEqual(await api.read(`/tags/${tag.id}`), { tag });
        const changed = await api.patch(`/tags/${tag.id}`, { color: '#ff0000' });
        assert.deepEqual(withoutStamps(changed.json.tag), { id: tag.id, name, color: '#ff0000', version: 2 });
        assert.equal((await api.del(`/tags/${tag.id}`)).status, 204);
        expectProblem(await api.get(`/tags/${tag.id}`), 404, 'not_found');
    });

    test('names: 1 to 100 characters on one line, unique whatever their case', async () => {
        const name = unique('Größe');
        await api.post('/tags', { name });
        expectProblem(await api.post('/tags', { name: name.toUpperCase().replace('SSE', 'ßE') }), 409, 'already_exists', 'name');
        expectFaults(await api.post('/tags', { name: 'x'.repeat(101), color: 'red' }), { name: 'too_long', color: 'too_short' });
        expectFaults(await api.post('/tags', { name: 'a\nb' }), { name: 'malformed' });
        expectFaults(await api.post('/tags', {}), { name: 'required' });
    });

    test('what an entry brings along is registered, once', async () => {
        const [one, two] = [unique('tag'), unique('tag')];
        await entryWith(one, two);
        await entryWith(one);
        for (const name of [one, two])
            assert.deepEqual((await api.read(`/tags?q=${encodeURIComponent(name)}`)).tags.map((tag: Json) => tag.name), [name]);
    });

    test('a tag is spelt as it was first, and stands on an entry once', async () => {
        const name = unique('Tag');
        await api.post('/tags', { name });
        const other = unique('other');
        assert.deepEqual((await entryWith(name.toUpperCase(), other, name)).tags, [name, other]);
    });

    test('entries follow a new name', async () => {
        const [name, renamed] = [unique('tag'), unique('renamed')];
        const entry = await entryWith('before', name, 'behind');
        const { id } = await find(name);
        assert.equal((await api.patch(`/tags/${id}`, { name: renamed })).status, 200);
        const now = (await api.read(`/time-entries/${entry.id}`)).time_entry;
        assert.deepEqual([now.tags, now.version], [['before', renamed, 'behind'], 2]);
        assert.equal((await api.patch(`/tags/${id}`, { name: renamed.toUpperCase() })).status, 200);
        assert.deepEqual((await api.read(`/time-entries/${entry.id}`)).time_entry.tags, ['before', renamed.toUpperCase(), 'behind']);
        assert.equal((await api.read(`/time-entries?tag=${encodeURIComponent(renamed.toUpperCase())}`)).time_entries.length, 1);
    });

    test('DELETE refuses while entries carry it, and names how many', async () => {
        const name = unique('tag');
        const ids = [(await entryWith(name)).id, (await entryWith(name)).id];
        const tag = await find(name);
        assert.match(expectProblem(await api.del(`/tags/${tag.id}`), 409, 'in_use').message, /\b2 time entries\b/);
        await api.post('/time-entries/bulk', { ids: ids.slice(1), action: 'remove_tag', tag: name });
        assert.match(expectProblem(await api.del(`/tags/${tag.id}`), 409, 'in_use').message, /\b1 time entry\b/);
        await api.post('/time-entries/bulk', { ids, action: 'remove_tag', tag: name });
        assert.equal((await api.del(`/tags/${tag.id}`)).status, 204);
    });

    test('bulk add_tag registers it', async () => {
        const name = unique('bulk');
        const entry = await entryWith();
        await api.post('/time-entries/bulk', { ids: [entry.id], action: 'add_tag', tag: name });
        assert.equal((await find(name)).name, name);
    });

    test('a user\'s own', async () => {
        const other = await newUser();
        const name = unique('tag');
        await entryWith(name);
        assert.deepEqual((await other.read('/tags')).tags, []);
        assert.equal((await other.post('/tags', { name })).status, 201);
    });
});
