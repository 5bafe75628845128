// lighthouse.ts -- Lighthouse's scores of the signed-in dashboard. Run as a program (`make lighthouse`) it prints medians of RUNS=3
// runs as a table; lighthouse.test.ts takes one run of what does not depend on time.
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import lighthouse, { desktopConfig, type Config } from 'lighthouse';
import { chromium } from 'playwright-core';

import { CHROMIUM, FLAGS, Person, baseUrl } from './person.ts';
import { seed } from './seed.ts';

export const FORMS = ['desktop', 'mobile'] as const;
export const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

type Form = typeof FORMS[number];
type Category = typeof CATEGORIES[number];

/** Scores of 0 to 100, and what cost points. */
export type Report = { scores: Record<string, number>; lost: string[] };

/** A Chromium that somebody has signed in with, which Lighthouse drives. */
export class Lighthouse {
    private readonly port: number;
    private readonly end: () => Promise<void>;

    private constructor(port: number, end: () => Promise<void>) {
        this.port = port;
        this.end = end;
    }

    static async open(): Promise<Lighthouse> {
        const profile = mkdtempSync(join(tmpdir(), 'lighthouse-'));
        const chrome = spawn(CHROMIUM, [...FLAGS, '--headless=new', '--remote-debugging-port=0', `--user-data-dir=${profile}`, 'about:blank'],
            { stdio: 'ignore' });
        const port = await portOf(chrome, join(profile, 'DevToolsActivePort'));
        const browser = await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
        // Its own context: that is the one whose cookies Lighthouse's page has.
        const context = browser.contexts()[0];
        if (!context)
            throw new Error('Chromium has no context');
        const person = await Person.at(await context.newPage());
        await person.signIn();
        await seed(person);
        await person.api('POST', '/timer/start', { description: 'Measured' });
        await person.page.goto('about:blank');
        return new Lighthouse(port, async () => {
            const gone = new Promise((resolve) => chrome.once('exit', resolve));
            await browser.close();
            chrome.kill();
            await gone;
            rmSync(profile, { recursive: true, force: true });
        });
    }

    /** One run. On a phone the processor is this machine's: how much slower phones are is a guess. */
    async run(form: Form, categories: readonly Category[]): Promise<Report> {
        const config: Config = form === 'desktop' ? desktopConfig
            : { extends: 'lighthouse:default', settings: { throttling: { ...MOBILE, cpuSlowdownMultiplier: 1 } } };
        const result = await lighthouse(`${baseUrl}/`, { port: this.port, disableStorageReset: true, onlyCategories: [...categories],
            logLevel: 'error' }, config);
        if (!result)
            throw new Error('Lighthouse gave no result');
        const { lhr } = result;
        if (lhr.runtimeError)
            throw new Error(lhr.runtimeError.message);
        // Signed out the page would be another one, and a better one.
        const answers = result.artifacts.DevtoolsLog.flatMap((message) =>
            message.method === 'Network.responseReceived' ? [message.params.response] : []);
        if (!answers.some(({ url, status }) => url === `${baseUrl}/api/v1/users/me` && status === 200))
            throw new Error('not the signed-in dashboard');
        const scores = Object.fromEntries(categories.map((name) => [name, Math.round((lhr.categories[name]?.score ?? NaN) * 100)]));
        const lost = categories.flatMap((name) => (lhr.categories[name]?.auditRefs ?? [])
            .filter(({ id, weight }) => weight > 0 && (lhr.audits[id]?.score ?? 1) < 0.9)
            .map(({ id }) => `${name}: ${id}: ${lhr.audits[id]?.title} ${lhr.audits[id]?.displayValue ?? ''}`.trim()));
        return { scores, lost };
    }

    close(): Promise<void> {
        return this.end();
    }
}

// Lighthouse's own "slow 4G", whose slowdown of the processor is ours.
const MOBILE = { rttMs: 150, throughputKbps: 1.6 * 1024, requestLatencyMs: 150 * 3.75, downloadThroughputKbps: 1.6 * 1024 * 0.9,
    uploadThroughputKbps: 750 * 0.9 };

/** Where Chromium listens: it chooses a port and writes it into its profile. */
async function portOf(chrome: ChildProcess, file: string): Promise<number> {
    const end = Date.now() + 30_000;
    while (!existsSync(file) || !readFileSync(file, 'utf8').includes('\n')) {
        if (chrome.exitCode !== null || Date.now() > end)
            throw new Error('Chromium did not start');
        await setTimeout(50);
    }
    return Number(readFileSync(file, 'utf8').split('\n')[0]);
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

async function main(): Promise<void> {
    const runs = Number(process.env['RUNS'] ?? 3);
    const here = await Lighthouse.open();
    const rows: string[] = [];
    const lost = new Set<string>();
    for (const form of FORMS) {
        const reports: Report[] = [];
        for (let run = 0; run < runs; run += 1)
            reports.push(await here.run(form, CATEGORIES));
        rows.push(`| ${form} | ${CATEGORIES.map((name) => median(reports.map(({ scores }) => scores[name] ?? NaN))).join(' | ')} |`);
        for (const one of reports.flatMap((report) => report.lost))
            lost.add(`${form}: ${one}`);
    }
    await here.close();
    console.log([`Lighthouse, the signed-in dashboard: medians of ${runs}; load ${loadavg().map((load) => load.toFixed(1)).join(' ')}`, '',
        `| | ${CATEGORIES.join(' | ')} |`, '| --- | --- | --- | --- | --- |', ...rows, '', ...lost].join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
    await main();
