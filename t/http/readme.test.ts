// readme.test.ts -- the curl session of README.md, line by line as it stands there.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { newUser } from './api.ts';
import { baseUrl, root } from './server.ts';

const run = promisify(execFile);
const session = /^```sh session\n([\s\S]*?)^```$/m.exec(readFileSync(join(root, 'README.md'), 'utf8'))?.[1] ?? '';

describe('README', () => {
    test('its session with curl does what it says', async () => {
        assert.notEqual(session, '', 'README.md has no block ```sh session');
        const api = await newUser();
        const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', session], { env: { ...process.env, URL: baseUrl, KEY: api.key } });
        assert.equal(stderr, '');
        const answers = stdout.split('\n').filter((line) => line.startsWith('{'));
        for (const answer of answers)
            assert.ok(!('code' in JSON.parse(answer)), `the session failed: ${answer}`);
        assert.ok(answers.length >= 10, `only ${answers.length} answers`);

        // What it leaves behind is what its comments promise.
        const entries = await api.read('/time-entries?sort=start_time') as { time_entries: Record<string, unknown>[] };
        assert.deepEqual(entries.time_entries.map((entry) => [entry['description'], entry['project_name'], entry['client_name']]),
            [['Design', 'Website', 'Acme'], ['Build', 'Website', 'Acme']]);
        assert.equal(entries.time_entries[0]?.['start_time'], '2026-03-02T09:00:00+01:00');
        assert.equal(entries.time_entries[0]?.['duration_seconds'], 3.25 * 3600);
        assert.match(stdout, /^id,project_id,/m);
    });
});
