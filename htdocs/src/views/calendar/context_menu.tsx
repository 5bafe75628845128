// context_menu.tsx -- what can be done to an entry or with an empty place, at the point that was asked about.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { continueEntry } from '../../shell/actions.ts';
import type { Span } from '../../time/span.ts';
import { type MenuItem, MenuList, type Point } from '../../ui/menu.tsx';
import { type EntryActions, entryMenu } from '../entries/entry_menu.ts';
import { formatSpan } from './state.ts';

/** What was asked about: an entry, or free time. */
export type Asked = ({ entry: Entry; remove: () => void } | { span: Span }) &
    Point & {
        /** Has the keyboard again when the menu closes. */
        from: HTMLElement;
    };

type Actions = Omit<EntryActions, 'remove'> & { create: (span: Span) => void };

function itemsOf(asked: Asked, actions: Actions): MenuItem[] {
    if ('span' in asked) {
        const label = t('calendar.add_here', { times: formatSpan(asked.span) });
        return [{ label, icon: 'plus', run: () => actions.create(asked.span) }];
    }
    const { entry, remove } = asked;
    const own = { label: t('calendar.continue'), icon: 'play', run: () => void continueEntry(entry) } as const;
    return entryMenu(entry, { ...actions, remove }, own);
}

type Props = { asked: Asked; actions: Actions; onClose: () => void };

/** Lies on a sheet over all else, so that a click beside it closes it and does nothing more. */
export function ContextMenu({ asked, actions, onClose }: Props) {
    const close = (): void => {
        asked.from.focus({ preventScroll: true });
        onClose();
    };
    const what = 'entry' in asked ? asked.entry.description || asked.entry.project_name : formatSpan(asked.span);
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
                label={t('entry.more', { what })}
                items={itemsOf(asked, actions)}
                at={asked}
                onClose={close}
            />
        </div>
    );
}
