// package.test.ts -- the Debian package from its installation by README.md to its purge, beside a site that was there before. One
// life, so its tests go on where the one before has ended. Runs in t/package/clean-room with two packages: that of VERSION in
// build/deb, and in build/deb/next that of NEXT_VERSION, which has one migration more.
import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';

import { send, type Answer } from '../http/api.ts';
import { baseUrl, env } from '../http/server.ts';
import { provider, signIn, type Session, type Site } from '../http/sign_in.ts';
import { attempt, bringPackage, differences, filesOfRoom, inRoom, isInRoom, readmeBlock, writeInRoom } from './room.ts';

const version = env('VERSION'), nextVersion = env('NEXT_VERSION');
const origin = new URL(baseUrl).origin;
const OWN_HOST = 'http://localhost';

const OLD_PAGE = '<!doctype html><title>The site that was there</title>\n';

function siteAt(base: string): Site {
    return { base, provider: env('PROVIDER_URL'), control: env('PROVIDER_CONTROL'), databaseUrl: '' };
}

const get = (path: string, base = origin): Promise<Answer> => send('GET', path, { base });

/** What the site that was there says, with what a client keeps of it. */
async function oldSite(): Promise<unknown[]> {
    const pages: unknown[] = [];
    for (const path of ['/', '/index.html', '/api/hello.txt', '/nothing', '/auth/login', '/mcp', '/healthz']) {
        const { status, headers, text } = await get(path);
        pages.push([path, status, headers['content-type'], headers['etag'], headers['cache-control'], headers['content-security-policy'], text]);
    }
    return pages;
}

async function registerAt(base: string): Promise<void> {
    await provider(`client?base=${encodeURIComponent(base)}`, undefined, siteAt(base));
}

/** An hour of work from the first client on; what the API says that it comes to. */
async function trackHour(person: Session, day: string): Promise<number> {
    const client = await person.client();
    const project = await person.project({ client_id: client.id });
    await person.entry(project.id, `${day}T09:00:00Z`, `${day}T10:00:00Z`);
    return hoursOf(person, day);
}

async function hoursOf(person: Session, day: string): Promise<number> {
    return (await person.read(`/reports/summary?start_date=${day}&end_date=${day}`)).summary.total_seconds / 3600;
}

/** Asks one address over and over until STOP; every answer that was no 200. */
async function poll(url: string, stop: { now: boolean }): Promise<{ asked: number; bad: string[] }> {
    const at = new URL(url), bad: string[] = [];
    let asked = 0;
    for (; !stop.now; asked += 1) {
        // A connection each, as newcomers have.
        const answer = await send('GET', at.pathname, { base: at.origin, headers: { Connection: 'close' } }).catch(String);
        if (typeof answer === 'string' || answer.status !== 200)
            bad.push(typeof answer === 'string' ? answer : `${answer.status} ${answer.text}`);
        await new Promise((go) => { setTimeout(go, 20); });
    }
    return { asked, bad };
}

describe('the Debian package', { concurrency: false }, () => {
    let installed: ReturnType<typeof filesOfRoom>, site: unknown[], person: Session;

    before(async () => {
        writeInRoom('/var/www/html/index.html', OLD_PAGE);
        inRoom('mkdir /var/www/html/api; echo hello >/var/www/html/api/hello.txt; touch -d 2026-01-01 /var/www/html/index.html /var/www/html/api/hello.txt');
        site = await oldSite();
        assert.match(JSON.stringify(site), /The site that was there/);
        assert.equal(inRoom('apachectl configtest'), 'Syntax OK\n');
        installed = filesOfRoom();
        // The demo provider has no TLS.
        writeInRoom('/etc/apache2/conf-enabled/demo.conf', '<IfModule timetracker_module>\nTimetrackerInsecureProvider On\n</IfModule>\n');
    });

    test('is installed as README.md says', async () => {
        bringPackage('build/deb');
        inRoom(readmeBlock('```sh install'), { BASE_URL: baseUrl, PROVIDER: env('PROVIDER_URL'), CLIENT_ID: 'timetracker' });
        assert.equal(inRoom('apachectl configtest'), 'Syntax OK\n');
        const ready = await get('/time/readyz');
        assert.equal(ready.status, 200, ready.text);
        assert.equal(inRoom('ttctl version'), `ttctl ${version}\n`);
    });

    test('leaves the site that was there as it is', async () => {
        assert.deepEqual(await oldSite(), site);
    });

    test('shows its pages in a sub-path, under their strict policy and compressed', async () => {
        const page = await get('/time/');
        assert.equal(page.status, 200);
        assert.match(page.headers['content-security-policy'] ?? '', /require-trusted-types-for/);
        const script = /src="([^"]*assets\/[^"]*\.js)"/.exec(page.text)?.[1];
        assert.ok(script, page.text);
        const asset = await send('GET', new URL(script, `${baseUrl}/`).pathname, { base: origin, headers: { 'Accept-Encoding': 'br' } });
        assert.deepEqual([asset.status, asset.headers['content-encoding'], asset.headers['cache-control']], [200, 'br', 'public, max-age=31536000, immutable']);
    });

    test('a person signs in at the provider and tracks an hour', async () => {
        await registerAt(baseUrl);
        person = await signIn('ada', { site: siteAt(baseUrl) });
        assert.equal(await trackHour(person, '2026-03-02'), 1);
    });

    test('ttctl doctor has nothing to say against it, and ttctl its manual', () => {
        const { status, output } = attempt('runuser -u www-data -- ttctl doctor');
        assert.equal(status, 0, output);
        assert.doesNotMatch(output, /^FAIL/m);
        assert.match(inRoom('zcat /usr/share/man/man1/ttctl.1.gz'), /^\.TH TTCTL 1/m);
        inRoom('source /usr/share/bash-completion/completions/ttctl; complete -p ttctl');
    });

    test('goes without a trace with a2dismod, and comes back', async () => {
        inRoom('a2dismod timetracker; service apache2 reload');
        assert.equal(inRoom('apachectl configtest'), 'Syntax OK\n');
        await until(async () => (await get('/time/healthz')).status === 404);
        assert.equal((await get('/time/api/v1/info')).status, 404);
        assert.equal((await get('/time/')).status, 404);
        assert.deepEqual(await oldSite(), site);
        inRoom('a2enmod timetracker; service apache2 reload');
        await until(async () => (await person.get('/users/me')).status === 200);
    });

    test('has a virtual host of its own beside the other', async () => {
        inRoom('a2disconf timetracker-site');
        const lines = readmeBlock('```apache site').replace('https://time.example.org', OWN_HOST).replace(/https:\S*openid-configuration/, env('PROVIDER_URL'));
        writeInRoom('/etc/apache2/sites-available/time.conf', `<VirtualHost *:80>\nServerName localhost\n${lines}\n</VirtualHost>\n`);
        inRoom('a2ensite time; service apache2 reload');
        assert.equal(inRoom('apachectl configtest'), 'Syntax OK\n');
        await until(async () => (await get('/readyz', OWN_HOST)).status === 200);
        assert.deepEqual(await oldSite(), site);
        await registerAt(OWN_HOST);
        const there = await signIn('bob', { site: siteAt(OWN_HOST) });
        assert.equal(await trackHour(there, '2026-03-03'), 1);

        inRoom('a2dissite -p time; rm /etc/apache2/sites-available/time.conf; a2enconf timetracker-site; service apache2 reload');
        await registerAt(baseUrl);
        await until(async () => (await person.get('/users/me')).status === 200);
    });

    test('an upgrade that cannot migrate stops before Apache is reloaded', async () => {
        bringPackage('build/deb/next');
        inRoom('service postgresql stop');
        const { status, output } = attempt('apt-get install -y ./*.deb');
        assert.notEqual(status, 0);
        assert.match(output, /was not migrated[^]*dpkg --configure -a/);
        assert.equal((await get('/time/healthz')).status, 200);
        assert.deepEqual(await oldSite(), site);
        inRoom('service postgresql start');
        // The module that is loaded goes with the schema as it is.
        await until(async () => (await get('/time/readyz')).status === 200);
        assert.equal((await get('/time/api/v1/info')).json.app_version, version);
    });

    test('it migrates and serves on when the cause is gone', async () => {
        const stop = { now: false };
        const polls = [poll(`${baseUrl}/healthz`, stop), poll(`${origin}/`, stop)];
        try {
            await upgrade();
        } finally {
            stop.now = true;
        }
        for (const { asked, bad } of await Promise.all(polls)) {
            assert.deepEqual(bad, []);
            assert.ok(asked > 1);
        }
        assert.equal(await hoursOf(person, '2026-03-02'), 1);
        assert.equal(await trackHour(person, '2026-03-04'), 1);
        assert.match(inRoom('cd /; runuser -u postgres -- psql -X -A -t -d timetracker -c "SELECT max(version) FROM schema_migrations; SELECT count(*) FROM upgraded"'),
            /^[0-9]+\n0\n$/);
    });

    test('a purge leaves the database and nothing else', async () => {
        inRoom('rm /etc/apache2/conf-enabled/demo.conf');
        assert.match(inRoom('apt-get purge -y --auto-remove libapache2-mod-timetracker'), /the database stays[^]*dropdb 'timetracker'/);
        assert.equal(inRoom('apachectl configtest'), 'Syntax OK\n');
        await until(async () => (await get('/time/healthz')).status === 404);
        assert.deepEqual(await oldSite(), site);
        // Debian's other packages may stay, as apt decides. Apache's own modules that were enabled for ours stay, for other sites may use them by now.
        const kept = /^\/(etc\/apache2\/mods-enabled|var\/lib\/apache2\/module\/enabled_by_maint)\/(dbd|headers|rewrite)(\.load)?$/;
        const isOfDebian = (path: string): boolean => attempt(`dpkg -S '${path}'`).status === 0;
        assert.deepEqual(differences(installed, filesOfRoom()).filter((path) => !kept.test(path) && !isOfDebian(path)), []);
        assert.ok(isInRoom('/var/lib/postgresql'));
        assert.equal(inRoom('cd /; runuser -u postgres -- psql -X -A -t -d timetracker -c "SELECT count(*) FROM time_entries"'), '3\n');
    });
});

/** Lets dpkg go on, while the polls of the test run: not by spawnSync. */
async function upgrade(): Promise<void> {
    inRoom('setsid bash -c "dpkg --configure -a >/tmp/upgrade.log 2>&1; echo \\$? >/tmp/upgrade.status" </dev/null >/dev/null 2>&1 &');
    await until(() => isInRoom('/tmp/upgrade.status'));
    assert.equal(inRoom('cat /tmp/upgrade.status'), '0\n', inRoom('cat /tmp/upgrade.log'));
    await until(async () => (await get('/time/api/v1/info')).json?.app_version === nextVersion);
}

/** A reload takes effect a little after it was asked for. */
async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
    for (let tries = 0; !await holds(); tries += 1) {
        if (tries > 600)
            throw new Error(`it never came true: ${holds}`);
        await new Promise((go) => { setTimeout(go, 50); });
    }
}
