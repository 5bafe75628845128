import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { after, before, suite, test } from 'node:test';

import { Folder, run, ttctl } from './scratch.ts';

/** What ttctl prints; it must go well. */
function print(...args: string[]): string {
    const { status, stdout, stderr } = run(undefined, ...args);
    assert.equal(status, 0, stderr);
    assert.equal(stderr, '');
    return stdout;
}

const list = print('help');
const commands = [...list.matchAll(/^ {2}([a-z-]+(?: [a-z]+)?) {2,}\S/gm)].map((match) => String(match[1]))
    .filter((name) => !/^\d/.test(name));
const optionsOf = (command: string): string[] =>
    [...print(...command.split(' '), '--help').matchAll(/^ {2}--([a-z-]+)/gm)].map((match) => String(match[1]));

suite('help, man page and completion say the same', () => {
    const page = print('help', '--man').replaceAll('\\-', '-');
    let folder: Folder;
    let script: string;

    before(() => {
        folder = new Folder();
        script = folder.write('ttctl', print('help', '--completion'));
        folder.write('files/httpd.conf', '');
        folder.write('files/with blank/x', '');
    });
    after(() => folder.remove());

    /** What bash would offer behind the words typed, the last of which is being completed. */
    const offers = (...typed: string[]): string[] => {
        const words = ['ttctl', ...typed];
        const outcome = spawnSync('bash', ['--norc', '-uc',
            'set +u; . "$1"; cd "$2"; shift 2; complete -p ttctl >/dev/null || exit; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1));'
            + ' _ttctl; printf "%s\\n" "${COMPREPLY[@]}"', 'bash', script, `${folder.path}/files`, ...words], { encoding: 'utf8' });
        assert.equal(outcome.status, 0, outcome.stderr);
        assert.equal(outcome.stderr, '');
        return outcome.stdout.split('\n').filter((word) => word !== '').sort();
    };

    test('there are commands', () => {
        for (const name of ['migrate', 'doctor', 'user add', 'key create', 'session end', 'seal-key rotate', 'openapi', 'version', 'help'])
            assert.ok(commands.includes(name), name);
    });

    test('every spelling of a question for help has the same answer', () => {
        for (const args of [['--help'], ['-h']])
            assert.equal(print(...args), list);
        for (const command of commands) {
            const words = command.split(' ');
            const help = print('help', ...words);
            assert.ok(help.startsWith(`usage: ttctl ${command}`));
            assert.equal(print(...words, '--help'), help);
            assert.equal(print(...words, '-h'), help);
            assert.ok(help.includes(list.match(new RegExp(`^  ${command} +(.*)`, 'm'))?.[1] ?? 'no line of its own'));
        }
        assert.equal(print('help', 'key'), print('key', '--help'));
        assert.deepEqual([...print('help', 'key').matchAll(/^ {2}(key \w+)/gm)].map((match) => match[1]),
            commands.filter((name) => name.startsWith('key ')));
    });

    test('what is no command is a mistake of the command line', () => {
        for (const args of [['help', 'fly'], ['help', 'key', 'fly'], ['help', 'ke'], ['fly', '--help'], ['help', 'key', '--man'],
            ['help', '--man', '--completion'], ['help', 'key', 'create', 'more']]) {
            const { status, stdout, stderr } = run(undefined, ...args);
            assert.equal(status, 2, args.join(' '));
            assert.equal(stdout, '');
            assert.match(stderr, /\nusage: ttctl help \[COMMAND\]/);
        }
    });

    test('every command and every option stands in the man page', () => {
        for (const command of commands) {
            const section = new RegExp(`^\\.SS "ttctl ${command}[^a-z-][^]*?(?=^\\.S[SH] )`, 'm').exec(page.replaceAll('"\n', ' "\n'))?.[0] ?? '';
            assert.ok(section, command);
            for (const option of optionsOf(command))
                assert.match(section, new RegExp(`^\\.BI "--${option} `, 'm'), `${command} --${option}`);
        }
        for (const [code, meaning] of [['0', 'Done'], ['1', 'Refused or failed'], ['2', 'The command line is wrong']]) {
            assert.match(page, new RegExp(`^\\.B "${code}"\n${meaning}`, 'm'));
            assert.match(list, new RegExp(`^ {2}${code} +${meaning}`, 'm'));
        }
        assert.match(page, /^\.SH "ENVIRONMENT"\n\.TP\n\.B "DATABASE_URL"/m);
        assert.match(list, /^ {2}DATABASE_URL /m);
    });

    test('no linter of man pages objects', () => {
        const file = folder.write('ttctl.1', print('help', '--man'));
        const lint = spawnSync('mandoc', ['-T', 'lint', file], { encoding: 'utf8' });
        assert.equal(lint.error, undefined);
        assert.equal(lint.stdout + lint.stderr, '');
        const shown = spawnSync('mandoc', ['-T', 'utf8', file], { encoding: 'utf8' }).stdout.replace(/.\u0008/g, '');
        assert.match(shown, /run `?ttctl migrate|DATABASE_URL/);
        assert.match(shown, /^ {7}--dry-run$/m);
    });

    test('every command and every option is completed', () => {
        assert.deepEqual(offers(''), [...new Set([...commands.map((name) => String(name.split(' ')[0])), '--config', '--database-url', '--help'])].sort());
        for (const command of commands) {
            const words = command.split(' ');
            assert.deepEqual(offers(...words, '--').filter((word) => word.startsWith('--')), ['--help', ...optionsOf(command)
                .map((name) => `--${name}`)].sort(), command);
            for (const ahead of [[], ['help'], ['--config', 'x'], ['--config', '=', 'x']])
                if (words.length === 2 || ahead.length !== 1)
                    assert.ok(offers(...ahead, ...words.slice(0, -1), String(words.at(-1)).slice(0, 2)).includes(String(words.at(-1))), command);
        }
        assert.ok(offers('help', 'mig').includes('migrate'));
    });

    test('values are completed: files, folders, words', () => {
        assert.deepEqual(offers('user', 'list', '--config', ''), ['httpd.conf', 'with blank']);
        assert.deepEqual(offers('user', 'list', '--config', '=', 'ht'), ['httpd.conf']);
        assert.deepEqual(offers('user', 'list', '--config', '='), ['httpd.conf', 'with blank']);
        assert.deepEqual(offers('--config', 'h'), ['httpd.conf']);
        assert.deepEqual(offers('migrate', '--sql', ''), ['with blank']);
        assert.deepEqual(offers('user', 'tier', '--tier', ''), ['enterprise', 'free', 'pro']);
        assert.deepEqual(offers('user', 'tier', '--tier', 'p'), ['pro']);
        assert.deepEqual(offers('user', 'add', '--email', ''), []);
    });

    test('a person presses the tab key', () => {
        // bash on a terminal of its own (script), completing what it reads there.
        const typed = `PS1=; . '${script}'; PATH=$PATH:${ttctl.replace(/\/[^/]*$/, '')}\nttctl vers\t\nexit\n`;
        const outcome = spawnSync('script', ['-qec', 'bash --norc --noprofile -i', '/dev/null'], { input: typed, encoding: 'utf8' });
        assert.match(outcome.stdout, /^ttctl \d+\.\d+\.\d+\r?$/m, outcome.stdout);
    });
});
