// documents.test.ts -- the sessions with curl of README.md and API.md, line by line as they stand there, and API.md's table of scopes.
// A session is all blocks ```sh session of a document, one after the other in one shell.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { newUser, type Api, type Json } from './api.ts';
import { operations } from './openapi.ts';
import { baseUrl, root } from './server.ts';

const run = promisify(execFile);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

type Session = { api: Api; stdout: string; answers: Json[] };

/** Runs the session of a document as a new user; none of its answers may be a problem. */
async function runSession(file: string): Promise<Session> {
    const blocks = [...read(file).matchAll(/^```sh session\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    assert.ok(blocks.length, `${file} has no block \`\`\`sh session`);
    const api = await newUser();
    const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', blocks.join('\n')], { env: { ...process.env, URL: baseUrl, KEY: api.key } });
    assert.equal(stderr, '');
    const answers = stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Json);
    for (const answer of answers)
        assert.ok(!('code' in answer), `the session of ${file} failed: ${JSON.stringify(answer)}`);
    return { api, stdout, answers };
}

describe('documents', () => {
    test('the session of README.md does what it says', async () => {
        const { api, answers } = await runSession('README.md');
        assert.ok(answers.length >= 5, `only ${answers.length} answers`);
        const { time_entries: entries } = await api.read('/time-entries') as { time_entries: Json[] };
        assert.deepEqual(entries.map((entry) => [entry.description, entry.project_name]), [['Design', 'Website']]);
    });

    test('the session of API.md does what it says', async () => {
        const { api, stdout, answers } = await runSession('API.md');
        assert.ok(answers.length >= 20, `only ${answers.length} answers`);

        // What it leaves behind is what its comments promise.
        const entries = await api.read('/time-entries?sort=start_time') as { time_entries: Json[] };
        assert.deepEqual(entries.time_entries.map((entry) => [entry.description, entry.project_name, entry.client_name]),
            [['Design', 'Website', 'Acme'], ['Build', 'Website', 'Acme']]);
        assert.equal(entries.time_entries[0].start_time, '2026-03-02T09:00:00+01:00');
        assert.equal(entries.time_entries[0].duration_seconds, 3.25 * 3600);
        assert.match(stdout, /^id,project_id,/m);
        const pages = answers.filter((answer) => answer.time_entries && answer.pagination.limit === 1).map((answer) => answer.time_entries[0].description);
        assert.deepEqual(pages, ['Design']); // the second page; of the first only the cursor is taken
        const { clients } = await api.read('/clients?q=acme') as { clients: Json[] };
        assert.equal(clients[0].note, 'Net 30');
        const { tags } = await api.read('/tags?q=review') as { tags: Json[] };
        assert.equal(tags.length, 1);
    });

    test('the scopes of API.md are those of the routes', async () => {
        const listed = [...read('API.md').matchAll(/^\| `([a-z]+:[a-z_]+)` \| (.*) \|$/gm)].map(([, scope = '', routes = '']) =>
            [scope, [...routes.matchAll(/`([A-Z ]+) (\/[^`]*)`/g)].flatMap(([, methods = '', path = '']) => methods.split(' ').map((method) => `${method} ${path}`)).sort()]);
        const declared = (await operations()).filter((operation) => operation.scope !== undefined && !operation.sessionOnly);
        const scopes = [...new Set(declared.map((operation) => operation.scope ?? ''))].sort();
        assert.deepEqual(listed, scopes.map((scope) =>
            [scope, declared.filter((operation) => operation.scope === scope).map(({ method, path }) => `${method} ${path}`).sort()]));
    });
});
