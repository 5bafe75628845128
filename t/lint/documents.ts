#!/usr/bin/env node
// documents.ts -- every link in a document leads somewhere, every file and directive that it names is there, and every block of commands is
// either run by a test or says that it is an example.
//
// A block is opened by ```LANGUAGE or ```LANGUAGE MARK. Commands (sh) need a mark: `example`, or the one by which a test finds
// and runs the block, whose source then holds the words "sh MARK". JSON must parse. Links to other hosts are looked at, not fetched.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const tracked = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: root, encoding: 'utf8' })
    .split('\0').filter((file) => existsSync(join(root, file)));
const documents = tracked.filter((file) => file.endsWith('.md'));
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

const COMMANDS = ['sh', 'console', 'bash'];
const DATA = ['apache', 'json', 'yaml', 'sql', 'http', 'c', 'ts', 'ini', 'text'];
/** Where a path in a document may begin, besides at the root. */
const BASES = ['', 'src', 't', 'htdocs/src', 'htdocs', 'build/htdocs'];
/** A path with a folder and a known ending; words in capitals (NAME, NNNN) stand for something. */
const PATH = /^(?:[a-z0-9_][a-z0-9_.-]*\/)+[A-Za-z0-9_.-]+\.(?:c|h|ts|tsx|sql|conf|md|json|mjs|awk|css)$/;

let failed = 0;
function complain(file: string, line: number, what: string): void {
    console.log(`${file}:${line}: ${what}`);
    failed = 1;
}

type Block = { line: number; info: string; text: string };
type Parts = { lines: { n: number; text: string }[]; blocks: Block[] };

/** The prose of a document, line by line, and its fenced blocks. */
function partsOf(file: string): Parts {
    const parts: Parts = { lines: [], blocks: [] };
    let block: Block | undefined;
    read(file).split('\n').forEach((text, i) => {
        const fence = /^ *```(.*)$/.exec(text);
        if (!fence && block)
            block.text += `${text}\n`;
        else if (!fence)
            parts.lines.push({ n: i + 1, text });
        else if (block)
            block = undefined;
        else
            parts.blocks.push(block = { line: i + 1, info: fence[1]?.trim() ?? '', text: '' });
    });
    if (block)
        complain(file, block.line, 'the block is never closed');
    return parts;
}

/** The name of a heading in an address, as GitHub and GitLab make it. */
const anchorOf = (heading: string): string =>
    heading.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-');

const partsByFile = new Map(documents.map((file) => [file, partsOf(file)]));
const anchorsByFile = new Map([...partsByFile].map(([file, { lines }]) =>
    [file, new Set(lines.flatMap(({ text }) => /^#{1,6} (.*)$/.exec(text)?.[1] ?? []).map(anchorOf))]));

function checkLink(file: string, line: number, target: string): void {
    if (/^[a-z]+:/.test(target)) {
        if (!/^https:\/\/[a-z0-9.-]+\.[a-z]{2,}(?:[/?#]\S*)?$/i.test(target))
            complain(file, line, `${target} is no https address`);
        return;
    }
    const [path = '', anchor] = target.split('#');
    const to = path ? normalize(join(dirname(file), path)) : file;
    if (!existsSync(join(root, to)))
        complain(file, line, `${target}: there is no ${to}`);
    else if (anchor !== undefined && !anchorsByFile.get(to)?.has(anchor))
        complain(file, line, `${target}: ${to} has no heading #${anchor}`);
}

function checkProse(file: string, { n, text }: { n: number; text: string }): void {
    const plain = text.replace(/`[^`]*`/g, '');
    for (const [, target = ''] of plain.matchAll(/\]\(([^)\s]*)\)/g))
        checkLink(file, n, target);
    if (/\]\([^)]*\s[^)]*\)/.test(plain))
        complain(file, n, 'an address with a blank in it');
    for (const [name] of plain.matchAll(/\b[A-Z]+\.md\b/g))
        if (!existsSync(join(root, name)))
            complain(file, n, `there is no ${name}`);
    for (const [, code = ''] of text.matchAll(/`([^`]+)`/g))
        if (PATH.test(code) && !/NAME|NNNN/.test(code) && !BASES.some((base) => existsSync(join(root, base, code))))
            complain(file, n, `there is no ${code}`);
}

/** Directives are declared as quoted names. */
const declared = new Set(tracked.filter((file) => /^src\/[a-z]+\.h$/.test(file)).flatMap((file) => read(file).match(/"Timetracker[A-Z]\w+"/g) ?? []));
function checkDirectives(file: string): void {
    for (const name of new Set(read(file).match(/\bTimetracker[A-Z]\w+/g)))
        if (!declared.has(`"${name}"`))
            complain(file, 0, `${name} is no directive`);
}

const sources = tracked.filter((file) => file.startsWith('t/') && !file.startsWith('t/lint/')).map((file) => [file, read(file)] as const);
const runsBlocks = (mark: string): boolean => sources.some(([, text]) => text.includes(`sh ${mark}`));

function checkBlock(file: string, { line, info, text }: Block): void {
    const [language = '', mark, ...more] = info.split(/\s+/);
    if (!language || more.length)
        return complain(file, line, language ? `${info}: one mark at most` : 'a block without its language');
    if (!COMMANDS.includes(language) && !DATA.includes(language))
        return complain(file, line, `${language}: is none of ${[...COMMANDS, ...DATA].join(', ')}`);
    if (COMMANDS.includes(language) && (!mark || (mark !== 'example' && !runsBlocks(mark))))
        complain(file, line, mark ? `no test runs blocks marked sh ${mark}` : `commands that nobody runs: mark them as "${language} example", or let a test run them`);
    if (language === 'json')
        try {
            JSON.parse(text);
        } catch (e) {
            complain(file, line, `no JSON: ${String(e)}`);
        }
}

if (!documents.includes('README.md'))
    complain('README.md', 0, 'is missing');
for (const [file, { lines, blocks }] of partsByFile) {
    checkDirectives(file);
    for (const line of lines)
        checkProse(file, line);
    for (const block of blocks)
        checkBlock(file, block);
}
process.exitCode = failed;
