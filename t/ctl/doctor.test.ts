import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, suite, test } from 'node:test';

import { goodKey, Provider } from './provider.ts';
import { Database, Folder, type Outcome, root, run } from './scratch.ts';

const base = process.env['BASE_URL'];

suite('ttctl doctor', { skip: base ? false : 'needs a stack (BASE_URL)' }, () => {
    const provider = new Provider();
    let db: Database;
    let folder: Folder;
    let role: string;

    before(async () => {
        await provider.start();
        db = new Database();
        role = db.moduleUrl ? (/:\/\/([^:@]+)/.exec(db.moduleUrl)?.[1] ?? '') : '';
        const migrated = db.ttctl('migrate', '--sql', `${root}/sql`, ...(role ? ['--grant', role] : []));
        assert.equal(migrated.status, 0, migrated.stderr);
    });
    after(() => {
        provider.server.close();
        db.drop();
    });
    beforeEach(() => {
        folder = new Folder();
        provider.reset();
    });
    afterEach(() => folder.remove());

    const modules = ['timetracker', 'dbd', 'headers', 'rewrite'].map((name) => `LoadModule ${name}_module mod_${name}.so\n`).join('');
    /** httpd's configuration with the lines given in place of those of the same name; an empty value leaves the line out. */
    const config = (changes: Record<string, string> = {}): string => {
        const lines: Record<string, string> = {
            TimetrackerBaseURL: String(base), TimetrackerProvider: provider.wellKnown, TimetrackerClientID: 'timetracker',
            TimetrackerInsecureProvider: 'On', DBDriver: 'pgsql', DBDParams: `"${db.moduleUrl ?? db.url}"`, DBDMax: '4', ...changes,
        };
        const host = Object.entries(lines).filter(([, value]) => value !== '').map(([name, value]) => `    ${name} ${value}\n`).join('');
        return folder.write('httpd.conf', `${modules}<VirtualHost *:80>\n${host}</VirtualHost>\n`);
    };
    const doctor = async (changes: Record<string, string> = {}, ...args: string[]): Promise<Outcome & { failed: string[] }> => {
        const outcome = await db.start(['doctor', '--config', config(changes), ...args]);
        const failed = [...outcome.stdout.matchAll(/^FAIL +(.*?): /gm)].map((match) => String(match[1]));
        assert.equal(outcome.status, failed.length ? 1 : 0, `${outcome.stdout}${outcome.stderr}`);
        assert.equal(outcome.stderr, failed.length ? outcome.stderr : '');
        return { ...outcome, failed };
    };
    const wrong = async (what: string, message: RegExp, changes: Record<string, string> = {}, ...args: string[]): Promise<string> => {
        const outcome = await doctor(changes, ...args);
        assert.deepEqual(outcome.failed, [what], outcome.stdout);
        assert.match(outcome.stdout, message);
        assert.match(outcome.stdout, /^FAIL .*\n {6}\S/m, 'a failure says what to do');
        assert.match(outcome.stderr, /checks that failed: 1/);
        return outcome.stdout;
    };

    test('a good installation: all is ok, and what to register is printed', async () => {
        const { stdout, failed } = await doctor();
        assert.deepEqual(failed, [], stdout);
        for (const what of ['mod_timetracker', 'mod_headers', 'DBDMax', 'answer', 'pages', 'database', 'PostgreSQL', 'clock of the database', 'schema',
            'seal key', 'rows', 'provider', 'clock of the provider', 'PKCE', 'public client', 'keys', 'sign-out'])
            assert.match(stdout, new RegExp(`^ok    ${what}: `, 'm'));
        if (role)
            assert.match(stdout, new RegExp(`^ok    role: ${role} may read and write rows, and nothing else`, 'm'));
        assert.match(stdout, new RegExp(`^ok    redirect URI: ${base}/auth/callback,`, 'm'));
        assert.match(stdout, new RegExp(`^ok    back-channel logout URI: ${base}/auth/backchannel-logout,`, 'm'));
        assert.match(stdout, new RegExp(`^ok    provider: issuer ${provider.url}`, 'm'));
        // The stack has neither TLS nor a provider that may be trusted: said, but no failure.
        assert.deepEqual([...stdout.matchAll(/^warn {2}(.*?): /gm)].map((match) => match[1]), ['TimetrackerBaseURL', 'TimetrackerInsecureProvider', ...(role ? [] : ['role'])]);
    });

    test('the stack itself, as its httpd is told', { skip: process.env['HTTPD_CONF'] ? false : 'needs HTTPD_CONF' }, () => {
        const outcome = run(undefined, 'doctor', '--config', String(process.env['HTTPD_CONF']));
        assert.equal(outcome.status, 0, `${outcome.stdout}${outcome.stderr}`);
        assert.match(outcome.stdout, new RegExp(`^ok    answer: the module answers at ${base}/healthz`, 'm'));
        assert.match(outcome.stdout, /^ok {4}schema: /m);
    });

    test('never prints a password', async () => {
        const secret = /:\/\/[^:]+:([^@]+)@/.exec(db.moduleUrl ?? '')?.[1];
        const { stdout } = await doctor();
        assert.ok(!secret || !stdout.includes(secret));
        const out = await wrong('database', /no connection to the database of DBDParams/, { DBDParams: '"postgresql://u:hunter2@127.0.0.1:1/x"' });
        assert.doesNotMatch(out, /hunter2/);
        assert.match(out, /runuser -u www-data -- ttctl doctor/);
    });

    suite('settings', () => {
        test('no configuration to be read', () => {
            const outcome = run(db.url, 'doctor', '--config', `${folder.path}/none.conf`);
            assert.equal(outcome.status, 1);
            assert.match(outcome.stdout, /^FAIL {2}httpd: .*No such file.*\n {6}--config FILE names/m);
            assert.match(outcome.stdout, /^ok {4}schema: /m, 'the database is looked at all the same');
        });

        test('no base URL, and what is none', async () => {
            await wrong('TimetrackerBaseURL', /is not set in .*httpd\.conf/, { TimetrackerBaseURL: '' });
            await wrong('TimetrackerBaseURL', /http:\/\/time\.example\.org is not https; browsers will not keep/,
                { TimetrackerBaseURL: 'http://time.example.org' });
            await wrong('TimetrackerBaseURL', /is not https/, { TimetrackerBaseURL: 'http://127.evil.example' });
            await wrong('TimetrackerBaseURL', /is no origin and path/, { TimetrackerBaseURL: `${base}/` });
        });

        test('something else answers at the base URL, or nothing', async () => {
            await wrong('answer', /is answered by something else than the module/, { TimetrackerBaseURL: provider.url });
            await wrong('answer', /no complete answer|connect/i, { TimetrackerBaseURL: 'http://127.0.0.1:1' });
            provider.status = 404;
            const { failed } = await doctor({ TimetrackerBaseURL: provider.url });
            assert.deepEqual(failed, ['answer', 'provider']);
        });

        test('modules that are not loaded', async () => {
            const file = folder.write('bare.conf', `TimetrackerBaseURL ${base}\nDBDriver pgsql\nDBDParams "${db.url}"\n`);
            const { stdout, status } = await db.start(['doctor', '--config', file]);
            assert.equal(status, 1);
            assert.match(stdout, /^FAIL {2}mod_timetracker: is not loaded\n {6}a2enmod timetracker$/m);
            assert.match(stdout, /^FAIL {2}mod_dbd: is not loaded/m);
            assert.match(stdout, /^warn {2}mod_headers: is not loaded/m);
            assert.match(stdout, /^warn {2}mod_rewrite: is not loaded/m);
            assert.match(stdout, /^warn {2}DBDMax: is not set/m);
            assert.match(stdout, /^warn {2}provider: none is set, so nobody can sign in/m);
        });

        test('the pool of connections', async () => {
            await wrong('DBDriver', /is mysql/, { DBDriver: 'mysql' });
            await wrong('DBDriver', /is not set/, { DBDriver: '' });
            await wrong('DBDParams', /is not set for/, { DBDParams: '' });
            const { stdout } = await doctor({ DBDMax: '50', DBDPersist: 'Off', TimetrackerSessionIdle: '600', TimetrackerSessionMax: '300' });
            assert.match(stdout, /^warn {2}DBDMax: is 50/m);
            assert.match(stdout, /^warn {2}DBDPersist: /m);
            assert.match(stdout, /^warn {2}TimetrackerSessionIdle: is 600 s, but no session lasts longer than 300 s/m);
        });

        test('front authentication: whether httpd asks who it is before we do', async () => {
            const front = { TimetrackerProvider: '', TimetrackerClientID: '', TimetrackerFrontAuth: 'On' };
            const elsewhere = { ...front, TimetrackerBaseURL: provider.url };
            provider.status = 403;
            provider.metadata = { code: 'front_no_user' };
            assert.match((await doctor(elsewhere)).stdout, /^FAIL {2}front authentication: httpd lets everybody through to http.*\/auth\/login without asking who it is\n {6}in the virtual host: <Location/m);
            provider.status = 303;
            assert.match((await doctor(elsewhere)).stdout, /^FAIL {2}front authentication: .* signs in whoever asks/m);
            for (const status of [401, 403, 302]) {
                provider.status = status;
                provider.metadata = {};
                assert.match((await doctor(elsewhere)).stdout, new RegExp(`^ok {4}front authentication: httpd answers ${status} at `, 'm'));
            }
            provider.status = 404;
            assert.match((await doctor(elsewhere)).stdout, /^warn {2}front authentication: .* answers 404/m);
            assert.match((await doctor({ ...front, TimetrackerBaseURL: 'http://127.0.0.1:1' })).stdout, /^warn {2}front authentication: .* cannot be asked/m);
            const { stdout } = await doctor({ TimetrackerFrontAuth: 'On' });
            assert.match(stdout, /^FAIL {2}TimetrackerFrontAuth: is on, and TimetrackerProvider is set/m);
            assert.doesNotMatch(stdout, /redirect URI/);
        });

        test('a value with a name that nobody defined', async () => {
            await wrong('DBDMax', /DBDMax uses a \$\{NAME\}/, { DBDMax: '${TT_NOWHERE}' });
        });

        test('two sites are both looked at, each with its own database', async () => {
            const site = (url: string): string =>
                `<VirtualHost *>\nTimetrackerBaseURL ${base}\nDBDriver pgsql\nDBDMax 4\nDBDParams "${url}"\n</VirtualHost>\n`;
            const file = folder.write('two.conf', `${modules}${site(db.url)}${site('postgresql://u@127.0.0.1:1/x')}`);
            const { stdout, status } = await db.start(['doctor', '--config', file]);
            assert.equal(status, 1);
            assert.equal(stdout.match(/TimetrackerBaseURL: /g)?.length, 2);
            assert.match(stdout, /^ok {4}database: [^]*^FAIL {2}database: no connection/m);
        });
    });

    suite('the database', () => {
        test('without a schema, and with one of another version', async () => {
            const empty = new Database();
            try {
                const { failed, stdout } = await doctor({ DBDParams: `"${empty.url}"` });
                assert.deepEqual(failed, ['btree_gist', 'schema']);
                assert.match(stdout, /ttctl migrate --grant/);
            } finally {
                empty.drop();
            }
            db.sql("INSERT INTO schema_migrations (version, name, checksum) VALUES (9999, 'later', '')");
            try {
                await wrong('schema', /is at version 9999, newer than/);
            } finally {
                db.sql('DELETE FROM schema_migrations WHERE version = 9999');
            }
        });

        test('the rights of the module', async () => {
            const owner = await doctor({ DBDParams: `"${db.url}"` });
            assert.match(owner.stdout, /^warn {2}role: \S+ (is a superuser|owns the tables)/m);
            const unknown = await doctor({ DBDParams: '"dbname=elsewhere"' }, '--database-url', db.url);
            assert.match(unknown.stdout, /^warn {2}role: the module's is not known here/m);
            await wrong('role', /nobody_at_all is not there/, { DBDParams: '"dbname=x user=nobody_at_all"' }, '--database-url', db.url);
            if (!role)
                return;
            db.sql(`REVOKE INSERT ON sessions FROM ${role}`);
            try {
                await wrong('role', /may not read and write sessions/);
            } finally {
                db.sql(`GRANT INSERT ON sessions TO ${role}`);
            }
        });

        test('no key to seal with', async () => {
            db.sql('BEGIN; CREATE TABLE kept AS SELECT key FROM seal_keys; DELETE FROM seal_keys; COMMIT');
            try {
                await wrong('seal key', /there is none, so nobody can sign in\n {6}run `ttctl seal-key rotate`/);
            } finally {
                db.sql('BEGIN; INSERT INTO seal_keys (key) SELECT key FROM kept; DROP TABLE kept; COMMIT');
            }
        });
    });

    suite('the provider', () => {
        test('nobody there', async () => {
            await wrong('provider', /\(http:\/\/127\.0\.0\.1:1\/\.well-known\/openid-configuration: /,
                { TimetrackerProvider: 'http://127.0.0.1:1/.well-known/openid-configuration' });
            provider.status = 500;
            await wrong('provider', /answers 500/);
        });

        test('settings that the module would refuse at start', async () => {
            await wrong('settings of the provider', /is an http URL/, { TimetrackerInsecureProvider: '' });
            await wrong('settings of the provider', /is an http URL/, { TimetrackerProvider: 'http://id.example.org/.well-known/openid-configuration' });
            await wrong('settings of the provider', /does not end with/, { TimetrackerProvider: `${provider.url}/` });
            await wrong('settings of the provider', /client id is missing/, { TimetrackerClientID: '' });
        });

        test('a document that is no JSON document to the module either', async () => {
            provider.type = 'text/plain';
            await wrong('provider', /openid-configuration: its answer is not JSON by its Content-Type/);
        });

        test('another issuer', async () => {
            provider.metadata['issuer'] = 'https://id.example.org';
            await wrong('provider', /issuer/);
            provider.reset();
            await wrong('provider', /issuer/, { TimetrackerIssuer: 'https://id.example.org' });
        });

        test('no S256', async () => {
            provider.metadata['code_challenge_methods_supported'] = ['plain'];
            await wrong('provider', /S256|code_challenge_methods_supported/);
            delete provider.metadata['code_challenge_methods_supported'];
            assert.match((await doctor()).stdout, /^warn {2}PKCE: the provider does not say/m);
        });

        test('what is missing but may be', async () => {
            for (const name of ['userinfo_endpoint', 'end_session_endpoint', 'token_endpoint_auth_methods_supported'])
                delete provider.metadata[name];
            const { stdout } = await doctor();
            assert.match(stdout, /^warn {2}userinfo: /m);
            assert.match(stdout, /^warn {2}public client: /m);
            assert.match(stdout, /^ok {4}sign-out: ends here/m);
        });

        test('keys of no use', async () => {
            provider.keys = [{ kty: 'oct', k: 'AAAA' }, { ...goodKey, use: 'enc' }];
            await wrong('keys', /has no key that can be used/);
            provider.metadata['jwks_uri'] = 'http://127.0.0.1:1/jwks';
            await wrong('keys', /127\.0\.0\.1:1/);
        });

        test('a clock that is wrong', async () => {
            provider.aheadSeconds = 3600;
            await wrong('clock of the provider', /(3599|3600)\.\d s ahead of ours; more than 60 s are refused/);
            provider.aheadSeconds = -120;
            await wrong('clock of the provider', /1[12]\d\.\d s behind ours/);
            provider.aheadSeconds = 20;
            assert.match((await doctor()).stdout, /^warn {2}clock of the provider: /m);
        });

        test('what it says moves no cursor', async () => {
            provider.metadata['issuer'] = `${provider.url}\u001b[2J`;
            const { stdout } = await doctor();
            assert.ok(!stdout.includes('\u001b'));
        });
    });
});
