import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, suite, test } from 'node:test';

import { Database, root } from './scratch.ts';

type Key = { id: number; user: string; name: string; prefix: string; scopes: string[]; expires_at: string | null; revoked_at: string | null };

suite('ttctl key', () => {
    let db: Database;
    let user: string;

    before(() => {
        db = new Database();
        const migrated = db.ttctl('migrate', '--sql', `${root}/sql`);
        assert.equal(migrated.status, 0, migrated.stderr);
        user = db.ttctl('user', 'add', '--email', 'ada@example.org').stdout.trim();
        assert.match(user, /^\d+$/);
        db.ttctl('user', 'add', '--email', 'root@example.org');
        db.sql("UPDATE users SET is_admin = true WHERE email = 'root@example.org'");
    });
    after(() => db.drop());

    const create = (...args: string[]) => db.ttctl('key', 'create', '--user', 'ada@example.org', ...args);
    const list = (...args: string[]): Key[] => JSON.parse(db.ttctl('key', 'list', '--json', ...args).stdout) as Key[];
    /** Makes a key and finds it in the list. */
    const made = (name: string, ...args: string[]): Key & { key: string } => {
        const run = create('--name', name, ...args);
        assert.equal(run.status, 0, run.stderr);
        const row = list().find((key) => key.name === name);
        assert.ok(row);
        return { ...row, key: run.stdout.trimEnd() };
    };

    test('create prints the key alone to stdout, and the database knows only its hash', () => {
        const run = create('--name', 'laptop', '--scopes', 'read:clients,write:clients');
        assert.equal(run.status, 0, run.stderr);
        assert.match(run.stdout, /^tt_[0-9A-Za-z]{40}\n$/);
        const key = run.stdout.trimEnd();
        assert.ok(!run.stderr.includes(key));
        assert.match(run.stderr, /of ada@example\.org, valid until \d{4}-.*read:clients,write:clients.*shown this once/);
        const hash = createHash('sha256').update(key).digest('hex');
        const id = db.sql(`SELECT id FROM api_keys WHERE hash = decode('${hash}', 'hex') AND prefix = '${key.slice(0, 11)}' AND user_id = ${user}`);
        assert.match(id, /^\d+$/);
        assert.equal(db.sql(`SELECT actor, via, user_id FROM audit_log WHERE resource = 'api_keys' AND row_id = ${id}`), `ttctl|ttctl|${user}`);
        assert.equal(db.sql(`SELECT count(*) FROM api_keys k WHERE k::text LIKE '%${key}%'`), '0');
    });

    test('create --scopes all writes them out', () => {
        const scopes = made('all', '--scopes', 'all').scopes;
        assert.ok(scopes.includes('read:clients') && scopes.includes('write:time_entries'), scopes.join());
        assert.ok(scopes.every((scope) => /^(read|write):[a-z_]+$/.test(scope)), scopes.join());
        assert.deepEqual(scopes, [...new Set(scopes)].sort());
    });

    test('create takes each scope once, with spaces between', () => {
        assert.deepEqual(made('spaces', '--scopes', ' write:clients , read:clients,write:clients').scopes, ['read:clients', 'write:clients']);
    });

    test('create refuses an unknown scope and names the known ones', () => {
        for (const scopes of ['read:client', 'read:clients,', 'READ:clients', ',']) {
            const run = create('--name', 'typo', '--scopes', scopes);
            assert.equal(run.status, 1, scopes);
            assert.equal(run.stdout, '');
            assert.match(run.stderr, /unknown scope '.*'; known are all, .*read:clients,.*write:time_entries/);
        }
        assert.ok(!list().some((key) => key.name === 'typo'));
    });

    test('wildcards are for administrators', () => {
        for (const scope of ['*', 'read:*', 'write:*', 'admin:all']) {
            const run = create('--name', 'wild', '--scopes', scope);
            assert.equal(run.status, 1, scope);
            assert.match(run.stderr, /is for administrators/);
            const admin = db.ttctl('key', 'create', '--user', 'root@example.org', '--name', `wild ${scope}`, '--scopes', scope);
            assert.equal(admin.status, 0, admin.stderr);
        }
        const all = db.ttctl('key', 'create', '--user', 'root@example.org', '--name', 'admin all', '--scopes', 'all');
        assert.equal(all.status, 0, all.stderr);
        assert.ok(list('--user', 'root@example.org').find((key) => key.name === 'admin all')?.scopes.includes('admin:all'));
    });

    test('create --days: 90 by default, 0 and never for ever', () => {
        const days = (key: Key): number => Math.round((Date.parse(key.expires_at ?? '') - Date.now()) / 86400000);
        assert.equal(days(made('default', '--scopes', 'all')), 90);
        assert.equal(days(made('week', '--scopes', 'all', '--days', '7')), 7);
        assert.equal(made('never', '--scopes', 'all', '--days', 'never').expires_at, null);
        assert.equal(made('zero', '--scopes', 'all', '--days=0').expires_at, null);
        for (const text of ['-1', '1.5', 'soon', '99999999999999999999', '36501', '1 '])
            assert.equal(create('--name', 'x', '--scopes', 'all', '--days', text).status, 2, text);
    });

    test('create checks the name and the user', () => {
        assert.equal(create('--name', 'ü'.repeat(100), '--scopes', 'all').status, 0);
        assert.equal(create('--name', 'ü'.repeat(101), '--scopes', 'all').status, 2);
        const nobody = db.ttctl('key', 'create', '--user', 'nobody@example.org', '--name', 'x', '--scopes', 'all');
        assert.equal(nobody.status, 1);
        assert.match(nobody.stderr, /there is no user nobody@example\.org/);
        assert.equal(db.ttctl('key', 'create', '--user', user, '--name', 'by id', '--scopes', 'all').status, 0);
        assert.equal(db.ttctl('key', 'create', '--user', 'ADA@EXAMPLE.ORG', '--name', 'by case', '--scopes', 'all').status, 0);
    });

    test('create refuses an address that two users have, and takes the id', () => {
        db.sql(`INSERT INTO users (issuer, subject, username, email) VALUES ('https://a.example', '1', 'x', 'twin@example.org'),
                                                                           ('https://a.example', '2', 'y', 'twin@example.org')`);
        const run = db.ttctl('key', 'create', '--user', 'twin@example.org', '--name', 'x', '--scopes', 'all');
        assert.equal(run.status, 1);
        assert.match(run.stderr, /twin@example\.org is the address of several users; give the id/);
    });

    test('revoke takes effect once and is written down', () => {
        const { id } = made('lost', '--scopes', 'read:clients');
        const run = db.ttctl('key', 'revoke', String(id));
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stdout, '');
        const at = list().find((key) => key.id === id)?.revoked_at;
        assert.match(at ?? '', /^\d{4}-/);
        assert.equal(db.sql(`SELECT actor, user_id FROM audit_log WHERE resource = 'api_keys' AND row_id = ${id} AND action = 'update'`), `ttctl|${user}`);
        const again = db.ttctl('key', 'revoke', String(id));
        assert.equal(again.status, 0);
        assert.match(again.stderr, /was revoked before/);
        assert.equal(list().find((key) => key.id === id)?.revoked_at, at);
        assert.equal(db.ttctl('key', 'revoke', '999999').status, 1);
        for (const text of ['x', '1x', '', '99999999999999999999'])
            assert.equal(db.ttctl('key', 'revoke', text).status, 2, text);
    });

    test('list shows the keys of one user or of all', () => {
        const other = db.ttctl('user', 'add', '--email', 'grace@example.org').stdout.trim();
        db.ttctl('key', 'create', '--user', other, '--name', 'hers', '--scopes', 'read:clients');
        assert.deepEqual(list('--user', 'grace@example.org').map((key) => [key.name, key.user, key.scopes]), [['hers', 'grace@example.org', ['read:clients']]]);
        assert.ok(list().length > 1);
        const line = db.ttctl('key', 'list', '--user', other).stdout.replace(/\n$/, '').split('\t');
        assert.equal(line.length, 10);
        assert.deepEqual([line[1], line[2], line[4], line[7], line[8], line[9]], ['grace@example.org', 'hers', 'read:clients', '', '', '']);
        assert.equal(db.ttctl('key', 'list', '--user', 'nobody@example.org').status, 1);
    });
});
