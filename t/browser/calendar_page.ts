// calendar_page.ts -- what the tests of the calendar share: somebody with a project, their entries, and the page itself.
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl } from './person.ts';

type Entry = { id: number; description: string; start_time: string; end_time: string };
export type Made = { time_entry: Entry };

// A week that is over: nothing in it depends on now. Berlin is an hour ahead of UTC.
export const MONDAY = '2026-11-02';
export const WEEK = `#/calendar?view=week&date=${MONDAY}`;
const at = (day: number, time: string): string => `2026-11-0${day}T${time}:00Z`;

export async function workerIn(browser: Browser, options = {}): Promise<{ person: Person; page: Page; project: number }> {
    const person = await Person.signedIn(browser, { viewport: { width: 1360, height: 900 }, reducedMotion: 'reduce', ...options });
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
    const { client } = await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Bergmann & Töchter' });
    const { project } = await person.api<{ project: { id: number } }>('POST', '/projects',
        { name: 'Rechnungsmodul', color: '#16a34a', client_id: client.id });
    return { person, page: person.page, project: project.id };
}

export async function book(person: Person, project: number, day: number, from: string, to: string, description: string): Promise<number> {
    const body = { project_id: project, start_time: at(day, from), end_time: at(day, to), description };
    return (await person.api<Made>('POST', '/time-entries', body)).time_entry.id;
}

export async function open(page: Page, hash = WEEK): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/${hash}`);
    // All that belongs here has been read.
    await page.locator('.calendar-grid[aria-busy=false], .calendar-month').waitFor();
}

export const timesOf = async (person: Person, id: number): Promise<string> => {
    const { time_entry: entry } = await person.api<Made>('GET', `/time-entries/${id}`);
    return `${entry.start_time.slice(0, 16)} ${entry.end_time.slice(0, 16)}`;
};

/** Waits until the server has it so, by the clock of Berlin. */
export async function settled(person: Person, id: number, times: string): Promise<void> {
    for (let n = 0; n < 100 && await timesOf(person, id) !== times; n += 1)
        await person.page.waitForTimeout(100);
    assert.equal(await timesOf(person, id), times);
}

export const entry = (page: Page, text: string): Locator => page.getByRole('button', { name: text }).and(page.locator('.calendar-entry'));
