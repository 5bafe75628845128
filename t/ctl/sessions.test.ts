import assert from 'node:assert/strict';
import { after, before, beforeEach, suite, test } from 'node:test';

import { Database, root } from './scratch.ts';

type Session = { id: number; user: string; ip: string | null; user_agent: string | null; last_seen_at: string; expires_at: string; created_at: string };

suite('ttctl session', () => {
    let db: Database;
    let ada: string;
    let eve: string;

    before(() => {
        db = new Database();
        const migrated = db.ttctl('migrate', '--sql', `${root}/sql`);
        assert.equal(migrated.status, 0, migrated.stderr);
        ada = db.ttctl('user', 'add', '--email', 'ada@example.org').stdout.trim();
        eve = db.ttctl('user', 'add', '--email', 'eve@example.org').stdout.trim();
    });
    after(() => db.drop());
    beforeEach(() => {
        db.sql('DELETE FROM sessions');
    });

    const add = (user: string, text: string, ends = "now() + interval '1 hour'", idle = 0): string =>
        db.sql(`INSERT INTO sessions (user_id, hash, issuer, ip, user_agent, idle_seconds, expires_at, last_seen_at)
                VALUES (${user}, sha256('${text}'), 'https://id.example.org', '192.0.2.7', '${text}', 600, ${ends}, now() - ${idle} * interval '1 second') RETURNING id`);
    const list = (...args: string[]): Session[] => {
        const listed = db.ttctl('session', 'list', '--json', ...args);
        assert.equal(listed.status, 0, listed.stderr);
        return JSON.parse(listed.stdout) as Session[];
    };

    test('list shows who is signed in, never the hash, and nothing that is over', () => {
        const id = add(ada, 'Firefox');
        add(eve, 'Chromium');
        add(ada, 'long gone', "now() - interval '1 second'");
        add(ada, 'not used', "now() + interval '1 hour'", 601);
        assert.deepEqual(list().map((session) => session.user), ['ada@example.org', 'eve@example.org']);
        const [session, ...others] = list('--user', 'ada@example.org');
        assert.ok(session && others.length === 0);
        assert.deepEqual(Object.keys(session), ['id', 'user', 'ip', 'user_agent', 'last_seen_at', 'expires_at', 'created_at']);
        assert.deepEqual([session.id, session.ip, session.user_agent], [Number(id), '192.0.2.7', 'Firefox']);
        assert.match(session.expires_at, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(db.ttctl('session', 'list').stdout.split('\n').length, 3);
        assert.match(db.ttctl('session', 'list', '--user', 'nobody@example.org').stderr, /there is no user nobody@example\.org/);
    });

    test('list escapes what a browser calls itself', () => {
        add(ada, 'evil\u001b[2J\ttab');
        assert.match(db.ttctl('session', 'list').stdout, /\tevil\\x1b\[2J\\ttab\t/);
    });

    test('end ends one, and says when there is none', () => {
        const id = add(ada, 'one');
        add(ada, 'two');
        const ended = db.ttctl('session', 'end', id);
        assert.equal(ended.status, 0, ended.stderr);
        assert.match(ended.stderr, new RegExp(`session ${id} ended`));
        assert.deepEqual(list().map((session) => session.user_agent), ['two']);
        assert.equal(db.sql(`SELECT user_id, actor, via, action, old ? 'hash' FROM audit_log WHERE resource = 'sessions' AND row_id = ${id} AND action = 'delete'`),
            `${ada}|ttctl|ttctl|delete|f`);
        const again = db.ttctl('session', 'end', id);
        assert.equal(again.status, 1);
        assert.match(again.stderr, new RegExp(`there is no session ${id}`));
    });

    test('end --user --all ends those of one user', () => {
        add(ada, 'one');
        add(ada, 'two');
        add(eve, 'three');
        const ended = db.ttctl('session', 'end', '--user', 'ADA@example.org', '--all');
        assert.equal(ended.status, 0, ended.stderr);
        assert.match(ended.stderr, /2 sessions of ada@example\.org ended/);
        assert.deepEqual(list().map((session) => session.user_agent), ['three']);
        assert.match(db.ttctl('session', 'end', '--user', eve, '--all').stderr, /1 session of eve@example\.org ended/);
        assert.match(db.ttctl('session', 'end', '--user', eve, '--all').stderr, /0 sessions/);
    });

    test('end does not guess what is meant', () => {
        add(ada, 'one');
        for (const args of [[], ['--all'], ['--user', ada], ['7', '--all'], ['7', '--user', ada], ['one'], ['-1'], ['1234567890123456789']])
            assert.equal(db.ttctl('session', 'end', ...args).status, 2, args.join(' '));
        assert.equal(list().length, 1);
    });
});

suite('ttctl seal-key rotate and user tier', () => {
    let db: Database;

    before(() => {
        db = new Database();
        const migrated = db.ttctl('migrate', '--sql', `${root}/sql`);
        assert.equal(migrated.status, 0, migrated.stderr);
        db.ttctl('user', 'add', '--email', 'ada@example.org');
    });
    after(() => db.drop());

    test('the first migration makes a key, rotate another; the one before stays, older ones go', () => {
        const keys = (): string[] => db.sql("SELECT id || ' ' || encode(key, 'hex') FROM seal_keys ORDER BY id").split('\n');
        const [first] = keys();
        assert.match(String(first), /^\d+ [0-9a-f]{64}$/);
        const rotated = db.ttctl('seal-key', 'rotate');
        assert.equal(rotated.status, 0, rotated.stderr);
        assert.equal(rotated.stdout, '');
        const [old, second, ...none] = keys();
        assert.equal(old, first);
        assert.ok(second && none.length === 0);
        assert.match(rotated.stderr, new RegExp(`key ${second.split(' ')[0]} seals`));
        assert.ok(!rotated.stderr.includes(String(second.split(' ')[1])), 'the key is not printed');
        db.ttctl('seal-key', 'rotate');
        assert.equal(keys()[0], second);
        assert.equal(keys().length, 2);
    });

    test('migrating again keeps the key', () => {
        const before = db.sql('SELECT max(id) FROM seal_keys');
        assert.equal(db.ttctl('migrate', '--sql', `${root}/sql`).status, 0);
        assert.equal(db.sql('SELECT max(id) FROM seal_keys'), before);
    });

    test('tier sets it, the list shows it, and the audit trail knows ttctl', () => {
        const set = db.ttctl('user', 'tier', 'ada@example.org', '--tier', 'pro');
        assert.equal(set.status, 0, set.stderr);
        assert.match(set.stderr, /ada@example\.org is pro now/);
        assert.equal((JSON.parse(db.ttctl('user', 'list', '--json').stdout) as { tier: string }[])[0]?.tier, 'pro');
        assert.equal(db.sql("SELECT actor, action, new ->> 'tier' FROM audit_log WHERE resource = 'users' ORDER BY id DESC LIMIT 1"),
            'ttctl|update|pro');
        assert.match(db.ttctl('user', 'tier', 'ada@example.org', '--tier', 'pro').stderr, /was pro before/);
        assert.equal(db.ttctl('user', 'tier', 'ada@example.org', '--tier', 'gold').status, 2);
        assert.equal(db.ttctl('user', 'tier', 'ada@example.org').status, 2);
        assert.equal(db.ttctl('user', 'tier', '--tier', 'pro').status, 2);
        assert.equal(db.ttctl('user', 'tier', 'nobody@example.org', '--tier', 'pro').status, 1);
    });

    test('key list shows the previous secret of a rotated key', () => {
        const made = db.ttctl('key', 'create', '--user', 'ada@example.org', '--name', 'k', '--scopes', 'all');
        assert.equal(made.status, 0, made.stderr);
        db.sql("UPDATE api_keys SET previous_hash = sha256('x'), previous_prefix = 'tt_oldolddd', previous_expires_at = '2030-01-02T03:04:05Z'");
        const [key] = JSON.parse(db.ttctl('key', 'list', '--json').stdout) as Record<string, unknown>[];
        assert.equal(key?.['previous_prefix'], 'tt_oldolddd');
        assert.equal(key?.['previous_expires_at'], '2030-01-02T03:04:05Z');
    });
});
