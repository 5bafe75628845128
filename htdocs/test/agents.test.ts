// agents.test.ts -- what is said of all that agents did in one go, and where it leads.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Change } from '../src/api/types.ts';
import { wordsOf } from '../src/views/agents/words.ts';

let acts = 0;
function change(resource: string, id: number, action: Change['action'] = 'update', act = (acts += 1)): Change {
    return { resource, id, action, act, version: 1, at: '', actor: 'key:1', actor_name: 'Desk', via: 'mcp:Claude' };
}

test('a row is counted once, whatever was done to it', () => {
    const said = wordsOf(1, [change('projects', 7, 'insert'), change('projects', 7), change('projects', 8)]);
    assert.deepEqual(said, { key: 'agents.one.projects', n: 2, place: 'projects' });
});

test('several kinds are changes, seen where the last of them is', () => {
    const said = wordsOf(1, [change('clients', 1), change('time_entries', 1), change('timer', 1)]);
    assert.deepEqual(said, { key: 'agents.one.changes', n: 3, place: 'entries' });
    assert.equal(wordsOf(2, [change('time_entries', 1), change('clients', 1)]).place, 'projects');
});

test('what comes along with something is not counted besides', () => {
    const act = 900;
    const correction = [
        change('client_target_corrections', 3, 'insert', act),
        change('client_targets', 5, 'update', act),
    ];
    assert.deepEqual(wordsOf(2, correction), { key: 'agents.several.client_targets', n: 1, place: 'targets/5' });
    const tagged = [change('tags', 3, 'insert', act), change('time_entries', 5, 'insert', act)];
    assert.deepEqual(wordsOf(1, tagged), { key: 'agents.one.time_entries', n: 1, place: 'entries' });
});

test('a timer that was stopped is its entry, one that was discarded is told', () => {
    const stopped = [
        change('timer', 1),
        change('timer', 1, 'delete', 901),
        change('time_entries', 5, 'insert', 901),
        change('time_entries', 5),
    ];
    assert.deepEqual(wordsOf(1, stopped), { key: 'agents.one.time_entries', n: 1, place: 'entries' });
    assert.deepEqual(wordsOf(1, [change('timer', 1, 'delete')]), { key: 'agents.one.timer', n: 1, place: undefined });
});

test('a target that is gone has no page', () => {
    assert.equal(wordsOf(1, [change('client_targets', 5, 'delete')]).place, 'targets');
    assert.equal(wordsOf(1, [change('client_targets', 5), change('client_targets', 6)]).place, 'targets');
});
