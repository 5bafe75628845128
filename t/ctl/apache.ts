// apache.ts -- an httpd of a test's own, laid out as Debian lays it out, with stand-ins for a2enmod, a2enconf, a2ensite and
// apachectl that act on it as Debian's do on /etc/apache2.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, readlinkSync, readdirSync, statSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';

import { Folder, root } from './scratch.ts';

const httpd = process.env['HTTPD'] ?? '/usr/sbin/apache2';

/** As Debian's scripts: they act on the folder of APACHE_CONFDIR. */
const enabler = `#!/bin/sh
set -e
echo "$(basename "$0") $*" >>"$APACHE_CONFDIR/../calls"
cd "\${APACHE_CONFDIR:?}"
tool=$(basename "$0")
case $tool in
*mod) folder=mods suffixes=".load .conf" ;;
*conf) folder=conf suffixes=.conf ;;
*site) folder=sites suffixes=.conf ;;
esac
for suffix in $suffixes; do
    case $tool in
    a2en*) [ ! -e "$folder-available/$1$suffix" ] || ln -s "../$folder-available/$1$suffix" "$folder-enabled/" ;;
    a2dis*) rm -f "$folder-enabled/$1$suffix" ;;
    esac
done
case $tool in a2en*) [ -n "$(ls "$folder-enabled/$1".* 2>/dev/null)" ] || { echo "ERROR: $1 does not exist!"; exit 1; } ;; esac
`;

export async function freePort(): Promise<number> {
    const server = createServer();
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    await new Promise((done) => server.close(done));
    return port;
}

export class Apache {
    readonly folder = new Folder();
    readonly etc = join(this.folder.path, 'apache2');
    readonly config = join(this.etc, 'apache2.conf');
    readonly port: number;

    constructor(port: number) {
        this.port = port;
        chmodSync(this.folder.path, 0o755);
        for (const kind of ['mods', 'conf', 'sites'])
            for (const state of ['available', 'enabled'])
                mkdirSync(join(this.etc, `${kind}-${state}`), { recursive: true });
        for (const tool of ['a2enmod', 'a2enconf', 'a2ensite', 'a2dismod', 'a2disconf', 'a2dissite'])
            this.program(tool, enabler);
        this.program('apachectl', `#!/bin/sh
[ -n "$APACHE_CONFDIR" ] || exit 0 # of another layout, which these tests do not start
echo "apachectl $*" >>"$APACHE_CONFDIR/../calls"
[ ! -e "$APACHE_CONFDIR/broken" ] || { echo "AH00526: Syntax error on line 1: Invalid command 'Nonsense'" >&2; exit 1; }
case $1 in configtest) set -- -t ;; *) set -- -k "$1" ;; esac
exec ${httpd} -d "$APACHE_CONFDIR" -f "$APACHE_CONFDIR/apache2.conf" "$@"
`);
        this.write();
    }

    private program(name: string, text: string): void {
        chmodSync(this.folder.write(`bin/${name}`, text), 0o755);
    }

    private write(): void {
        const libexec = spawnSync('apxs', ['-q', 'LIBEXECDIR'], { encoding: 'utf8' }).stdout.trim() || '/usr/lib/apache2/modules';
        const load = (name: string): string => `LoadModule ${name}_module ${libexec}/mod_${name}.so\n`;
        const htdocs = /Define STACK_HTDOCS "(.*)"/.exec(readFileSync(String(process.env['HTTPD_CONF']), 'utf8'))?.[1];
        const user = process.getuid?.() === 0 ? 'User www-data\nGroup www-data\n' : '';
        this.folder.write('apache2/apache2.conf', `ServerRoot "${this.etc}"\nServerName 127.0.0.1\nListen 127.0.0.1:${this.port}\n${user}`
            + `PidFile "${this.folder.path}/pid"\nDefaultRuntimeDir "${this.folder.path}"\nErrorLog "${this.folder.path}/error.log"\n`
            + ['mpm_event', 'authz_core', 'dir', 'mime', 'alias'].map(load).join('')
            + 'TypesConfig /etc/mime.types\n'
            + ['mods-enabled/*.load', 'mods-enabled/*.conf', 'conf-enabled/*.conf', 'sites-enabled/*.conf'].map((files) => `IncludeOptional ${files}\n`).join('')
            + `<VirtualHost *:${this.port}>\n    DocumentRoot "${this.folder.path}/www"\n    <Directory "${this.folder.path}/www">\n        Require all granted\n    </Directory>\n</VirtualHost>\n`);
        this.folder.write('www/index.html', '<title>the site that was there</title>');
        for (const name of ['dbd', 'headers', 'rewrite'])
            this.folder.write(`apache2/mods-available/${name}.load`, load(name));
        this.folder.write('apache2/mods-available/timetracker.load', `LoadModule timetracker_module ${process.env['BUILD']}/mod_timetracker.so\n`);
        this.folder.write('apache2/mods-available/timetracker.conf',
            `Define TIMETRACKER_HTDOCS "${htdocs}"\n${readFileSync(`${root}/conf/timetracker.conf`, 'utf8')}`);
    }

    get env(): NodeJS.ProcessEnv {
        return { PATH: `${join(this.folder.path, 'bin')}:${process.env['PATH']}` };
    }

    /** What the stand-ins were called with since the last look. */
    calls(): string[] {
        const file = join(this.folder.path, 'calls');
        const calls = existsSync(file) ? readFileSync(file, 'utf8').trimEnd().split('\n') : [];
        this.folder.remove('calls');
        return calls;
    }

    /** Everything below the folder of the configuration, so that two states can be compared. */
    state(): Record<string, string> {
        const found: Record<string, string> = {};
        for (const entry of readdirSync(this.etc, { recursive: true, withFileTypes: true })) {
            const path = join(entry.parentPath, entry.name);
            if (entry.isSymbolicLink())
                found[path] = `-> ${readlinkSync(path)}`;
            else if (entry.isFile())
                found[path] = `${(statSync(path).mode & 0o7777).toString(8)} ${readFileSync(path, 'utf8')}`;
        }
        return found;
    }

    read(name: string): string {
        return readFileSync(join(this.etc, name), 'utf8');
    }

    get errorLog(): string {
        const file = join(this.folder.path, 'error.log');
        return existsSync(file) ? readFileSync(file, 'utf8') : '';
    }

    /** Stops httpd and forgets all. */
    async end(): Promise<void> {
        const file = join(this.folder.path, 'pid');
        if (existsSync(file)) {
            spawnSync(httpd, ['-d', this.etc, '-f', this.config, '-k', 'stop']);
            while (existsSync(file))
                await new Promise((done) => setTimeout(done, 50));
        }
        this.folder.remove();
    }
}
