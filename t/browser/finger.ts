// finger.ts -- a finger on the screen, which does whatever the browser makes of one: scrolling, a click, a long press.
import type { Page } from 'playwright-core';

export type Point = { x: number; y: number };
export type Finger = { down(at: Point): Promise<void>; move(at: Point): Promise<void>; up(): Promise<void> };

/** What playwright has no public way to: its own end of a page, and with it the WebDriver BiDi session. */
type Inside = {
    delegate: {
        _session: { sessionId: string; send(method: string, params: object): Promise<unknown> };
        shouldToggleStyleSheetToSyncAnimations(): boolean;
    };
    touchscreen: { tap(progress: { race(one: Promise<void>): Promise<void> }, x: number, y: number): Promise<void> };
};
type Windows = { contexts: { context: string }[] };

const inside = (page: Page): Inside => (page as unknown as { _connection: { toImpl(of: Page): Inside } })._connection.toImpl(page);
const isFirefox = (page: Page): boolean => page.context().browser()!.browserType().name() === 'firefox';

async function chromiumFinger(page: Page): Promise<Finger> {
    const cdp = await page.context().newCDPSession(page);
    const touch = async (type: 'touchStart' | 'touchMove' | 'touchEnd', ...touchPoints: Point[]): Promise<void> => {
        await cdp.send('Input.dispatchTouchEvent', { type, touchPoints });
    };
    return { down: (at) => touch('touchStart', at), move: (at) => touch('touchMove', at), up: () => touch('touchEnd') };
}

/** Firefox's touches of WebDriver BiDi come to the page only, which then neither scrolls nor knows a long press; these come to the
 * window, as those of a screen do. Each is over when the page has had it. */
function firefoxFinger(page: Page): Finger {
    const session = inside(page).delegate._session;
    let last: Point = { x: 0, y: 0 };
    const touch = async (type: string, at: Point): Promise<void> => {
        last = at;
        const windows = await session.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 }) as Windows;
        const expression = `new Promise((done) => {
            const { NavigableManager } = ChromeUtils.importESModule('chrome://remote/content/shared/NavigableManager.sys.mjs');
            const { embedderElement, topChromeWindow } = NavigableManager.getBrowsingContextById('${session.sessionId}');
            const { left, top } = embedderElement.getBoundingClientRect();
            const touches = [{ identifier: 1, offsetX: left + ${at.x}, offsetY: top + ${at.y}, radiiX: 1, radiiY: 1, rotationAngle: 0,
                pressure: 1, tiltX: 0, tiltY: 0, twist: 0 }];
            topChromeWindow.synthesizeTouchEvent('${type}', touches, 0, { isAsyncEnabled: true }, done);
        })`;
        const target = { context: windows.contexts[0]!.context };
        const answer = await session.send('script.evaluate', { target, expression, awaitPromise: true }) as { type: string };
        if (answer.type !== 'success')
            throw new Error(JSON.stringify(answer));
    };
    return { down: (at) => touch('touchstart', at), move: (at) => touch('touchmove', at), up: () => touch('touchend', last) };
}

export async function fingerOn(page: Page): Promise<Finger> {
    return isFirefox(page) ? firefoxFinger(page) : await chromiumFinger(page);
}

/** What playwright does not do over WebDriver BiDi: its tap is empty, and a style that it toggles for each picture is an error of
 * the page, whose policy refuses it. */
export function mend(page: Page): void {
    if (!isFirefox(page))
        return;
    const { touchscreen, delegate } = inside(page);
    delegate.shouldToggleStyleSheetToSyncAnimations = () => false;
    const finger = firefoxFinger(page);
    touchscreen.tap = async (progress, x, y) => {
        await progress.race(finger.down({ x, y }));
        await progress.race(finger.up());
    };
}
