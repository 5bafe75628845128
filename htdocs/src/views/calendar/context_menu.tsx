// context_menu.tsx -- what can be done to an entry or with an empty place, at the point that was asked about.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { continueEntry, discard, stop } from '../../shell/actions.ts';
import { timer } from '../../store/timer.ts';
import type { Span } from '../../time/span.ts';
import { formatSpan } from '../../time/span_text.ts';
import { type MenuItem, MenuList, type Point } from '../../ui/menu.tsx';
import { type EntryActions, entryMenu } from '../entries/entry_menu.ts';

/** What was asked about: an entry, free time, or what runs. */
export type Asked = ({ entry: Entry; remove: () => void } | { span: Span } | { isTimer: true }) &
    Point & {
        /** Has the keyboard again when the menu closes. */
        from: HTMLElement;
    };

type Actions = Omit<EntryActions, 'remove'> & { create: (span: Span) => void };

/** The bar of the timer is always in sight, and has all that can be changed of it. */
export const describeTimer = (): void => document.getElementById('timer-description')?.focus();

function itemsOf(asked: Asked, actions: Actions): MenuItem[] {
    if ('isTimer' in asked)
        return [
            { label: t('keys.description'), icon: 'edit', run: describeTimer },
            { label: t('timer.stop'), icon: 'stop', run: () => void stop() },
            { label: t('timer.discard'), icon: 'trash', danger: true, run: discard },
        ];
    if ('span' in asked) {
        const label = t('calendar.add_here', { times: formatSpan(asked.span) });
        return [{ label, icon: 'plus', run: () => actions.create(asked.span) }];
    }
    const { entry, remove } = asked;
    const own = { label: t('calendar.continue'), icon: 'play', run: () => void continueEntry(entry) } as const;
    return entryMenu(entry, { ...actions, remove }, own);
}

function nameOf(asked: Asked): string {
    if ('span' in asked) return formatSpan(asked.span);
    const about = 'entry' in asked ? asked.entry : timer.value;
    return about?.description || about?.project_name || t('timer.no_description');
}

type Props = { asked: Asked; actions: Actions; onClose: () => void };

/** Lies on a sheet over all else, so that a click beside it closes it and does nothing more. */
export function ContextMenu({ asked, actions, onClose }: Props) {
    const close = (): void => {
        asked.from.focus({ preventScroll: true });
        onClose();
    };
    return (
        <div
            class="calendar-menu"
            role="presentation"
            onClick={(event) => {
                if (event.target === event.currentTarget) close();
            }}
            onContextMenu={(event) => {
                event.preventDefault();
                close();
            }}
        >
            <MenuList
                key={`${asked.x} ${asked.y}`}
                label={t('entry.more', { what: nameOf(asked) })}
                items={itemsOf(asked, actions)}
                at={asked}
                onClose={close}
            />
        </div>
    );
}
