// timer_bar.tsx -- the timer, always in sight: what, on which project, since when, and the one button.
import { useSignal, useSignalEffect } from '@preact/signals';
import { useState } from 'preact/hooks';
import type { Timer } from '../api/types.ts';
import { t } from '../i18n/i18n.ts';
import { changeTimer, elapsedSeconds, isTimerKnown, timer } from '../store/timer.ts';
import { attempt } from '../store/undo.ts';
import { formatClock } from '../time/duration.ts';
import { formatTime } from '../time/format.ts';
import { seconds } from '../time/now.ts';
import { fromWire } from '../time/zone.ts';
import { AgentMark } from '../ui/agent_mark.tsx';
import { Icon } from '../ui/icon.tsx';
import { Menu } from '../ui/menu.tsx';
import { Popover } from '../ui/popover.tsx';
import { ProjectPicker } from '../ui/project_picker.tsx';
import { failure } from '../ui/toast.tsx';
import { continueLast, discard, draft, stop, toggle } from './actions.ts';
import { Clock } from './clock.tsx';
import { DescriptionInput } from './description_input.tsx';
import { later } from './later.ts';
import { hasMini, mini, toggleMini } from './mini.ts';
import { useShortcuts } from './shortcuts.ts';
import { keepTyped } from './typed.ts';

const Forgotten = later<{ running: Timer }>('timer', () => import('../views/timer/forgotten.tsx'));
const StartEditor = later('timer', () => import('../views/timer/start_editor.tsx'));

function Start({ running }: { running: Timer }) {
    const [isOpen, setOpen] = useState(false);
    const time = formatTime(fromWire(running.start_time));
    const pause = running.break_minutes ? t('timer.break', { n: running.break_minutes }) : '';
    return (
        <Popover
            class="clock-button"
            align="end"
            isOpen={isOpen}
            onToggle={setOpen}
            label={pause ? t('timer.since_break', { time, break: pause }) : t('timer.since', { time })}
            button={
                <>
                    <Clock running={running} />
                    {pause && <small>{pause}</small>}
                </>
            }
        >
            <StartEditor />
        </Popover>
    );
}

function Running({ running }: { running: Timer }) {
    const text = useSignal(running.description);
    const known = useSignal(running.description);
    // Somebody else changed it: theirs, unless something is being typed here.
    if (known.peek() !== running.description) {
        if (text.peek() === known.peek()) text.value = running.description;
        known.value = running.description;
    }
    const commit = (value: string): void => {
        keepTyped(running);
        if (value.trim() === running.description) return;
        changeTimer({ description: value.trim() }).catch((error) => {
            failure(error);
            text.value = value; // to be tried again
            keepTyped(running, value);
        });
    };
    return (
        <>
            <DescriptionInput
                id="timer-description"
                value={text.value}
                onInput={(value) => {
                    text.value = value;
                    keepTyped(running, value);
                }}
                onCommit={commit}
                onProject={(project_id) => void attempt(changeTimer({ project_id }))}
            />
            <AgentMark resource="timer" id={running.id} isIcon />
            <Project
                value={running.project_id}
                onChange={(project_id) => void attempt(changeTimer({ project_id }))}
                onClear={() => void attempt(changeTimer({ project_id: null }))}
            />
            <Start running={running} />
        </>
    );
}

const isProjectOpen = { current: (_open: boolean): void => {} };

function Project(props: { value: number | null; onChange: (id: number) => void; onClear: () => void }) {
    const [isOpen, setOpen] = useState(false);
    isProjectOpen.current = setOpen;
    return <ProjectPicker {...props} class="chip timer-project" isOpen={isOpen} onToggle={setOpen} />;
}

/** The field of what runs takes the place of this one, and its keyboard. */
function startTyped(): void {
    toggle();
    requestAnimationFrame(() => document.getElementById('timer-description')?.focus());
}

function Idle() {
    const { description, project_id } = draft.value;
    return (
        <>
            <DescriptionInput
                id="timer-description"
                value={description}
                onInput={(text) => {
                    draft.value = { ...draft.peek(), description: text };
                }}
                onCommit={() => {}}
                onEnter={startTyped}
                onProject={(id) => {
                    draft.value = { ...draft.peek(), project_id: id };
                }}
            />
            <Project
                value={project_id}
                onChange={(id) => {
                    draft.value = { ...draft.value, project_id: id };
                }}
                onClear={() => {
                    draft.value = { ...draft.value, project_id: null };
                }}
            />
            <span class="clock idle" aria-hidden="true">
                0:00:00
            </span>
        </>
    );
}

/** Title and icon of the tab tell that something runs, and how long. */
function Tab() {
    useSignalEffect(() => {
        const running = timer.value;
        const icon = document.querySelector<HTMLLinkElement>('#icon');
        const picture = running ? 'icon-running.svg' : 'icon.svg';
        if (icon && icon.getAttribute('href') !== picture) icon.setAttribute('href', picture);
        if (!running) {
            document.title = 'Timetracker';
            return;
        }
        const what = running.description || running.project_name || t('timer.running');
        document.title = `${formatClock(elapsedSeconds(running, seconds.value))} · ${what}`;
    });
    return null;
}

export function TimerBar() {
    const running = timer.value;
    useShortcuts([
        { keys: 's', title: 'keys.toggle', run: toggle },
        { keys: 'n', title: 'keys.description', run: () => document.getElementById('timer-description')?.focus() },
        { keys: 'p', title: 'keys.project', run: () => isProjectOpen.current(true) },
        { keys: 'c', title: 'keys.continue', run: continueLast },
        ...(hasMini ? [{ keys: 'm', title: 'timer.mini', run: toggleMini } as const] : []),
    ]);
    return (
        <>
            <section class={running ? 'timer-bar running' : 'timer-bar'} aria-label={t('timer.title')}>
                {running ? <Running running={running} /> : <Idle />}
                <button
                    type="button"
                    class={running ? 'button primary round stop' : 'button primary round'}
                    disabled={!isTimerKnown.value}
                    aria-keyshortcuts="s"
                    onClick={() => (running ? void stop() : toggle())}
                >
                    <Icon name={running ? 'stop' : 'play'} />
                    <span>{running ? t('timer.stop') : t('timer.start')}</span>
                </button>
                {(running || hasMini) && (
                    <Menu
                        label={t('timer.more')}
                        items={[
                            hasMini && {
                                label: mini.value ? t('timer.mini_close') : t('timer.mini'),
                                icon: 'window',
                                hint: 'M',
                                run: toggleMini,
                            },
                            running && { label: t('timer.discard'), icon: 'trash', danger: true, run: discard },
                        ]}
                    />
                )}
                <Tab />
            </section>
            {running && <Forgotten running={running} />}
        </>
    );
}
