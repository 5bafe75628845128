import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as suite, test } from 'node:test';
import './stand_in.ts';
import { catalogs } from '../catalogs.mjs';
import { ApiProblem } from '../src/api/client.ts';
import { use } from '../src/i18n/i18n.ts';
import { describe, learnWords } from '../src/ui/faults.ts';
import { faultsAsSaid, faultsOf } from '../src/ui/field_faults.ts';
import { FIELDS, TEXTS } from '../src/views/faults/codes.ts';

const src = process.env['TT_UI_SRC']!;
const texts = catalogs(src);

/** Where the server names a code: in SQL that raises, in names of constraints, in C that refuses. */
const PLACES = [
    /tt_raise\(\d+,\s*'([a-z_]+)'/g,
    /\b[a-z_]+?__[a-z_]+?__([a-z_]+)/g,
    /tt_fault_add\([^,;]+,[^,;]+,\s*"([a-z_]+)"/g,
    /tt_error_make\([^,;]+,\s*\d+,\s*"([a-z_]+)"/g,
    /\{ "\w{2,5}", \d{3}, "([a-z_]+)"/g,
    /\bcode = "([a-z_]+)"/g,
];
/** What a page of ours cannot bring about: signing in (which has pages of its own), requests that it does not make, and
 * what `ttctl` says. */
const NEVER_SEEN = [
    /^(provider_\w+|front_\w+|code_refused|state_used|sign_in_off|logout_token\w*|userinfo_subject)$/,
    /^(body_(broken|too_large)|malformed_\w+|method_not_allowed|repeated_parameter|unknown_route)$/,
    /^(unsupported_media_type|idempotency_key_reused|refused)$/,
];

learnWords(TEXTS, FIELDS);

function codesOfTheServer(): Set<string> {
    const root = join(src, '../..');
    const files = ['src', 'sql'].flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true }).map((name) => join(root, folder, String(name))),
    );
    const read = files.filter((file) => /\.(c|sql)$/.test(file)).map((file) => readFileSync(file, 'utf8'));
    return new Set(
        read.flatMap((text) => PLACES.flatMap((place) => [...text.matchAll(place)].map(([, code]) => code!))),
    );
}

suite('refusals', () => {
    test('have a text for each code that the server can send to a page', () => {
        const codes = [...codesOfTheServer()];
        assert.ok(codes.length > 60, 'the places are found');
        for (const code of ['overlap', 'not_shorter_than_span', 'before_change', 'database_timeout', 'not_a_list'])
            assert.ok(codes.includes(code), code);
        assert.deepEqual(
            codes.filter((code) => !(code in TEXTS) && !NEVER_SEEN.some((rule) => rule.test(code))).sort(),
            [],
        );
    });

    test('are told in German without a word of the server', () => {
        use('de', texts['de']!);
        const problem = new ApiProblem(422, {
            code: 'validation_error',
            detail: 'end_time: must be later',
            errors: [{ field: 'end_time', code: 'not_after_start', message: 'must be later than start_time' }],
        });
        assert.deepEqual(faultsOf(problem), { end_time: 'Das Ende muss nach dem Beginn liegen.' });
        assert.deepEqual(faultsAsSaid(problem), faultsOf(problem));
        const single = new ApiProblem(409, { code: 'period_locked', field: 'start_time', detail: 'The time up to' });
        assert.match(faultsAsSaid(single)['start_time']!, /gesperrt/);
        assert.match(describe(single), /gesperrt/);
        assert.match(describe(new ApiProblem(409, { code: 'brand_new', detail: 'Brand new' })), /brand_new/);
    });

    test('keep what the server says more exactly, in English', () => {
        use('en', texts['en']!);
        const problem = new ApiProblem(409, { code: 'in_use', detail: 'There are 3 entries of it' });
        assert.equal(describe(problem), 'There are 3 entries of it');
        const field = new ApiProblem(422, {
            code: 'out_of_range',
            field: 'hours',
            detail: 'hours: must be from 1 to 9',
        });
        assert.deepEqual(faultsAsSaid(field), { hours: 'must be from 1 to 9' });
    });

    test('call fields by the names that people see, once', () => {
        const problem = new ApiProblem(422, {
            code: 'not_after_start',
            detail: 'end_time: must be later than the start',
            errors: [{ field: 'end_time', code: 'not_after_start', message: 'end_time: must be later than the start' }],
        });
        const stopped = new ApiProblem(422, {
            code: 'in_future',
            field: 'end_time',
            detail: 'end_time: must be later than the start of the timer',
        });
        use('en', texts['en']!);
        assert.equal(describe(problem), 'The end must be later than the start.');
        assert.deepEqual(faultsAsSaid(problem), { end_time: 'The end must be later than the start.' });
        assert.equal(describe(stopped), 'End: This lies in the future.');
        use('de', texts['de']!);
        assert.equal(describe(problem), 'Das Ende muss nach dem Beginn liegen.');
    });
});
