// entry_menu.test.ts -- the menu of an entry opens where one presses: right click, menu key, and a long press of a finger.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { fingerOn } from './finger.ts';
import { Person, baseUrl, findings, launch, pictures, until } from './person.ts';

let browser: Browser;
let person: Person;
let page: Page;

const day = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const row = (description: string): Locator => page.locator(`.entry[aria-label^="${description},"]`);
const menu = (description: string): Locator => page.getByRole('menu', { name: `More for ${description}` });
const middle = async (of: Locator): Promise<{ x: number; y: number }> => {
    const { x, y, width, height } = (await of.boundingBox())!;
    return { x: x + width / 2, y: y + height / 2 };
};

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { hasTouch: true });
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'UTC' });
    const { project } = await person.api<{ project: { id: number } }>('POST', '/projects', { name: 'Alpha' });
    for (const [from, to, description] of [['08:00', '09:00', 'One'], ['10:00', '11:00', 'Two']])
        await person.api('POST', '/time-entries', { description, project_id: project.id,
            start_time: `${day}T${from}:00Z`, end_time: `${day}T${to}:00Z` });
    await page.goto(`${baseUrl}/#/entries`);
    await row('One').waitFor();
    await row('Two').waitFor(); // above it
});
after(async () => {
    await browser.close();
    assert.deepEqual(person.troubles, []);
});

describe('the menu of an entry', () => {
    test('opens at the pointer, inside of the window, and Escape closes it', async () => {
        const { x, y } = await middle(row('One').locator('.entry-meta'));
        await page.mouse.click(x, y, { button: 'right' });
        await menu('One').waitFor();
        const box = (await menu('One').boundingBox())!;
        assert.ok(Math.hypot(box.x - x, box.y - y) < 2, `${JSON.stringify(box)} for ${x} ${y}`);
        assert.deepEqual(await findings(page), []);
        await page.keyboard.press('ArrowDown');
        assert.equal(await page.evaluate('document.activeElement.textContent'), 'DuplicateD');
        await page.keyboard.press('Escape');
        await menu('One').waitFor({ state: 'detached' });
        // Its button opens it below itself, as ever.
        await row('One').getByRole('button', { name: 'More for One' }).click();
        await menu('One').waitFor();
        assert.ok((await menu('One').boundingBox())!.x > x + 100);
        await page.keyboard.press('Escape');

        const { x: left, width, y: top } = (await row('Two').boundingBox())!;
        await page.mouse.click(left + width - 2, top + 4, { button: 'right' });
        await menu('Two').waitFor();
        const second = (await menu('Two').boundingBox())!;
        assert.ok(second.x + second.width <= page.viewportSize()!.width, JSON.stringify(second));
        await page.mouse.click(5, 5);
        await menu('Two').waitFor({ state: 'detached' });
    });

    test('leaves the browser’s own to a field that one writes in', async () => {
        const field = row('One').getByLabel('Description');
        await field.focus();
        await field.click({ button: 'right' });
        assert.equal(await menu('One').count(), 0);
        await page.keyboard.press('Escape');
        await row('Two').getByLabel('Description').click({ button: 'right' });
        await menu('Two').waitFor();
        await page.keyboard.press('Escape');
    });

    test('opens under a finger that rests, not under one that scrolls or taps', async () => {
        await page.setViewportSize({ width: 390, height: 800 });
        const finger = await fingerOn(page);
        const at = await middle(row('Two').locator('.entry-description'));
        await finger.down(at);
        await menu('Two').waitFor();
        await finger.up();
        await page.screenshot({ path: join(pictures, 'entry-menu-390.png') });
        assert.equal(await page.evaluate('document.activeElement.tagName'), 'BUTTON');
        await page.touchscreen.tap(...Object.values(await middle(menu('Two').getByRole('menuitem', { name: 'Edit entry' }))) as [number, number]);
        await page.getByRole('dialog', { name: 'Edit entry' }).waitFor();
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });

        await finger.down(at);
        await finger.move({ x: at.x, y: at.y - 30 });
        await page.waitForTimeout(700); // longer than a long press
        assert.equal(await page.getByRole('menu').count(), 0);
        await finger.up();
        await page.touchscreen.tap(at.x, at.y);
        await until(() => page.evaluate('document.activeElement.classList.contains("entry-description")'), 'the field');
        assert.equal(await page.getByRole('menu').count(), 0);
    });
});
