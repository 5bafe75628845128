// admin.test.ts -- what the views of clients, keys and settings compute.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Client, Project } from '../src/api/types.ts';
import { fillDays, grouped, PRESETS, presetOf, readNetworks } from '../src/views/keys/scopes.ts';
import { COLORS, freshColor, groupsOf, readAmount } from '../src/views/projects/groups.ts';
import { browserName } from '../src/views/settings/browser_name.ts';
import { allZones, offsetOf, spokenZone } from '../src/views/settings/zones.ts';

const client = (id: number, name: string, status = 'active') => ({ id, name, status }) as Client;
const project = (id: number, client_id: number, name: string, status = 'active') =>
    ({ id, client_id, name, status }) as Project;

describe('clients with their projects', () => {
    const clients = [client(1, 'Acme', 'archived'), client(2, 'Bergmann'), client(3, 'Internal')];
    const projects = [
        project(10, 1, 'Old site'),
        project(11, 2, 'Archive', 'archived'),
        project(12, 2, 'Billing'),
        project(13, 3, 'Planning'),
    ];
    const names = (text: string, archived: boolean): string[] =>
        groupsOf(clients, projects, { text, archived }).map(
            (group) => `${group.client.name}: ${group.projects.map(({ name }) => name).join(', ')}`,
        );

    test('leave out what is archived, or put it last', () => {
        assert.deepEqual(names('', false), ['Bergmann: Billing', 'Internal: Planning']);
        assert.deepEqual(names('', true), ['Bergmann: Billing, Archive', 'Internal: Planning', 'Acme: Old site']);
    });
    test('are found by the client or by the project', () => {
        assert.deepEqual(names('berg', true), ['Bergmann: Billing, Archive']);
        assert.deepEqual(names('plan', false), ['Internal: Planning']);
        assert.deepEqual(names('old', false), []);
    });
});

describe('colours and amounts', () => {
    test('a new thing gets the colour that is used least', () => {
        assert.equal(freshColor([]), COLORS[0].value);
        assert.equal(freshColor([COLORS[0].value.toUpperCase()]), COLORS[1].value);
    });
    test('amounts are read as they are typed', () => {
        assert.deepEqual(['', '95', '95,5', '1 200.00', "1'200"].map(readAmount), [
            null,
            '95',
            '95.5',
            '1200.00',
            '1200',
        ]);
        assert.deepEqual(['x', '-1', '1.234', '1,2,3'].map(readAmount), [undefined, undefined, undefined, undefined]);
    });
});

describe('keys', () => {
    test('presets are known again, in any order', () => {
        for (const name of ['read', 'track', 'all'] as const) assert.equal(presetOf(PRESETS[name].toReversed()), name);
        assert.equal(presetOf(['read:projects']), undefined);
        assert.ok(!PRESETS.read.some((scope) => scope.startsWith('write:') || scope === 'read:audit_log'));
    });
    test('scopes are put together by what they allow', () => {
        assert.deepEqual(grouped(['read:projects', 'write:clients', 'read:clients']), {
            read: ['projects', 'clients'],
            write: ['clients'],
        });
        assert.deepEqual(grouped(PRESETS.all), { read: ['*'], write: ['*'] });
        assert.deepEqual(grouped(['read:*']), { read: ['*'], write: [] });
        assert.deepEqual(grouped(['*']), { read: ['*'], write: ['*'] });
    });
    test('networks may stand in any way', () => {
        assert.deepEqual(readNetworks(' 192.0.2.0/24,\n2001:db8::/32 192.0.2.0/24'), ['192.0.2.0/24', '2001:db8::/32']);
        assert.equal(readNetworks('  '), null);
    });
    test('days without calls are filled in', () => {
        assert.deepEqual(fillDays([{ day: '2026-11-01', calls: 4 }], '2026-11-02', 3), [
            { day: '2026-10-31', calls: 0 },
            { day: '2026-11-01', calls: 4 },
            { day: '2026-11-02', calls: 0 },
        ]);
    });
});

describe('settings', () => {
    test('zones are spoken by their city', () => {
        assert.equal(spokenZone('America/Argentina/Buenos_Aires'), 'Buenos Aires, Argentina, America');
        assert.equal(spokenZone('UTC'), 'UTC');
        const zones = allZones(['Europe/Berlin', 'UTC', 'Europe/Berlin']);
        assert.deepEqual(zones.slice(0, 2), ['Europe/Berlin', 'UTC']);
        assert.equal(new Set(zones).size, zones.length);
    });
    test('offsets follow the season', () => {
        assert.equal(offsetOf('Europe/Berlin', Date.UTC(2026, 6, 1)), 'UTC+2');
        assert.equal(offsetOf('America/St_Johns', Date.UTC(2026, 0, 1)), 'UTC\u22123:30');
        assert.equal(offsetOf('UTC', 0), 'UTC+0');
    });
    test('browsers are called by their names', () => {
        const agent = 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) ';
        assert.deepEqual(browserName(`${agent}Chrome/156.0.0.0 Safari/537.36`), { browser: 'Chrome', system: 'Linux' });
        assert.deepEqual(browserName(`${agent}Chrome/156.0 Safari/537.36 Edg/156.0`), {
            browser: 'Edge',
            system: 'Linux',
        });
        assert.deepEqual(browserName('Mozilla/5.0 (iPhone; CPU iPhone OS 26_0) Version/26.0 Mobile/1 Safari/604.1'), {
            browser: 'Safari',
            system: 'iPhone',
        });
        assert.deepEqual(browserName(null), { browser: undefined, system: undefined });
    });
});
