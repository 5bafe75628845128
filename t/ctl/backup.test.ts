// backup.test.ts -- the commands of ADMIN.md that save the database and bring it back, as they stand there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { Database, Folder, moduleRole, root, ttctl } from './scratch.ts';

const RESTORED = 'timetracker_restored';
const TABLES = `SELECT string_agg(t.name || ' ' || (xpath('/row/n/text()', query_to_xml('SELECT count(*) AS n FROM ' || t.name, false, true, '')))[1], ',' ORDER BY t.name)
    FROM (SELECT quote_ident(relname) AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace) t`;

/** The block ```sh MARK of ADMIN.md. */
function block(mark: 'backup' | 'restore'): string {
    const text = readFileSync(join(root, 'ADMIN.md'), 'utf8');
    const found = mark === 'backup' ? /^```sh backup\n([\s\S]*?)^```$/m.exec(text) : /^```sh restore\n([\s\S]*?)^```$/m.exec(text);
    assert.ok(found?.[1], `ADMIN.md has no block ${mark}`);
    return found[1];
}

suite('backup and restore, as ADMIN.md says', () => {
    const folder = new Folder();
    const source = new Database();
    const role = moduleRole();
    let env: NodeJS.ProcessEnv;

    /** Runs a block where libpq finds the server by its own variables, as an administrator's shell would. */
    function shell(script: string): string {
        const { status, stdout, stderr } = spawnSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder.path, env, encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        return stdout;
    }
    const restored = (sql: string): string => shell(`psql -X -A -t -d ${RESTORED} -c "${sql.replaceAll('"', '\\"')}"`).trim();

    before(() => {
        const url = new URL(source.url.replace(/^postgres(ql)?:/, 'http:').replace('@/', '@socket/'));
        env = { ...process.env, PATH: `${dirname(ttctl)}:${process.env['PATH']}`, PGUSER: decodeURIComponent(url.username), PGPASSWORD: decodeURIComponent(url.password),
            MODULE_ROLE: role ?? '' };
        assert.equal(source.ttctl('migrate', '--grant', role ?? '').status, 0);
        assert.equal(source.ttctl('user', 'add', '--email', 'ann@example.org', '--time-zone', 'Europe/Berlin').status, 0);
        assert.equal(source.ttctl('key', 'create', '--user', 'ann@example.org', '--name', 'laptop', '--scopes', 'all').status, 0);
        source.sql(`SELECT set_config('tt.user_id', (SELECT id::text FROM users), false), set_config('tt.actor', 'cli', false);
            INSERT INTO clients (user_id, name) SELECT id, 'Acme' FROM users;
            INSERT INTO projects (user_id, client_id, name) SELECT user_id, id, 'Website' FROM clients;
            INSERT INTO time_entries (user_id, project_id, start_time, end_time)
            SELECT user_id, id, '2026-03-02 09:00+01', '2026-03-02 10:00+01' FROM projects`);
    });
    after(() => {
        shell(`dropdb --if-exists --force ${RESTORED}`);
        source.drop();
        folder.remove();
    });

    test('every row, every right, and a schema that ttctl knows', () => {
        shell(block('backup').replace(/ timetracker$/m, ` ${source.name}`));
        assert.match(shell(block('restore')), /^ +1 \| 2026-03-02/m);
        assert.equal(restored(TABLES), source.sql(TABLES));
        assert.equal(restored('SELECT md5(string_agg(e::text, chr(10) ORDER BY id)) FROM time_entries e'), source.sql('SELECT md5(string_agg(e::text, chr(10) ORDER BY id)) FROM time_entries e'));
    });

    test('the module may read and write rows there, and nothing else', { skip: !role }, () => {
        const may = (what: string): string => restored(`SELECT ${what}`);
        assert.equal(may(`has_table_privilege('${role}', 'time_entries', 'INSERT')`), 't');
        assert.equal(may(`has_table_privilege('${role}', 'audit_log', 'INSERT')`), 'f');
        assert.equal(may(`has_schema_privilege('${role}', 'public', 'CREATE')`), 'f');
    });

    test('the rules hold there: an overlap is refused', () => {
        assert.throws(() => restored(`INSERT INTO time_entries (user_id, project_id, start_time, end_time) SELECT user_id, project_id, start_time, end_time FROM time_entries`), /overlap/);
    });
});
