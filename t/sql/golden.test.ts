// golden.test.ts -- the SQL that the engine makes: what it was when somebody last looked at it, valid on the migrated database for the
// module's role, and planned as index walks for users with many rows and with few.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';

import { columns, psql, root, rows, statements, type Statement } from './dumped.ts';

const shapes = statements('shapes');
const queries = statements('queries');

test('the SQL is what was accepted (t/sql/golden --accept)', () => {
    const outcome = spawnSync(join(root, 't/sql/golden'), { encoding: 'utf8' });
    assert.equal(outcome.status, 0, outcome.stdout + outcome.stderr);
});

/** PREPAREs all on one connection, each on its own line of the script, so that an error's line names the statement. */
function refused(all: Statement[]): string[] {
    const script = all.map((s, i) => `PREPARE s${i} AS ${s.sql};`).join('\n');
    const { stderr } = psql('module', script);
    return Array.from(stderr.matchAll(/<stdin>:(\d+): ERROR: .*/g), ([text, line]) => {
        const at = all[Number(line) - 1];
        return `${at?.resource}: ${at?.name}: ${text}\n${at?.sql}`;
    });
}

test('every shape can be prepared by the role of the module', () => {
    assert.ok(shapes.length > 100, `${shapes.length} shapes`);
    assert.deepEqual(refused(shapes), []);
});

test('every named query can be prepared', () => {
    const plain = queries.filter(q => /^(SELECT|INSERT|UPDATE|DELETE|WITH)\b/.test(q.sql));
    assert.ok(plain.length > 5, `${plain.length} queries`);
    // tt_grant and schema_migrations are the owner's affair, but the statement is known to both.
    assert.deepEqual(refused(plain), []);
});

/** PostgreSQL's types that a declared type may have in its view. */
const typesOf: Record<string, string[]> = {
    id: ['bigint'], text: ['text', 'character varying', 'character'], int: ['integer', 'smallint', 'bigint'], money: ['numeric'], hours: ['numeric'],
    bool: ['boolean'], date: ['date'], time: ['timestamp with time zone'], enum: ['text'], texts: ['json'], ids: ['json'], json: ['json', 'jsonb'],
};

test('every declared column is in its view, with a type that fits', () => {
    const there = new Map(rows('module', `
        SELECT c.relname || '.' || a.attname, format_type(a.atttypid, NULL) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'v' AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace = 'public'::regnamespace;`)
        .map(line => line.split('|') as [string, string]));
    for (const column of columns()) {
        const type = there.get(`${column.view}.${column.name}`);
        assert.ok(type, `${column.view} has no column ${column.name}`);
        assert.ok(typesOf[column.type]?.includes(type), `${column.view}.${column.name} is declared ${column.type}, the view has ${type}`);
    }
});

/** A field without TT_NULLABLE that is a column of the resource's own table is NOT NULL there; generated columns follow from others. */
test('what is not declared nullable is NOT NULL in the table', () => {
    const nullable = new Set(rows('module', `
        SELECT replace('v_' || c.relname, 'v_v_', 'v_') || '.' || a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
        WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND NOT a.attnotnull AND a.attgenerated = '' AND c.relnamespace = 'public'::regnamespace;`));
    const wrong = columns().filter(c => !c.nullable && nullable.has(`${c.view}.${c.name}`)).map(c => `${c.view}.${c.name}`);
    assert.deepEqual(wrong, []);
});

type Plan = { 'Node Type': string; 'Relation Name'?: string; 'Index Name'?: string; Plans?: Plan[] };

function nodes(plan: Plan): Plan[] {
    return [plan, ...(plan.Plans ?? []).flatMap(nodes)];
}

/** 60 users with 600 entries on 40 projects of 20 clients, one (the busy) with 6,000 on 400 of 100, one (the new) with 5 on 2 of 1. A user who
 *  had half of a table would rightly have it read as a whole. All of it is undone at the end. */
const seed = `
-- The triggers' statements are planned while the tables are empty.
SET LOCAL enable_seqscan = off;
CREATE TEMP TABLE kinds (kind text, clients int, projects int, entries int) ON COMMIT DROP;
INSERT INTO kinds SELECT 'plain' || i, 20, 40, 600 FROM generate_series(1, 60) i
    UNION ALL VALUES ('busy', 100, 400, 6000), ('new', 1, 2, 5);
CREATE TEMP TABLE who ON COMMIT DROP AS SELECT k.*, 0::bigint AS id FROM kinds k;
WITH made AS (INSERT INTO users (username, email, time_zone) SELECT kind, kind || '@plans.example', 'Europe/Berlin' FROM who RETURNING id, username)
    UPDATE who SET id = made.id FROM made WHERE made.username = who.kind;
INSERT INTO clients (user_id, name) SELECT id, 'client ' || i FROM who, generate_series(1, clients) i;
INSERT INTO projects (user_id, client_id, name) SELECT w.id, c.id, 'project ' || i
    FROM who w, generate_series(1, projects) i, LATERAL (SELECT id FROM clients WHERE user_id = w.id ORDER BY id OFFSET i % w.clients LIMIT 1) c;
CREATE TEMP TABLE numbered ON COMMIT DROP AS SELECT user_id, id, row_number() OVER (PARTITION BY user_id ORDER BY id) - 1 AS n FROM projects;
INSERT INTO time_entries (user_id, project_id, start_time, end_time, description)
    SELECT w.id, n.id, t, t + interval '1 hour', 'work ' || i FROM who w, generate_series(1, entries) i,
    LATERAL (SELECT timestamptz '2000-01-01Z' + i * interval '2 hours' AS t) AS at, numbered n WHERE n.user_id = w.id AND n.n = i % w.projects;
ANALYZE clients; ANALYZE projects; ANALYZE time_entries; ANALYZE users; ANALYZE audit_log;
SET LOCAL enable_seqscan = on;
`;

describe('plans', () => {
    const planned = shapes.filter(s => /^(list|every|count|row|back|expect|update|delete)/.test(s.name) && !/^(users|timer)$/.test(s.resource));
    const plans = new Map<string, Plan>();

    before(() => {
        const explain = (user: string) => planned.map((s, i) => {
            const n = Math.max(0, ...Array.from(s.sql.matchAll(/\$(\d+)/g), m => Number(m[1])));
            const values = n ? `(${Array(n).fill('NULL').join(', ')})` : '';
            return `PREPARE ${user}${i} AS ${s.sql};\n\\echo -- ${user}|${i}\nEXPLAIN (FORMAT JSON) EXECUTE ${user}${i}${values};`;
        }).join('\n');
        const context = (user: string) => `SELECT set_config('tt.user_id', id::text, true) FROM who WHERE kind = '${user}';`;
        const lines = rows('owner', `BEGIN;\nSELECT set_config('tt.actor', 'test', true);\n${seed}\nSET LOCAL plan_cache_mode = force_generic_plan;
            SELECT set_config('TimeZone', 'Europe/Berlin', true);
            ${context('busy')}\n${explain('busy')}\n${context('new')}\n${explain('new')}\nROLLBACK;`);
        for (const part of lines.join('\n').split(/^-- /m).slice(1)) {
            const end = part.indexOf('\n');
            const [user, i] = part.slice(0, end).split('|');
            const s = planned[Number(i)];
            const json = part.slice(end, part.lastIndexOf(']') + 1);
            plans.set(`${user} ${s?.resource}: ${s?.name}`, (JSON.parse(json) as { Plan: Plan }[])[0]?.Plan as Plan);
        }
        assert.equal(plans.size, planned.length * 2);
    });

    test('no statement reads a whole table', () => {
        const guarded = ['time_entries', 'projects', 'clients', 'tags', 'audit_log', 'timers'];
        const found: string[] = [];
        for (const [name, plan] of plans)
            for (const node of nodes(plan))
                if (node['Node Type'] === 'Seq Scan' && guarded.includes(node['Relation Name'] ?? ''))
                    found.push(`${name}: Seq Scan on ${node['Relation Name']}`);
        assert.deepEqual(found, []);
    });

    test('the newest entries are an index walk without a sort', () => {
        const walks = ['list', 'list, cursor', 'list, by number', 'list, sort start_time', 'list, sort start_time, cursor', 'list, filter project_id',
            'list, filter project_id, cursor', 'list, filter billable', 'list, filter start_date', 'list, filter end_date', 'list, filter tag', 'list, q'];
        for (const user of ['busy', 'new'])
            for (const walk of walks) {
                const plan = plans.get(`${user} time_entries: ${walk}`);
                assert.ok(plan, walk);
                const kinds = nodes(plan).map(n => n['Node Type']);
                // An incremental sort only puts rows with one start_time in order, of which a user has one.
                assert.ok(!kinds.some(k => /^Sort|Hash|Merge/.test(k)), `${user}, ${walk}: ${kinds.join(' < ')}`);
                assert.ok(nodes(plan).some(n => n['Relation Name'] === 'time_entries' && /Index/.test(n['Node Type'])), `${user}, ${walk}`);
            }
    });

    test('the audit log is an index walk without a sort', () => {
        for (const user of ['busy', 'new'])
            for (const walk of ['list', 'list, cursor']) {
                const kinds = nodes(plans.get(`${user} audit_log: ${walk}`) as Plan).map(n => n['Node Type']);
                assert.ok(!kinds.some(k => /Sort|Seq Scan/.test(k)), `${user}, ${walk}: ${kinds.join(' < ')}`);
            }
    });
});
