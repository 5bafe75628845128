// measure.ts -- takes the figures on the stacks that t/bench/run has started and seeded, and prints them.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

import { pgbench, script } from './pgbench.ts';
import type { Script } from './pgbench.ts';
import { cpu, growth, growthOfAll, memory, threads } from './processes.ts';
import { logged } from './statements.ts';
import type { Statement } from './statements.ts';
import { Streams } from './streams.ts';
import { wrk } from './wrk.ts';
import type { Load, Outcome, Stack } from './wrk.ts';

function env(name: string): string {
    const value = process.env[name];
    if (!value)
        throw new Error(`${name} is not set: call t/bench/run`);
    return value;
}

const readStack = (name: string): Stack => JSON.parse(readFileSync(env(name), 'utf8')) as Stack;
const main = readStack('STACK_MAIN'), small = readStack('STACK_SMALL');
const deep = readStack('STACK_DEEP'), live = readStack('STACK_STREAMS');
const work = env('WORK'), data = env('PGDATA'), url = env('MODULE_DATABASE_URL');
const rounds = Number(env('ROUNDS')), seconds = Number(env('SECONDS_EACH')), scale = Number(env('SCALE'));
const wanted = Number(env('REQUESTS')), streams = Number(env('STREAMS')); // mixed ones; of events
const postgres = Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0]);
const role = /^postgres(?:ql)?:\/\/([^:@]+)/.exec(url)?.[1] ?? '';
const deepUrl = url.replace('/timetracker?', '/deep?'); // see t/bench/run
const connections = 8; // what the module may use: two children with DBDMax 4
const cases = ['list', 'timer', 'get', 'create', 'startstop'];

const say = (text: string): void => { process.stderr.write(`bench: ${text}\n`); };
const keysOf = (stack: Stack): string[] => readFileSync(stack.keys, 'utf8').trim().split('\n');
const median = (values: number[]): number => {
    const sorted = values.toSorted((a, b) => a - b), middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] ?? NaN : ((sorted[middle - 1] ?? NaN) + (sorted[middle] ?? NaN)) / 2;
};

// Writes need free days: each run takes years of its own between 1901 and 2015, which the seed does not touch.
const span = Math.floor(100 / (2 * (rounds + 1)));
let year = 1901;
function takeYears(n: number): number {
    year += n;
    if (n < 1 || year > 2015)
        throw new Error('too many rounds: there are no free days left');
    return year - n;
}

/** By a session: its id is the text of the key, see seed.sql. */
async function call(stack: Stack, user: number, method: string, path: string, body?: object, bySession = false): Promise<Response> {
    const key = keysOf(stack)[user] ?? '';
    const answer = await fetch(stack.url + path, { method, headers: { ...(bySession ? { cookie: `__Host-tt_session=${key}` } : { authorization: `Bearer ${key}` }),
        'content-type': 'application/json' }, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!answer.ok)
        throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
}

// ---- the statements ------------------------------------------------------------------------------------------------

type Request = [method: string, path: string, body?: object, bySession?: boolean];

/** Runs all groups of requests and takes the statements of the last: those before settle what is settled once. */
async function statementsOf(user: number, requests: Request[][], stack = main): Promise<Statement[][]> {
    const found: Statement[][] = [];
    for (const group of requests)
        for (const [method, path, body, bySession] of group) {
            const run = async (): Promise<void> => void await (await call(stack, user, method, path, body, bySession)).text();
            if (group !== requests.at(-1)) {
                await run();
                continue;
            }
            const statements = await logged(data, role, run);
            if (statements.some(statement => statement.sql.includes('plan_cache_mode')))
                throw new Error(`${method} ${path}: the connection was not settled before`);
            found.push(statements);
        }
    return found;
}

/** Numbers that pgbench computes: see seed.sql for the ids and load.lua for the days. */
const hash = '\\set hash 1000000000000001001 + :user\n';
const anyUser = `\\set user random(0, ${main.users - 1})\n${hash}`;
const days = '\\set month :day / 27\n' +
    '\\set start (:year + :month / 12) * 10000 + (:month % 12 + 1) * 100 + :day % 27 + 1\n\\set end :start + 1\n';

/** The session's settings as the module makes them, for PGOPTIONS. */
function sessionOptions(settle: Statement): string {
    return Array.from(settle.sql.matchAll(/set_config\('(\w+)', (?:'([^']*)'|\$(\d+)), false\)/g), ([, name, value, n]) =>
        `-c ${name}=${(value ?? settle.params[Number(n) - 1] ?? '').replaceAll(' ', '\\ ')}`).join(' ');
}

/** Reports of the one user with all the entries, and the sum that they cannot be quicker than. */
const reports = new Map([['summary month', '?start_date=2016-03-01&end_date=2016-03-31'],
    ['summary 10 years', '?start_date=2016-01-01&end_date=2025-12-31&group_by=month']].map(([name = '', query]) => [name, `/api/v1/reports/summary${query}`]));
const plainSum: Statement = { sql: 'SELECT sum(duration_seconds) FROM time_entries WHERE user_id = $1 AND start_time >= $2 AND start_time < $3',
    params: ['1001', '2016-01-01T00:00:00+01:00', '2026-01-01T00:00:00+01:00'] };

async function scripts(): Promise<{ options: string; script: Map<string, Script>; list: Statement[] }> {
    const hashOf = (user: number): string => `\\x${createHash('sha256').update(keysOf(main)[user] ?? '').digest('hex')}`;
    const [first] = await logged(data, role, async () => void await (await call(main, 1, 'GET', '/api/v1/timer')).text());
    if (!first?.sql.includes('plan_cache_mode'))
        throw new Error(`the module's first statement is not that of sql/queries/session.sql: ${first?.sql}`);
    const made = new Map<string, Script>();
    const add = (name: string, compute: string, pipelines: Statement[][], varying: [string, string][]): void =>
        void made.set(name, script(join(work, `${name}.pgbench`), compute, pipelines, new Map(varying)));
    const read = async (path: string): Promise<Statement[][]> => statementsOf(1, [[['GET', path]], [['GET', path]]]);
    const own: [string, string] = [hashOf(1), 'hash'], list = await read('/api/v1/time-entries?limit=50'), id = String(main.entries + 7);
    add('list', anyUser, list, [own]);
    add('auth', anyUser, [list[0]?.slice(0, 1) ?? []], [own]);
    const bySession: Request = ['GET', '/api/v1/timer', undefined, true];
    add('session', anyUser, [(await statementsOf(1, [[bySession], [bySession]]))[0]?.slice(0, 1) ?? []], [own]);
    add('timer', anyUser, await read('/api/v1/timer'), [own]);
    add('get', `${anyUser}\\set id :user * ${main.entries} + random(1, ${main.entries})\n`, await read(`/api/v1/time-entries/${id}`),
        [own, [id, 'id']]);
    const spanOf = (start: string, end: string): [string, string][] => [[start, 'start'], [end, 'end']];
    const one = '1900-01-01T00:00:00Z', two = '1900-01-01T01:00:00Z', three = '1900-01-01T02:00:00Z';
    const entry = (start: string, end: string): Request => ['POST', '/api/v1/time-entries', { project_id: 21, start_time: start, end_time: end }];
    add('create', `\\set slot :n * ${connections} + :client_id\n\\set user :slot % ${main.users}\n\\set project :user * 20 + 1\n` +
        `\\set day :slot / ${main.users}\n${hash}${days}`,
        await statementsOf(1, [[entry(one, two)], [entry(two, three)]]), [own, ['21', 'project'], ...spanOf(two, three)]);
    const writer = main.users, mine = main.writers / connections, project = writer * 20 + 1;
    const turn = (start: string, end: string): Request[] => [
        ['POST', '/api/v1/timer/start', { project_id: project, start_time: start }], ['POST', '/api/v1/timer/stop', { end_time: end }]];
    add('startstop', `\\set user ${writer} + :client_id + ${connections} * (:n % ${mine})\n\\set project :user * 20 + 1\n` +
        `\\set day :n / ${mine}\n${hash}${days}`,
        await statementsOf(writer, [turn(one, two), turn(two, three)]),
        [[hashOf(writer), 'hash'], [String(project), 'project'], ...spanOf(two, three)]);
    const addDeep = (name: string, pipelines: Statement[][]): void =>
        void made.set(name, { ...script(join(work, `${name.replaceAll(' ', '_')}.pgbench`), '', pipelines, new Map()), url: deepUrl });
    for (const [name, path] of reports)
        addDeep(name, await statementsOf(0, [[['GET', path]], [['GET', path]]], deep));
    addDeep('plain sum', [[plainSum]]);
    return { options: sessionOptions(first), script: made, list: list[0] ?? [] };
}

// ---- the loads -----------------------------------------------------------------------------------------------------

/** What a load did in each round: requests per second, and microseconds of CPU of both servers per request. */
type Figures = { rate: number[]; httpd: number[]; postgres: number[] };
const figures = new Map<string, Figures>();

function note(name: string, rate: number, httpd: number, database: number): void {
    const f = figures.get(name) ?? { rate: [], httpd: [], postgres: [] };
    f.rate.push(rate);
    f.httpd.push(httpd);
    f.postgres.push(database);
    figures.set(name, f);
}

async function runWrk(name: string, load: Load, length: number, from: number): Promise<void> {
    const httpd = cpu(load.stack.httpd), database = cpu(postgres);
    const { requests, seconds: took } = await wrk(load, length, from);
    note(name, requests / took, (cpu(load.stack.httpd) - httpd) / requests, (cpu(postgres) - database) / requests);
}

async function runPgbench(name: string, s: Script, options: string, length: number, from: number): Promise<void> {
    let begin = 0, end = 0, at = 0, took = 0;
    const rate = await pgbench({ url, options, connections, seconds: length, year: from }, s, {
        begin: () => { begin = cpu(postgres); at = performance.now(); },
        end: () => { end = cpu(postgres); took = (performance.now() - at) / 1000; },
    });
    note(name, rate, 0, (end - begin) / (rate * took));
}

/** The smallest page of the static part, by the httpd that serves everything else. */
function staticPath(): string {
    const folder = join(env('BUILD'), 'htdocs');
    const files = readdirSync(folder).filter(name => statSync(join(folder, name)).isFile());
    const [smallest] = files.toSorted((a, b) => statSync(join(folder, a)).size - statSync(join(folder, b)).size);
    if (!smallest)
        throw new Error(`${folder} has no file`);
    return `/${smallest}`;
}

const list = '/api/v1/time-entries?limit=50';

/** The cursor of the page behind ROWS rows. */
async function cursorAt(rows: number): Promise<string> {
    let path = '/api/v1/time-entries?limit=500', cursor = '';
    for (let seen = 0; seen < rows; seen += 500) {
        const page = await (await call(deep, 0, 'GET', path)).json() as { pagination?: { next_cursor?: string }; next_cursor?: string };
        cursor = page.pagination?.next_cursor ?? page.next_cursor ?? '';
        if (!cursor)
            throw new Error(`no cursor after ${seen + 500} rows`);
        path = `/api/v1/time-entries?limit=500&cursor=${encodeURIComponent(cursor)}`;
    }
    return cursor;
}

const depth = Math.ceil(100_000 * scale / 500) * 500;

/** A run of starts and stops may end between the two. */
async function cancelTimers(): Promise<void> {
    for (const key of keysOf(main).slice(main.users))
        await (await fetch(`${main.url}/api/v1/timer/cancel`, { method: 'POST', headers: { authorization: `Bearer ${key}` } })).text();
}

/** All loads in turn, those that are compared side by side.  Before several rounds comes one that warms up and is dropped. */
async function measure(made: Map<string, Script>, options: string): Promise<void> {
    const page = `${list}&cursor=${encodeURIComponent(await cursorAt(depth))}`;
    const loads: [string, Load][] = [
        ['static', { stack: main, mode: 'path', path: staticPath() }], ['fixed', { stack: main, mode: 'path', path: '/healthz' }],
        ['list', { stack: main, mode: 'path', path: list }], ['list of 10 k', { stack: small, mode: 'path', path: list }],
        ['timer', { stack: main, mode: 'path', path: '/api/v1/timer' }], ['get', { stack: main, mode: 'get' }],
        ['create', { stack: main, mode: 'create' }], ['startstop', { stack: main, mode: 'startstop' }],
        ['mcp list', { stack: main, mode: 'mcp', path: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"list_time_entries","arguments":{"limit":50}}}' }],
        ['mcp tools', { stack: main, mode: 'mcp', path: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}' }],
        ['page 1', { stack: deep, mode: 'path', path: list }], ['page at depth', { stack: deep, mode: 'path', path: page }],
        ...Array.from(reports, ([name, path]): [string, Load] => [name, { stack: deep, mode: 'path', path }]),
        ['summary month of 5 k', { stack: main, mode: 'path', path: reports.get('summary month') ?? '' }],
    ];
    for (let round = rounds > 1 ? 0 : 1; round <= rounds; round++) {
        const length = round ? seconds : 1;
        const ours = takeYears(span), theirs = takeYears(span);
        say(round ? `round ${round} of ${rounds}` : 'a round to warm up');
        for (const [name, load] of loads) {
            const timers = load.mode === 'startstop';
            if (timers)
                await cancelTimers();
            await runWrk(name, load, length, ours);
            if (timers)
                await cancelTimers();
            const s = made.get(name);
            if (s)
                await runPgbench(`pgbench ${name}`, s, options, length, theirs);
        }
        for (const name of ['auth', 'session', 'plain sum']) {
            const s = made.get(name);
            if (s)
                await runPgbench(`pgbench ${name}`, s, options, length, theirs);
        }
        if (!round)
            figures.clear();
    }
}

// ---- the single figures --------------------------------------------------------------------------------------------

/** CPU microseconds of a client that only runs the statements of the list. */
function libpqAlone(statements: Statement[], options: string): number {
    const args = statements.flatMap(({ sql, params }) => [sql, String(params.length), ...params]);
    return Number(execFileSync(join(work, 'libpq'), [url, String(seconds), ...args],
        { encoding: 'utf8', env: { ...process.env, PGOPTIONS: options } }));
}

type Csv = { rows: number; seconds: number; grown: number };

/** Reads the one user's entries as CSV, watching the memory of httpd's children. */
async function csv(): Promise<Csv> {
    await (await call(deep, 0, 'GET', '/api/v1/time-entries?format=csv&limit=50&start_date=2016-01-02&end_date=2016-01-03')).text();
    const before = memory(deep.httpd);
    const since = performance.now();
    const curl = spawn('curl', ['-sSf', '-H', `Authorization: Bearer ${keysOf(deep)[0]}`, `${deep.url}/api/v1/time-entries?format=csv`],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    let lines = 0, grown = 0, running = true;
    const watch = (async () => {
        for (; running; await setTimeout(50))
            grown = Math.max(grown, growth(before, memory(deep.httpd)));
    })();
    curl.stdout.on('data', (piece: Buffer) => {
        for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1))
            lines++;
    });
    const [status] = await once(curl, 'close') as [number | null];
    const took = (performance.now() - since) / 1000;
    running = false;
    await watch;
    if (status !== 0 || lines !== deep.entries + 1)
        throw new Error(`CSV: curl ended with ${status} after ${lines} lines of ${deep.entries + 1}`);
    return { rows: lines - 1, seconds: took, grown };
}

/** Runs at least LEAST mixed requests, from the first run's rate on in as few runs as possible. */
async function mixedRequests(least: number): Promise<number> {
    let requests = 0, length = 1;
    while (requests < least) {
        const run = await wrk({ stack: main, mode: 'mixed' }, length, takeYears(1));
        requests += run.requests;
        length = Math.min(60, Math.ceil((least - requests) / run.requests * run.seconds * 1.05));
    }
    return requests;
}

/** Growth of httpd's children over mixed requests, once they are warm. */
async function mixed(): Promise<{ requests: number; grown: number }> {
    await mixedRequests(0.3 * wanted);
    const before = memory(main.httpd);
    const requests = await mixedRequests(wanted);
    return { requests, grown: growth(before, memory(main.httpd)) };
}

/** A figure with streams open and without, and the ratio of the two in the same round: medians of all rounds. */
type Beside = { open: number; without: number; ratio: number };
type Pair = { get: Outcome; patch: Outcome };
type Live = { p99: Beside; commits: Beside; kilobytes: number; threads: number };

function beside(open: number[], without: number[]): Beside {
    const ratios = open.map((value, round) => value / (without[round] ?? NaN));
    return { open: median(open), without: median(without), ratio: median(ratios) };
}

/** What open streams cost others, by turns with and without them, and in memory. Who writes has one that is told of it;
 *  all the others are of users who do nothing. Who reads waits for no connection to the database: with more callers
 *  than those the slowest answers only tell how long somebody stood in that queue. */
async function liveEvents(): Promise<Live> {
    const writers = Math.floor(Math.min(streams, live.users) / 2), keys = keysOf(live);
    const userOf = (i: number): number => i < writers ? i : writers + (i - writers) % (live.users - writers);
    const ofStream = Array.from({ length: streams }, (_, i) => keys[userOf(i)] ?? '');
    const loads = async (): Promise<Pair> => ({
        get: await wrk({ stack: live, mode: 'get', connections: connections / 2 }, seconds, 0),
        patch: await wrk({ stack: { ...live, users: writers }, mode: 'patch' }, seconds, 0),
    });
    const without: Pair[] = [], among: Pair[] = [], kilobytes: number[] = [], added: number[] = [];
    await loads(); // to warm up
    for (let round = 1; round <= rounds; round++) {
        say(`${streams} streams, round ${round} of ${rounds}`);
        without.push(await loads());
        const before = memory(live.httpd), threadsBefore = threads(live.httpd);
        const open = await Streams.open(live, ofStream);
        kilobytes.push(growthOfAll(before, memory(live.httpd)) * 1024 / streams);
        added.push(threads(live.httpd) - threadsBefore);
        const outcome = await loads();
        among.push(outcome);
        await open.heard(outcome.patch.requests);
        if (open.count !== streams)
            throw new Error(`of ${streams} streams ${open.count} are open still`);
        await open.close();
    }
    const p99 = ({ get }: Pair): number => get.p99;
    const commits = ({ patch }: Pair): number => patch.requests / patch.seconds;
    return {
        p99: beside(among.map(p99), without.map(p99)), commits: beside(among.map(commits), without.map(commits)),
        kilobytes: kilobytes[0] ?? NaN, // later streams take memory that the first have left
        threads: Math.max(...added),
    };
}

// ---- the report ----------------------------------------------------------------------------------------------------

/** A figure that is missing or no number is a fault of this program. */
function figure(value: number, digits: number): string {
    if (!Number.isFinite(value))
        throw new Error('a figure is missing');
    return value.toFixed(digits);
}

function of(name: string): { rate: number; httpd: number; postgres: number; both: number } {
    const f = figures.get(name);
    if (f?.rate.length !== rounds)
        throw new Error(`'${name}' was not measured in each round`);
    const httpd = median(f.httpd), database = median(f.postgres);
    return { rate: median(f.rate), httpd, postgres: database, both: httpd + database };
}

function table(): string {
    const rows = Array.from(figures.keys(), name => {
        const f = of(name), f0 = figures.get(name)?.rate ?? [];
        return `| ${name} | ${figure(f.rate, 0)} | ${figure(Math.min(...f0), 0)}-${figure(Math.max(...f0), 0)} | ` +
            `${f.httpd ? figure(f.httpd, 1) : '-'} | ${figure(f.postgres, 1)} |`;
    });
    return ['| load | requests/s | least-most | httpd us | PostgreSQL us |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

const efficiency = (name: string): number => of(name).rate * (1 / of('fixed').rate + 1 / of(`pgbench ${name}`).rate);
const cpuRatio = (name: string): number => (of('fixed').httpd + of(`pgbench ${name}`).postgres) / of(name).both;
const each = (ratio: (name: string) => number): string => cases.map(name => `${name}=${figure(ratio(name), 2)}`).join(' ');

type Singles = { limits: number; libpq: number; exported: Csv; mix: { requests: number; grown: number }; events: Live };

function report({ limits, libpq, exported, mix, events }: Singles): string {
    const engine = of('list').httpd - of('fixed').httpd;
    const first = of('page 1'), at = of('page at depth'), large = of('list'), little = of('list of 10 k');
    return [
        `${new Date().toISOString().slice(0, 10)}: ${main.users * main.entries} entries of ${main.users} users; ` +
            `medians of ${rounds} rounds of ${seconds} s`,
        '', table(), '',
        `efficiency ${each(efficiency)}`,
        `cpu ${each(cpuRatio)}`,
        `engine_us list50=${figure(engine, 1)} (httpd CPU of the list less that of the fixed answer; libpq alone, the same pipeline and ` +
            `PQclear: ${figure(libpq, 1)})`,
        `depth page1=${figure(first.both, 1)} page_at_${depth}=${figure(at.both, 1)} us of CPU, ratio=${figure(at.both / first.both, 2)}, ` +
            `in time ${figure(first.rate / at.rate, 2)}`,
        `scale list@${main.users * main.entries}/list@${small.users * small.entries}=${figure(large.both / little.both, 2)} of CPU, ` +
            `in time ${figure(little.rate / large.rate, 2)}`,
        `reports month/list50=${figure(of('summary month').both / first.both, 2)} of CPU, in time ${figure(first.rate / of('summary month').rate, 2)}; ` +
            `10 years/pgbench in time ${figure(of('pgbench summary 10 years').rate / of('summary 10 years').rate, 2)}; ` +
            `pgbench/plain sum=${figure(of('pgbench summary 10 years').postgres / of('pgbench plain sum').postgres, 2)}; ` +
            `month of ${deep.entries}/of ${main.entries} entries=${figure(of('summary month').both / of('summary month of 5 k').both, 2)}`,
        `csv ${exported.rows} rows: ${figure(exported.seconds, 1)} s, child RSS growth ${figure(exported.grown, 1)} MiB`,
        `rss ${mix.requests} mixed requests: growth ${figure(mix.grown, 2)} MiB`,
        `auth session=${figure(of('pgbench session').postgres, 1)} key=${figure(of('pgbench auth').postgres, 1)} us of CPU in PostgreSQL, with an empty transaction around it`,
        `mcp list=${figure(of('mcp list').rate / of('list').rate, 2)} of the same route over REST, ` +
            `tools/list=${figure(of('mcp tools').rate / of('fixed').rate, 2)} of the fixed answer`,
        `streams ${streams} open: p99 of get ${figure(events.p99.open, 1)} ms, without ` +
            `${figure(events.p99.without, 1)}, ratio=${figure(events.p99.ratio, 2)}; commits ` +
            `${figure(events.commits.open, 0)}/s, without ${figure(events.commits.without, 0)}, ` +
            `ratio=${figure(events.commits.ratio, 2)}; ${figure(events.kilobytes, 1)} kB of child RSS each, ` +
            `${figure(events.threads, 0)} threads in all`,
        `rate limits ${figure(limits, 2)} us of CPU a request`,
    ].join('\n');
}

say('the statements of each load');
const { options, script: made, list: listStatements } = await scripts();
await measure(made, options);
say('a client that only runs the statements of the list');
const libpq = libpqAlone(listStatements, options);
say(`CSV of ${deep.entries} entries`);
const exported = await csv();
const limits = Number(execFileSync(join(work, 'limit'), { encoding: 'utf8' }));
const events = await liveEvents();
say(`${wanted} mixed requests`);
process.stdout.write(`${report({ limits, libpq, exported, mix: await mixed(), events })}\n`);
