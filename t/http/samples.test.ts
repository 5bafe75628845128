// samples.test.ts -- the curl examples of the OpenAPI document, each run in a shell as it stands there.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';

import { newUser, type Api, type Json } from './api.ts';
import { document } from './openapi.ts';
import { baseUrl } from './server.ts';
import { newSession, type Session } from './sign_in.ts';

const run = promisify(execFile);

// Prints the status behind the answer; the examples say just `curl`.
const CURL = 'curl() { command curl -w "\\n%{http_code}" "$@"; }\n';
const TARGET = { period: 'weekly', target_hours: 8, working_days: ['mon'], start_date: '2026-01-05' };

/** A user of its own for each example, with the rows that it names and a timer where it needs one. */
class Scene {
    readonly api: Api;
    readonly session: Session;

    constructor(api: Api, session: Session) {
        this.api = api;
        this.session = session;
    }

    static async make(): Promise<Scene> {
        const api = await newUser();
        return new Scene(api, await newSession(api.userId));
    }

    async target(): Promise<string> {
        const answer = await this.api.post('/client-targets', { ...TARGET, client_id: (await this.api.client()).id });
        assert.equal(answer.status, 201, answer.text);
        return String(answer.json.client_target.id);
    }

    async row(name: string): Promise<string> {
        const { api, session } = this;
        switch (name) {
        case 'CLIENT_ID': return String((await api.client()).id);
        case 'PROJECT_ID': return String((await api.project()).id);
        case 'TAG_ID': return String((await api.post('/tags', { name: 'meeting' })).json.tag.id);
        case 'SAVED_REPORT_ID': return String((await api.post('/saved-reports', { name: 'Last week', query: 'range=last_week' })).json.saved_report.id);
        case 'TIME_ENTRY_ID':
            return String((await api.entry((await api.project()).id, '2026-03-02T09:00:00+01:00', '2026-03-02T12:30:00+01:00')).id);
        case 'CLIENT_TARGET_ID': return this.target();
        case 'API_KEY_ID': return String((await session.post('/api-keys', { name: 'old', scopes: ['read:clients'] })).json.api_key.id);
        case 'SESSION_ID': {
            await newSession(api.userId);
            const { sessions } = await session.read('/users/me/sessions');
            return String(sessions.find((row: Json) => !row.current).id);
        }
        default: throw new Error(`an example names $${name}: what is it?`);
        }
    }

    /** The variables that SOURCE names. */
    async variables(source: string): Promise<Record<string, string>> {
        const found: Record<string, string> = { URL: baseUrl, API_KEY: this.api.key, SESSION: this.session.id };
        for (const [, name = ''] of source.matchAll(/\$(\w+)/g))
            if (!(name in found) && name !== 'CORRECTION_ID')
                found[name] = await this.row(name);
        if (source.includes('$CORRECTION_ID')) {
            await this.api.post(`/client-targets/${found['CLIENT_TARGET_ID']}/corrections`, { date: '2026-03-06', hours: 1 });
            found['CORRECTION_ID'] = String((await this.api.read(`/client-targets/${found['CLIENT_TARGET_ID']}`)).client_target.corrections[0].id);
        }
        return found;
    }
}

type Sample = { id: string; status: string; sessionOnly: boolean; lang: string; label: string; source: string };

async function samples(): Promise<Sample[]> {
    const found: Sample[] = [];
    for (const methods of Object.values<Json>((await document()).paths))
        for (const operation of Object.values<Json>(methods)) {
            assert.equal(operation['x-codeSamples']?.length, 1, operation.operationId);
            found.push({ id: operation.operationId, status: Object.keys(operation.responses)[0] ?? '',
                sessionOnly: operation.security?.[0]?.session !== undefined, ...operation['x-codeSamples'][0] });
        }
    return found;
}

describe('examples of the OpenAPI document', () => {
    let all: Sample[];

    before(async () => {
        all = await samples();
        assert.ok(all.length > 50, `${all.length} examples`);
    });

    test('each is a call of curl that succeeds as it stands', async () => {
        for (const { id, status, lang, source } of all.filter(({ id }) => id !== 'events_stream')) {
            assert.equal(lang, 'Shell', id);
            const scene = await Scene.make();
            const variables = await scene.variables(source);
            if (/^timer_(update|stop|cancel)/.test(id))
                assert.equal((await scene.api.post('/timer/start', {})).status, 201);
            const { stdout, stderr } = await run('bash', ['-euo', 'pipefail', '-c', CURL + source], { env: { ...process.env, ...variables } });
            assert.deepEqual([stdout.slice(-3), stderr], [status, ''], `${id}: ${stdout}\n${source}`);
        }
    });

    test('what only a session may do says so', () => {
        for (const { id, sessionOnly, label, source } of all)
            assert.deepEqual([/session/.test(label), source.includes('$SESSION"'), source.includes('$API_KEY"')],
                [sessionOnly, sessionOnly, !sessionOnly && !['info_get', 'health_get'].includes(id)], id);
    });

    test('the stream of events says what happens', async () => {
        const scene = await Scene.make();
        const source = all.find(({ id }) => id === 'events_stream')?.source ?? '';
        const shell = spawn('bash', ['-c', `exec ${source}`], { env: { ...process.env, ...await scene.variables(source) } });
        try {
            let text = '';
            for await (const piece of shell.stdout) {
                const isOpen = text !== '';
                text += String(piece);
                if (!isOpen)
                    await scene.api.client();
                if (text.includes('event: change'))
                    break;
            }
            assert.match(text, /^event: change\ndata: \{"resource":"clients"/m);
        } finally {
            shell.kill();
        }
    });
});
