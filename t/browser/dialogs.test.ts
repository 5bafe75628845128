// dialogs.test.ts -- what opens over the views, and is seen by nobody who only looks at views: as axe (WCAG 2.2 AA and best
// practice) and html-validate see it, light on a phone of 390 pixels and dark on one of 320.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';

import { mistakesOf } from './html.ts';
import { Person, baseUrl, findings, launch } from './person.ts';
import { seed } from './seed.ts';

let browser: Browser;
let person: Person;
let page: Page;

type Opening = { at: string; act: () => Promise<unknown>; shows?: string };

const fromMenu = async (of: string, item: string): Promise<void> => {
    await page.getByRole('button', { name: `More for ${of}`, exact: true }).first().click();
    await page.getByRole('menuitem', { name: new RegExp(`^${item}`) }).click();
};
const press = (key: string) => async (): Promise<void> => {
    await page.locator('main').focus();
    await page.keyboard.press(key);
};
const nothing = (): Promise<void> => Promise.resolve();

/** Address, what opens the dialog, and what else stands on the page where it is no dialog. */
const DIALOGS: Record<string, Opening> = {
    'an entry, added': { at: 'entries?add=1', act: nothing },
    'an entry, edited': { at: 'entries?q=Prepare+the+workshop', act: () => fromMenu('Prepare the workshop', 'Edit entry') },
    'an entry, split': { at: 'entries?q=Prepare+the+workshop', act: () => fromMenu('Prepare the workshop', 'Split') },
    'the timer, stopped without a project': { at: 'dashboard', act: () => page.getByRole('button', { name: 'Stop', exact: true }).click() },
    'a client, added': { at: 'projects?edit=client-new', act: nothing },
    'a project, added': { at: 'projects?edit=project-new', act: nothing },
    'a project, edited': { at: 'projects', act: () => fromMenu('Planning', 'Edit') },
    'a target, added': { at: 'targets?add=1', act: nothing },
    'a correction': { at: 'targets', act: () => fromMenu('Acme Corporation', 'Add correction'), shows: '.corrections form, dialog[open]' },
    'a key, made': { at: 'keys?new=1', act: nothing },
    'a key, renamed': { at: 'keys', act: () => fromMenu('Laptop', 'Rename') },
    'a key, rotated': { at: 'keys', act: () => fromMenu('Laptop', 'New secret') },
    'a key, revoked': { at: 'keys', act: () => fromMenu('Laptop', 'Revoke') },
    'the secret of a new key': {
        at: 'keys?new=1',
        act: async () => {
            await page.getByRole('dialog').getByLabel('Name').fill('Shown once');
            await page.getByRole('dialog').getByRole('button', { name: 'Make the key' }).click();
            await page.getByRole('dialog', { name: 'Shown once' }).waitFor();
        },
    },
    'the keys of the keyboard': { at: 'dashboard', act: press('?') },
    'the command palette': { at: 'dashboard', act: press('Control+k') },
};

// Colours do not depend on the width, nor sizes on the colours.
const LOOKS = [['light', 390], ['dark', 320]] as const;

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, reducedMotion: 'reduce' });
    page = person.page;
    const { projects } = await seed(person);
    const ago = (hours: number): string => new Date(Date.now() - hours * 3_600_000).toISOString();
    await person.api('POST', '/time-entries', { project_id: projects[4], start_time: ago(400), end_time: ago(399), description: 'Prepare the workshop' });
    await person.api('POST', '/api-keys', { name: 'Laptop', scopes: ['read:time_entries'] });
    await person.api('POST', '/timer/start', { description: 'No project yet' });
});
after(async () => {
    assert.deepEqual(person.troubles, []);
    await person.close();
    await browser.close();
});

describe('dialogs', () => {
    for (const [name, { at, act, shows }] of Object.entries(DIALOGS))
        test(name, async () => {
            await page.setViewportSize({ width: 390, height: 844 });
            await page.goto('about:blank');
            await page.goto(`${baseUrl}/#/${at}`);
            await page.locator('main :is(li, h2, td)').first().waitFor();
            await act();
            await page.locator(shows ?? 'dialog[open]').waitFor();
            const found = await mistakesOf(page);
            for (const [colorScheme, width] of LOOKS) {
                await page.setViewportSize({ width, height: 844 });
                await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
                found.push(...(await findings(page)).map((one) => `${colorScheme} ${width}: ${one}`));
            }
            assert.deepEqual(found, []);
        });
});
