// cell.tsx -- what a cell of the timesheet and a line of its day on a phone have in common: a time that can be typed
// over. What cannot be read or done stays there with the reason, to be mended.
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { formatDuration, parseDuration } from '../../time/duration.ts';

export type Editing = {
    text: string | undefined;
    fault: string | undefined;
    begin: (text?: string) => void;
    type: (text: string) => void;
    /** Whether it is done. */
    commit: () => boolean;
    cancel: () => void;
};

/** ONCHANGE gives the reason why a value cannot be. */
export function useEditing(seconds: number, onChange: (seconds: number) => string | undefined): Editing {
    const [, redraw] = useState(0);
    // Not state: the key that ends it comes before the last letter is drawn.
    const now = useRef<{ text: string; over: string; fault?: string | undefined } | undefined>(undefined);
    const set = (next: typeof now.current): void => {
        now.current = next;
        redraw((n) => n + 1);
    };
    const shown = formatDuration(seconds);
    const commit = (): boolean => {
        const draft = now.current;
        if (!draft) return true;
        const text = draft.text.trim();
        // As it was: its seconds stay as well.
        if (text === draft.over || text === shown) {
            set(undefined);
            return true;
        }
        const value = text === '' ? 0 : parseDuration(text);
        const fault = value === undefined ? t('ui.cannot_read') : onChange(value);
        set(fault === undefined ? undefined : { ...draft, fault });
        return fault === undefined;
    };
    return {
        text: now.current?.text,
        fault: now.current?.fault,
        begin: (text) => now.current || set({ text: text ?? (seconds ? shown : ''), over: seconds ? shown : '' }),
        type: (text) => set({ text, over: now.current?.over ?? shown }),
        commit,
        cancel: () => set(undefined),
    };
}

type FieldProps = {
    editing: Editing;
    label: string;
    /** The field is left by a key, to the cell or beyond. */
    onLeave: (by: 'Enter' | 'Escape' | 'Tab', isBack: boolean) => boolean;
    isAll: boolean;
    faultId: string;
};

/** The field of a cell while it is typed in. */
export function CellField({ editing, label, onLeave, isAll, faultId }: FieldProps) {
    const field = useRef<HTMLInputElement>(null);
    useLayoutEffect(() => {
        field.current!.focus();
        if (isAll) field.current!.select();
    }, []);
    const onKeyDown = (event: KeyboardEvent): void => {
        event.stopPropagation();
        const { key } = event;
        if (key !== 'Enter' && key !== 'Escape' && key !== 'Tab') return;
        if (key === 'Escape') editing.cancel();
        else if (!editing.commit()) {
            if (key === 'Enter') event.preventDefault();
            return;
        }
        if (onLeave(key, event.shiftKey)) event.preventDefault();
    };
    return (
        <input
            ref={field}
            type="text"
            class="timesheet-input"
            aria-label={label}
            aria-invalid={editing.fault !== undefined}
            aria-describedby={editing.fault === undefined ? undefined : faultId}
            autocomplete="off"
            enterkeyhint="done"
            value={editing.text}
            onInput={(event) => editing.type(event.currentTarget.value)}
            onBlur={() => editing.commit()}
            onKeyDown={onKeyDown}
        />
    );
}
