// calendar_sight.test.ts -- what the calendar says and shows: its hours in little room, the night of the clocks, what runs, and the
// words of tall blocks.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';

import { book, entry, MONDAY, open, workerIn } from './calendar_page.ts';
import { launch, until } from './person.ts';

let browser: Browser;
before(async () => { browser = await launch(); });
after(() => browser.close());

const worker = (options = {}): ReturnType<typeof workerIn> => workerIn(browser, options);

describe('what the calendar shows', () => {
    test('has room for its hours, short in twelve hours', async () => {
        const { person, page, project } = await worker();
        const id = await book(person, project, 3, '10:00', '12:30', 'Über Mittag');
        const cut = (): Promise<string[]> => page.locator('.calendar-hours').evaluate((column) => {
            type Box = { textContent: string | null; getBoundingClientRect(): { left: number } };
            const box = column as unknown as Box & { children: Iterable<Box> };
            const { left } = box.getBoundingClientRect();
            return [...box.children].filter((one) => one.getBoundingClientRect().left < left)
                .map((one) => one.textContent ?? '');
        });
        const isCut = (of: Locator): Promise<boolean> => of.evaluate((box) => {
            const { scrollWidth, clientWidth } = box as unknown as { scrollWidth: number; clientWidth: number };
            return scrollWidth > clientWidth;
        });
        for (const language of ['en', 'de'])
            for (const [width, hour_cycle] of [[1360, 'h12'], [390, 'h12'], [320, 'h12'], [320, 'h23']] as const) {
                await person.api('PATCH', '/users/me', { hour_cycle, locale: language, time_zone: 'Europe/Berlin' });
                await page.setViewportSize({ width, height: 900 });
                await open(page);
                await entry(page, 'Über Mittag').waitFor();
                const [ten, long] = hour_cycle === 'h23' ? ['10:00', '11:00–13:30']
                    : language === 'de' ? ['10 AM', '11:00 AM–1:30 PM'] : ['10 am', '11:00 am–1:30 pm'];
                await page.locator('.calendar-hours').getByText(ten, { exact: true }).waitFor();
                assert.deepEqual(await cut(), [], `${language} ${width} ${hour_cycle}`);
                assert.match(await entry(page, 'Über Mittag').getAttribute('aria-label') ?? '', new RegExp(long));
                assert.equal(await isCut(page.locator(`[data-id="${id}"] .calendar-times`)), false, `${language} ${width} ${hour_cycle}`);
                // A shift of half an hour has the longest label.
                await person.api('PATCH', '/users/me', { time_zone: 'Australia/Lord_Howe' });
                await open(page, '#/calendar?view=day&date=2026-04-05');
                await page.locator('.calendar-hours').getByText('GMT+10:30').waitFor();
                assert.deepEqual(await cut(), [], `${language} ${width} ${hour_cycle}, twice`);
            }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('leads from what runs to the bar of the timer, by mouse and by keyboard', async () => {
        const { person, page } = await worker();
        await person.api('POST', '/timer/start', { description: 'Anruf', start_time: new Date(Date.now() - 86_400_000).toISOString() });
        await open(page, '#/calendar');
        const block = page.getByRole('button', { name: /^Anruf, running, / });
        // It goes over midnight: one button, and words in each part.
        await block.waitFor();
        for (const part of await page.locator('.calendar-running').all())
            assert.match(await part.locator('strong').textContent() ?? '', /Anruf/);
        const isDescribed = (): Promise<boolean> => page.evaluate('document.activeElement.id === "timer-description"');
        await block.focus();
        await page.keyboard.press('Enter');
        assert.ok(await isDescribed());
        await page.locator('.calendar-running').first().dispatchEvent('click');
        assert.ok(await isDescribed());
        await block.focus();
        await page.keyboard.press('Shift+F10');
        await page.getByRole('menuitem', { name: 'Discard timer' }).click();
        await block.waitFor({ state: 'detached' });
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('shows what runs in its day of the month', async () => {
        const { person, page } = await worker();
        await person.api('POST', '/timer/start', { description: 'Anruf', start_time: new Date(Date.now() - 600_000).toISOString() });
        await open(page, '#/calendar?view=month');
        await page.locator('.calendar-part', { hasText: 'Anruf' }).first().waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('tells the two times of one name apart, and draws what lies on a skipped hour above it', async () => {
        const { person, page, project } = await worker();
        const add = (start_time: string, end_time: string, description: string): Promise<unknown> =>
            person.api('POST', '/time-entries', { project_id: project, description, start_time, end_time });
        await add('2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z', 'Erste Stunde');
        await add('2026-10-25T01:15:00Z', '2026-10-25T02:30:00Z', 'Zweite Stunde');
        await add('2026-03-29T00:30:00Z', '2026-03-29T02:00:00Z', 'Sommerzeit');
        await open(page, '#/calendar?view=day&date=2026-10-25');
        await page.getByRole('button', { name: /Fill 02:30 .+–02:15 GMT\+1, 0:45/ }).waitFor();
        assert.match(await entry(page, 'Erste Stunde').getAttribute('aria-label') ?? '', /02:00 GMT\+2–02:30 GMT\+2/);
        assert.match(await entry(page, 'Zweite Stunde').getAttribute('aria-label') ?? '', /02:15 GMT\+1–03:30,/);
        await open(page, '#/calendar?view=day&date=2026-03-29');
        const box = (await entry(page, 'Sommerzeit').boundingBox())!;
        const hole = (await page.locator('.calendar-hatched').boundingBox())!;
        assert.ok(box.y < hole.y && box.y + box.height > hole.y + hole.height);
        await page.mouse.click(hole.x + hole.width / 2, hole.y + hole.height / 2);
        await page.getByRole('dialog').getByLabel('Description').waitFor();
        assert.deepEqual(person.troubles, []);
        await person.close();
    });

    test('tells a finger what a finger can do', async () => {
        const { person, page } = await worker({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
        await open(page, `#/calendar?view=day&date=${MONDAY}`);
        await page.getByText('Tap an hour').waitFor();
        assert.equal(await page.getByText('press A').count(), 0);
        await person.close();
    });

    test('keeps the words of a tall block in sight', async () => {
        const { person, page, project } = await worker();
        await book(person, project, 3, '00:00', '20:00', 'Langer Tag');
        for (const [view, head] of [['week', 45], ['day', 0]] as const) {
            await open(page, `#/calendar?view=${view}&date=2026-11-03`);
            const words = page.locator('.calendar-words', { hasText: 'Langer Tag' });
            await words.waitFor();
            const scroller = page.locator('.calendar-scroll');
            await scroller.evaluate((box) => { (box as unknown as { scrollTop: number }).scrollTop = 500; });
            await until(async () => Math.round((await words.boundingBox())!.y - (await scroller.boundingBox())!.y) >= head,
                'the words in sight');
        }
        assert.deepEqual(person.troubles, []);
        await person.close();
    });
});
