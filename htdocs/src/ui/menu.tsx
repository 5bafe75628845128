// menu.tsx -- a list of things to do (ARIA menu) and the button that opens it: arrows move, a letter finds, Escape
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

type ListProps = {
    label: string;
    items: readonly (MenuItem | undefined | false)[];
    id?: string;
    /** Lies there, inside of the window; else below what it stands in, or above where there is no room. */
    at?: Point | undefined;
    /** Called to close it and give the keyboard back. */
    onClose: () => void;
    /** Somebody pressed beside it and what it stands in, or the page moves away below it. */
    onLeave?: () => void;
};

const MARGIN = 8;
const GAP = 4;

/** Where the window ends for what does not belong to the bar: that of phones lies over all else. */
function visibleEnd(box: HTMLElement): number {
    const bar = document.querySelector<HTMLElement>('.nav')!;
    const { top } = bar.getBoundingClientRect();
    return top > MARGIN && !bar.contains(box) ? top : innerHeight;
}

/** The list itself; as soon as it is there it has the keyboard. */
export function MenuList({ label, items, id, at, onClose, onLeave }: ListProps) {
    const list = useRef<HTMLDivElement>(null);
    const given = items.filter((item): item is MenuItem => Boolean(item));
    const buttons = (): HTMLElement[] => [
        ...list.current!.querySelectorAll<HTMLElement>('[role=menuitem]:not([disabled])'),
    ];

    useLayoutEffect(() => {
        const box = list.current!;
        const { left, top, width, height } = box.getBoundingClientRect();
        const end = visibleEnd(box) - height - MARGIN;
        const above = box.parentElement!.getBoundingClientRect().top - height - GAP;
        const x = Math.max(MARGIN, Math.min(at?.x ?? left, innerWidth - width - MARGIN));
        const y = Math.max(MARGIN, at ? Math.min(at.y, end) : top > end ? Math.min(above, end) : top);
        box.style.translate = `${x - left}px ${y - top}px`;
        if (!at) return;
        // It would stay where it is while its row goes away.
        const leave = (): void => onLeave?.();
        addEventListener('scroll', leave, { passive: true });
        return () => removeEventListener('scroll', leave);
    }, []);
    useEffect(() => {
        buttons()[0]?.focus({ preventScroll: at !== undefined });
        const leave = (event: Event): void => {
            if (!list.current?.parentElement?.contains(event.target as Node)) onLeave?.();
        };
        document.addEventListener('pointerdown', leave);
        return () => document.removeEventListener('pointerdown', leave);
    }, []);

    const onKeyDown = (event: KeyboardEvent): void => {
        const all = buttons();
        const active = all.indexOf(document.activeElement as HTMLElement);
        const to = { ArrowDown: active + 1, ArrowUp: active - 1, Home: 0, End: all.length - 1 }[event.key];
        if (event.key === 'Escape' || event.key === 'Tab') onClose();
        else if (to !== undefined) all[(to + all.length) % all.length]?.focus();
        else if (event.key.length === 1 && event.key !== ' ')
            all.find(
                (item, i) => i > active && item.textContent?.toLowerCase().startsWith(event.key.toLowerCase()),
            )?.focus();
        else return;
        event.stopPropagation();
        if (event.key !== 'Tab') event.preventDefault();
    };

    return (
        <div
            class={at ? 'menu-list placed' : 'menu-list'}
            role="menu"
            id={id}
            aria-label={label}
            ref={list}
            onKeyDown={onKeyDown}
        >
            {given.map((item) => (
                <button
                    key={item.label}
                    type="button"
                    role="menuitem"
                    tabIndex={-1}
                    class={item.danger ? 'danger' : ''}
                    disabled={item.disabled}
                    onClick={() => {
                        onClose();
                        item.run();
                    }}
                >
                    {item.icon && <Icon name={item.icon} size={16} />}
                    <span>{item.label}</span>
                    {item.hint && <kbd>{item.hint}</kbd>}
                </button>
            ))}
        </div>
    );
}

type Props = Pick<ListProps, 'label' | 'items' | 'at' | 'onLeave'> & { children?: ComponentChildren; class?: string };

/** AT opens it there instead of below its button, until ONLEAVE. */
export function Menu({ label, items, children, class: className = 'icon-button', at, onLeave }: Props) {
    const [isBelow, setBelow] = useState(false);
    const isOpen = isBelow || at !== undefined;
    const button = useRef<HTMLButtonElement>(null);
    const id = useId();
    const leave = (): void => {
        setBelow(false);
        onLeave?.();
    };
    const close = (): void => {
        leave();
        button.current?.focus();
    };
    return (
        <div class="menu">
            <button
                type="button"
                class={className}
                ref={button}
                aria-haspopup="menu"
                aria-expanded={isOpen}
                aria-controls={id}
                aria-label={children ? undefined : label}
                onClick={() => (isOpen ? leave() : setBelow(true))}
            >
                {children ?? <Icon name="more" />}
            </button>
            {isOpen && (
                <MenuList
                    key={at && `${at.x} ${at.y}`}
                    label={label}
                    items={items}
                    id={id}
                    at={at}
                    onClose={close}
                    onLeave={leave}
                />
            )}
        </div>
    );
}
