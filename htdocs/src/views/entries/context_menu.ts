// context_menu.ts -- where a row's menu opens: at the pointer for a right click or the menu key, and for a long press,
// which some browsers for touch (Safari) do not tell of.
import { useRef, useState } from 'preact/hooks';
import type { Point } from '../../ui/menu.tsx';

const LONG_MS = 500;
const SLACK = 8; // pixels that a finger at rest may move

/** Whoever writes in a field wants the browser's own menu there: paste, spelling. A press brings the focus, so it has to be
 * asked before. */
const isWritten = (target: EventTarget | null): boolean =>
    target instanceof HTMLInputElement && target.type !== 'checkbox' && document.activeElement === target;

export function useContextMenu() {
    const [at, setAt] = useState<Point | undefined>(undefined);
    const press = useRef<{ timer: ReturnType<typeof setTimeout>; from: Point } | undefined>(undefined);
    const isPressed = useRef(false);
    const wasWritten = useRef<boolean | undefined>(undefined);
    const end = (): void => {
        clearTimeout(press.current?.timer);
        press.current = undefined;
    };
    return {
        at,
        close: () => setAt(undefined),
        handlers: {
            onContextMenu: (event: MouseEvent): void => {
                const target = event.target as HTMLElement;
                const isText = wasWritten.current ?? isWritten(target);
                wasWritten.current = undefined;
                if (isText || target.closest('.menu-list, .popover-body')) return;
                event.preventDefault();
                end();
                // The key has no place: the browser says the middle of what has the focus.
                setAt({ x: event.clientX, y: event.clientY });
            },
            onPointerDown: (event: PointerEvent): void => {
                isPressed.current = false;
                const target = event.target as HTMLElement;
                wasWritten.current = isWritten(target);
                if (event.pointerType !== 'touch' || wasWritten.current || target.closest('.menu-list, .popover-body'))
                    return;
                const from = { x: event.clientX, y: event.clientY };
                const open = (): void => {
                    isPressed.current = true;
                    setAt(from);
                };
                press.current = { from, timer: setTimeout(open, LONG_MS) };
            },
            onPointerMove: ({ clientX, clientY }: PointerEvent): void => {
                const from = press.current?.from;
                if (from && Math.hypot(clientX - from.x, clientY - from.y) > SLACK) end();
            },
            onPointerUp: (event: PointerEvent): void => {
                end();
                if (event.button === 0) wasWritten.current = undefined;
            },
            onPointerCancel: end,
            // The finger that opened it is taken off what lies below: browsers make a click of that, and bring the focus there.
            onMouseDown: (event: MouseEvent): void => {
                if (isPressed.current) event.preventDefault();
            },
            onClickCapture: (event: MouseEvent): void => {
                if (!isPressed.current) return;
                isPressed.current = false;
                event.preventDefault();
                event.stopPropagation();
            },
        },
    };
}
