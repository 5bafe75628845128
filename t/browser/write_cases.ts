// write_cases.ts -- every kind of write of the UI: which request it is, how a person makes it, and what says that it was done.
import type { Locator, Page } from 'playwright-core';

import { type Person, newName } from './person.ts';
import { type Entry, bar, book, day, description, entriesOf, makeProjects, row, startButton, stopButton } from './journeys/steps.ts';

export type Case = {
    name: string;
    /** Where it is done. */
    hash: string;
    /** The request, its ids as N. */
    request: string;
    /** What a 409 of it is. */
    conflict?: string;
    /** Makes what is to be changed; TEXT is another one each time. */
    prepare?: (text: string) => Promise<unknown>;
    /** Up to the click or key that writes. */
    act: (text: string) => Promise<unknown>;
    isDone: (text: string) => Promise<boolean>;
    /** Where what was typed still stands after a refusal. */
    typed?: (text: string) => Locator;
    /** How it is sent again after that; else it is done again from the beginning. */
    again?: (text: string) => Promise<unknown>;
    /** It does not wait in the queue: whoever asks has to be there for the answer. */
    isDirect?: boolean;
};

type Project = { id: number; name: string; status: string; client_id: number };
type Target = { id: number; client_id: number; target_hours: number; corrections: { note: string }[] };

export class World {
    readonly person: Person;
    readonly page: Page;
    private project = 0;
    private other = 0;
    private client = 0;
    private made: Entry | undefined;
    private slot = 0;

    constructor(person: Person) {
        this.person = person;
        this.page = person.page;
    }

    async begin(): Promise<void> {
        await this.person.api('PATCH', '/users/me', { time_zone: 'UTC' });
        [this.project, this.other] = await makeProjects(this.person, 'Stays', 'Other') as [number, number];
        const { projects: [project] } = await this.person.api<{ projects: Project[] }>('GET', '/projects');
        this.client = project!.client_id;
    }

    // ---- what is there ----------------------------------------------------------------------------------------------
    private dialog = (): Locator => this.page.getByRole('dialog');
    private submit = (name: string): Promise<void> => this.dialog().getByRole('button', { name, exact: true }).click();
    private async choose(more: string, item: string): Promise<void> {
        await this.page.getByRole('button', { name: `More for ${more}`, exact: true }).first().click();
        await this.page.getByRole('menuitem', { name: item }).click();
    }
    private async projects(): Promise<Project[]> {
        return (await this.person.api<{ projects: Project[] }>('GET', '/projects?limit=500')).projects;
    }
    private async names(what: string): Promise<string[]> {
        const rows = (await this.person.api<Record<string, { name: string }[]>>('GET', `/${what.replace('_', '-')}?limit=500`))[what]!;
        return rows.map(({ name }) => name);
    }
    private async timer(): Promise<{ description: string } | null> {
        return (await this.person.api<{ timer: { description: string } | null }>('GET', '/timer')).timer;
    }
    private async isThere(text: string, count = 1): Promise<boolean> {
        return (await entriesOf(this.person)).filter((entry) => entry.description === text).length === count;
    }
    private async entry(): Promise<Entry | undefined> {
        return (await entriesOf(this.person)).find(({ id }) => id === this.made?.id);
    }
    /** An entry of two hours, on a day of its own of weeks that are over, an hour free behind it. */
    private newEntry = async (text: string): Promise<void> => {
        this.slot += 1;
        const date = day(3 + Math.floor(this.slot / 3));
        const hour = (this.slot % 3) * 7 + 1;
        const at = (h: number): string => `${date}T${String(h).padStart(2, '0')}:00:00Z`;
        this.made = await book(this.person, this.project, at(hour), at(hour + 2), text);
    };
    /** Begun two minutes ago: what was stopped since lies in its way. */
    private startTimer = async (text: string): Promise<unknown> => {
        const start = Date.now() - 120_000;
        for (const entry of await entriesOf(this.person))
            if (Date.parse(entry.end_time) > start)
                await this.person.api('DELETE', `/time-entries/${entry.id}`);
        return this.person.api('POST', '/timer/start', { description: text, project_id: this.project, start_time: new Date(start).toISOString() });
    };
    private stopAny = async (): Promise<void> => {
        if (await this.timer())
            await this.person.api('POST', '/timer/cancel', {});
    };

    // ---- the writes -------------------------------------------------------------------------------------------------
    timerCases(): Case[] {
        const { page } = this;
        return [{
            name: 'start the timer', hash: 'dashboard', request: 'POST /timer/start', conflict: 'timer_already_running', prepare: this.stopAny,
            act: async (text) => {
                await startButton(page).waitFor();
                await description(page).fill(text);
                await startButton(page).click();
            },
            isDone: async (text) => (await this.timer())?.description === text,
            typed: () => description(page), again: () => startButton(page).click(),
        }, {
            name: 'change the timer', hash: 'dashboard', request: 'PATCH /timer', conflict: 'no_active_timer',
            prepare: async (text) => { await this.stopAny(); await this.startTimer(`${text} before`); },
            act: async (text) => {
                await stopButton(page).waitFor();
                await description(page).fill(text);
                await description(page).press('Enter');
            },
            isDone: async (text) => (await this.timer())?.description === text,
            typed: () => description(page), again: () => description(page).press('Enter'),
        }, {
            name: 'stop the timer', hash: 'dashboard', request: 'POST /timer/stop', conflict: 'overlap',
            prepare: async (text) => { await this.stopAny(); await this.startTimer(text); },
            act: () => stopButton(page).click(),
            isDone: (text) => this.isThere(text),
            typed: () => description(page),
        }, {
            name: 'discard the timer', hash: 'dashboard', request: 'POST /timer/cancel', conflict: 'no_active_timer',
            prepare: async (text) => { await this.stopAny(); await this.startTimer(text); },
            act: async () => {
                await bar(page).getByRole('button', { name: 'More for the timer' }).click();
                await page.getByRole('menuitem', { name: 'Discard timer' }).click();
            },
            isDone: async () => (await this.timer()) === null,
            typed: () => description(page),
        }];
    }

    entryCases(): Case[] {
        const { page } = this;
        const listed = (text: string): Locator => row(page, text).first();
        return [{
            name: 'create an entry', hash: 'entries', request: 'POST /time-entries', conflict: 'overlap',
            act: async (text) => {
                this.slot += 1;
                await page.getByRole('button', { name: 'Add entry' }).first().click();
                await this.dialog().getByLabel('Description').fill(text);
                await this.dialog().getByRole('button', { name: 'Project' }).click();
                await this.dialog().getByRole('option', { name: 'Stays' }).click();
                await this.dialog().getByLabel('Date').fill(day(40 + this.slot));
                await this.submit('Add entry');
            },
            isDone: (text) => this.isThere(text),
            typed: () => this.dialog().getByLabel('Description'), again: () => this.submit('Add entry'),
        }, {
            name: 'change an entry by its form', hash: 'entries', request: 'PATCH /time-entries/N', conflict: 'overlap',
            prepare: (text) => this.newEntry(`${text} before`),
            act: async (text) => {
                await listed(`${text} before`).focus();
                await page.keyboard.press('e');
                await this.dialog().getByLabel('Description').fill(text);
                await this.submit('Save');
            },
            isDone: (text) => this.isThere(text),
            typed: () => this.dialog().getByLabel('Description'), again: () => this.submit('Save'),
        }, {
            name: 'change an entry where it stands', hash: 'entries', request: 'PATCH /time-entries/N', conflict: 'overlap',
            prepare: (text) => this.newEntry(`${text} before`),
            act: async (text) => {
                await listed(`${text} before`).getByLabel('Description').fill(text);
                await page.keyboard.press('Enter');
            },
            isDone: (text) => this.isThere(text),
            typed: (text) => listed(`${text} before`).getByLabel('Description'),
            again: (text) => listed(`${text} before`).getByLabel('Description').press('Enter'),
        }, {
            name: 'delete an entry', hash: 'entries', request: 'DELETE /time-entries/N', conflict: 'period_locked', prepare: this.newEntry,
            act: async (text) => {
                await listed(text).focus();
                await page.keyboard.press('Delete');
            },
            isDone: (text) => this.isThere(text, 0),
            typed: (text) => listed(text).getByLabel('Description'),
        }, {
            name: 'give entries to another project', hash: 'entries', request: 'POST /time-entries/bulk', conflict: 'period_locked', prepare: this.newEntry,
            act: async (text) => {
                if (!await listed(text).getByRole('checkbox').isChecked())
                    await listed(text).getByRole('checkbox').click();
                await page.getByRole('region', { name: '1 selected' }).getByRole('button', { name: 'Move to project' }).click();
                await page.getByRole('option', { name: 'Other' }).click();
            },
            isDone: async () => (await this.entry())?.project_id === this.other,
            typed: (text) => page.locator(`.entry[aria-label^="${text}, Stays"]`).getByLabel('Description'),
        }, {
            name: 'split an entry', hash: 'entries', request: 'POST /time-entries/N/split', conflict: 'period_locked', prepare: this.newEntry,
            act: async (text) => {
                await this.choose(text, 'Split');
                await this.submit('Split');
            },
            isDone: (text) => this.isThere(text, 2),
            again: () => this.submit('Split'),
        }, {
            name: 'duplicate an entry', hash: 'entries', request: 'POST /time-entries/N/duplicate', conflict: 'overlap', prepare: this.newEntry,
            act: async (text) => {
                await listed(text).focus();
                await page.keyboard.press('d');
            },
            isDone: (text) => this.isThere(text, 2),
            typed: () => this.dialog().getByLabel('Description'),
            again: async (text) => {
                await page.keyboard.press('Escape');
                await this.dialog().waitFor({ state: 'detached' });
                await listed(text).focus();
                await page.keyboard.press('d');
            },
        }, ...(['Alt+ArrowDown', 'Shift+Alt+ArrowDown'] as const).map((keys): Case => ({
            name: keys.startsWith('Shift') ? 'lengthen in the calendar' : 'move in the calendar', hash: 'calendar?view=day&date=DAY',
            request: 'PATCH /time-entries/N', conflict: 'overlap', prepare: this.newEntry,
            act: async (text) => {
                await page.locator('.calendar-entry', { hasText: text }).focus();
                await page.keyboard.press(keys);
                await page.keyboard.press('Enter');
            },
            isDone: async () => (await this.entry())?.end_time !== this.made?.end_time,
        }))];
    }

    /** The day of the entry that was made last. */
    get madeDay(): string {
        return this.made?.start_time.slice(0, 10) ?? day(3);
    }

    projectCases(): Case[] {
        const { page, person } = this;
        const form = (what: 'client' | 'project'): Pick<Case, 'typed' | 'again'> => ({
            typed: () => this.dialog().getByLabel('Name', { exact: true }),
            again: () => this.dialog().locator('button[type=submit]').click(),
        });
        const open = async (text: string): Promise<void> => {
            await this.dialog().getByLabel('Name', { exact: true }).fill(text);
            await this.dialog().locator('button[type=submit]').click();
        };
        const newProject = (text: string): Promise<unknown> => person.api('POST', '/projects', { name: text });
        const newClient = (text: string): Promise<unknown> => person.api('POST', '/clients', { name: text });
        const status = async (text: string): Promise<string | undefined> => (await this.projects()).find(({ name }) => name === text)?.status;
        return [{
            name: 'create a client', hash: 'projects', request: 'POST /clients', conflict: 'already_exists',
            act: async (text) => {
                await page.locator('.view-head').getByRole('button', { name: 'Client', exact: true }).click();
                await open(text);
            },
            isDone: async (text) => (await this.names('clients')).includes(text), ...form('client'),
        }, {
            name: 'change a client', hash: 'projects', request: 'PATCH /clients/N', conflict: 'already_exists', prepare: (text) => newClient(`${text} before`),
            act: async (text) => {
                await this.choose(`${text} before`, 'Edit');
                await open(text);
            },
            isDone: async (text) => (await this.names('clients')).includes(text), ...form('client'),
        }, {
            name: 'archive a client', hash: 'projects', request: 'PATCH /clients/N', conflict: 'conflict', prepare: newClient,
            act: (text) => this.choose(text, 'Archive'),
            isDone: async (text) => (await person.api<{ clients: Project[] }>('GET', '/clients?limit=500')).clients.find(({ name }) => name === text)?.status === 'archived',
        }, {
            name: 'create a project', hash: 'projects?edit=project-new', request: 'POST /projects', conflict: 'already_exists',
            act: async (text) => {
                if (await this.dialog().count() === 0)
                    await page.locator('.view-head').getByRole('button', { name: 'Project', exact: true }).click();
                await open(text);
            },
            isDone: async (text) => (await this.names('projects')).includes(text), ...form('project'),
        }, {
            name: 'change a project', hash: 'projects', request: 'PATCH /projects/N', conflict: 'already_exists', prepare: (text) => newProject(`${text} before`),
            act: async (text) => {
                await this.choose(`${text} before`, 'Edit');
                await open(text);
            },
            isDone: async (text) => (await this.names('projects')).includes(text), ...form('project'),
        }, {
            name: 'archive a project', hash: 'projects', request: 'PATCH /projects/N', conflict: 'conflict', prepare: newProject,
            act: (text) => this.choose(text, 'Archive'),
            isDone: async (text) => await status(text) === 'archived',
        }];
    }

    targetCases(): Case[] {
        const { page, person } = this;
        const all = async (): Promise<Target[]> => (await person.api<{ client_targets: Target[] }>('GET', '/client-targets')).client_targets;
        const clear = async (): Promise<void> => {
            for (const { id } of await all())
                await person.api('DELETE', `/client-targets/${id}`);
        };
        const one = async (): Promise<void> => {
            await clear();
            await person.api('POST', '/client-targets', { client_id: this.client, period: 'weekly', target_hours: 5, working_days: ['mon'], start_date: day(20) });
        };
        const openOne = async (): Promise<void> => {
            await page.locator('main').getByRole('listitem').getByRole('link').first().click();
            await page.getByRole('region', { name: 'Corrections' }).waitFor();
        };
        const correction = (): Locator => page.getByRole('region', { name: 'Corrections' });
        // Seconds make each one another.
        const hours = (text: string): string => String(10 + Number(/\d+$/.exec(text)![0]) / 4);
        return [{
            name: 'create a target', hash: 'targets', request: 'POST /client-targets', conflict: 'already_exists', prepare: clear,
            act: async (text) => {
                await page.getByRole('button', { name: 'Add target' }).first().click();
                await this.dialog().getByLabel('Client', { exact: true }).click();
                await this.dialog().getByRole('option').first().click();
                await this.dialog().getByLabel('Hours', { exact: true }).fill(hours(text));
                await this.submit('Add target');
            },
            isDone: async (text) => (await all()).some(({ target_hours }) => target_hours === Number(hours(text))),
            typed: () => this.dialog().getByLabel('Hours', { exact: true }), again: () => this.submit('Add target'),
        }, {
            name: 'change a target', hash: 'targets', request: 'PATCH /client-targets/N', conflict: 'conflict', prepare: one,
            act: async (text) => {
                await openOne();
                await page.getByRole('button', { name: 'Edit' }).click();
                await this.dialog().getByLabel('Hours', { exact: true }).fill(hours(text));
                await this.submit('Save');
            },
            isDone: async (text) => (await all()).some(({ target_hours }) => target_hours === Number(hours(text))),
            typed: () => this.dialog().getByLabel('Hours', { exact: true }), again: () => this.submit('Save'),
        }, {
            name: 'correct a balance', hash: 'targets', request: 'POST /client-targets/N/corrections', conflict: 'conflict', prepare: one,
            act: async (text) => {
                await openOne();
                await correction().getByLabel('Hours').fill('1:30');
                await correction().getByLabel('Note').fill(text);
                await correction().getByLabel('Note').press('Enter');
            },
            isDone: async (text) => {
                const [target] = await all();
                return (await person.api<{ client_target: Target }>('GET', `/client-targets/${target!.id}`)).client_target.corrections.some(({ note }) => note === text);
            },
            typed: () => correction().getByLabel('Note'), again: () => correction().getByLabel('Note').press('Enter'),
        }];
    }

    reportCases(): Case[] {
        const { page, person } = this;
        type Report = { id: number; name: string; query: string };
        const all = async (): Promise<Report[]> => (await person.api<{ saved_reports: Report[] }>('GET', '/saved-reports')).saved_reports;
        const clear = async (): Promise<void> => {
            for (const { id } of await all())
                await person.api('DELETE', `/saved-reports/${id}`);
        };
        const one = async (text: string): Promise<void> => {
            await clear();
            await person.api('POST', '/saved-reports', { name: text, query: 'range=week' });
        };
        const has = async (text: string): Promise<boolean> => (await all()).some(({ name }) => name === text);
        const named: Pick<Case, 'typed' | 'again'> = { typed: () => this.dialog().getByLabel('Name'), again: () => this.submit('Save') };
        return [{
            name: 'save a report', hash: 'statistics?range=week', request: 'POST /saved-reports', conflict: 'already_exists', prepare: clear,
            act: async (text) => {
                await page.getByRole('button', { name: 'Save report' }).click();
                await this.dialog().getByLabel('Name').fill(text);
                await this.submit('Save');
            },
            isDone: has, ...named,
        }, {
            name: 'rename a report', hash: 'statistics?range=week', request: 'PATCH /saved-reports/N', conflict: 'already_exists', prepare: (text) => one(`${text} before`),
            act: async (text) => {
                await this.choose(`${text} before`, 'Rename');
                await this.dialog().getByLabel('Name').fill(text);
                await this.submit('Save');
            },
            isDone: has, ...named,
        }, {
            name: 'overwrite a report', hash: 'statistics?range=week', request: 'PATCH /saved-reports/N', conflict: 'conflict', prepare: one,
            act: async (text) => {
                await page.getByRole('navigation', { name: 'Saved reports' }).getByRole('link', { name: text }).waitFor();
                await page.getByRole('combobox', { name: 'Billable' }).selectOption({ label: 'Billable' });
                await page.getByRole('button', { name: 'Save report' }).click();
                await page.getByRole('menuitem', { name: 'Overwrite' }).click();
            },
            isDone: async () => (await all())[0]?.query === 'range=week&billable=yes',
        }, {
            name: 'delete a report', hash: 'statistics?range=week', request: 'DELETE /saved-reports/N', conflict: 'conflict', prepare: one,
            act: (text) => this.choose(text, 'Delete'),
            isDone: async (text) => !(await has(text)),
        }];
    }

    accountCases(other: () => Promise<unknown>): Case[] {
        const { page, person } = this;
        const newKey = (text: string): Promise<unknown> => person.api('POST', '/api-keys', { name: text, scopes: ['read:projects'] });
        const has = async (text: string): Promise<boolean> => (await this.names('api_keys')).includes(text);
        const secret = (): Locator => page.locator('.key-secret');
        return [{
            name: 'create a key', hash: 'keys?new=1', request: 'POST /api-keys', conflict: 'conflict', isDirect: true,
            act: async (text) => {
                await this.dialog().getByLabel('Name').fill(text);
                await this.submit('Make the key');
            },
            isDone: async (text) => await has(text) && await secret().isVisible(),
            typed: () => this.dialog().getByLabel('Name'), again: () => this.submit('Make the key'),
        }, {
            name: 'rename a key', hash: 'keys', request: 'PATCH /api-keys/N', conflict: 'already_exists', prepare: (text) => newKey(`${text} before`),
            act: async (text) => {
                await this.choose(`${text} before`, 'Rename');
                await this.dialog().getByLabel('Name').fill(text);
                await this.submit('Save');
            },
            isDone: has,
            typed: () => this.dialog().getByLabel('Name'), again: () => this.submit('Save'),
        }, {
            name: 'rotate a key', hash: 'keys', request: 'POST /api-keys/N/rotate', conflict: 'conflict', isDirect: true, prepare: newKey,
            act: async (text) => {
                await this.choose(text, 'New secret');
                await this.submit('Make a new secret');
            },
            isDone: () => secret().isVisible(),
            again: async (text) => {
                if (await this.dialog().count() === 0)
                    await this.choose(text, 'New secret');
                await this.submit('Make a new secret');
            },
        }, {
            name: 'revoke a key', hash: 'keys', request: 'DELETE /api-keys/N', conflict: 'conflict', prepare: newKey,
            act: async (text) => {
                await this.choose(text, 'Revoke');
                await this.submit('Revoke now');
            },
            isDone: async (text) => !(await has(text)),
        }, {
            name: 'save a setting', hash: 'settings', request: 'PATCH /users/me', conflict: 'conflict',
            prepare: () => person.api('PATCH', '/users/me', { timer_max_hours: 8 }),
            act: async (text) => {
                await page.getByLabel('A timer counts as forgotten after').fill(String(10 + Number(/\d+$/.exec(text)![0])));
                await page.keyboard.press('Enter');
            },
            isDone: async (text) => (await person.api<{ user: { timer_max_hours: number } }>('GET', '/users/me')).user.timer_max_hours
                === 10 + Number(/\d+$/.exec(text)![0]),
        }, {
            name: 'end a session', hash: 'settings/sessions', request: 'DELETE /users/me/sessions/N', conflict: 'conflict', prepare: other,
            act: () => page.getByRole('button', { name: /^End (?!all)/ }).first().click(),
            isDone: async () => (await person.api<{ sessions: unknown[] }>('GET', '/users/me/sessions')).sessions.length === 1,
        }];
    }
}

let made = 0;
/** A text that nothing else has, ending in a number. */
export const nextText = (): string => `${newName('text')} ${(made += 1)}`;
