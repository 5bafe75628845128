// schema.ts -- what tools may declare so that every client takes them, and whether results keep to it.
import assert from 'node:assert/strict';

import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

import type { Json } from '../http/api.ts';

const ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true, formats: { date: true, 'date-time': true, uri: true } });
const validators = new Map<string, ValidateFunction>();

const FORBIDDEN = ['$ref', '$defs', 'definitions', '$schema', '$id', '$dynamicRef', 'if', 'then', 'else', 'not', 'oneOf', 'allOf', 'patternProperties', 'dependentSchemas', 'x-mcp-header'];

/** Checks VALUE by SCHEMA, the text of which is its name. */
export function expectValid(schema: Json, value: Json, what: string): void {
    const text = JSON.stringify(schema);
    const validate = validators.get(text) ?? ajv.compile(schema);
    validators.set(text, validate);
    assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)}`);
}

/** Everything that some client is known to choke on, at any depth. */
function faultsOf(schema: Json, path: string, found: string[]): void {
    if (typeof schema !== 'object' || schema === null || Array.isArray(schema)) {
        found.push(`${path}: ${JSON.stringify(schema)} is no schema object`);
        return;
    }
    if (Object.keys(schema).length === 0)
        found.push(`${path}: is empty`);
    for (const word of FORBIDDEN)
        if (word in schema)
            found.push(`${path}: has ${word}`);
    if (Array.isArray(schema.type))
        found.push(`${path}: has a list of types`);
    if (schema.type === undefined && schema.anyOf === undefined)
        found.push(`${path}: has no type`);
    if (schema.type === 'array' && schema.items === undefined)
        found.push(`${path}: a list of what?`);
    for (const [name, property] of Object.entries<Json>(schema.properties ?? {})) {
        if (!/^[A-Za-z0-9_.-]{1,64}$/.test(name))
            found.push(`${path}.${name}: is no name`);
        faultsOf(property, `${path}.${name}`, found);
    }
    for (const name of schema.required ?? [])
        if (!(name in (schema.properties ?? {})))
            found.push(`${path}: requires ${name}, which is no property`);
    if (schema.items !== undefined)
        faultsOf(schema.items, `${path}[]`, found);
    (schema.anyOf ?? []).forEach((one: Json, i: number) => faultsOf(one, `${path}|${i}`, found));
}

function inputFaults(tool: Json, found: string[]): void {
    const schema = tool.inputSchema;
    faultsOf(schema, 'input', found);
    if (schema.type !== 'object' || schema.additionalProperties !== false || schema.anyOf !== undefined)
        found.push('input: the root is a closed object');
    if (!schema.properties || !Array.isArray(schema.required))
        found.push('input: lacks properties or required');
    for (const [name, property] of Object.entries<Json>(schema.properties ?? {})) {
        if (!/\S{3}/.test(property.description ?? ''))
            found.push(`input.${name}: has no description`);
        if (property.type === 'object' && property.additionalProperties === undefined)
            found.push(`input.${name}: an object of what?`);
    }
}

function outputFaults(tool: Json, found: string[]): void {
    const schema = tool.outputSchema;
    if (!schema || schema.type !== 'object') {
        found.push('output: the root is an object');
        return;
    }
    faultsOf(schema, 'output', found);
    if (schema.additionalProperties === false)
        found.push('output: is closed');
}

function hintFaults(tool: Json, found: string[]): void {
    const { title, readOnlyHint, destructiveHint, idempotentHint, openWorldHint } = tool.annotations ?? {};
    if (!/\S/.test(tool.title ?? '') || title !== tool.title)
        found.push('title and annotations.title');
    for (const hint of [readOnlyHint, destructiveHint, idempotentHint, openWorldHint])
        if (typeof hint !== 'boolean')
            found.push('all four hints');
    const reads = /^(get|list)_/.test(tool.name);
    if (readOnlyHint !== reads)
        found.push('readOnlyHint');
    if (destructiveHint !== /^(update|delete|set)_|^cancel_timer$/.test(tool.name))
        found.push('destructiveHint');
    if (idempotentHint !== (reads || /^(update|delete|set)_/.test(tool.name)))
        found.push('idempotentHint');
    if (openWorldHint !== false)
        found.push('openWorldHint');
}

/** What is wrong with the definition of a tool; nothing of it is left to taste. */
export function faultsOfTool(tool: Json): string[] {
    const found: string[] = [];
    if (!/^[A-Za-z0-9_-]{1,40}$/.test(tool.name))
        found.push('name');
    if (!/^[A-Z].{9,}\.$/s.test(tool.description ?? '') || tool.description.split(/[.!?](?:\s|$)/).length > 5)
        found.push(`description: ${tool.description}`);
    inputFaults(tool, found);
    outputFaults(tool, found);
    hintFaults(tool, found);
    for (const schema of [tool.inputSchema, tool.outputSchema])
        if (schema)
            ajv.compile(schema);
    const extra = Object.keys(tool).filter((name) => !['name', 'title', 'description', 'inputSchema', 'outputSchema', 'annotations', 'icons', '_meta'].includes(name));
    return [...found, ...extra];
}
