// steps.ts -- what every journey does: the timer, the form of an entry, and what the API says of it all.
import type { Locator, Page } from 'playwright-core';

import { type Person } from '../person.ts';

export type Entry = { id: number; description: string; project_id: number; project_name: string; start_time: string; end_time: string;
    duration_seconds: number; break_minutes: number; tags: string[]; billable: boolean };

export const bar = (page: Page): Locator => page.getByRole('region', { name: 'Timer' });
export const startButton = (page: Page): Locator => bar(page).getByRole('button', { name: 'Start', exact: true });
export const stopButton = (page: Page): Locator => bar(page).getByRole('button', { name: 'Stop', exact: true });
export const description = (page: Page): Locator => bar(page).getByRole('combobox', { name: 'What are you working on?' });
/** A row of the list of entries. */
export const row = (page: Page, text: string): Locator => page.locator(`.entry[aria-label^="${text},"]`);

export async function entriesOf(person: Person): Promise<Entry[]> {
    return (await person.api<{ time_entries: Entry[] }>('GET', '/time-entries?limit=500&sort=start_time')).time_entries;
}

export async function find(person: Person, text: string): Promise<Entry | undefined> {
    return (await entriesOf(person)).find((entry) => entry.description === text);
}

export async function makeProjects(person: Person, ...names: string[]): Promise<number[]> {
    const made: number[] = [];
    for (const name of names)
        made.push((await person.api<{ project: { id: number } }>('POST', '/projects', { name })).project.id);
    return made;
}

export async function book(person: Person, project_id: number, start_time: string, end_time: string, text: string): Promise<Entry> {
    const body = { project_id, start_time, end_time, description: text };
    return (await person.api<{ time_entry: Entry }>('POST', '/time-entries', body)).time_entry;
}

const DAY = 86_400_000;
/** The day so many before today, in UTC. */
export const day = (back: number): string => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);

/** 9000 -> "2:30", as the UI writes it. */
export const written = (seconds: number): string =>
    `${Math.floor(seconds / 3600)}:${String(Math.floor(seconds / 60) % 60).padStart(2, '0')}`;

export type Form = { description: string; project: string; date?: string; start: string; end: string };

/** Adds an entry by the form that "Add entry" opens. */
export async function addByForm(page: Page, { description: text, project, date, start, end }: Form): Promise<void> {
    // An empty list offers it a second time.
    await page.getByRole('button', { name: 'Add entry' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'Add entry' });
    await dialog.getByLabel('Description').fill(text);
    await dialog.getByRole('button', { name: 'Project' }).click();
    await dialog.getByRole('option', { name: project }).click();
    if (date)
        await dialog.getByLabel('Date').fill(date);
    await dialog.getByLabel('Start').fill(start);
    await dialog.getByLabel('Start').press('Tab');
    await dialog.getByLabel('End').fill(end);
    await dialog.getByLabel('End').press('Tab');
    await dialog.getByRole('button', { name: 'Add entry' }).click();
    await dialog.waitFor({ state: 'detached' });
}
