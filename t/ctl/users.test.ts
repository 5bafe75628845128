import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { Database, root, run } from './scratch.ts';

suite('ttctl user', () => {
    let db: Database;

    before(() => {
        db = new Database();
        const migrated = db.ttctl('migrate', '--sql', `${root}/sql`);
        assert.equal(migrated.status, 0, migrated.stderr);
    });
    after(() => db.drop());

    test('add prints the id alone, and the audit trail knows ttctl', () => {
        const run = db.ttctl('user', 'add', '--email', 'ada@example.org', '--name', 'Ada', '--time-zone', 'Europe/Berlin');
        assert.equal(run.status, 0, run.stderr);
        assert.match(run.stdout, /^\d+\n$/);
        const id = run.stdout.trim();
        assert.equal(db.sql(`SELECT email, username, time_zone, is_admin, issuer IS NULL FROM users WHERE id = ${id}`),
            'ada@example.org|Ada|Europe/Berlin|f|t');
        assert.equal(db.sql(`SELECT user_id = ${id}, actor, via, resource, action FROM audit_log WHERE row_id = ${id} AND resource = 'users'`),
            't|ttctl|ttctl|users|insert');
    });

    test('add takes the name from the address and UTC', () => {
        const run = db.ttctl('user', 'add', '--email=grace@example.org');
        assert.equal(run.status, 0, run.stderr);
        assert.equal(db.sql("SELECT username, time_zone FROM users WHERE email = 'grace@example.org'"), 'grace|UTC');
    });

    test('add refuses an address that is there, in any case of letters', () => {
        const id = db.ttctl('user', 'add', '--email', 'alan@example.org').stdout.trim();
        for (const email of ['alan@example.org', 'ALAN@example.ORG']) {
            const run = db.ttctl('user', 'add', '--email', email);
            assert.equal(run.status, 1);
            assert.equal(run.stdout, '');
            assert.match(run.stderr, new RegExp(`there is a user with the address ${email} already, id ${id}\n`));
        }
    });

    test('ten at the same time make one user', { timeout: 30000 }, async () => {
        const runs = await Promise.all(Array.from({ length: 10 }, () => db.start(['user', 'add', '--email', 'race@example.org'])));
        assert.equal(runs.filter((run) => run.status === 0).length, 1);
        assert.equal(runs.filter((run) => run.status === 1 && run.stdout === '' && run.stderr !== '').length, 9);
        assert.equal(db.sql("SELECT count(*) FROM users WHERE email = 'race@example.org'"), '1');
    });

    test('add refuses what is no address and no time zone', () => {
        for (const email of ['nobody', '@example.org', 'a b@example.org', 'a@', 'a@b\n'])
            assert.equal(db.ttctl('user', 'add', '--email', email).status, 2, email);
        const run = db.ttctl('user', 'add', '--email', 'mars@example.org', '--time-zone', 'Mars/Olympus');
        assert.equal(run.status, 1);
        assert.match(run.stderr, /unknown time zone 'Mars\/Olympus'/);
        assert.equal(db.sql("SELECT count(*) FROM users WHERE email = 'mars@example.org'"), '0');
    });

    test('list gives tabs, or JSON with types, and escapes what could confuse either', () => {
        const evil = 'tab\there "quote" \\ \u001b[31m \u0085 ü';
        const id = db.ttctl('user', 'add', '--email', 'evil@example.org', '--name', evil).stdout.trim();
        const list = db.ttctl('user', 'list');
        assert.equal(list.status, 0, list.stderr);
        const lines = list.stdout.trimEnd().split('\n').map((line) => line.split('\t'));
        assert.ok(lines.every((line) => line.length === lines[0]?.length));
        assert.equal(lines.find((line) => line[0] === id)?.[2], 'tab\\there "quote" \\\\ \\x1b[31m \\u0085 ü');
        const json: unknown = JSON.parse(db.ttctl('user', 'list', '--json').stdout);
        assert.ok(Array.isArray(json));
        const row = (json as Record<string, unknown>[]).find((user) => user['id'] === Number(id));
        assert.ok(row);
        assert.match(String(row['created_at']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        delete row['created_at'];
        assert.deepEqual(row, { id: Number(id), email: 'evil@example.org', username: evil, time_zone: 'UTC', is_admin: false, issuer: null, tier: 'free' });
    });

    test('list of nobody', () => {
        const empty = new Database();
        try {
            empty.ttctl('migrate', '--sql', `${root}/sql`);
            assert.equal(run(empty.url, 'user', 'list').stdout, '');
            assert.equal(run(empty.url, 'user', 'list', '--json').stdout, '[]\n');
        } finally {
            empty.drop();
        }
    });
});
