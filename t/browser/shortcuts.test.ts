// shortcuts.test.ts -- somebody asks for the keys: those of the application, those of the view, and those that work on what has the
// keyboard there, in both languages and on a narrow screen.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';

import { Person, baseUrl, findings, launch } from './person.ts';

let browser: Browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

/** What the list says of a view: keys and what they do, a line each. */
async function listed(person: Person, view: string, title: string): Promise<string[]> {
    const { page } = person;
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/${view}`);
    await page.locator('main > *').first().waitFor();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: title });
    await dialog.waitFor();
    const lines = await dialog.locator('.keys.focused > div').all();
    return Promise.all(lines.map(async (line) =>
        `${(await line.locator('kbd').allTextContents()).join(' ')}: ${await line.locator('dd').textContent()}`));
}

test('the list of keys has those of what has the keyboard', async () => {
    const person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce' });
    const has = async (view: string, title: string, wanted: string[]): Promise<void> => {
        const found = await listed(person, view, title);
        for (const line of wanted)
            assert.ok(found.includes(line), `${view}: ${line} in ${found.join('; ')}`);
    };
    await has('entries', 'Keys', ['↑ ↓ J K: From entry to entry', 'Enter: Into its fields', 'E: Edit', 'D: Duplicate', 'M: Merge', 'X: Select',
        'Del: Delete']);
    await has('calendar', 'Keys', ['←↑↓→: From entry to entry', 'Alt ←↑↓→: Move', 'Shift Alt ↑↓: Change the end', 'Escape: Put it back']);
    await has('timesheet', 'Keys', ['←↑↓→: From cell to cell', 'Home End: First and last day', 'Enter F2: Edit', 'Del: Empty']);
    assert.deepEqual(await listed(person, 'statistics', 'Keys'), []);
    await person.api('PATCH', '/users/me', { locale: 'de' });
    await person.page.setViewportSize({ width: 320, height: 640 });
    await has('calendar', 'Tasten', ['Umschalt Alt ↑↓: Ende ändern', 'Entf: Löschen']);
    assert.equal(await person.page.getByRole('dialog').evaluate((box) => {
        const { scrollWidth, clientWidth } = box as unknown as { scrollWidth: number; clientWidth: number };
        return scrollWidth > clientWidth;
    }), false);
    assert.deepEqual(await findings(person.page), []);
    assert.deepEqual(person.troubles, []);
    await person.close();
});
