// mcp.ts -- messages to /mcp, byte by byte as a client of either era sends them.
import assert from 'node:assert/strict';

import { send, type Answer, type Api, type Headers, type Json } from '../http/api.ts';

export const MODERN = '2026-07-28';
export const LEGACY = ['2025-11-25', '2025-06-18', '2025-03-26'] as const;
export const META = 'io.modelcontextprotocol/';

/** What errors are called: JSON-RPC's codes, then those of the protocol. */
export const PARSE = -32700, REQUEST = -32600, METHOD = -32601, PARAMS = -32602, INTERNAL = -32603;
export const NO_RESOURCE = -32002, HEADER = -32020, VERSION = -32022;

/** A request without parameters, as it stands that of a legacy client. */
export const list = { jsonrpc: '2.0', id: 1, method: 'tools/list' };

/** The URI of a resource that is not there. */
export const NOWHERE = 'timetracker://entries/9000000000000000000';

/** What every modern request carries beside its parameters. */
export function modernMeta(client = 'wire test', version: unknown = MODERN): Json {
    return { [`${META}protocolVersion`]: version, [`${META}clientCapabilities`]: {}, [`${META}clientInfo`]: { name: client, version: '1' } };
}

export type Said = { headers?: Headers; base?: string; client?: string };

/** A POST of BODY (text as it stands, anything else as JSON) with the key of API, if there is one. A header that is empty is not sent. */
export function post(api: Api | undefined, body: unknown, { headers = {}, base }: Said = {}): Promise<Answer> {
    const all: Headers = { Accept: 'application/json, text/event-stream', 'Content-Type': 'application/json', ...(api ? { Authorization: `Bearer ${api.key}` } : {}), ...headers };
    const raw = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return send('POST', '/mcp', { headers: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== '')), raw, ...(base ? { base } : {}) });
}

/** Headers of a modern request for METHOD with PARAMS. */
export function modernHeaders(method: string, params: Json = {}): Headers {
    const name = method === 'resources/read' ? params.uri : ['tools/call', 'prompts/get'].includes(method) ? params.name : undefined;
    return { 'MCP-Protocol-Version': MODERN, 'Mcp-Method': method, ...(typeof name === 'string' ? { 'Mcp-Name': headerText(name) } : {}) };
}

/** TEXT as a header can carry it. */
export function headerText(text: string): string {
    return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(text) && !text.startsWith('=?base64?') ? text : `=?base64?${Buffer.from(text).toString('base64')}?=`;
}

let serial = 0;

/** A request of revision 2026-07-28. */
export function modern(api: Api | undefined, method: string, params: Json = {}, said: Said = {}): Promise<Answer> {
    const body = { jsonrpc: '2.0', id: ++serial, method, params: { ...params, _meta: modernMeta(said.client) } };
    return post(api, body, { ...said, headers: { ...modernHeaders(method, params), ...said.headers } });
}

/** A request as the revisions up to 2025-11-25 have it; without a version header that of 2025-03-26. */
export function legacy(api: Api | undefined, method: string, params?: Json, said: Said = {}): Promise<Answer> {
    return post(api, { jsonrpc: '2.0', id: ++serial, method, ...(params === undefined ? {} : { params }) },
        { ...said, headers: { 'MCP-Protocol-Version': LEGACY[0], ...said.headers } });
}

/** Checks the form of a response: one JSON object, a result or an error and nothing else. Its parsed body. */
export function expectResponse(answer: Answer, status = 200): Json {
    assert.equal(answer.status, status, answer.text);
    assert.match(answer.headers['content-type'] ?? '', /^application\/json(; ?charset=utf-8)?$/i);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.equal(answer.headers['mcp-session-id'], undefined);
    assert.equal(answer.json.jsonrpc, '2.0', answer.text);
    assert.equal('result' in answer.json !== 'error' in answer.json, true, answer.text);
    return answer.json;
}

/** The result of a success. */
export function expectResult(answer: Answer): Json {
    const { result } = expectResponse(answer);
    assert.ok(result, answer.text);
    return result;
}

/** The error object of a refusal of STATUS with CODE. */
export function expectError(answer: Answer, status: number, code: number): Json {
    const { error } = expectResponse(answer, status);
    assert.ok(error, `no error: ${answer.text}`);
    assert.equal(error.code, code, answer.text);
    assert.match(error.message, /\S/);
    assert.doesNotMatch(answer.text, /SELECT |SQLSTATE|\.c:\d|libpq/);
    return error;
}

/** The result of a tool call: a success, or what the model is told. */
export async function callTool(api: Api, name: string, args?: Json, said: Said = {}): Promise<Json> {
    const answer = await modern(api, 'tools/call', { name, ...(args === undefined ? {} : { arguments: args }) }, said);
    return expectResult(answer);
}

/** What a tool that succeeds has found or done. */
export async function done(api: Api, name: string, args?: Json, said: Said = {}): Promise<Json> {
    const result = await callTool(api, name, args, said);
    assert.equal(result.isError ?? false, false, `${name} ${JSON.stringify(args)}: ${result.content?.[0]?.text}`);
    assert.equal(result.content.length, 1);
    assert.deepEqual(JSON.parse(result.content[0].text), result.structuredContent, 'one text block with the same JSON');
    return result.structuredContent;
}

/** What the model is told where a tool refuses. */
export async function refused(api: Api, name: string, args?: Json, said: Said = {}): Promise<string> {
    const result = await callTool(api, name, args, said);
    assert.equal(result.isError, true, `${name} ${JSON.stringify(args)}: ${JSON.stringify(result)}`);
    assert.deepEqual(result.content.map((block: Json) => block.type), ['text']);
    assert.equal('structuredContent' in result, false);
    const text: string = result.content[0].text;
    assert.doesNotMatch(text, /SELECT |SQLSTATE|\.c:\d|libpq|pg_|constraint/);
    return text;
}

/** Checks that a text tells all of this, whatever its case. */
export function expectSaid(text: string, ...words: string[]): void {
    for (const word of words)
        assert.ok(text.toLowerCase().includes(word.toLowerCase()), `"${word}" is not said in: ${text}`);
}

export async function listTools(api: Api): Promise<Json[]> {
    return expectResult(await modern(api, 'tools/list')).tools;
}
