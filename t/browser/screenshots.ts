// screenshots.ts -- pictures of every view for people to look at: wide, 390 and 320 pixels, light and dark, and whole pages of
// German words, which are long, at 320. They lie in build/screenshots. Run by `make screenshots`; a view is added by one line of PAGES.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

import { env } from '../http/server.ts';
import { Person, baseUrl, launch } from './person.ts';
import { seed } from './seed.ts';

const folder = join(env('BUILD'), 'screenshots');

/** Address, and what is done before the picture is taken. */
const PAGES: Record<string, { hash: string; act?: (page: Page) => Promise<unknown> }> = {
    dashboard: { hash: '#/dashboard' },
    entries: { hash: '#/entries' },
    'entry-form': { hash: '#/entries?add=1', act: (page) => page.getByRole('dialog').waitFor() },
    'entry-in-way': {
        hash: '#/entries',
        act: async (page) => {
            await page.locator('.entry').nth(1).focus();
            await page.keyboard.press('e');
            const duration = page.getByRole('dialog').locator('input.time').nth(2);
            await duration.fill('+2h');
            await duration.press('Enter');
            await page.getByRole('dialog').getByRole('alert').waitFor();
        },
    },
    'entries-selected': {
        hash: '#/entries',
        act: async (page) => {
            await page.locator('.entry-check').nth(1).click();
            await page.locator('.entry-check').nth(2).click();
        },
    },
    calendar: { hash: '#/calendar' },
    'calendar-week': { hash: '#/calendar?view=week' },
    'calendar-month': { hash: '#/calendar?view=month' },
    timesheet: { hash: '#/timesheet' },
    'timesheet-empty': { hash: '#/timesheet?date=2026-01-05' },
    statistics: { hash: '#/statistics' },
    'statistics-saved': { hash: '#/statistics?range=week' },
    targets: { hash: '#/targets' },
    projects: { hash: '#/projects' },
    'project-form': { hash: '#/projects?edit=project-new', act: (page) => page.getByRole('dialog').waitFor() },
    keys: { hash: '#/keys' },
    'key-form': { hash: '#/keys?new=1', act: (page) => page.getByRole('dialog').waitFor() },
    settings: { hash: '#/settings' },
    palette: { hash: '#/dashboard', act: (page) => page.keyboard.press('Control+k') },
    picker: { hash: '#/dashboard', act: async (page) => { await page.locator('.timer-project').click(); } },
    shortcuts: { hash: '#/dashboard', act: (page) => page.keyboard.press('?') },
};

const SIZES = { wide: { width: 1360, height: 900 }, 390: { width: 390, height: 844 }, 320: { width: 320, height: 640 } };

mkdirSync(folder, { recursive: true });
const only = process.argv.slice(2);
const browser = await launch();
const person = await Person.open(browser, { viewport: SIZES.wide });
await person.picture('sign-in', folder);
await person.signIn();
await person.picture('empty', folder);
await seed(person);
await person.api('POST', '/timer/start', { description: 'Review of the new start page' });
for (const look of ['light', 'dark', 'german'])
    for (const [size, viewport] of Object.entries(SIZES)) {
        if (look === 'german' && viewport !== SIZES[320])
            continue;
        await person.api('PATCH', '/users/me', { locale: look === 'german' ? 'de' : 'en' });
        await person.page.emulateMedia({ colorScheme: look === 'dark' ? 'dark' : 'light' });
        await person.page.setViewportSize(viewport);
        for (const [name, { hash, act }] of Object.entries(PAGES)) {
            const picture = `${name}-${size}-${look}`;
            if (only.length && !only.some((word) => picture.includes(word)))
                continue;
            // A page of its own, so that nothing stays open from the one before.
            await person.page.goto(`${baseUrl}/`);
            await person.page.goto(`${baseUrl}/${hash}`);
            await person.page.reload();
            await person.page.locator('main :is(li, h2, td)').first().waitFor();
            await act?.(person.page);
            await person.page.waitForTimeout(600);
            const wide = await person.page.evaluate('document.documentElement.scrollWidth - innerWidth') as number;
            if (wide > 0)
                console.error(`${picture}: ${wide} pixels too wide`);
            await person.picture(picture, folder, look === 'german');
        }
    }
if (person.troubles.length)
    console.error(person.troubles.join('\n'));
await browser.close();
