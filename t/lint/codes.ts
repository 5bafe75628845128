#!/usr/bin/env node
// codes.ts -- every code that a caller can get stands in API.md or, of signing in, in ADMIN.md, each once; none stands there that
// the code does not know. Codes are found where failures are made: tt_error_make and its short forms, tt_fault_add, tt_raise,
// names of constraints (<table>__<field>__<code>) and the table of SQLSTATEs.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '../..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');
// metadata.c refuses members of the provider's document, not callers.
const below = (folder: string, ending: string): string[] =>
    (readdirSync(join(root, folder), { recursive: true }) as string[]).filter((file) => file.endsWith(ending) && file !== 'metadata.c').sort().map((file) => read(join(folder, file)));

const C = ['src/api', 'src/auth', 'src/base', 'src/db', 'src/http', 'src/res', 'src/stream'].flatMap((folder) => below(folder, '.c')).join('\n');
const SQL = below('sql', '.sql').join('\n');

const IN_C = [
    /tt_error_make\(\s*[^,;]+,\s*\w+,\s*"([a-z_]+)"/g, // a problem
    /\b(?:refuse|unauthorized)\(&?\w+,\s*"([a-z_]+)"/g,
    /\.(?:missing_)?code = "([a-z_]+)"/g,
    /\? "(token_[a-z_]+)" : "token_[a-z_]+"/g,
    /\? "[a-z_]+" : "(token_[a-z_]+)"/g,
    /^ {4}\{ "[0-9A-Z]{2,5}", \d{3}, "([a-z_]+)"/gm, // a SQLSTATE
    /tt_raise(?:_hint)?\(\d+, '([a-z_]+)'/g, // in a statement that is generated
    /tt_fault_add\(\s*(?:[^",;]|"[^"]*")+?,\s*(?:"[^"]*"|[\w>.-]+|apr_pstrdup\([^)]*\)),\s*(?:[^"\n]*\? )?"([a-z_]+)"(?:,| :)/g, // an argument
];
const IN_SQL = [/tt_raise(?:_hint)?\(\s*\d+,\s*'([a-z_]+)'/g, /\b[a-z]+(?:_[a-z]+)*__[a-z]+(?:_[a-z]+)*__([a-z]+(?:_[a-z]+)*)\b/g];

const all = (text: string, patterns: RegExp[]): string[] => patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, code = '']) => code));
const made = new Set([...all(C, IN_C), ...all(SQL, IN_SQL)]);

/** The codes in the first column of the tables below a heading. */
function documented(file: string, heading: string): string[] {
    const section = read(file).split(/^(?=#{2,4} )/m).find((part) => part.startsWith(`${heading}\n`));
    if (!section)
        throw new Error(`${file} has no heading "${heading}"`);
    return [...section.matchAll(/^\| (`[^|]*`) \|/gm)].flatMap(([, cell = '']) => [...cell.matchAll(/`([a-z_]+)`/g)].map(([, code = '']) => code));
}

let failed = 0;
function complain(what: string): void {
    console.log(what);
    failed = 1;
}

const problems = documented('API.md', '### Codes of problems');
const faults = documented('API.md', '### Codes of arguments');
const signIn = documented('ADMIN.md', '### When signing in does not work');
const known = new Set([...problems, ...faults, ...signIn]);

if (made.size < 80)
    complain(`only ${made.size} codes found in src and sql: is the way to find them still right?`);
for (const list of [problems, faults, signIn])
    for (const [i, code] of list.entries())
        if (list.indexOf(code) !== i)
            complain(`${code} is documented twice`);
for (const code of [...made].sort())
    if (!known.has(code))
        complain(`${code} stands neither in API.md nor in ADMIN.md`);
for (const code of [...known].sort())
    if (!made.has(code) && !C.includes(`"${code}"`) && !SQL.includes(`'${code}'`))
        complain(`${code} is documented, but nothing in src or sql says it`);
process.exitCode = failed;
