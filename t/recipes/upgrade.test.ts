// upgrade.test.ts -- the schema of the next version comes under a running module, as ADMIN.md says of upgrades: nobody notices. The
// next version is this one with the migration of badges. Changes the stack's database: t/recipes/run gives it a stack of its own.
import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';

import { newUser, send, unique, type Answer, type Api } from '../http/api.ts';
import { root, sql, ttctl } from '../http/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'tt_next_'));
after(() => rmSync(folder, { recursive: true }));

/** This version's SQL and one migration more; its number. */
function nextVersion(): number {
    cpSync(join(root, 'sql'), folder, { recursive: true });
    const next = readdirSync(join(folder, 'migrations')).length + 1;
    cpSync(join(root, 't/recipes/badges.sql'), join(folder, 'migrations', `${String(next).padStart(4, '0')}_badges.sql`));
    cpSync(join(root, 't/recipes/badges_view.sql'), join(folder, 'views/badges.sql'));
    return next;
}

/** What a day is made of, again and again until it is over. A server that is busy is asked again, as every client does. */
async function work(api: Api, over: AbortSignal): Promise<Answer[]> {
    const answers: Answer[] = [];
    const call = async (method: string, path: string, body?: unknown): Promise<void> => {
        answers.push(await api.patiently(method, path, body === undefined ? {} : { body }));
    };
    while (!over.aborted) {
        await call('POST', '/timer/start', { description: 'upgrade' });
        await call('GET', '/time-entries?limit=50');
        await call('POST', '/timer/cancel');
        await call('POST', '/clients', { name: unique() });
        await call('GET', '/reports/summary?start_date=2026-01-01&end_date=2026-12-31');
        await call('GET', '/client-targets');
        await call('GET', '/projects?format=csv');
    }
    return answers;
}

suite('an upgrade of the schema under load', () => {
    test('every call succeeds while ttctl migrate runs, and after it', async () => {
        const role = await sql('SELECT current_user', process.env['MODULE_DATABASE_URL']);
        const users = await Promise.all(Array.from({ length: 4 }, () => newUser()));
        const next = nextVersion();
        const over = new AbortController();
        const working = Promise.all(users.map((api) => work(api, over.signal)));
        try {
            await ttctl(['migrate', '--sql', folder, '--grant', role]);
            await ttctl(['migrate', '--sql', folder, '--grant', role]);
        } finally {
            over.abort();
        }
        const answers = (await working).flat();
        assert.ok(answers.length >= 50, `only ${answers.length} calls`);
        assert.deepEqual(answers.filter(({ status }) => status >= 300).map(({ status, text }) => `${status} ${text}`), []);
        assert.equal((await send('GET', '/readyz')).json.schema_version, next);
    });
});
