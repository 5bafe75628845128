// menu.tsx -- a button that opens a list of things to do (ARIA menu button): arrows move, a letter finds, Escape
// closes.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

export type MenuItem = {
    label: string;
    icon?: IconName;
    run: () => void;
    /** The key that does the same. */
    hint?: string;
    danger?: boolean;
    disabled?: boolean;
};

/** Where somebody pressed, in the window. */
export type Point = { x: number; y: number };

type Props = {
    label: string;
    items: readonly (MenuItem | undefined | false)[];
    children?: ComponentChildren;
    class?: string;
    /** Opens it there instead of below its button, until ONLEAVE. */
    at?: Point | undefined;
    onLeave?: () => void;
};

const MARGIN = 8;

export function Menu({ label, items, children, class: className = 'icon-button', at, onLeave }: Props) {
    const [isBelow, setBelow] = useState(false);
    const isOpen = isBelow || at !== undefined;
    const setOpen = (open: boolean): void => {
        setBelow(open);
        if (!open) onLeave?.();
    };
    const list = useRef<HTMLDivElement>(null);
    const root = useRef<HTMLDivElement>(null);
    const id = useId();
    const given = items.filter((item): item is MenuItem => Boolean(item));
    const buttons = (): HTMLElement[] => [
        ...(root.current?.querySelectorAll<HTMLElement>('[role=menuitem]:not([disabled])') ?? []),
    ];
    const close = (): void => {
        setOpen(false);
        root.current?.querySelector<HTMLElement>('button')?.focus();
    };

    useLayoutEffect(() => {
        const box = list.current;
        if (!box || !at) return;
        const { width, height } = box.getBoundingClientRect();
        box.style.left = `${Math.max(MARGIN, Math.min(at.x, innerWidth - width - MARGIN))}px`;
        box.style.top = `${Math.max(MARGIN, Math.min(at.y, innerHeight - height - MARGIN))}px`;
        // It would stay where it is while its row goes away.
        const leave = (): void => setOpen(false);
        addEventListener('scroll', leave, { passive: true });
        return () => removeEventListener('scroll', leave);
    }, [at]);
    useEffect(() => {
        if (!isOpen) return;
        buttons()[0]?.focus({ preventScroll: at !== undefined });
        const leave = (event: Event): void => {
            if (!root.current?.contains(event.target as Node)) setOpen(false);
        };
        document.addEventListener('pointerdown', leave);
        return () => document.removeEventListener('pointerdown', leave);
    }, [isOpen]);

    const onKeyDown = (event: KeyboardEvent): void => {
        if (!isOpen) return;
        const all = buttons();
        const at = all.indexOf(document.activeElement as HTMLElement);
        const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (event.key === 'Escape' || event.key === 'Tab') close();
        else if (to !== undefined) all[(to + all.length) % all.length]?.focus();
        else if (event.key.length === 1 && event.key !== ' ')
            all.find(
                (item, i) => i > at && item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()),
            )?.focus();
        else return;
        event.stopPropagation();
        if (event.key !== 'Tab') event.preventDefault();
    };

    return (
        <div class="menu" ref={root} onKeyDown={onKeyDown}>
            <button
                type="button"
                class={className}
                aria-haspopup="menu"
                aria-expanded={isOpen}
                aria-controls={id}
                aria-label={children ? undefined : label}
                onClick={() => setOpen(!isOpen)}
            >
                {children ?? <Icon name="more" />}
            </button>
            {isOpen && (
                <div ref={list} class={at ? 'menu-list placed' : 'menu-list'} role="menu" id={id} aria-label={label}>
                    {given.map((item) => (
                        <button
                            key={item.label}
                            type="button"
                            role="menuitem"
                            tabIndex={-1}
                            class={item.danger ? 'danger' : ''}
                            disabled={item.disabled}
                            onClick={() => {
                                close();
                                item.run();
                            }}
                        >
                            {item.icon && <Icon name={item.icon} size={16} />}
                            <span>{item.label}</span>
                            {item.hint && <kbd>{item.hint}</kbd>}
                        </button>
                    ))}
                </div>
            )}
        </div>
    );
}
