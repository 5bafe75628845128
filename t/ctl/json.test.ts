import assert from 'node:assert/strict';
import { after, before, suite, test } from 'node:test';

import { Database, Folder, root, run, type Outcome } from './scratch.ts';

type Json = Record<string, unknown>;

suite('--json', () => {
    let db: Database;

    before(() => {
        db = new Database();
    });
    after(() => db.drop());

    /** The one document on stdout of a command that goes well, with nothing beside it. */
    const document = (...args: string[]): Json => {
        const outcome = db.ttctl(...args, '--json');
        assert.equal(outcome.status, 0, outcome.stderr);
        assert.equal(outcome.stderr, '');
        assert.ok(outcome.stdout.endsWith('\n'));
        return JSON.parse(outcome.stdout) as Json;
    };
    /** The one problem on stderr of a command that does not, with nothing on stdout. */
    const problem = (status: number, code: string, outcome: Outcome): Json => {
        assert.equal(outcome.status, status, outcome.stderr);
        assert.equal(outcome.stdout, '');
        const object = JSON.parse(outcome.stderr) as Json;
        assert.deepEqual(Object.keys(object), ['type', 'code', 'title', 'detail', 'sqlstate', 'exit_code']);
        assert.equal(object['type'], `urn:timetracker:${code}`);
        assert.equal(object['code'], code);
        assert.equal(object['exit_code'], status);
        return object;
    };

    test('every command does what its help tells of the document', () => {
        const plan = document('migrate', '--dry-run');
        assert.deepEqual(Object.keys(plan), ['dry_run', 'before', 'after', 'applied']);
        assert.equal(plan['dry_run'], true);
        assert.equal(plan['before'], 0);
        const files = plan['applied'] as string[];
        assert.equal(files[0], '0001_core.sql');
        assert.equal(plan['after'], files.length);
        assert.deepEqual(document('migrate', '--sql', `${root}/sql`), { ...plan, dry_run: false });
        assert.deepEqual(document('migrate'), { dry_run: false, before: files.length, after: files.length, applied: [] });
        assert.deepEqual(document('version'), {
            version: /^ttctl (.*)$/m.exec(db.ttctl('version').stdout)?.[1], schema_version: files.length,
        });

        const { id, ...user } = document('user', 'add', '--email', 'ada@example.org', '--time-zone', 'Europe/Berlin');
        assert.equal(typeof id, 'number');
        assert.deepEqual(user, { email: 'ada@example.org', username: 'ada', time_zone: 'Europe/Berlin' });
        assert.deepEqual(document('user', 'tier', 'ada@example.org', '--tier', 'pro'), { id, changed: true });
        assert.deepEqual(document('user', 'tier', String(id), '--tier', 'pro'), { id, changed: false });

        const key = document('key', 'create', '--user', String(id), '--name', 'la"ptop', '--scopes', 'read:clients,read:projects');
        assert.deepEqual(Object.keys(key), ['id', 'expires_at', 'name', 'prefix', 'scopes', 'user_id', 'key']);
        assert.equal(key['name'], 'la"ptop');
        assert.equal(key['user_id'], id);
        assert.deepEqual(key['scopes'], ['read:clients', 'read:projects']);
        assert.match(String(key['key']), /^tt_/);
        assert.ok(String(key['key']).startsWith(String(key['prefix'])));
        assert.match(String(key['expires_at']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
        assert.equal(document('key', 'create', '--user', String(id), '--name', 'x', '--scopes', 'all', '--days', '0')['expires_at'], null);
        assert.deepEqual(document('key', 'revoke', String(key['id'])), { id: key['id'], changed: true });
        assert.deepEqual(document('key', 'revoke', String(key['id'])), { id: key['id'], changed: false });
        assert.equal((document('key', 'list') as unknown as Json[]).length, 2);

        for (const seed of ['1', '2', '3'])
            db.sql(`INSERT INTO sessions (user_id, hash, issuer, idle_seconds, expires_at) SELECT ${id}, sha256('${seed}'), 'x', 60, now() + interval '1 hour'`);
        const sessions = document('session', 'list') as unknown as Json[];
        assert.equal(sessions.length, 3);
        assert.deepEqual(document('session', 'end', String(sessions[0]?.['id'])), { ended: 1 });
        assert.deepEqual(document('session', 'end', '--user', 'ada@example.org', '--all'), { ended: 2 });
        assert.deepEqual(document('seal-key', 'rotate'), { id: Number(db.sql('SELECT max(id) FROM seal_keys')) });
    });

    test('doctor: the checks, also when one fails', () => {
        const folder = new Folder();
        try {
            const file = folder.write('httpd.conf', `DBDriver pgsql\nDBDParams "${db.url}"\nTimetrackerBaseURL http://127.0.0.1:1\n`);
            const outcome = db.ttctl('doctor', '--config', file, '--json');
            assert.equal(outcome.status, 1);
            const report = JSON.parse(outcome.stdout) as { checks: Json[]; failed: number; warnings: number };
            const verdicts = (verdict: string): unknown[] => report.checks.filter((check) => check['verdict'] === verdict);
            assert.ok(report.failed > 0 && verdicts('fail').length === report.failed);
            assert.ok(report.warnings > 0 && verdicts('warn').length === report.warnings);
            assert.ok(verdicts('ok').length > 0);
            for (const check of report.checks)
                assert.deepEqual(Object.keys(check), ['verdict', 'site', 'what', 'text', 'advice']);
            assert.ok(report.checks.some((check) => check['what'] === 'mod_dbd' && check['advice'] === 'a2enmod dbd' && check['site'] === 'http://127.0.0.1:1'));
            const object = JSON.parse(outcome.stderr) as Json;
            assert.equal(object['exit_code'], 1);
            assert.match(String(object['detail']), new RegExp(`checks that failed: ${report.failed};`));
        } finally {
            folder.remove();
        }
    });

    test('refusals, SQL errors and mistakes are problems on stderr, with the same exit codes', () => {
        assert.match(String(problem(1, 'refused', db.ttctl('key', 'revoke', '999', '--json'))['detail']), /there is no key 999/);
        const empty = new Database();
        try {
            assert.equal(problem(1, 'refused', empty.ttctl('user', 'list', '--json'))['sqlstate'], '42P01');
        } finally {
            empty.drop();
        }
        assert.match(String(problem(2, 'usage', db.ttctl('user', 'list', '--json', '--colour'))['detail']), /unknown option --colour/);
        assert.match(String(problem(2, 'usage', db.ttctl('user', 'add', '--json'))['detail']), /--email E is missing/);
        problem(2, 'usage', db.ttctl('fly', '--json'));
        problem(1, 'refused', run(undefined, 'user', 'list', '--json'));
    });

    test('what goes on meanwhile is a notice on stderr', async () => {
        const session = db.session();
        await session.write("SELECT pg_advisory_lock(hashtextextended('ttctl migrate', 0))");
        let ending: Promise<void> | undefined;
        const outcome = await db.start(['migrate', '--json'], (text) => {
            if (text.includes('waiting'))
                ending ??= session.end();
        });
        await ending;
        assert.equal(outcome.status, 0, outcome.stderr);
        assert.match(String((JSON.parse(outcome.stderr) as Json)['notice']), /another migration is running/);
        assert.deepEqual((JSON.parse(outcome.stdout) as Json)['applied'], []);
    });

    test('what a superuser migrates belongs to the owner of the database', { skip: process.env['PGDATA'] ? false : 'needs the superuser' }, () => {
        const other = new Database();
        try {
            const outcome = run(other.superuserUrl(), 'migrate');
            assert.equal(outcome.status, 0, outcome.stderr);
            assert.equal(other.sql(`SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ',') FROM pg_class
                                    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')`), other.sql('SELECT current_user'));
        } finally {
            other.drop();
        }
    });
});
