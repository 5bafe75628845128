// pgbench.ts -- the statements of a request as a pgbench script, and a run of it.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { writeFileSync } from 'node:fs';

import type { Statement } from './statements.ts';

/** A script: its file, the variables that it needs (-D), how many requests a transaction stands for, and its database where it is not the
 *  run's. */
export type Script = { file: string; variables: string[]; requests: number; url?: string };

/** Values of the logged request that differ from one request to the next, and the pgbench variables that stand for them. */
export type Varying = Map<string, string>;

const instant = (value: string): number => /^\d{4}-\d\d-\d\d[T ]/.test(value) ? Date.parse(value) : NaN;

function variableOf(varying: Varying, value: string): string | undefined {
    for (const [sample, name] of varying)
        if (sample === value || instant(sample) === instant(value))
            return name;
    return undefined;
}

/** Writes a script.  COMPUTE sets the varying variables (pgbench's \set); each pipeline is a request, in one transaction. */
export function script(file: string, compute: string, pipelines: Statement[][], varying: Varying): Script {
    const variables: string[] = ['first=1', 'n=-1'];
    // pgbench takes no empty value on its command line.
    let text = "\\if :first\nSELECT '' AS empty \\gset\n\\set first 0\n\\endif\n\\set n :n + 1\n" + compute;
    for (const pipeline of pipelines) {
        text += '\\startpipeline\n';
        for (const { sql, params } of pipeline) {
            text += sql.replace(/\$(\d+)/g, (_, n: string) => {
                const value = params[Number(n) - 1] ?? '';
                let name = value === '' ? 'empty' : variableOf(varying, value);
                if (!name) {
                    name = `fixed${variables.length}`;
                    variables.push(`${name}=${value}`);
                }
                return `:${name}`;
            }) + ';\n';
        }
        text += '\\endpipeline\n';
    }
    writeFileSync(file, text);
    return { file, variables, requests: pipelines.length };
}

/** How to run: the server and its settings (PGOPTIONS), for how long, and the first year whose days no run before has used. */
export type Run = { url: string; options: string; connections: number; seconds: number; year: number };
export type Span = { begin: () => void; end: () => void };

/** Runs a script and returns requests per second.  The first second, in which connections are made and statements prepared, is left out:
 *  SPAN is told when the rest begins and ends. */
export async function pgbench(run: Run, s: Script, span: Span): Promise<number> {
    const { seconds } = run;
    const args = ['-n', '-M', 'prepared', '-c', String(run.connections), '-j', '2', '-T', String(seconds + 2), '-P', '1', '-f', s.file];
    for (const variable of [...s.variables, `year=${run.year}`])
        args.push('-D', variable);
    const child = spawn('pgbench', [...args, s.url ?? run.url], { env: { ...process.env, PGOPTIONS: run.options }, stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = new Promise<number | null>(resolve => child.on('close', resolve));
    const rates: number[] = [], other: string[] = [];
    for await (const line of createInterface({ input: child.stderr })) {
        const progress = /^progress: [\d.]+ s, ([\d.]+) tps/.exec(line);
        if (!progress) {
            other.push(line);
            continue;
        }
        rates.push(Number(progress[1]));
        if (rates.length === 1)
            span.begin();
        if (rates.length === seconds + 1)
            span.end();
    }
    if (await ended !== 0 || rates.length < seconds + 1)
        throw new Error(`pgbench ${s.file}: ${other.slice(-5).join('\n')}`);
    return s.requests * rates.slice(1, seconds + 1).reduce((sum, rate) => sum + rate, 0) / seconds;
}
