import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, suite, test } from 'node:test';

import { Database, Folder, moduleRole, root, sqlFolder } from './scratch.ts';

const first = `CREATE TABLE schema_migrations (version int PRIMARY KEY, name text, checksum bytea, applied_at timestamptz DEFAULT now());
CREATE TABLE a (id int);
`;
const second = 'CREATE TABLE b (id int);\nINSERT INTO b VALUES (1);\n';

suite('ttctl migrate', () => {
    let db: Database;
    let folder: Folder;

    beforeEach(() => {
        db = new Database();
        folder = sqlFolder({
            'migrations/0001_first.sql': first,
            'migrations/0002_second.sql': second,
            'functions/f.sql': 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;',
            'views/v.sql': 'CREATE OR REPLACE VIEW v AS SELECT f() AS one FROM b;',
        });
    });
    afterEach(() => {
        db.drop();
        folder.remove();
    });

    const migrate = (...args: string[]) => db.ttctl('migrate', '--sql', folder.path, ...args);
    const refused = (what: RegExp, ...args: string[]): void => {
        const run = migrate(...args);
        assert.equal(run.status, 1, run.stderr);
        assert.equal(run.stdout, '');
        assert.match(run.stderr, what);
    };
    const exists = (relation: string): boolean => db.sql(`SELECT to_regclass('${relation}') IS NOT NULL`) === 't';

    test('applies what is new, in order, and writes it down with its SHA-256', () => {
        const run = migrate();
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stdout, 'applied 0001_first.sql\napplied 0002_second.sql\n');
        assert.match(run.stderr, /the schema is at version 2/);
        const sha = (text: string) => createHash('sha256').update(text).digest('hex');
        assert.equal(
            db.sql("SELECT version, name, encode(checksum, 'hex'), applied_at <= now() FROM schema_migrations ORDER BY 1"),
            `1|first|${sha(first)}|t\n2|second|${sha(second)}|t`,
        );
        assert.equal(db.sql('SELECT one FROM v'), '1');
    });

    test('does nothing twice, but runs functions and views each time', () => {
        migrate();
        folder.write('functions/f.sql', 'CREATE OR REPLACE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 2 $$;');
        const again = migrate();
        assert.equal(again.status, 0, again.stderr);
        assert.equal(again.stdout, '');
        assert.equal(db.sql('SELECT one FROM v'), '2');
        folder.write('migrations/0003_third.sql', 'ALTER TABLE a ADD b int;');
        assert.equal(migrate().stdout, 'applied 0003_third.sql\n');
    });

    test('--dry-run lists what would be applied and changes nothing', () => {
        const run = migrate('--dry-run');
        assert.equal(run.status, 0, run.stderr);
        assert.equal(run.stdout, 'would apply 0001_first.sql\nwould apply 0002_second.sql\n');
        assert.equal(db.sql("SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"), '0');
        migrate();
        assert.equal(migrate('--dry-run').stdout, '');
        folder.write('migrations/0001_first.sql', `${first}-- changed\n`);
        refused(/0001_first\.sql was changed after it was applied on \d{4}-\d\d-\d\d/, '--dry-run');
    });

    test('refuses an applied file that was changed, renamed or is missing, by name', () => {
        migrate();
        folder.write('migrations/0001_first.sql', first.replace('int', 'bigint'));
        refused(/0001_first\.sql was changed/);
        folder.write('migrations/0001_first.sql', first);
        folder.remove('migrations/0002_second.sql');
        refused(/0002_second\.sql was applied on .* but is missing; these files are older/);
        folder.write('migrations/0002_other.sql', second);
        refused(/0002_other\.sql was applied on .* under the name 0002_second\.sql/);
    });

    test('refuses a file that was passed over', () => {
        migrate();
        db.sql('DELETE FROM schema_migrations WHERE version = 1');
        refused(/0001_first\.sql is not applied, but 0002_second\.sql, which comes after it, is/);
    });

    test('refuses gaps, numbers given twice and other names, before anything runs', () => {
        folder.write('migrations/0004_fourth.sql', 'SELECT 1;');
        refused(/0004_fourth\.sql: migration 0003 is missing before it/);
        folder.remove('migrations/0004_fourth.sql');
        folder.write('migrations/0002_twin.sql', 'SELECT 1;');
        refused(/0002_second\.sql and .*0002_twin\.sql have the same number/);
        folder.remove('migrations/0002_twin.sql');
        for (const name of ['3_third.sql', '0003-third.sql', '0003_.sql', '0003_Third.sql', 'third.sql', '0003_a b.sql', 'x.sql']) {
            folder.write(`migrations/${name}`, 'SELECT 1;');
            refused(/a migration is named like 0001_core\.sql/);
            folder.remove(`migrations/${name}`);
        }
        assert.equal(exists('schema_migrations'), false);
    });

    test('looks over files that are no SQL', () => {
        folder.write('migrations/README', 'text');
        folder.write('migrations/.0003_hidden.sql', 'nonsense');
        assert.equal(migrate().status, 0);
    });

    test('an error names file, line and message; nothing of that file stays, what came before does', () => {
        folder.write('migrations/0003_bad.sql', "-- ä\nCREATE TABLE c (t text);\n\nINSERT INTO c VALUES ('äöü\n€'),\n    (nothing);\n");
        const run = migrate();
        assert.equal(run.status, 1);
        assert.equal(run.stdout, 'applied 0001_first.sql\napplied 0002_second.sql\n');
        assert.match(run.stderr, /0003_bad\.sql:6: column "nothing" does not exist \(SQLSTATE 42703\)/);
        assert.equal(exists('c'), false);
        assert.equal(db.sql('SELECT max(version) FROM schema_migrations'), '2');
        folder.write('migrations/0003_bad.sql', 'CREATE TABLE c (id int);');
        assert.equal(migrate().stdout, 'applied 0003_bad.sql\n');
    });

    test('an error without a position names the line of its statement', () => {
        folder.write('migrations/0003_bad.sql', 'SELECT 1;\n/* a\n /* b */ ;\n*/\nSELECT 1 /\n 0;\n');
        assert.match(migrate().stderr, /0003_bad\.sql:5: division by zero \(SQLSTATE 22012\)/);
    });

    test('an error in a function or a view undoes them all', () => {
        folder.write('views/w.sql', 'CREATE OR REPLACE VIEW w AS SELECT 1 FROM nowhere;');
        const run = migrate();
        assert.equal(run.status, 1);
        assert.match(run.stderr, /views\/w\.sql:1: relation "nowhere" does not exist/);
        assert.equal(exists('v'), false);
        assert.equal(db.sql('SELECT max(version) FROM schema_migrations'), '2');
    });

    test('refuses a file that begins or ends transactions itself', () => {
        for (const word of ['BEGIN', 'begin transaction', 'START TRANSACTION', 'COMMIT', 'end', 'ROLLBACK', 'ABORT']) {
            folder.write('migrations/0003_own.sql', `SELECT 1;\n\n${word};\nSELECT 2;`);
            refused(/0003_own\.sql:3: \w+: each file runs in a transaction of its own/);
        }
        folder.remove('migrations/0003_own.sql');
        folder.write('views/own.sql', 'COMMIT;');
        refused(/views\/own\.sql:1: COMMIT/);
        assert.equal(exists('schema_migrations'), false);
    });

    test('finds the end of a statement behind every kind of quote', () => {
        folder.write(
            'migrations/0003_quotes.sql',
            [
                "INSERT INTO a SELECT length('it''s; COMMIT;');",
                "INSERT INTO a SELECT length(E'it\\'s; COMMIT;');",
                'CREATE TABLE "c;COMMIT;" ("$x$" int); -- COMMIT;',
                "DO $do$ BEGIN EXECUTE $$ SELECT ';' $$; INSERT INTO a VALUES (3); END $do$;",
                'CREATE FUNCTION g(n int) RETURNS int BEGIN ATOMIC',
                '    INSERT INTO a VALUES (n);',
                '    SELECT CASE WHEN n > 1 THEN n ELSE 1 END;',
                'END;',
                'CREATE RULE r AS ON INSERT TO b DO ALSO (INSERT INTO a VALUES (5); INSERT INTO a VALUES (6));',
                'PREPARE p (int) AS INSERT INTO b VALUES ($1); /* ; /* COMMIT; */ ; */ EXECUTE p (7)',
            ].join('\n'),
        );
        const run = migrate();
        assert.equal(run.status, 0, run.stderr);
        assert.equal(db.sql('SELECT g(4)'), '4');
        assert.equal(db.sql("SELECT string_agg(id::text, ',' ORDER BY id) FROM a"), '3,4,5,6,13,13');
        assert.equal(exists('"c;COMMIT;"'), true);
    });

    test('a SET in one file does not reach the next', () => {
        folder.write('migrations/0003_path.sql', "CREATE SCHEMA x; SET search_path = x; SET statement_timeout = '1s'; CREATE TABLE c (id int);");
        folder.write('migrations/0004_next.sql', 'CREATE TABLE d (id int);');
        const run = migrate();
        assert.equal(run.status, 0, run.stderr);
        assert.equal(exists('public.d'), true);
        assert.equal(exists('x.c'), true);
    });

    test('refuses COPY from the client', () => {
        folder.write('migrations/0003_copy.sql', 'COPY a FROM STDIN;');
        assert.match(migrate().stderr, /0003_copy\.sql:1: COPY from or to the client cannot be used here/);
    });

    test('waits, with a notice, for another one', { timeout: 20000 }, async () => {
        const other = db.session();
        await other.write("SELECT pg_advisory_lock(hashtextextended('ttctl migrate', 0))");
        let release: Promise<void> | undefined;
        const run = await db.start(['migrate', '--sql', folder.path], (notice) => {
            if (!release && /another migration is running on this database; waiting/.test(notice)) {
                assert.equal(exists('schema_migrations'), false);
                release = other.end();
            }
        });
        await release;
        assert.equal(run.status, 0, run.stderr);
        assert.ok(release, 'no notice');
    });

    test('four at the same time apply each file once', { timeout: 30000 }, async () => {
        folder.write('migrations/0003_slow.sql', 'SELECT pg_sleep(0.3); INSERT INTO b VALUES (2);');
        const runs = await Promise.all([1, 2, 3, 4].map(() => db.start(['migrate', '--sql', folder.path])));
        assert.deepEqual(runs.map((run) => run.status), [0, 0, 0, 0], runs.map((run) => run.stderr).join(''));
        assert.equal(runs.map((run) => run.stdout).join(''), 'applied 0001_first.sql\napplied 0002_second.sql\napplied 0003_slow.sql\n');
        assert.equal(db.sql('SELECT count(*) FROM b'), '2');
    });

    test('--grant calls tt_grant for each role', () => {
        folder.write(
            'functions/grant.sql',
            `CREATE OR REPLACE FUNCTION tt_grant(role text) RETURNS void LANGUAGE plpgsql AS $$
             BEGIN
                 IF role = 'nobody' THEN RAISE EXCEPTION 'there is no role %', role USING ERRCODE = '42704'; END IF;
                 CREATE TABLE IF NOT EXISTS granted (role text);
                 INSERT INTO granted VALUES (role);
             END $$;`,
        );
        const run = migrate('--grant', 'one', '--grant=two');
        assert.equal(run.status, 0, run.stderr);
        assert.equal(db.sql("SELECT string_agg(role, ',' ORDER BY role) FROM granted"), 'one,two');
        const bad = migrate('--grant', 'three', '--grant', 'nobody');
        assert.equal(bad.status, 1);
        assert.match(bad.stderr, /there is no role nobody \(SQLSTATE 42704\)/);
        assert.equal(db.sql('SELECT count(*) FROM granted'), '2');
    });

    test('says which folder is missing', () => {
        folder.remove('views');
        refused(/views: No such file or directory/);
        assert.match(db.ttctl('migrate', '--sql=/nowhere').stderr, /nowhere\/migrations: No such file/);
        assert.equal(db.ttctl('migrate', '--sql').status, 2);
    });
});

suite("the product's own schema", () => {
    let db: Database;

    beforeEach(() => {
        db = new Database();
    });
    afterEach(() => db.drop());

    test('is applied, and applied again, with grants', () => {
        const owner = db.sql('SELECT current_user');
        const role = moduleRole() ?? owner;
        const run = db.ttctl('migrate', '--sql', `${root}/sql`, '--grant', role);
        assert.equal(run.status, 0, run.stderr);
        assert.match(run.stdout, /^applied 0001_/);
        const again = db.ttctl('migrate', '--sql', `${root}/sql`, '--grant', role);
        assert.equal(again.status, 0, again.stderr);
        assert.equal(again.stdout, '');
        const may = (what: string): boolean => db.sql(`SELECT ${what}`) === 't';
        assert.ok(may(`has_table_privilege('${role}', 'time_entries', 'SELECT, INSERT, UPDATE, DELETE')`));
        assert.ok(may(`has_table_privilege('${role}', 'v_time_entries', 'SELECT')`));
        assert.ok(may(`has_table_privilege('${role}', 'schema_migrations', 'SELECT')`));
        if (role !== owner) {
            assert.ok(!may(`has_schema_privilege('${role}', 'public', 'CREATE')`));
            assert.ok(!may(`has_table_privilege('${role}', 'audit_log', 'INSERT')`));
        }
    });

    test('gives rights to no role that is not there', () => {
        const run = db.ttctl('migrate', '--sql', `${root}/sql`, '--grant', 'tt_test_nobody');
        assert.equal(run.status, 1);
        assert.match(run.stderr, /role "tt_test_nobody" does not exist \(SQLSTATE 42704\)/);
    });
});
