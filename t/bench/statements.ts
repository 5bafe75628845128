// statements.ts -- which statements a request is made of, as PostgreSQL logs them: pgbench runs the very text that the engine sends.
import { appendFileSync, readFileSync, truncateSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

export type Statement = { sql: string; params: string[] };

/** Makes the server reread its configuration and waits until it has. */
async function reload(data: string): Promise<void> {
    process.kill(Number(readFileSync(`${data}/postmaster.pid`, 'utf8').split('\n')[0]), 'SIGHUP');
    await setTimeout(500);
}

/** Runs ACTION with every statement of the module's role logged, and returns them in order with their parameters. */
export async function logged(data: string, role: string, action: () => Promise<void>): Promise<Statement[]> {
    const conf = `${data}/postgresql.conf`, log = `${data}/../postgresql.log`;
    const size = statSync(conf).size;
    appendFileSync(conf, '\nlog_min_duration_statement = 0\n');
    try {
        await reload(data);
        const from = readFileSync(log, 'utf8').length;
        await action();
        await setTimeout(300);
        return parse(readFileSync(log, 'utf8').slice(from), role);
    } finally {
        truncateSync(conf, size);
        await reload(data);
    }
}

/** An entry is a line with the lines behind it that begin with a tab; the DETAIL behind an execute has its parameters. */
function parse(log: string, role: string): Statement[] {
    const found: Statement[] = [];
    let before = false; // whether the entry before was an execute
    for (const entry of log.replaceAll('\n\t', '\u0000').split('\n').map(line => line.replaceAll('\u0000', '\n'))) {
        const execute = new RegExp(` ${role}@\\S+ LOG:  duration: \\S+ ms  execute [^:]+: ([^]*)$`).exec(entry);
        const detail = new RegExp(` ${role}@\\S+ DETAIL:  parameters: ([^]*)$`).exec(entry);
        if (execute?.[1])
            found.push({ sql: execute[1], params: [] });
        else if (detail?.[1] && before)
            found.at(-1)?.params.push(...parameters(detail[1]));
        before = execute !== null;
    }
    return found;
}

function parameters(text: string): string[] {
    return Array.from(text.matchAll(/\$\d+ = (?:'((?:[^']|'')*)'|NULL)/g), ([all, value]) => {
        if (value === undefined)
            throw new Error(`pgbench cannot send NULL: ${all}`);
        return value.replaceAll("''", "'");
    });
}
