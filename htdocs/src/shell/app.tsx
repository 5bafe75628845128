// app.tsx -- the frame around the views: navigation, timer, what is wrong with the connection, dialogs and messages.
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentType } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { live } from '../api/events.ts';
import { needTexts, t } from '../i18n/i18n.ts';
import { session } from '../store/account.ts';
import { idleMinutes } from '../store/device.ts';
import { inConflict, isServerFailing, refused, stuck, waiting } from '../store/queue.ts';
import { isStale, signIn } from '../store/sync.ts';
import { timer } from '../store/timer.ts';
import { undoLast } from '../store/undo.ts';
import { learnWords } from '../ui/faults.ts';
import { Icon } from '../ui/icon.tsx';
import { ProjectList } from '../ui/project_picker.tsx';
import { ErrorState, Skeleton } from '../ui/states.tsx';
import { Toasts } from '../ui/toast.tsx';
import { askedAt } from './actions.ts';
import { readOffers } from './description_input.tsx';
import { later } from './later.ts';
import { Nav } from './nav.tsx';
import { opened } from './opened.ts';
import { go, route } from './router.ts';
import { useShortcuts } from './shortcuts.ts';
import { TimerBar } from './timer_bar.tsx';
import { loadPart, VIEWS, type View, viewOf } from './views.ts';

const Conflict = later('conflict', () => import('../views/conflict/conflict.tsx'));
const Palette = later('palette', () => import('../views/palette/palette.tsx'));
const Leaving = later('refused', () => import('../views/refused/leaving.tsx'));
const Refused = later('refused', () => import('../views/refused/refused.tsx'));
const Shortcuts = later('shortcuts', () => import('../views/shortcuts/shortcuts.tsx'));
const StopDialog = later('timer', () => import('../views/timer/stop_dialog.tsx'));
const Idle = later('idle', () => import('../views/idle/idle.tsx'));

const loaded = new Map<View, ComponentType>();

/** The view of the address, read when it is first asked for. */
function Outlet() {
    const view = viewOf(route.value.path);
    const failed = useSignal<View | undefined>(undefined);
    const arrived = useSignal(0);
    const main = useRef<HTMLElement>(null);
    const before = useRef(view);
    const Shown = loaded.get(view);
    const read = (): void => {
        failed.value = undefined;
        loadPart(view).then(
            (component) => {
                loaded.set(view, component);
                arrived.value += 1;
            },
            () => {
                failed.value = view;
            },
        );
    };
    useEffect(() => {
        if (!loaded.has(view)) read();
        // Whoever goes somewhere is there, with the keyboard and with the screen reader.
        if (before.current !== view) main.current?.focus({ preventScroll: true });
        before.current = view;
        scrollTo(0, 0);
    }, [view]);
    void arrived.value;
    return (
        <main id="main" ref={main} tabIndex={-1} aria-label={t(view.title)}>
            {Shown ? <Shown /> : failed.value === view ? <ErrorState onRetry={read} /> : <Skeleton />}
        </main>
    );
}

function trouble(): string {
    if (!waiting.value) return t('queue.offline');
    return t(isServerFailing.value ? 'queue.failing' : 'queue.waiting', { n: waiting.value });
}

/** Only what a person can do something about, or has to know: never that all is well. */
function Connection() {
    const isSlow = useSignal(false);
    useSignalEffect(() => {
        const isTrouble = !live.value || stuck.value || isStale.value;
        const timer = setTimeout(
            () => {
                isSlow.value = isTrouble;
            },
            isTrouble ? 4000 : 0,
        );
        return () => clearTimeout(timer);
    });
    if (session.value === 'lost')
        return (
            <div class="banner warning" role="alert">
                <Icon name="warning" />
                <span>{t('session.lost')}</span>
                <button type="button" class="button small primary" onClick={signIn}>
                    {t('account.sign_in')}
                </button>
            </div>
        );
    return (
        <>
            {refused.value.length > 0 && (
                <div class="banner warning" role="alert">
                    <Icon name="warning" />
                    <span>{t('queue.refused', { n: refused.value.length })}</span>
                    <button
                        type="button"
                        class="button small"
                        onClick={() => {
                            opened.value = 'refused';
                        }}
                    >
                        {t('queue.look')}
                    </button>
                </div>
            )}
            {(isSlow.value || (stuck.value && waiting.value > 0)) && (
                <div class="banner" role="status">
                    <Icon name="offline" />
                    <span>{trouble()}</span>
                </div>
            )}
        </>
    );
}

/** The words for refusals; until they are there the server's own have to do. */
function readWords(): void {
    Promise.all([import('../views/faults/codes.ts'), needTexts('faults')]).then(
        ([{ TEXTS, FIELDS }]) => learnWords(TEXTS, FIELDS),
        (error: Error) => console.warn(`no words for refusals: ${error.message}`),
    );
}

export function App() {
    useEffect(readWords, []);
    // Whoever opens one of these types on at once.
    useEffect(() => {
        Palette.ahead();
        StopDialog.ahead();
        ProjectList.ahead();
        void readOffers().catch(() => {});
    }, []);
    useShortcuts([
        { keys: 'mod+k', title: 'palette.title', run: () => (opened.value = opened.peek() ? undefined : 'palette') },
        { keys: '?', title: 'keys.title', run: () => (opened.value = 'keys') },
        { keys: 'mod+z', title: 'ui.undo', run: undoLast },
        ...VIEWS.map(({ key, path, title }) => ({ keys: `g ${key}`, title, run: () => go(path) })),
    ]);
    return (
        <div class="shell">
            <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
                {t('shell.skip')}
            </button>
            <Nav />
            <div class="page">
                <header class="top">
                    <TimerBar />
                </header>
                <Connection />
                <Outlet />
            </div>
            {askedAt.value !== undefined && timer.value && <StopDialog />}
            {opened.value === 'palette' && <Palette />}
            {opened.value === 'keys' && <Shortcuts />}
            {opened.value === 'refused' && <Refused />}
            {opened.value === 'leaving' && <Leaving />}
            {inConflict.value !== undefined && <Conflict key={inConflict.value} />}
            {idleMinutes.value > 0 && timer.value && <Idle />}
            <Toasts />
        </div>
    );
}
