// postrm.test.ts -- which databases a purge of the Debian package names as those that stay. Its script alone, on a copy of this
// machine (t/package/overlay-room), for a site of a purge in the clean room is one only.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { root } from '../http/server.ts';
import { bringFile, inRoom, isInRoom, writeInRoom } from './room.ts';

const purge = (): string => inRoom('sh libapache2-mod-timetracker.postrm purge');
const site = (params: string): string => `<IfModule timetracker_module>\n    TimetrackerBaseURL "https://time.example.org"\n    DBDParams ${params}\n</IfModule>\n`;

describe('a purge', { concurrency: false }, () => {
    before(() => {
        inRoom('rm -rf /etc/apache2 /usr/share/apache2; mkdir -p /etc/apache2/conf-available /etc/apache2/sites-available');
        bringFile(join(root, 'conf/debian/libapache2-mod-timetracker.postrm'));
    });

    test('names the databases of every site, in each notation', () => {
        const params = ['"host=/run/postgresql dbname=hours connect_timeout=2"', '"dbname=\'of two words\' user=x"', 'dbname=bare', '"postgresql://u:secret@db:5433/by_url?sslmode=require"', 'postgres:///by_socket'];
        params.forEach((text, at) => writeInRoom(`/etc/apache2/sites-available/${at}.conf`, site(text)));
        writeInRoom('/etc/apache2/conf-available/timetracker-site.conf', site('"dbname=hours"'));
        writeInRoom('/etc/apache2/conf-available/other.conf', 'DBDParams "dbname=of_others"\n');
        const names = ['bare', 'by_socket', 'by_url', 'hours', 'of two words'];
        assert.equal(purge(), `libapache2-mod-timetracker: the database stays. Who wants to be rid of it as well:\n${names.map((name) => `    runuser -u postgres -- dropdb '${name}'\n`).join('')}`);
        assert.ok(!isInRoom('/etc/apache2/conf-available/timetracker-site.conf') && isInRoom('/etc/apache2/sites-available/0.conf'));
    });

    test('names none where no site is known', () => {
        inRoom('rm /etc/apache2/sites-available/*');
        assert.doesNotMatch(purge(), /runuser|of_others/);
    });
});
