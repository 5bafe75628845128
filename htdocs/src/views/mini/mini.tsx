// mini.tsx -- the timer in a small window of its own: what runs and how long, or what a click would start.
import { useSignal, useSignalEffect } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import type { Timer } from '../../api/types.ts';
import { spoken, t } from '../../i18n/i18n.ts';
import { askedAt, book, continueLast, draft, latestEntry, toggle } from '../../shell/actions.ts';
import { Clock } from '../../shell/clock.tsx';
import { toggleMini } from '../../shell/mini.ts';
import { areOn } from '../../shell/shortcuts.ts';
import { account } from '../../store/account.ts';
import { projects } from '../../store/catalog.ts';
import { isTimerKnown, timer } from '../../store/timer.ts';
import { readClock } from '../../time/now.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProjectList, ProjectName } from '../../ui/project_picker.tsx';
import { Toasts } from '../../ui/toast.tsx';
import { dress } from './dress.ts';

/** What a project is chosen from takes more room than a clock. */
const LIST_HEIGHT = 300;

/** What the button would start: what stands in the bar, or else the last entry. */
function offered(): { description: string; project_id: number | null; isLast: boolean } | undefined {
    const typed = draft.value;
    if (typed.description || typed.project_id !== null) return { ...typed, isLast: false };
    const last = latestEntry();
    return last && { description: last.description, project_id: last.project_id, isLast: true };
}

function press(): void {
    // A question is answered, not asked again for a later end.
    if (askedAt.peek() !== undefined) return;
    if (!timer.peek() && offered()?.isLast) continueLast();
    else toggle();
}

function Project({ id }: { id: number | null }) {
    const project = projects.get(id);
    if (!project) return <span class="project-name none">{t('project.clear')}</span>;
    return <ProjectName name={project.name} client={project.client_name} color={project.color} />;
}

type WhatProps = { description: string; project_id: number | null; children?: ComponentChildren };

function What({ description, project_id, children }: WhatProps) {
    return (
        <div class="mini-what">
            <p class={description ? 'mini-description' : 'mini-description quiet'}>
                {description || t('timer.no_description')}
            </p>
            <p>
                <Project id={project_id} />
                {children}
            </p>
        </div>
    );
}

function Foot({ clock, children }: { clock: ComponentChildren; children: ComponentChildren }) {
    return (
        <div class="mini-foot">
            {clock}
            {children}
        </div>
    );
}

/** Stopped, and where to book it is not known: the same question as in the page, which closes with this one. */
function Question({ opened, running, end }: { opened: Window; running: Timer; end: number }) {
    const keep = (): void => {
        askedAt.value = undefined;
    };
    useLayoutEffect(() => {
        // Allowed right after a click in the window; without it the list is low, and scrolls.
        const grow = (by: number): boolean => {
            try {
                opened.resizeBy(0, by);
                return true;
            } catch {
                return false;
            }
        };
        const missing = LIST_HEIGHT - opened.innerHeight;
        if (missing <= 0 || !grow(missing)) return;
        return () => void grow(-missing);
    }, []);
    return (
        <>
            <Foot clock={<Clock running={running} />}>
                <button type="button" class="button small" onClick={keep}>
                    {t('timer.keep')}
                </button>
                {running.project_id !== null && (
                    <button
                        type="button"
                        class="button small primary"
                        onClick={() => void book(running.project_id!, end)}
                    >
                        {t('ui.save')}
                    </button>
                )}
            </Foot>
            <h2>{t('mini.which_project')}</h2>
            <ProjectList onChoose={(project) => void book(project, end)} onClose={keep} />
        </>
    );
}

function Face({ opened }: { opened: Window }) {
    const running = timer.value;
    const end = askedAt.value;
    const button = useRef<HTMLButtonElement>(null);
    const wasAsked = useRef(false);
    const isAsked = Boolean(running) && end !== undefined;
    // The list is gone that had the keyboard.
    useLayoutEffect(() => {
        if (wasAsked.current && !isAsked) button.current?.focus();
        wasAsked.current = isAsked;
    }, [isAsked]);
    if (running && end !== undefined) return <Question opened={opened} running={running} end={end} />;
    const offer = offered();
    return (
        <>
            {running ? (
                <What description={running.description} project_id={running.project_id}>
                    <AgentMark resource="timer" id={running.id} isIcon />
                </What>
            ) : offer ? (
                <What {...offer} />
            ) : (
                <p class="mini-what quiet">{t('mini.nothing')}</p>
            )}
            <Foot clock={running ? <Clock running={running} /> : <span class="clock idle">0:00:00</span>}>
                <button
                    type="button"
                    ref={button}
                    class={running ? 'button primary round stop' : 'button primary round'}
                    disabled={!isTimerKnown.value}
                    aria-keyshortcuts="s"
                    onClick={press}
                >
                    <Icon name={running ? 'stop' : 'play'} />
                    {running ? t('timer.stop') : offer?.isLast ? t('mini.continue') : t('timer.start')}
                </button>
            </Foot>
        </>
    );
}

const KEYS: Record<string, () => unknown> = { s: press, m: toggleMini };

export default function Mini({ opened }: { opened: Window }) {
    const page = opened.document;
    const isDressed = useSignal(false);
    // Messages are shown where one looks.
    const isInFront = useSignal(page.hasFocus());
    useLayoutEffect(() => {
        dress(page).then(() => {
            isDressed.value = true;
        });
        // Browsers wake a page that nobody sees once a minute; the window is always seen.
        const clock = opened.setInterval(readClock, 1000);
        opened.addEventListener('focus', () => {
            isInFront.value = true;
        });
        opened.addEventListener('blur', () => {
            isInFront.value = false;
        });
        page.addEventListener('keydown', (event) => {
            if (event.ctrlKey || event.metaKey || event.altKey || !areOn.peek()) return;
            if (event.target instanceof opened.HTMLInputElement) return;
            KEYS[event.key.toLowerCase()]?.();
        });
        return () => opened.clearInterval(clock);
    }, []);
    useSignalEffect(() => {
        page.documentElement.lang = spoken.value;
        page.documentElement.dataset['theme'] = account.value?.theme ?? 'system';
        page.title = t('timer.mini');
    });
    if (!isDressed.value) return null;
    return (
        <>
            <main class={timer.value ? 'mini running' : 'mini'}>
                <h1 class="visually-hidden">{t('timer.mini')}</h1>
                <Face opened={opened} />
            </main>
            {isInFront.value && <Toasts />}
        </>
    );
}
