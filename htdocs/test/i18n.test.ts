import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { catalogs, LANGUAGES } from '../catalogs.mjs';
import { t, use } from '../src/i18n/i18n.ts';

const texts = catalogs(process.env['TT_UI_SRC']!);

describe('texts', () => {
    test('are there in each language', () => {
        for (const language of LANGUAGES)
            assert.deepEqual(Object.keys(texts[language]!).sort(), Object.keys(texts['en']!).sort());
        assert.ok(Object.keys(texts['en']!).length > 100);
    });

    test('are never empty, and plurals have both forms', () => {
        for (const language of LANGUAGES)
            for (const [key, text] of Object.entries(texts[language]!)) {
                if (typeof text === 'string') assert.ok(text.trim(), `${language} ${key}`);
                else assert.ok(text.one && text.other, `${language} ${key}`);
            }
    });

    test('are chosen by number and filled in', () => {
        use('en', texts['en']!);
        assert.equal(t('entry.count', { n: 1 }), '1 entry');
        assert.equal(t('entry.count', { n: 0 }), '0 entries');
        use('de', texts['de']!);
        assert.equal(t('entry.count', { n: 2 }), '2 Einträge');
        assert.equal(t('ui.create', { what: '{n}' }), '„{n}“ anlegen');
    });
});
