// openapi.ts -- the operations of the API, read from its own document, so that a test of all of them needs no list.
import assert from 'node:assert/strict';

import { send, type Json } from './api.ts';

export type Operation = { id: string; method: string; path: string; scope: string | undefined; sessionOnly: boolean; document: Json };

let loaded: Json;

export async function document(): Promise<Json> {
    if (!loaded) {
        const answer = await send('GET', '/api/openapi.json');
        assert.equal(answer.status, 200);
        loaded = answer.json;
    }
    return loaded;
}

/** Every operation; `path` is below /api/v1 and may hold {id}. The stream of events is none: its answer has no end. */
export async function operations(): Promise<Operation[]> {
    const found: Operation[] = [];
    for (const [path, methods] of Object.entries<Json>((await document()).paths))
        for (const [method, operation] of Object.entries<Json>(methods).filter(([, { responses }]) => !responses['200']?.content?.['text/event-stream']))
            found.push({ id: operation.operationId, method: method.toUpperCase(), path, scope: operation['x-scope'],
                sessionOnly: operation.security?.[0]?.session !== undefined, document: operation });
    assert.ok(found.length > 25, 'the document holds all operations');
    return found;
}

/** Methods by path. */
export async function methodsByPath(): Promise<Map<string, string[]>> {
    const methods = new Map<string, string[]>();
    for (const operation of await operations())
        methods.set(operation.path, [...(methods.get(operation.path) ?? []), operation.method]);
    return methods;
}

function sampleText(name: string, schema: Json): string {
    if (schema.enum)
        return schema.enum[0];
    if (schema.format === 'date-time')
        return '2001-02-03T04:05:06Z';
    if (schema.format === 'date')
        return '2001-02-03';
    const known: Record<string, string> = { email: 'a@example.org', currency: 'EUR', color: '#123456', time_zone: 'Europe/Paris', hourly_rate: '1.50' };
    return known[name] ?? 'sample';
}

function sample(name: string, schema: Json, ids: Record<string, number>): Json {
    const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
    switch (type) {
    case 'integer': return name.endsWith('_id') ? ids[name] ?? 1 : schema.minimum ?? 1;
    case 'number': return 1;
    case 'boolean': return true;
    case 'array': return [sample(name === 'ids' ? 'entry_id' : name, schema.items, ids)];
    default: return sampleText(name, schema);
    }
}

/** A body that the operation takes, by its schema: what it requires, or else the first thing it may be given. IDS: what to refer to. */
export async function sampleBody(operation: Operation, ids: Record<string, number> = {}): Promise<Json> {
    const reference: string | undefined = operation.document.requestBody?.content['application/json'].schema.$ref;
    if (!reference)
        return undefined;
    const schema = (await document()).components.schemas[reference.split('/').at(-1) ?? ''];
    const names: string[] = schema.required.length ? schema.required : operation.method === 'POST' ? [] : [Object.keys(schema.properties)[0]];
    const body = Object.fromEntries(names.map((name) => [name, sample(name, schema.properties[name], ids)]));
    if ('end_time' in body)
        body['end_time'] = '2001-02-03T05:05:06Z';
    return body;
}
