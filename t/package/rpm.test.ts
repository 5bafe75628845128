// rpm.test.ts -- the RPM package in the layout of Fedora, on a copy of this machine (t/package/overlay-room) with an httpd that is
// laid out as there. What no Debian can show: that Fedora's own httpd, PostgreSQL and SELinux take it. One life, in the order of
// the tests.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { send } from '../http/api.ts';
import { baseUrl, output, root } from '../http/server.ts';
import { attempt, bringFile, inRoom, isInRoom, writeInRoom } from './room.ts';

const packages = join(root, 'build/rpm-packages');
const [binary = ''] = readdirSync(join(packages, 'RPMS/x86_64')).map((name) => join(packages, 'RPMS/x86_64', name));
const [source = ''] = readdirSync(join(packages, 'SRPMS')).map((name) => join(packages, 'SRPMS', name));

const CONFIG = '/etc/httpd/conf.d/00-timetracker.conf';
/** What the stand-in of systemctl was called with. */
const CALLS = '/var/log/httpd/calls';
const SITE = '/etc/httpd/conf.d/timetracker-site.conf';

/** What Fedora's httpd loads before anybody asks for it, as far as ours needs it. */
const LOADED = ['mpm_event', 'authz_core', 'alias', 'dbd', 'deflate', 'dir', 'filter', 'headers', 'mime', 'reqtimeout', 'rewrite'];

const HTTPD_CONF = `ServerRoot "/etc/httpd"
ServerName localhost
Listen 127.0.0.1:80
Include conf.modules.d/*.conf
User apache
Group apache
PidFile /run/httpd.pid
DefaultRuntimeDir /run
TypesConfig /etc/mime.types
ErrorLog /var/log/httpd/error_log
<Directory />
    AllowOverride none
    Require all denied
</Directory>
DocumentRoot "/var/www/html"
<Directory "/var/www/html">
    Require all granted
</Directory>
IncludeOptional conf.d/*.conf
`;

const HTTPD = 'exec apache2 -f /etc/httpd/conf/httpd.conf';
const program = (path: string, text: string): void => {
    writeInRoom(path, `#!/bin/sh\n${text}\n`);
    inRoom(`chmod 755 ${path}`);
};
const calls = (): string => inRoom(`cat ${CALLS}; : >${CALLS}`);
const status = async (path: string): Promise<number> => (await send('GET', path, { base: new URL(baseUrl).origin })).status;

/** What SQL answers to a user of the system in the database that `ttctl setup` makes. */
const asUser = (user: string, sql: string): string => inRoom(`cd /; runuser -u ${user} -- psql -X -q -A -t -h /run/postgresql -d timetracker -c "${sql}"`);

async function until(holds: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; !await holds(); tries += 1) {
        if (tries > 600)
            throw new Error(`it never came true: ${holds}`);
        await new Promise((go) => { setTimeout(go, 50); });
    }
}

const query = (format: string): Promise<string> => output('rpm', ['-qp', '--qf', format, binary]);

describe('the RPM package', { concurrency: false }, () => {
    before(() => {
        inRoom('rm -rf /etc/apache2 /etc/postgresql/*; useradd --system apache; mkdir -p /etc/httpd/conf /etc/httpd/conf.d /etc/httpd/conf.modules.d /var/log/httpd /var/www/html');
        writeInRoom('/etc/httpd/conf/httpd.conf', HTTPD_CONF);
        writeInRoom('/etc/httpd/conf.modules.d/00-base.conf', LOADED.map((name) => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so\n`).join(''));
        program('/usr/local/sbin/apachectl', `case $1 in configtest) set -- -t ;; *) set -- -k "$1" ;; esac\n${HTTPD} "$@"`);
        // For the package's scripts, which rpm gives no other path.
        inRoom(`rm -f /usr/bin/systemctl; : >${CALLS}`);
        program('/usr/bin/systemctl', `echo "$*" >>${CALLS}\ncase $1 in is-active | -q) test -e /run/httpd.pid ;; reload) ${HTTPD} -k graceful ;; esac`);
        inRoom('pg_createcluster "$(ls /usr/lib/postgresql | sort -n | tail -n 1)" room --port 5432 --start; apachectl start');
        bringFile(binary);
    });

    test('puts its files where that httpd reads them, and keeps what an administrator changes', async () => {
        const files = (await query('[%{FILENAMES} %{FILEFLAGS:fflags}\n]')).split('\n').filter((line) => !/^\/usr\/(share\/(timetracker\/(sql|htdocs|examples)|doc\/mod_timetracker)\/|lib\/\.build-id)/.test(line));
        assert.deepEqual(files.map((line) => line.trimEnd()), [
            `${CONFIG} cn`, '/etc/httpd/conf.modules.d/10-timetracker.conf cn', '/usr/bin/ttctl', '/usr/lib64/httpd/modules/mod_timetracker.so',
            '/usr/share/bash-completion/completions/ttctl', '/usr/share/doc/mod_timetracker', ...files.filter((line) => line.startsWith('/usr/share/licenses/')).map((line) => line.trimEnd()),
            '/usr/share/man/man1/ttctl.1 d', '/usr/share/timetracker', '/usr/share/timetracker/examples', '/usr/share/timetracker/htdocs',
            '/usr/share/timetracker/migrate-configured', '/usr/share/timetracker/sql',
        ]);
        assert.ok(files.some((line) => /^\/usr\/share\/licenses\/mod_timetracker.*\/LICENSE l$/.test(line)));
    });

    test('has SQL, pages, examples and documents, as `make install` lays them', async () => {
        const inBoth = (await query('[%{FILENAMES}\n]')).split('\n').map((path) => path.replace('/usr/share/timetracker/', ''));
        for (const path of ['sql/migrations', 'sql/queries', 'htdocs/index.html', 'htdocs/docs/index.html', 'examples/vhost-tls.conf', 'examples/timetracker-server.conf', '/usr/share/doc/mod_timetracker/ADMIN.md'])
            assert.ok(inBoth.includes(path), path);
    });

    test('asks for what it needs', async () => {
        const requires = (await query('[%{REQUIRENAME} %{REQUIREVERSION}\n]')).split('\n').map((line) => line.trimEnd());
        for (const need of ['apr-util-pgsql', 'httpd', 'postgresql', 'util-linux', 'libpq.so.5()(64bit)', 'libjson-c.so.5()(64bit)'])
            assert.ok(requires.includes(need), need);
        assert.match(requires.join('\n'), /^httpd-mmn \d{8}x8664$/m);
    });

    test('rpmlint finds nothing but what is meant to be or is none of ours', async () => {
        const { output: findings } = attempt(`rpmlint ${binary} ${source}`);
        // Names in parentheses: tags and compressions that Fedora does without or adds itself; licenses by SPDX, which this rpmlint
        // does not know; apr_file_mktemp, which is mkstemp.
        const known = /: [EW]: (unstripped-binary-or-object|no-signature|no-packager-tag|no-group-tag|no-buildroot-tag|no-manual-page-for-binary|manpage-not-compressed|invalid-url Source0|invalid-license (Apache-2\.0|MIT)$|call-to-mktemp)/;
        assert.match(findings, /2 packages and 0 specfiles checked/);
        assert.deepEqual(findings.split('\n').filter((line) => /: [EW]: /.test(line) && !known.test(line)), []);
    });

    test('is installed beside an httpd that runs, which reads it', () => {
        inRoom('rpm -i --nodeps --force-debian mod_timetracker-*.rpm');
        assert.equal(calls(), '-q is-active httpd\nreload httpd\n');
        assert.match(inRoom('apachectl configtest'), /Syntax OK/);
        assert.match(inRoom('apache2 -f /etc/httpd/conf/httpd.conf -M'), /timetracker_module \(shared\)/);
        // It knows where its SQL lies.
        assert.match(inRoom('ttctl version'), /^ttctl \d/);
    });

    test('its settings of the whole httpd are taken too, once they are copied', () => {
        inRoom('cp /usr/share/timetracker/examples/timetracker-server.conf /etc/httpd/conf.d/');
        assert.match(inRoom('apachectl configtest'), /Syntax OK/);
    });

    test('ttctl setup makes the database and the site, as httpd\'s user there', async () => {
        const said = inRoom(`ttctl setup --base-url ${baseUrl} --provider none --yes`);
        assert.ok(isInRoom(SITE), said);
        await until(async () => await status('/time/readyz') === 200);
        assert.equal(await status('/time/'), 200);
        assert.equal(asUser('apache', 'SELECT current_user'), 'apache\n');
    });

    test('an upgrade migrates, keeps what was changed, and reloads', async () => {
        inRoom(`echo "# by hand" >>${CONFIG}`);
        // A migration gives the module's role its rights, whatever else there is to do.
        asUser('postgres', 'REVOKE ALL ON clients FROM apache');
        calls();
        inRoom('rpm -U --replacepkgs --nodeps --force-debian mod_timetracker-*.rpm');
        assert.equal(asUser('postgres', "SELECT has_table_privilege('apache', 'clients', 'INSERT')"), 't\n');
        assert.match(calls(), /^reload httpd$/m);
        assert.match(inRoom(`tail -n 1 ${CONFIG}`), /^# by hand/);
        await until(async () => await status('/time/readyz') === 200);
    });

    test('an upgrade that cannot migrate says so and does not reload', async () => {
        inRoom('pg_ctlcluster "$(ls /usr/lib/postgresql | sort -n | tail -n 1)" room stop -m fast');
        calls();
        const { output: said } = attempt('rpm -U --replacepkgs --nodeps --force-debian mod_timetracker-*.rpm');
        assert.match(said, /timetracker-site\.conf: the database of DBDParams cannot be reached[^]*was not migrated[^]*migrate-configured && systemctl reload httpd/);
        assert.doesNotMatch(calls(), /reload/);
        assert.equal(await status('/time/healthz'), 200);
        inRoom('pg_ctlcluster "$(ls /usr/lib/postgresql | sort -n | tail -n 1)" room start; /usr/share/timetracker/migrate-configured');
    });

    test('removed, it leaves the database and the site\'s file, with which httpd still starts', async () => {
        assert.match(inRoom('rpm -e --nodeps --force-debian mod_timetracker'), /the database stays/);
        assert.match(calls(), /^reload httpd$/m);
        assert.ok(isInRoom(SITE) && isInRoom(`${CONFIG}.rpmsave`) && !isInRoom('/usr/share/timetracker'));
        assert.match(inRoom('rm /etc/httpd/conf.d/timetracker-server.conf; apachectl configtest'), /Syntax OK/);
        await until(async () => await status('/time/healthz') === 404);
    });
});
