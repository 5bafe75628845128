// popover.tsx -- a button and what it opens below it, closed by Escape, by a click elsewhere and by leaving with Tab.
import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

type Props = {
    /** What stands on the button. */
    button: ComponentChildren;
    label?: string | undefined;
    class?: string;
    isOpen: boolean;
    onToggle: (open: boolean) => void;
    children: ComponentChildren;
    align?: 'start' | 'end';
    id?: string | undefined;
    invalid?: string | undefined;
};

const EDGE = 8;

/** Moves OPENED sideways until all of it is in the window, however wide what is in it becomes; returns what ends that. */
function keepInside(opened: HTMLElement): () => void {
    const place = (): void => {
        opened.style.translate = '';
        const { left, right } = opened.getBoundingClientRect();
        const over = Math.max(0, right + EDGE - document.documentElement.clientWidth);
        opened.style.translate = `${Math.max(EDGE - left, -over)}px`;
    };
    const observer = new ResizeObserver(place);
    observer.observe(opened);
    observer.observe(document.documentElement);
    return () => observer.disconnect();
}

export function Popover({
    button,
    label,
    class: className = 'chip',
    isOpen,
    onToggle,
    children,
    align = 'start',
    id,
    invalid,
}: Props) {
    const root = useRef<HTMLDivElement>(null);
    const body = useRef<HTMLDivElement>(null);
    // Whoever chose something in it has the keyboard on the button again, not nowhere.
    useLayoutEffect(() => {
        const opened = body.current;
        if (!isOpen || !opened) return;
        const stop = keepInside(opened);
        return () => {
            stop();
            if (opened.contains(document.activeElement) || document.activeElement === document.body)
                root.current?.querySelector('button')?.focus();
        };
    }, [isOpen]);
    useEffect(() => {
        if (!isOpen) return;
        const leave = (event: Event): void => {
            if (!root.current?.contains(event.target as Node)) onToggle(false);
        };
        document.addEventListener('pointerdown', leave);
        return () => document.removeEventListener('pointerdown', leave);
    }, [isOpen]);
    return (
        <div
            class="popover"
            ref={root}
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !isOpen) return;
                event.stopPropagation();
                event.preventDefault();
                onToggle(false);
                root.current?.querySelector('button')?.focus();
            }}
            onFocusOut={(event) => {
                if (isOpen && event.relatedTarget && !root.current?.contains(event.relatedTarget as Node))
                    onToggle(false);
            }}
        >
            <button
                type="button"
                id={id}
                class={className}
                aria-haspopup="dialog"
                aria-expanded={isOpen}
                aria-label={label}
                aria-describedby={invalid}
                onClick={() => onToggle(!isOpen)}
            >
                {button}
            </button>
            {isOpen && (
                <div class={`popover-body ${align}`} ref={body}>
                    {children}
                </div>
            )}
        </div>
    );
}
