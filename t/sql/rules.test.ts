// rules.test.ts -- the rules of the database (constraints.sql) and those that must hold when many ask at once (races), as tests of their own.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, test } from 'node:test';
import { join } from 'node:path';

import { psql, root } from './dumped.ts';
import { readFileSync } from 'node:fs';

/** Makes a test of every line `ok LABEL` and `not ok LABEL: what came instead`; anything else that was printed is a failure. */
function report(printed: string, least: number): void {
    const lines = printed.split('\n').filter(line => line.trim() !== '');
    for (const line of lines)
        test(line.replace(/^(not )?ok /, ''), () => assert.match(line, /^ok /));
    test('it ran to its end', () => assert.ok(lines.length >= least, `${lines.length} lines`));
}

describe('constraints', () => {
    const { stdout, stderr } = psql('owner', readFileSync(join(root, 't/sql/constraints.sql'), 'utf8'));
    report(stdout + stderr, 100);
});

describe('races', () => {
    const outcome = spawnSync(join(root, 't/sql/races'), { encoding: 'utf8' });
    test('exit status', () => assert.equal(outcome.status, 0, outcome.stderr));
    report(outcome.stdout + outcome.stderr, 5);
});
