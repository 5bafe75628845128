// admin.test.ts -- clients and projects, API keys, settings and sessions: what a person does there, what is refused, and that
// assistive technology finds its way.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';

import { Person, baseUrl, findingsEverywhere, launch, until } from './person.ts';

type Project = { id: number; name: string; status: string; color: string; hourly_rate: string | null; client_name: string };
type User = Record<string, unknown>;

let browser: Browser;
let person: Person;
let page: Page;

/** Opens a view as if its address had been pasted. */
async function visit(hash: string): Promise<void> {
    await page.goto('about:blank');
    await page.goto(`${baseUrl}/#/${hash}`);
    await page.locator('.view-title').waitFor();
}

const all = async (): Promise<Project[]> => (await person.api<{ projects: Project[] }>('GET', '/projects?limit=500')).projects;
const find = async (name: string): Promise<Project | undefined> => (await all()).find((project) => project.name === name);
const me = async (): Promise<User> => (await person.api<{ user: User }>('GET', '/users/me')).user;
const dialog = (): Locator => page.getByRole('dialog');
const row = (name: string): Locator => page.locator('.project-row', { has: page.getByRole('button', { name, exact: true }) });
const group = (name: string): Locator => page.getByRole('region', { name, exact: true });

async function choose(more: Locator, item: string): Promise<void> {
    await more.click();
    await page.getByRole('menuitem', { name: item }).click();
}
const inMenu = (name: string, item: string): Promise<void> => choose(page.getByRole('button', { name: `More for ${name}`, exact: true }), item);
const undo = (): Promise<void> => page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
const says = (text: string | RegExp): Promise<void> => page.locator('.toast', { hasText: text }).waitFor();

before(async () => {
    browser = await launch();
    person = await Person.signedIn(browser);
    page = person.page;
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
});
after(async () => {
    assert.deepEqual(person.troubles, []);
    await person.close();
    await browser.close();
});

describe('clients and projects', () => {
    test('begin with a client and its first project', async () => {
        await visit('projects');
        await page.getByRole('heading', { name: 'Who do you work for?' }).waitFor();
        await page.getByRole('button', { name: 'Add client' }).click();
        await dialog().getByLabel('Name').fill('Bergmann & Töchter');
        await dialog().getByLabel('Hourly rate').fill('95,5');
        await dialog().getByLabel('Currency').fill('eur');
        await dialog().getByRole('button', { name: 'Add', exact: true }).click();
        await group('Bergmann & Töchter').waitFor();
        await page.getByRole('button', { name: 'Add the first project' }).click();
        await dialog().getByLabel('Name').fill('Billing module');
        await dialog().getByRole('radio', { name: 'Purple' }).check();
        await dialog().getByLabel('Budget in hours').fill('40');
        await page.keyboard.press('Enter');
        await row('Billing module').waitFor();
        await until(async () => (await find('Billing module'))?.color === '#9333ea', 'the project is kept');
        assert.match(await row('Billing module').textContent() ?? '', /€95\.50 \/ h.*of 40:00/);
    });

    test('a name that is taken is said beside the field, and nothing typed is lost', async () => {
        await page.getByRole('button', { name: 'Add a project to Bergmann & Töchter' }).click();
        await dialog().getByLabel('Name').fill('billing MODULE');
        await dialog().getByLabel('Note').fill('Kept');
        await dialog().getByLabel('Hourly rate (EUR)').fill('much');
        await page.keyboard.press('Enter');
        await dialog().getByText('This is no number.').waitFor();
        await dialog().getByLabel('Hourly rate (EUR)').fill('120');
        await page.keyboard.press('Enter');
        await dialog().getByText('There is one of that name already.').waitFor();
        assert.equal(await dialog().getByLabel('Note').inputValue(), 'Kept');
        assert.equal(await dialog().getByLabel('Name').getAttribute('aria-invalid'), 'true');
        await dialog().getByLabel('Name').fill('API design');
        await page.keyboard.press('Enter');
        await row('API design').waitFor();
        await dialog().waitFor({ state: 'detached' });
        assert.equal((await find('API design'))?.hourly_rate, '120.00');
    });

    test('are changed from their own address, and back with undo', async () => {
        await visit(`projects?edit=project-${(await find('API design'))?.id}`);
        await dialog().getByLabel('Name').fill('Interface design');
        await dialog().getByRole('button', { name: 'Save' }).click();
        await row('Interface design').waitFor();
        await dialog().waitFor({ state: 'detached' });
        assert.equal(new URL(page.url()).hash, '#/projects');
        await undo();
        await until(async () => (await find('API design')) !== undefined, 'the old name is back');
    });

    test('what is in use is not deleted, and archiving is offered', async () => {
        const project = await find('Billing module');
        await person.api('POST', '/time-entries', { project_id: project?.id, start_time: '2026-01-05T08:00:00Z', end_time: '2026-01-05T10:00:00Z' });
        await until(async () => (await row('Billing module').locator('.sum').textContent()) === '2:00', 'time booked elsewhere is summed');
        await inMenu('Billing module', 'Delete');
        await says(/still in use/);
        await row('Billing module').waitFor();
        await page.locator('.toast').getByRole('button', { name: 'Archive' }).click();
        await row('Billing module').waitFor({ state: 'detached' });
        await until(async () => (await find('Billing module'))?.status === 'archived', 'it is archived');
        await page.getByLabel('Show 1 archived').check();
        await row('Billing module').getByText('Archived').waitFor();
        assert.match(page.url(), /archived=1/);
        await undo();
        await until(async () => (await find('Billing module'))?.status === 'active', 'it is active again');
    });

    test('are deleted by key, and made anew by undo', async () => {
        await visit('projects');
        await row('API design').getByRole('button', { name: 'API design', exact: true }).focus();
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Delete');
        await row('API design').waitFor({ state: 'detached' });
        await says(/is deleted/);
        await undo();
        await row('API design').waitFor();
        await until(async () => (await find('API design'))?.hourly_rate === '120.00', 'it has its rate again');
    });

    test('an archived client takes its projects out of the picker', async () => {
        await inMenu('Bergmann & Töchter', 'Archive');
        await group('Bergmann & Töchter').waitFor({ state: 'detached' });
        await page.getByRole('heading', { name: 'All clients are archived' }).waitFor();
        await page.locator('.timer-project').click();
        await page.locator('.popover-body').getByText('Nothing found').waitFor();
        await page.keyboard.press('Escape');
        await undo();
        await group('Bergmann & Töchter').waitFor();
    });

    test('two hundred are found by a few letters, and others’ changes appear', async () => {
        const { client } = await person.api<{ client: { id: number } }>('POST', '/clients', { name: 'Large' });
        for (let i = 0; i < 200; i += 1)
            await person.api('POST', '/projects', { name: `Work ${String(i).padStart(3, '0')}`, client_id: client.id });
        await row('Work 199').waitFor();
        assert.equal(await page.locator('.project-row').count(), 202);
        await page.getByLabel('Search clients and projects').fill('work 123');
        await until(async () => await page.locator('.project-row').count() === 1, 'one is found');
        await page.getByLabel('Search clients and projects').fill('no such thing');
        await page.getByRole('heading', { name: 'Nothing is called “no such thing”' }).waitFor();
        await visit('projects?q=design');
        await row('API design').waitFor();
        assert.equal(await page.locator('.project-row').count(), 1);
    });
});

describe('API keys', () => {
    const card = (name: string): Locator => page.locator('.key', { has: page.getByRole('heading', { name, exact: true }) });

    /** Whether a secret opens the API. */
    const status = async (secret: string): Promise<number> =>
        (await fetch(`${baseUrl}/api/v1/projects`, { headers: { Authorization: `Bearer ${secret}` } })).status;

    let secret = '';

    test('are made with what they may do, and shown once', async () => {
        await visit('keys');
        await page.getByRole('heading', { name: 'No keys yet' }).waitFor();
        await page.keyboard.press('a');
        await dialog().getByLabel('Name').fill('Laptop');
        await dialog().getByRole('radio', { name: 'Track time' }).check();
        assert.ok(await dialog().getByLabel('Time and timer: Change').isChecked());
        await dialog().getByLabel('Only from these networks').fill('not a network');
        await page.keyboard.press('Enter');
        await dialog().getByText(/Takes networks like/).waitFor();
        assert.equal(await dialog().getByLabel('Name').inputValue(), 'Laptop');
        assert.ok(await dialog().getByLabel('Time and timer: Change').isChecked());
        await dialog().getByLabel('Only from these networks').fill('127.0.0.0/8, ::1');
        await page.keyboard.press('Enter');
        await page.locator('.key-secret').waitFor(); // open, so that Escape is its
        secret = await page.locator('.key-secret').textContent() ?? '';
        assert.match(secret, /^tt_/);
        await page.keyboard.press('Escape');
        await dialog().getByText(/was not copied/).waitFor();
        await dialog().getByRole('button', { name: 'Close anyway' }).click();
        await card('Laptop').waitFor();
        assert.ok(!(await page.content()).includes(secret));
        assert.equal(await status(secret), 200);
    });

    test('show when they were used, and how often', async () => {
        await until(async () => {
            await visit('keys');
            await card('Laptop').waitFor();
            return await card('Laptop').getByText('1 call in 90 days').isVisible() && !(await card('Laptop').getByText('Never used').isVisible());
        }, 'the call is counted');
        assert.match(await card('Laptop').textContent() ?? '', /ChangeTime and timer/);
    });

    test('get another name, a new secret beside the old one, and an end', async () => {
        await inMenu('Laptop', 'Rename');
        await dialog().getByLabel('Name').fill('');
        await page.keyboard.press('Enter');
        await dialog().getByText('This is needed.').waitFor();
        await dialog().getByLabel('Name').fill('Desktop');
        await page.keyboard.press('Enter');
        await card('Desktop').waitFor();
        await inMenu('Desktop', 'New secret');
        await dialog().getByRole('button', { name: 'Make a new secret' }).click();
        const next = await page.locator('.key-secret').textContent() ?? '';
        assert.notEqual(next, secret);
        assert.deepEqual([await status(secret), await status(next)], [200, 200]);
        await dialog().getByRole('button', { name: 'Copy' }).click();
        await dialog().getByRole('button', { name: /Done|Close anyway/ }).click();
        if (await dialog().isVisible())
            await dialog().getByRole('button', { name: 'Close anyway' }).click();
        await card('Desktop').getByText(/is good until/).waitFor();
        await inMenu('Desktop', 'Revoke');
        await dialog().getByRole('button', { name: 'Revoke now' }).click();
        await page.getByRole('heading', { name: 'No keys yet' }).waitFor();
        await says(/is revoked/);
        assert.deepEqual([await status(secret), await status(next)], [401, 401]);
    });

    test('of another tab appear', async () => {
        await person.api('POST', '/api-keys', { name: 'Elsewhere', scopes: ['read:projects'] });
        await card('Elsewhere').waitFor();
    });
});

describe('settings', () => {
    const setting = (label: string): Locator => page.locator('.setting', { hasText: label });

    test('are saved at once, and back with undo', async () => {
        await visit('settings');
        await setting('Week begins on').getByRole('radio', { name: 'Sunday' }).check();
        await says('Saved: Week begins on');
        assert.equal((await me())['week_start'], 'sunday');
        await undo();
        await until(async () => (await me())['week_start'] === 'monday', 'the week begins as before');
        await page.getByLabel('Time zone').click();
        await page.getByRole('combobox', { name: 'City or region' }).fill('new york');
        await page.keyboard.press('Enter');
        await page.getByText('New York, America').waitFor();
        await until(async () => (await me())['time_zone'] === 'America/New_York', 'the zone is kept');
        await setting('Rounding in reports').getByRole('radio', { name: 'Nearest' }).check();
        await page.getByLabel('Rounded to').selectOption('15');
        await until(async () => (await me())['rounding_minutes'] === 15, 'the step is kept');
    });

    test('what is refused stays to be mended', async () => {
        const hours = page.getByLabel('A timer counts as forgotten after');
        await hours.fill('1000');
        await hours.press('Enter');
        await setting('A timer counts as forgotten after').getByText('This is too small or too large.').waitFor();
        assert.equal(await hours.inputValue(), '1000');
        await hours.fill('10');
        await hours.press('Enter');
        await until(async () => (await me())['timer_max_hours'] === 10, 'the hours are kept');
        const until_ = page.getByLabel('Locked up to and including');
        await until_.fill('2999-12-31');
        await setting('Locked up to').getByText('This lies in the future.').waitFor();
        assert.equal(await until_.inputValue(), '2999-12-31');
        await until_.fill('2026-01-01');
        await until(async () => (await me())['locked_until'] === '2026-01-01', 'the lock is kept');
        await page.getByRole('button', { name: 'Unlock' }).click();
        await until(async () => (await me())['locked_until'] === null, 'the lock is gone');
    });

    test('speak German at once, and are dark', async () => {
        await page.getByRole('radio', { name: 'Deutsch' }).check();
        await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
        await page.getByRole('radio', { name: 'Dunkel' }).check();
        await until(async () => await page.evaluate('document.documentElement.dataset.theme') === 'dark', 'it is dark');
        await page.getByRole('radio', { name: 'English' }).check();
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
        await page.getByRole('radio', { name: 'As the system' }).check();
        await until(async () => (await me())['theme'] === 'system', 'as the system again');
    });

    test('single keys can be turned off', async () => {
        await page.getByRole('switch', { name: 'Single keys' }).uncheck();
        await page.getByRole('heading', { name: 'Settings' }).click();
        await page.keyboard.press('g');
        await page.keyboard.press('k');
        await page.getByRole('switch', { name: 'Single keys' }).check();
        await page.getByRole('heading', { name: 'Settings' }).click();
        await page.keyboard.press('g');
        await page.keyboard.press('k');
        await page.getByRole('heading', { name: 'API keys' }).waitFor();
        await page.goBack();
        await page.getByRole('heading', { name: 'Settings' }).waitFor();
    });
});

describe('sessions', () => {
    test('are listed, ended one by one, or all others at once', async () => {
        const agent = 'Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0';
        const others = [];
        await visit('settings/sessions');
        const rows = page.locator('.sessions li');
        await rows.first().waitFor();
        for (let i = 0; i < 3; i += 1) {
            const other = await Person.open(browser, { userAgent: agent }, person.name);
            await other.signIn();
            others.push(other);
        }
        await until(async () => await rows.count() === 4, 'new ones appear');
        await rows.first().getByText('This one').waitFor();
        await page.getByRole('button', { name: 'End Firefox on Linux' }).first().click();
        await says('Firefox on Linux is signed out');
        assert.equal(await rows.count(), 3);
        await page.getByRole('button', { name: 'End all 2 others' }).click();
        await page.getByText('You are signed in nowhere else.').waitFor();
        for (const other of others) {
            // Shown before it is answered.
            await until(async () => (await other.ask('GET', '/users/me')).status === 401, 'it has ended');
            await other.close();
        }
        assert.equal((await person.ask('GET', '/users/me')).status, 200);
    });
});

describe('what assistive technology finds there', () => {
    test('is without a fault, light and dark, wide and narrow', async () => {
        const projects = await all();
        for (const { id } of projects.filter(({ name }) => name.startsWith('Work ')).slice(3))
            await person.api('PATCH', `/projects/${id}`, { status: 'archived' });
        await page.emulateMedia({ reducedMotion: 'reduce' });
        const views = ['projects?archived=1&q=work 00', 'projects?edit=project-new', 'keys', 'keys?new=1', 'settings'];
        for (const view of views) {
            await visit(view);
            await page.locator('main :is(.client-group, .key, .sessions li)').first().waitFor();
            if (/new/.test(view))
                await dialog().waitFor();
            assert.deepEqual(await findingsEverywhere(page), [], view);
        }
    });
});
