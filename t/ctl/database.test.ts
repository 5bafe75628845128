import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';

import { Database, Folder, run, ttctl } from './scratch.ts';

const dead = 'postgresql://ttctl:hunter2@127.0.0.1:1/nothing';

suite('how ttctl finds its database', () => {
    let db: Database;
    let folder: Folder;

    before(() => {
        db = new Database();
        // Enough for `user list` to answer.
        db.sql(`CREATE TABLE users (id bigint, email text, username text, time_zone text, is_admin boolean, issuer text,
                                    created_at timestamptz, tier text);
                INSERT INTO users VALUES (7, 'a@b.example', 'a', 'UTC', false, NULL, '2024-01-02T03:04:05Z', 'free')`);
    });
    after(() => db.drop());
    beforeEach(() => {
        folder = new Folder();
    });
    afterEach(() => folder.remove());

    const found = (url: string | undefined, ...args: string[]): void => {
        const outcome = run(url, 'user', 'list', ...args);
        assert.equal(outcome.status, 0, outcome.stderr);
        assert.match(outcome.stdout, /^7\ta@b\.example\t/);
    };
    const refused = (what: RegExp, url: string | undefined, ...args: string[]): void => {
        const outcome = run(url, 'user', 'list', ...args);
        assert.equal(outcome.status, 1, outcome.stderr);
        assert.equal(outcome.stdout, '');
        assert.match(outcome.stderr, what);
        assert.doesNotMatch(outcome.stderr, /hunter|secret/);
    };
    /** DBDParams with the value in quotes, as an administrator writes it. */
    const params = (url = db.url): string => `DBDParams "${url.replaceAll('"', '\\"')}"\n`;

    test('--database-url goes before --config, and that before DATABASE_URL', () => {
        const config = folder.write('httpd.conf', params());
        const bad = folder.write('bad.conf', params(dead));
        found(db.url);
        found(dead, '--config', config);
        found(dead, '--database-url', db.url, '--config', bad);
        found(undefined, `--database-url=${db.url}`);
        const ahead = run(dead, '--database-url', db.url, 'user', 'list'); // as an alias puts it
        assert.match(ahead.stdout, /^7\ta@b\.example\t/, ahead.stderr);
        refused(/DATABASE_URL/, undefined);
        refused(/which database\?.*--database-url.*--config/s, '');
    });

    test('never prints a password', () => {
        refused(/no connection to the database of DATABASE_URL: /, dead);
        for (const url of [
            'postgresql://u:hunter2@secret@127.0.0.1:1/x', 'postgresql://u:hunter2/secret@127.0.0.1:1/x',
            'postgresql://u:hunter2?secret@127.0.0.1:1/x', 'postgresql://u:hunter2%zz@127.0.0.1:1/x',
            'postgresql://u:hunter2?a=secret@127.0.0.1:1/x', 'host=127.0.0.1 port=1 password=hunter2 secret',
            'postgresql://u:hunter2#secret@127.0.0.1:1/x', 'postgresql://u:hunter2', 'postgresql://u:hunter2/x',
        ])
            refused(/--database-url is no connection string/, undefined, '--database-url', url);
    });

    test('gives up on a server that does not answer', { timeout: 20000 }, () => {
        // 192.0.2.0/24 is for documentation: nobody answers there, or the network says so at once.
        refused(/no connection to the database/, 'postgresql://u@192.0.2.1/x?connect_timeout=2');
    });

    test('prints SQL errors with their SQLSTATE', () => {
        const outcome = run(db.url, 'key', 'list');
        assert.equal(outcome.status, 1);
        assert.match(outcome.stderr, /relation "api_keys" does not exist \(SQLSTATE 42P01\)\n {2}Is the schema there\? `ttctl migrate` makes it/);
    });

    test('--config reads quotes, continued lines, comments and any case', () => {
        const value = db.url;
        const middle = value.length >> 1;
        found(dead, '--config', folder.write('a.conf', `  dbdparams '${value}'  \n`));
        found(dead, '--config', folder.write('b.conf', `#DBDParams "${dead}"\n<IfModule x>\n\tDBDParams \\\n  "${value}"\n</IfModule>`));
        found(dead, '--config', folder.write('c.conf', `DBDParams "${value.slice(0, middle)}\\\r\n${value.slice(middle)}"\r\n`));
        found(dead, '--config', folder.write('d.conf', `# a comment \\\n${params(dead)}${params()}`));
        refused(/e\.conf:2: DBDParams takes one value; put it in quotes/, db.url, '--config',
            folder.write('e.conf', '\nDBDParams host=a dbname=b\n'));
        refused(/f\.conf, with all it includes, has no DBDParams/, db.url, '--config', folder.write('f.conf', 'ServerName x\n'));
        refused(/gone\.conf: No such file/, db.url, '--config', `${folder.path}/gone.conf`);
    });

    test('--config follows Include and IncludeOptional: files, folders, wildcards, relative to ServerRoot', () => {
        const main = (text: string): string => folder.write('main.conf', text);
        folder.write('sites/x/1.conf', 'ServerName x\n');
        folder.write('sites/x/2.conf', params());
        found(dead, '--config', main('Include sites/x/2.conf\n'));
        found(dead, '--config', main('Include "sites/*/[12].conf"\nIncludeOptional nothing/*.conf\nIncludeOptional none.conf\n'));
        found(dead, '--config', main('IncludeOptional sites\n'));
        found(dead, '--config', main(`ServerRoot "${folder.path}/sites"\nInclude x/2.conf\n`));
        found(dead, '--config', main(`Include ${folder.path}/sites/x/2.conf\n`));
        refused(/main\.conf:2: Include nothing\/\*\.conf: there is no such file/, db.url, '--config',
            main('Include sites\nInclude nothing/*.conf\n'));
        refused(/main\.conf:1: Include none\.conf: there is no such file/, db.url, '--config', main('Include none.conf\n'));
    });

    test('--config ends with a message where files include themselves', () => {
        refused(/included more than 20 deep/, db.url, '--config', folder.write('loop.conf', 'Include loop.conf\nInclude loop.conf\n'));
        refused(/more than 20 deep/, db.url, '--config', folder.write('loop.conf', 'Include .\n'));
    });

    test('--config knows Define, the environment and <IfDefine>', () => {
        const main = (text: string): string => folder.write('main.conf', text);
        found(dead, '--config', main(`Define URL "${db.url}"\nDBDParams "\${URL}"\n`));
        found(dead, '--config', main(`Define A\n<IfDefine !A>\n${params(dead)}</IfDefine>\n<IfDefine A>\n${params()}</IfDefine>\n`));
        found(dead, '--config', main(`<IfDefine A>\n<IfDefine !B>\n${params(dead)}</IfDefine>\n</IfDefine>\n${params()}`));
        refused(/DBDParams uses a \$\{NAME\}/, db.url, '--config', main('DBDParams "host=${TT_NOWHERE}"\n'));
        const env = { ...process.env, TT_TEST_URL: db.url };
        const outcome = spawnSync(ttctl, ['user', 'list', '--config', main('DBDParams "${TT_TEST_URL}"\n')], { env, encoding: 'utf8' });
        assert.equal(outcome.status, 0, outcome.stderr);
    });

    test('--config refuses to guess between two databases', () => {
        folder.write('two.conf', params(dead));
        refused(/DBDParams differ between .*main\.conf:1 and .*two\.conf:1; say with --database-url which/, undefined, '--config',
            folder.write('main.conf', `${params()}Include two.conf\n`));
        found(undefined, '--config', folder.write('main.conf', `${params()}<VirtualHost *>\n${params()}</VirtualHost>\n`));
    });
});

suite('the command line', () => {
    const usage = (what: RegExp, ...args: string[]): void => {
        const outcome = run(undefined, ...args);
        assert.equal(outcome.status, 2, outcome.stderr);
        assert.equal(outcome.stdout, '');
        assert.match(outcome.stderr, what);
    };

    test('mistakes end with exit code 2 and the usage', () => {
        usage(/no command; `ttctl help` lists them\nusage: ttctl COMMAND/);
        usage(/unknown command 'fly me'/, 'fly', 'me');
        usage(/unknown command 'user'/, 'user');
        usage(/unknown option --colour\nusage: ttctl user list/, 'user', 'list', '--colour');
        usage(/unknown option -x/, 'user', 'list', '-x');
        usage(/unexpected argument 'all'/, 'user', 'list', 'all');
        usage(/--json takes no value/, 'user', 'list', '--json=yes');
        usage(/--config needs a value: --config FILE/, 'user', 'list', '--config');
        usage(/--config has an empty value/, 'user', 'list', '--config=');
        usage(/--config is given twice/, 'user', 'list', '--config', 'a', '--config', 'b');
        usage(/--email E is missing/, 'user', 'add', '--name', 'x');
        usage(/ID is missing/, 'key', 'revoke');
        usage(/unexpected argument '--json'/, 'user', 'list', '--', '--json');
    });

    test('help and version go to stdout', () => {
        for (const args of [['help'], ['--help'], ['-h']]) {
            const outcome = run(undefined, ...args);
            assert.equal(outcome.status, 0);
            for (const command of ['migrate', 'user add', 'user list', 'key create', 'key list', 'key revoke', 'version', 'help'])
                assert.match(outcome.stdout, new RegExp(`^ {2}${command} `, 'm'));
        }
        const help = run(undefined, 'key', 'create', '--help');
        assert.equal(help.status, 0);
        assert.match(help.stdout, /^usage: ttctl key create --user EMAIL --name N --scopes S \[--days D\]/);
        assert.match(help.stdout, /--days D +days until it expires, 90 by default/);
        assert.match(run(undefined, 'version').stdout, /^ttctl \d+\.\d+\.\d+\n$/);
    });

    test('an output that cannot be written is a failure', () => {
        const outcome = spawnSync('sh', ['-c', '"$0" help >/dev/full', ttctl], { encoding: 'utf8' });
        assert.equal(outcome.status, 1);
        assert.match(outcome.stderr, /could not be written/);
    });
});
