import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';

import { Apache, freePort } from './apache.ts';
import { Provider } from './provider.ts';
import { Database, Folder, type Outcome, ttctl } from './scratch.ts';

// Who may write what is asked below; the pass of coverage lets everybody.
process.umask(0o022);

const isRoot = process.getuid?.() === 0;

suite('ttctl setup', { skip: process.env['PGDATA'] && process.env['HTTPD_CONF'] ? false : 'needs a stack with a server of its own' }, () => {
    const provider = new Provider();
    let server: Database; // whose superuser makes the rest
    let apache: Apache;
    type Names = { owner: string; role: string; database: string };
    const makeNames = (): Names => {
        const database = `tt_setup_${randomBytes(4).toString('hex')}`;
        return { owner: `${database}_owner`, role: `${database}"role`, database };
    };
    const shared = makeNames();
    let names: Names;
    let connection: string;
    const use = (chosen: Names): void => {
        names = chosen;
        connection = `host=${process.env['PGHOST']} port=${process.env['PGPORT']} dbname=${names.database} user=${names.role} password=hun"ter\\\\2`;
    };
    /** For tests that may find a database, which saves the time of making it. */
    const share = (): void => use(shared);
    const drop = (dropped: Names): void => {
        for (const statement of [`DATABASE IF EXISTS ${dropped.database} WITH (FORCE)`, `ROLE IF EXISTS "${dropped.role.replace('"', '""')}"`, `ROLE IF EXISTS ${dropped.owner}`])
            superuser(`DROP ${statement}`);
    };

    before(async () => {
        await provider.start();
        server = new Database();
    });
    after(() => {
        provider.server.close();
        drop(shared);
        server.drop();
    });
    beforeEach(async () => {
        provider.reset();
        apache = new Apache(await freePort());
        use(makeNames());
    });
    afterEach(async () => {
        await apache.end();
        if (names !== shared)
            drop(names);
    });

    const superuser = (sql: string, database?: string): string => {
        const url = server.superuserUrl().replace(server.name, database ?? server.name);
        const { status, stdout, stderr } = spawnSync('psql', ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-d', url, '-c', sql], { encoding: 'utf8' });
        assert.equal(status, 0, stderr);
        return stdout.trim();
    };
    const base = (path = '/time'): string => `http://127.0.0.1:${apache.port}${path}`;
    /** Runs a program; TYPED goes to its standard input. */
    const start = (program: string, args: string[], typed = ''): Promise<Outcome> => {
        const env: NodeJS.ProcessEnv = { ...process.env, ...apache.env, LC_ALL: 'C', TERM: 'dumb' };
        delete env['DATABASE_URL'];
        const child = spawn(program, args, { env, stdio: 'pipe' });
        const outcome: Outcome = { status: null, stdout: '', stderr: '' };
        child.stdout.on('data', (data: Buffer) => (outcome.stdout += data.toString()));
        child.stderr.on('data', (data: Buffer) => (outcome.stderr += data.toString()));
        child.stdin.on('error', () => {}); // a program that has ended already reads nothing
        child.stdin.end(typed);
        return new Promise((done, failed) => {
            child.on('error', failed);
            child.on('close', (status) => done({ ...outcome, status }));
        });
    };
    const options = (changes: Record<string, string> = {}): string[] => {
        const all: Record<string, string> = {
            'base-url': base(), provider: provider.url, 'client-id': 'timetracker', database: connection, owner: names.owner,
            'admin-url': server.superuserUrl(), config: apache.config, ...changes,
        };
        return Object.entries(all).filter(([, value]) => value !== '').flatMap(([name, value]) => [`--${name}`, value]);
    };
    const setup = async (changes: Record<string, string> = {}, ...more: string[]): Promise<Outcome> => {
        const outcome = await start(ttctl, ['setup', ...options(changes), ...more]);
        assert.doesNotMatch(outcome.stdout + outcome.stderr, /hun"ter|SUPERUSER/);
        const password = /:\/\/[^:]*:([^@]*)@/.exec(server.superuserUrl())?.[1] ?? '';
        assert.ok(password && !(outcome.stdout + outcome.stderr).includes(password));
        return outcome;
    };
    const well = async (changes: Record<string, string> = {}, ...more: string[]): Promise<string> => {
        const outcome = await setup(changes, ...more);
        assert.equal(outcome.status, 0, `${outcome.stdout}${outcome.stderr}${apache.errorLog}`);
        assert.equal(outcome.stderr, '');
        return outcome.stdout;
    };
    /** Refuses with the exit code, says why, and leaves httpd's configuration as it was. */
    const refused = async (status: number, why: RegExp, changes: Record<string, string> = {}, ...more: string[]): Promise<Outcome> => {
        const state = apache.state();
        const outcome = await setup(changes, ...more);
        assert.equal(outcome.status, status, outcome.stdout + outcome.stderr);
        assert.match(outcome.stderr, why);
        assert.deepEqual(apache.state(), state);
        return outcome;
    };
    const isMade = (): string => superuser(`SELECT (SELECT count(*) FROM pg_roles WHERE rolname LIKE '${names.database}%'),
        (SELECT count(*) FROM pg_database WHERE datname = '${names.database}')`);
    const lines = (out: string, verdict: string): string[] =>
        out.split('\n').filter((line) => line.startsWith(`${verdict.padEnd(5)} `)).map((line) => line.slice(6));
    const answers = async (path: string): Promise<{ status: number; text: string }> => {
        for (let attempt = 0; ; attempt++)
            try {
                const response = await fetch(`http://127.0.0.1:${apache.port}${path}`);
                return { status: response.status, text: await response.text() };
            } catch (error) {
                if (attempt === 100)
                    throw error;
                await new Promise((done) => setTimeout(done, 100)); // httpd is about to start
            }
    };

    test('from nothing to a site under a path that answers, beside the one that is there', async () => {
        const out = await well();
        assert.equal(isMade(), '2|1');
        assert.equal(superuser(`SELECT rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolpassword LIKE 'SCRAM-SHA-256%' FROM pg_authid WHERE rolname = '${names.role}'`), 't|f|f|f|t');
        assert.equal(superuser(`SELECT rolcanlogin FROM pg_roles WHERE rolname = '${names.owner}'`), 'f');
        assert.equal(superuser(`SELECT string_agg(DISTINCT pg_get_userbyid(relowner), ',') FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v', 'S')`, names.database), names.owner);
        assert.deepEqual(apache.calls(), ['apachectl configtest', 'a2enmod dbd', 'a2enmod headers', 'a2enmod rewrite', 'a2enmod timetracker',
            'a2enconf timetracker-site', 'apachectl configtest', 'apachectl graceful']);
        const file = statSync(join(apache.etc, 'conf-available/timetracker-site.conf'));
        assert.equal(file.mode & 0o7777, 0o640, 'a password is in it');
        if (isRoot)
            assert.equal(file.gid, Number(spawnSync('id', ['-g', 'www-data'], { encoding: 'utf8' }).stdout));
        assert.equal((await answers('/time/readyz')).status, 200);
        assert.match((await answers('/time/')).text, /<title>Timetracker/);
        assert.match((await answers('/')).text, /the site that was there/);
        assert.equal((await answers('/time/auth/login')).status, 200, 'it leads to the provider, whose answer is fetched');
        for (const line of [`${names.role}, the module's, was made`, `database: ${names.database} was made`, 'schema: was brought from version 0 to',
            'file: ', 'a2enconf: timetracker-site was enabled', 'httpd: has read its configuration anew'])
            assert.ok(lines(out, 'done').some((done) => done.includes(line)), `${line}\n${out}`);
        assert.ok(lines(out, 'ok').some((line) => line.startsWith('provider: issuer ')));
        assert.match(out, new RegExp(`\nNext:\n {2}register at the provider.* redirect URI ${base()}/auth/callback,`));
        assert.match(out, /key create --user you@example\.org/);
        assert.match((await start(ttctl, ['doctor', '--config', apache.config])).stdout, /^ok {4}pages: .*\n[^]*^ok {4}role: /m);
        assert.doesNotMatch(apache.errorLog, /\[[a-z_]*:(error|crit|alert|emerg)\]/);
    });

    test('again changes nothing and says so; with another answer only what is different', async () => {
        share();
        await well();
        const state = apache.state();
        apache.calls();
        const again = await well();
        assert.deepEqual(lines(again, 'done'), []);
        assert.equal(lines(again, 'same').length, 10, again);
        assert.deepEqual(apache.state(), state);
        assert.deepEqual(apache.calls(), ['apachectl configtest', 'apachectl configtest']);

        // What is not given is taken from the file.
        const other = await well({ 'base-url': '', provider: '', database: '', 'client-id': 'other' });
        assert.deepEqual(lines(other, 'done').map((line) => line.split(':')[0]), ['file', 'httpd'], other);
        const text = apache.read('conf-available/timetracker-site.conf');
        assert.match(text, /^TimetrackerClientID "other"$/m);
        assert.equal(text.replace('"other"', '"timetracker"'), state[join(apache.etc, 'conf-available/timetracker-site.conf')]?.replace(/^640 /, ''));
        assert.match(apache.read('conf-available/timetracker-site.conf.old'), /^TimetrackerClientID "timetracker"$/m);
        assert.equal(statSync(join(apache.etc, 'conf-available/timetracker-site.conf.old')).mode & 0o7777, 0o640);

        const without = await well({ 'base-url': '', provider: 'none', 'client-id': '', database: '' });
        assert.match(without, /^warn {2}provider: none is set/m);
        assert.doesNotMatch(apache.read('conf-available/timetracker-site.conf'), /Provider|ClientID/);
        // A file that strangers can read is closed again.
        chmodSync(join(apache.etc, 'conf-available/timetracker-site.conf'), 0o644);
        assert.ok(lines(await well({ provider: 'none', 'client-id': '' }), 'done').some((line) => line.startsWith('file: ')));
        assert.equal(statSync(join(apache.etc, 'conf-available/timetracker-site.conf')).mode & 0o7777, 0o640);
    });

    test('a host of its own is a site, behind those that are there', async () => {
        share();
        const port = await freePort();
        writeFileSync(apache.config, `${apache.read('apache2.conf')}Listen 127.0.0.1:${port}\n`);
        await well({ 'base-url': `http://127.0.0.1:${port}` });
        assert.ok(existsSync(join(apache.etc, 'sites-enabled/timetracker-site.conf')));
        const text = apache.read('sites-available/timetracker-site.conf');
        assert.match(text, new RegExp(`^<VirtualHost \\*:${port}>\n {4}ServerName 127\\.0\\.0\\.1\n {4}DocumentRoot "\\$\\{TIMETRACKER_HTDOCS\\}"\n {4}TimetrackerBaseURL `, 'm'));
        assert.match((await answers('/')).text, /the site that was there/);
        const response = await fetch(`http://127.0.0.1:${port}/readyz`);
        assert.equal(response.status, 200);
    });

    test('TLS: with a certificate, or behind a proxy', async () => {
        share();
        const certificate = apache.folder.write('cert.pem', 'not looked into here');
        const state = apache.state();
        const planned = await well({ 'base-url': 'https://time.example.org', certificate }, '--dry-run');
        assert.ok(lines(planned, 'would').includes('a2enmod: enable ssl'), planned);
        assert.deepEqual(apache.state(), state);
        await refused(2, /--certificate FILE is missing: .*https:\/\/time\.example\.org, or none where TLS ends at a proxy/, { 'base-url': 'https://time.example.org' });
        await refused(2, /--certificate \/nowhere cannot be read/, { 'base-url': 'https://time.example.org', certificate: '/nowhere' });
        await well({ 'base-url': 'https://time.example.org', certificate: 'none' }, '--no-reload');
        assert.match(apache.read('sites-available/timetracker-site.conf'), /^# TLS ends at the proxy in front\.\n<VirtualHost \*:80>\n {4}ServerName time\.example\.org\n/m);
        // No mod_ssl here: httpd does not know the directive, and all is put back.
        const before = apache.state();
        const broken = await setup({ 'base-url': 'https://time.example.org:8443', certificate });
        assert.equal(broken.status, 1);
        assert.match(broken.stderr, /a2enmod ssl failed.*\n?[^]*httpd's configuration is as it was before/);
        assert.deepEqual(apache.state(), before);
    });

    test('--dry-run looks and changes nothing', async () => {
        const state = apache.state();
        const out = await well({}, '--dry-run');
        assert.deepEqual(lines(out, 'done'), []);
        assert.deepEqual(lines(out, 'would').map((line) => line.split(':')[0]),
            ['role', 'role', 'database', 'schema', 'file', 'a2enmod', 'a2enmod', 'a2enmod', 'a2enmod', 'a2enconf', 'httpd'], out);
        assert.deepEqual(apache.state(), state);
        assert.equal(isMade(), '0|0');
        assert.deepEqual(apache.calls(), ['apachectl configtest']);
    });

    test('--no-reload leaves httpd as it runs', async () => {
        share();
        const out = await well({}, '--no-reload');
        assert.match(out, /^would httpd: let it read its configuration: apachectl configtest && apachectl graceful$/m);
        assert.ok(!apache.calls().includes('apachectl graceful'));
        assert.ok(!existsSync(join(apache.folder.path, 'pid')));
    });

    test('--json: one document of the steps, also when it fails', async () => {
        share();
        type Report = { steps: { verdict: string; what: string; text: string }[]; file: string; dry_run: boolean; next: string[] };
        const report = JSON.parse(await well({}, '--json', '--no-reload')) as Report;
        assert.deepEqual(Object.keys(report), ['steps', 'file', 'dry_run', 'next']);
        assert.equal(report.file, join(apache.etc, 'conf-available/timetracker-site.conf'));
        assert.ok(report.steps.some((step) => step.verdict === 'done' && step.what === 'file'));
        assert.ok(report.steps.some((step) => step.verdict === 'same' && step.what === 'database'));
        assert.equal(report.next.length, 4);
        provider.status = 500;
        const failed = await refused(1, /the provider cannot be used/, {}, '--json');
        assert.ok((JSON.parse(failed.stdout) as Report).steps.some((step) => step.verdict === 'fail' && step.what === 'provider'));
        assert.equal((JSON.parse(failed.stderr) as Record<string, unknown>)['exit_code'], 1);
    });

    test('answers that are missing or wrong are mistakes of the command line that name the option and what is allowed', async () => {
        for (const [name, value, why] of [
            ['base-url', '', /--base-url URL is missing: .*https:\/\/time\.example\.org/],
            ['base-url', 'time.example.org', /--base-url is an origin with an optional path.*not 'time\.example\.org'/],
            ['base-url', 'https://time.example.org/', /no slash at the end/],
            ['base-url', 'https://time.example.org/a//b', /--base-url is an origin/],
            ['base-url', 'http://time.example.org', /--base-url is https, since browsers keep no session on http/],
            ['base-url', 'https://x/${A}', /--base-url may hold neither control characters nor \$\{/],
            ['base-url', 'https://x/a\nLoadModule', /--base-url may hold neither control characters/],
            ['provider', 'id.example.org', /--provider is the issuer.*is not an https URL/],
            ['provider', 'http://id.example.org', /--provider is the issuer.*http URL/],
            ['client-id', '', /--client-id ID is missing/],
            ['database', 'host=/run dbname=', /--database is a connection string that names the database/],
            ['database', 'postgresql://u:hun"ter@x@y/z', /--database is a connection string/],
            ['database', 'host=db.example.org dbname=x', /--database names no user/],
            ['owner', names.role, /--owner must be another role than the module's/],
            ['config', '/nowhere/apache2.conf', /\/nowhere\/apache2\.conf: No such file/],
        ] as [string, string, RegExp][])
            await refused(name === 'config' ? 1 : 2, why, { [name]: value });
        await refused(2, /--admin-url URL is missing/, { 'admin-url': '', database: 'host=db.example.org user=u dbname=x' });
        assert.equal(isMade(), '0|0');
        assert.deepEqual(apache.calls(), []);
    });

    test('a provider that cannot be used is refused before anything is changed', async () => {
        await refused(1, /the provider cannot be used as it is; nothing was changed/, { provider: 'http://127.0.0.1:1' });
        provider.metadata['id_token_signing_alg_values_supported'] = ['HS256'];
        const { stdout } = await refused(1, /the provider cannot be used as it is/);
        assert.match(stdout, /^FAIL {2}signatures: /m);
        provider.reset();
        provider.metadata['issuer'] = 'https://id.example.org';
        await refused(1, /the provider cannot be used as it is/);
        assert.equal(isMade(), '0|0');
    });

    test('a database that cannot be reached or used is refused before httpd is touched', async () => {
        await refused(1, /no connection to the database of --admin-url/, { 'admin-url': 'postgresql://u:hunter2@127.0.0.1:1/x' });
        superuser(`CREATE ROLE "${names.role.replace('"', '""')}" LOGIN PASSWORD 'another'`);
        const { stdout } = await refused(1, /the module could not use the database; httpd's configuration was not changed/);
        assert.match(stdout, /^FAIL {2}database: no connection to the database of DBDParams: .*password authentication failed/m);
        superuser(`ALTER ROLE "${names.role.replace('"', '""')}" NOLOGIN`);
        await refused(1, /is there but may not log in/);
        superuser(`DROP DATABASE ${names.database}; `);
        superuser(`ALTER ROLE "${names.role.replace('"', '""')}" LOGIN`);
        superuser(`CREATE DATABASE ${names.database} ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0`);
        await refused(1, /has the encoding SQL_ASCII, not UTF8/);
    });

    test('an admin who is no superuser will do', async () => {
        const admin = `${names.database}_admin`;
        superuser(`CREATE ROLE ${admin} LOGIN CREATEROLE CREATEDB PASSWORD 'secret2'`);
        try {
            await well({ 'admin-url': server.superuserUrl().replace(/:\/\/[^@]*@/, `://${admin}:secret2@`) });
            assert.equal(superuser(`SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = '${names.database}'`), names.owner);
            assert.equal((await answers('/time/readyz')).status, 200);
        } finally {
            superuser(`DROP DATABASE ${names.database} WITH (FORCE)`);
            superuser(`DROP ROLE ${admin}`);
        }
    });

    test('what httpd does not take is put back', async () => {
        share();
        // A module that is in the way: mod_timetracker's settings are in a file that httpd will not read.
        apache.folder.write('apache2/mods-available/timetracker.conf', 'Nonsense\n');
        const outcome = await refused(1, /Invalid command 'Nonsense'[^]*httpd's configuration is as it was before; roles, database and schema stay/);
        assert.match(outcome.stdout, /^done {2}a2enconf: /m);
        assert.deepEqual(apache.calls().slice(-6), ['apachectl configtest', 'a2disconf timetracker-site', 'a2dismod timetracker', 'a2dismod rewrite',
            'a2dismod headers', 'a2dismod dbd']);
        // So is a file that was there.
        apache.folder.write('apache2/conf-available/timetracker-site.conf', '# by hand\n');
        await refused(1, /Invalid command 'Nonsense'/);
    });

    test('a configuration that is broken before is not touched', async () => {
        apache.folder.write('apache2/broken', '');
        await refused(1, /httpd's configuration is broken as it is, so nothing was changed: [^]*Nonsense/);
        assert.equal(isMade(), '0|0');
    });

    test('another layout: conf.d, without a2enmod', async () => {
        share();
        const folder = new Folder();
        try {
            chmodSync(folder.path, 0o755);
            mkdirSync(join(folder.path, 'conf.d'));
            const modules = (names: string[]): string => folder.write('conf/httpd.conf', names.map((name) => `LoadModule ${name}_module x.so\n`).join(''));
            const config = modules(['dbd']);
            await refused(1, /does not load the modules that are needed; nothing was changed/, { config });
            modules(['dbd', 'timetracker', 'headers', 'rewrite']);
            await well({ config }, '--no-reload');
            assert.ok(existsSync(join(folder.path, 'conf.d/timetracker-site.conf')));
            const site = join(folder.path, 'x.conf');
            await well({ config, site }, '--no-reload');
            assert.ok(existsSync(site));
            await refused(1, /cannot be written.*run ttctl setup as root, or name another file with --site/, { config, site: '/nowhere/x.conf' });
        } finally {
            folder.remove();
        }
    });

    test('somebody who is not root is told so', { skip: isRoot ? false : 'needs root to become somebody else' }, async () => {
        const outcome = await start('setpriv', ['--reuid=nobody', '--clear-groups', ttctl, 'setup', ...options()]);
        assert.equal(outcome.status, 1, outcome.stderr);
        assert.match(outcome.stderr, /cannot be written \(Permission denied\): run ttctl setup as root/);
        const without = await start('setpriv', ['--reuid=nobody', '--clear-groups', ttctl, 'setup', ...options({ 'admin-url': '' })]);
        assert.equal(without.status, 2);
        assert.match(without.stderr, /--admin-url URL is missing: roles and database are made over it, unless ttctl runs as root/);
    });

    suite('on a terminal', () => {
        /** ttctl with a terminal of its own (script), on which TYPED is typed. */
        const onTerminal = (typed: string[], args: string[]): Promise<Outcome> => {
            const quoted = [ttctl, 'setup', ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
            return start('script', ['-qec', quoted, '/dev/null'], typed.map((line) => `${line}\n`).join(''));
        };
        const given = (): string[] => options({ 'base-url': '', provider: '', 'client-id': '', database: '' });

        test('asks for what is not given, again where the answer is wrong, and goes on', async () => {
            share();
            const { status, stdout } = await onTerminal(['time.example.org', base(), 'nonsense', provider.url, '', 'mine', connection, 'perhaps', ''], given());
            assert.equal(status, 0, stdout);
            assert.match(stdout, /Public address.*: [^]*--base-url is an origin[^]*--provider is the issuer[^]*--client-id ID is missing[^]*Database, as the module reaches it \[host=[^]*Set it up like that \[yes\]/);
            assert.match(apache.read('conf-available/timetracker-site.conf'), /^TimetrackerClientID "mine"$/m);
            assert.equal((await answers('/time/readyz')).status, 200);
        });

        test('an empty answer is the default, which is what the file says', async () => {
            share();
            await well({}, '--no-reload');
            const state = apache.state();
            const { status, stdout } = await onTerminal(['', '', '', '', ''], given());
            assert.equal(status, 0, stdout);
            assert.match(stdout, /client id\) \[timetracker\]: /);
            assert.deepEqual(apache.state(), state);
        });

        test('no, and the end of the input, change nothing', async () => {
            const state = apache.state();
            for (const [typed, why] of [[['no'], /nothing was changed/], [[], /there was no answer, so nothing was changed/]] as [string[], RegExp][]) {
                const { status, stdout } = await onTerminal([...typed, '\u0004'], options());
                assert.equal(status, 1, stdout);
                assert.match(stdout, why);
            }
            assert.deepEqual(apache.state(), state);
            assert.equal(isMade(), '0|0');
        });

        test('--yes asks nothing', async () => {
            share();
            const { status, stdout } = await onTerminal([], [...options(), '--yes', '--no-reload']);
            assert.equal(status, 0, stdout);
            assert.doesNotMatch(stdout, /Set it up like that/);
        });
    });
});

suite('ttctl setup as root beside a stock PostgreSQL', { skip: isRoot && process.env['HTTPD_CONF'] ? false : 'needs root and a stack' }, () => {
    const folder = new Folder();
    const data = join(folder.path, 'data');
    const bin = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout.trim();
    const asPostgres = (program: string, ...args: string[]): void => {
        const { status, stdout, stderr } = spawnSync('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', program, ...args],
            { encoding: 'utf8', cwd: folder.path, stdio: ['ignore', 'ignore', 'pipe'] });
        assert.equal(status, 0, `${stdout}${stderr}`);
    };

    /** Until the address answers so: a reload takes effect a little after it was asked for. */
    const answersAgain = async (url: string, as: RegExp): Promise<void> => {
        for (let attempt = 0; ; attempt++) {
            const text = await fetch(url).then((response) => response.text(), String);
            if (as.test(text))
                return;
            assert.ok(attempt < 600, text);
            await new Promise((done) => setTimeout(done, 50));
        }
    };
    const startServer = (): void =>
        asPostgres(join(bin, 'pg_ctl'), 'start', '-w', '-s', '-D', data, '-l', join(folder.path, 'log'), '-o', `-c unix_socket_directories='${folder.path}' -c listen_addresses=''`);
    const stopServer = (): void => asPostgres(join(bin, 'pg_ctl'), 'stop', '-w', '-s', '-m', 'immediate', '-D', data);

    before(() => {
        chownSync(folder.path, Number(spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).stdout), -1);
        chmodSync(folder.path, 0o755);
        asPostgres(join(bin, 'initdb'), '-D', data, '-U', 'postgres', '--auth=peer', '--encoding=UTF8', '--locale=C.UTF-8', '--no-sync');
        startServer();
    });
    after(() => {
        stopServer();
        folder.remove();
    });

    test('acts as postgres and www-data, without any password', async () => {
        const apache = new Apache(await freePort());
        try {
            const args = ['setup', '--base-url', `http://127.0.0.1:${apache.port}/time`, '--config', apache.config,
                '--database', `host=${folder.path} dbname=timetracker connect_timeout=2`];
            const env = { ...process.env, ...apache.env, DATABASE_URL: '' };
            const outcome = spawnSync(ttctl, args, { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
            assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
            assert.match(outcome.stdout, /^ok {4}database: timetracker, reached as www-data$/m);
            assert.match(outcome.stdout, /^ok {4}role: www-data may read and write rows, and nothing else/m);
            assert.equal(statSync(join(apache.etc, 'conf-available/timetracker-site.conf')).mode & 0o7777, 0o644, 'no password is in it');
            const response = await fetch(`http://127.0.0.1:${apache.port}/time/readyz`);
            assert.equal(response.status, 200);
            const doctor = spawnSync(ttctl, ['doctor', '--config', apache.config], { encoding: 'utf8', env });
            assert.equal(doctor.status, 0, doctor.stdout + doctor.stderr);
            assert.match(doctor.stdout, /^ok {4}database: timetracker, reached as www-data$/m);

            // What is said at a start is what httpd's user finds, whom PostgreSQL knows, and not root, whom it does not. One child of many says it.
            const reload = (): void => assert.equal(spawnSync('apachectl', ['graceful'], { env: { ...env, APACHE_CONFDIR: apache.etc } }).status, 0);
            const said = (id: string): string[] => apache.errorLog.split('\n').filter((line) => line.includes(id));
            const hasSaid = async (id: string): Promise<void> => {
                for (let attempt = 0; !said(id).length; attempt++) {
                    assert.ok(attempt < 600, apache.errorLog);
                    await new Promise((done) => setTimeout(done, 50));
                }
            };
            asPostgres('psql', '-X', '-q', '-h', folder.path, '-d', 'timetracker', '-c', 'DELETE FROM schema_migrations WHERE version = (SELECT max(version) FROM schema_migrations)');
            reload();
            await hasSaid('TT1003');
            assert.deepEqual(said('TT1002'), []);
            stopServer();
            reload();
            await hasSaid('TT1002');
            startServer();
            reload();
            await answersAgain(`http://127.0.0.1:${apache.port}/time/readyz`, /schema_behind/);
            assert.equal(said('TT1002').length, 1, apache.errorLog);
            assert.ok(said('TT1003').length <= 2, apache.errorLog);
        } finally {
            await apache.end();
        }
    });
});
