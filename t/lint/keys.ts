#!/usr/bin/env node
// keys.ts -- the table of keys in USING.md is what useShortcuts() is told in htdocs/src, in the words of en.json, and every view of the
// navigation is named in USING.md. `t/lint/keys.ts --accept` writes the table anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const source = join(root, 'htdocs/src');
const files = (readdirSync(source, { recursive: true }) as string[]).sort();
const read = (file: string): string => readFileSync(join(source, file), 'utf8');

const texts = new Map(files.filter((file) => file.endsWith('/en.json')).flatMap((file) =>
    Object.entries(JSON.parse(read(file)) as Record<string, unknown>)));
function text(key: string): string {
    const found = texts.get(key);
    if (typeof found !== 'string')
        throw new Error(`there is no text ${key} in en.json`);
    return found;
}

type View = { path: string; title: string; key: string };
const views: View[] = [...read('shell/views.ts').matchAll(/path: '([a-z_]+)',\s*title: '([a-z_.]+)',\s*icon: '[^']+',\s*key: '(.)'/g)]
    .map(([, path = '', title = '', key = '']) => ({ path, title: text(title), key }));

/** Ctrl K, G then D: one pair of backticks for each stroke. */
const spelled = (keys: string): string => keys.split(' ').map((key) => {
    const word = key.replace('mod+', 'Ctrl ').replace(/^Arrow(.*)$/, (_, way: string) => `Arrow ${way.toLowerCase()}`);
    return `\`${word.replace(/(^| )([a-z])$/, (_, space: string, letter: string) => space + letter.toUpperCase())}\``;
}).join(' ');

type Row = { keys: string; what: string; where: string };
function rows(): Row[] {
    const found: Row[] = views.map(({ key, title }) => ({ keys: `g ${key}`, what: `Go to ${title}`, where: 'everywhere' }));
    for (const file of files.filter((name) => name.endsWith('.tsx'))) {
        const view = /^views\/([a-z_]+)\//.exec(file)?.[1];
        const where = view ? views.find(({ path }) => path === view)?.title ?? view : 'everywhere';
        for (const [, keys = '', title = ''] of read(file).matchAll(/\{ keys: '([^']+)', title: '([a-z_.]+)'/g))
            found.push({ keys, what: text(title), where });
    }
    const place = ({ where }: Row): number => (where === 'everywhere' ? -1 : views.findIndex(({ title }) => title === where));
    return found.sort((a, b) => place(a) - place(b) || a.keys.length - b.keys.length || (a.keys < b.keys ? -1 : 1));
}

const wanted = ['| key | what it does | where |', '| --- | --- | --- |', ...rows().map(({ keys, what, where }) => `| ${spelled(keys)} | ${what} | ${where} |`)].join('\n');
const file = join(root, 'USING.md');
const document = readFileSync(file, 'utf8');
const table = /^\| key \| what it does \| where \|\n(?:\|.*\n)*/m;

let failed = 0;
function complain(what: string): void {
    console.log(what);
    failed = 1;
}
if (views.length < 5 || wanted.split('\n').length < 20)
    complain('few views or keys found in htdocs/src: is the way to find them still right?');
if (process.argv[2] === '--accept')
    writeFileSync(file, document.replace(table, () => `${wanted}\n`));
else if (table.exec(document)?.[0] !== `${wanted}\n`)
    complain('the table of keys in USING.md is not that of htdocs/src: t/lint/keys.ts --accept, and look at it');
for (const { title } of views)
    if (!document.includes(`**${title}`))
        complain(`USING.md does not tell of the view **${title}**`);
process.exitCode = failed;
