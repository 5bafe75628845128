// database.ts -- random sets in the stack's database, and what its reports say of them, many users to a call of psql.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { root, rows } from '../sql/dumped.ts';
import type { Entry } from './oracle.ts';
import type { Set } from './random.ts';

export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`;
const time = (second: number): string => `to_timestamp(${second})`;

export function entryRow(user: number, entry: Entry): string {
    return `(${user}, ${entry.project}, ${time(entry.start)}, ${time(entry.end)}, ${entry.breakMinutes}, ${entry.billable}, ` +
        `ARRAY[${entry.tags.map(quote).join(', ')}]::text[])`;
}

const insert = (table: string, columns: string, values: string[]): string =>
    values.length ? `INSERT INTO ${table} (${columns}) OVERRIDING SYSTEM VALUE VALUES\n${values.join(',\n')};` : '';

/** What puts sets into the database, each as the user of its id. */
export function inserts(sets: [number, Set][]): string {
    const users = sets.map(([user, { zone, weekStart, rounding: { mode, minutes, per } }]) =>
        `(${user}, 'user ${user}', ${quote(zone)}, '${weekStart}', '${mode}', ${minutes}, '${per}')`);
    return insert('users', 'id, username, time_zone, week_start, rounding_mode, rounding_minutes, rounding_per', users) + belongings(sets);
}

/** The same for users that are there; names are C and P with the id. */
export function belongings(sets: [number, Set][]): string {
    return [
        insert('clients', 'user_id, id, name', sets.flatMap(([user, set]) => Array.from({ length: set.clients }, (_, i) =>
            `(${user}, ${set.firstId + i}, 'C${set.firstId + i}')`))),
        insert('projects', 'user_id, id, client_id, name', sets.flatMap(([user, set]) => set.projects.map(p =>
            `(${user}, ${p.id}, ${p.client}, 'P${p.id}')`))),
        insert('time_entries', 'user_id, project_id, start_time, end_time, break_minutes, billable, tags', sets.flatMap(([user, set]) =>
            set.entries.map(e => entryRow(user, e)))),
    ].join('\n');
}

/** The settings of the module's own sessions, which decide how reports are run. */
const settings = /SELECT (set_config[^;]*);/.exec(readFileSync(join(root, 'sql/queries/session.sql'), 'utf8'))?.[1]?.replaceAll(/\$[12]/g, "'60s'");
if (!settings)
    throw new Error('sql/queries/session.sql has no settings');
const asModule = `SELECT ${settings} \\gset ignored_\n`;

export const asUser = (user: number, zone: string): string => `SET tt.user_id = '${user}'; SET TimeZone = ${quote(zone)};`;

/** Runs SQL as the owner of the schema, all of it or nothing. */
export const store = (sql: string): string[] => rows('owner', `BEGIN;\n${sql}\nCOMMIT;`);

/** Asks as the module does; QUESTIONS are SQL that gives one line of JSON each. */
export function ask(questions: { user: number; zone: string; sql: string }[]): unknown[] {
    const lines = rows('module', asModule + questions.map(q => `${asUser(q.user, q.zone)} ${q.sql};`).join('\n'));
    if (lines.length !== questions.length)
        throw new Error(`${lines.length} answers to ${questions.length} questions`);
    return lines.map(line => JSON.parse(line) as unknown);
}

/** The first of the ids that users of a test may have; each test has a hundred million of its own, since they run at the same time. */
export const firstUser = (test: number): number =>
    Number(rows('owner', `SELECT coalesce(max(id), ${test}00000000) + 1 FROM users WHERE id / 100000000 = ${test}`)[0]);
