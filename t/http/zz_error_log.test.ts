// The last file: the log of the stack under test holds no warning and nothing worse but what a test has announced by its id and request.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';

import { env, isAnnounced, othersRunning, troubles } from './server.ts';

test('error_log', async () => {
    // Files run side by side where there are more cores; those that have been started before this one are waited for.
    do
        await sleep(300);
    while (othersRunning() > 0);
    const lines = troubles(readFileSync(env('ERROR_LOG'), 'utf8'));
    assert.deepEqual(lines.filter((line) => !isAnnounced(line)).map((line) => line.text), []);
});
