// room.ts -- what the tests of the packages do in their room (t/package/clean-room, t/package/overlay-room): commands, files, addresses.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, lstatSync, readFileSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { env, root } from '../http/server.ts';

export const room = env('ROOM');

export type Outcome = { status: number | null; output: string };

/** Runs a script of bash in the room as its root, who has the packages in his home; standard output and error together. */
export function attempt(script: string, extra: Record<string, string> = {}): Outcome {
    const { status, stdout, stderr, error } = spawnSync('chroot', [room, 'bash', '--norc', '-euo', 'pipefail', '-c', `cd /root; exec 2>&1; ${script}`], {
        encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root', LC_ALL: 'C.UTF-8', DEBIAN_FRONTEND: 'noninteractive', ...extra },
    });
    if (error)
        throw error;
    return { status, output: stdout + stderr };
}

/** The same for what must go well; what it printed. */
export function inRoom(script: string, extra: Record<string, string> = {}): string {
    const { status, output } = attempt(script, extra);
    if (status !== 0)
        throw new Error(`${script}\nended with ${status}:\n${output}`);
    return output;
}

export function writeInRoom(path: string, text: string): void {
    writeFileSync(join(room, path), text);
}

/** Puts the package in FOLDER into the home of root, and takes the one before away. */
export function bringPackage(folder: string): void {
    const [file = ''] = readdirSync(join(root, folder)).filter((name) => /^libapache2-mod-timetracker_.*\.deb$/.test(name));
    inRoom('rm -f -- *.deb');
    bringFile(join(root, folder, file));
}

/** Puts a file into the home of root. */
export function bringFile(path: string): void {
    copyFileSync(path, join(room, 'root', basename(path)));
}

/** The block of README.md that begins with FENCE ("```sh install"). */
export function readmeBlock(fence: string): string {
    const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n');
    const start = lines.indexOf(fence);
    const end = lines.indexOf('```', start);
    if (start < 0 || end < 0)
        throw new Error(`README.md has no block ${fence}`);
    return lines.slice(start + 1, end).join('\n');
}

// What changes by itself or is the business of dpkg, apt and the database.
const PASSED_OVER = new Set(['/dev', '/proc', '/sys', '/run', '/tmp', '/root', '/var/cache', '/var/lib/apt', '/var/lib/dpkg', '/var/lib/postgresql', '/var/log']);

/** Every file and link of the room, those below /etc and /var with what is in them. */
export function filesOfRoom(folder = '', found: Map<string, string> = new Map()): Map<string, string> {
    for (const name of readdirSync(join(room, folder))) {
        const path = `${folder}/${name}`, real = join(room, path);
        if (PASSED_OVER.has(path))
            continue;
        const stat = lstatSync(real);
        if (stat.isSymbolicLink())
            found.set(path, `-> ${readlinkSync(real)}`);
        else if (stat.isDirectory())
            filesOfRoom(path, found);
        else if (stat.isFile())
            found.set(path, /^\/(etc|var)\//.test(path) ? readFileSync(real, 'latin1') : String(stat.size));
    }
    return found;
}

/** Paths that are in one of the lists only, or are not the same. */
export function differences(before: Map<string, string>, after: Map<string, string>): string[] {
    return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path)).sort();
}

export function isInRoom(path: string): boolean {
    return existsSync(join(room, path));
}

