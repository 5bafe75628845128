// dialog.tsx -- the browser's own <dialog>: focus is kept inside, Escape and the backdrop close it, focus goes back
// after.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { Icon } from './icon.tsx';

type Props = {
    title: string;
    onClose: () => void;
    children: ComponentChildren;
    /** Buttons at the end; the first submit button is what Enter does. */
    actions?: ComponentChildren;
    onSubmit?: () => void;
    wide?: boolean;
};

/** What was typed and cannot be read is not thrown away: the field that has it says so (inputs.tsx), and gets the focus. */
export function heldByUnread(within: ParentNode): boolean {
    const field = within.querySelector<HTMLElement>('[data-unread]');
    field?.focus();
    return field !== null;
}

export function Dialog({ title, onClose, children, actions, onSubmit, wide = false }: Props) {
    const box = useRef<HTMLDialogElement>(null);
    const heading = useId();
    const close = useRef(onClose);
    close.current = onClose;
    const pressed = useRef<Element | null>(null);
    const content = (
        <>
            {/* No <header> or <footer>: outside of <main> these would be landmarks of the page. */}
            <div class="dialog-head">
                <h2 id={heading}>{title}</h2>
                <button type="button" class="icon-button" aria-label={t('ui.close')} onClick={onClose}>
                    <Icon name="close" />
                </button>
            </div>
            <div class="dialog-body">{children}</div>
            {actions && <div class="dialog-foot">{actions}</div>}
        </>
    );
    useEffect(() => {
        const dialog = box.current!;
        const before = document.activeElement as HTMLElement | null;
        if (!dialog.open) dialog.showModal();
        // The browser would choose the first button, which closes it.
        dialog.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea, button)')?.focus();
        // Back closes what lies above the page, and stays on it.
        const back = (event: NavigateEvent): void => {
            const isTop = [...document.querySelectorAll('dialog[open]')].at(-1) === dialog;
            if (event.navigationType !== 'traverse' || !event.cancelable || !isTop) return;
            event.preventDefault();
            close.current();
        };
        window.navigation?.addEventListener('navigate', back);
        return () => {
            window.navigation?.removeEventListener('navigate', back);
            dialog.close();
            before?.focus?.();
        };
    }, []);
    return (
        <dialog
            ref={box}
            class={wide ? 'dialog wide' : 'dialog'}
            aria-labelledby={heading}
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            // Without it Chromium may close what was opened by a script on its own, and "cancel" is never heard: there it wants a
            // click or a key in the dialog first.
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || event.defaultPrevented) return;
                event.preventDefault();
                event.stopPropagation();
                onClose();
            }}
            onMouseDown={(event) => {
                if (event.target === box.current) onClose();
            }}
        >
            {onSubmit ? (
                <form
                    method="dialog"
                    noValidate
                    onMouseDown={(event) => {
                        pressed.current = (event.target as Element).closest('[type=submit]');
                    }}
                    // Leaving the field has said what is wrong with it, and may have moved the button away from the pointer.
                    onMouseUp={(event) => {
                        const isHit = pressed.current?.contains(event.target as Element) ?? true;
                        if (!isHit) heldByUnread(event.currentTarget);
                    }}
                    onSubmit={(event) => {
                        event.preventDefault();
                        if (!heldByUnread(event.currentTarget)) onSubmit();
                    }}
                >
                    {content}
                </form>
            ) : (
                content
            )}
        </dialog>
    );
}
