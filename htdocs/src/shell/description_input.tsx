// description_input.tsx -- what one is working on, with offers below the field for what is typed at the caret.
import { signal } from '@preact/signals';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import type { Offer } from '../views/timer/offers.tsx';

type Props = {
    id: string;
    value: string;
    onInput: (text: string) => void;
    /** Left, or Enter. */
    onCommit: (text: string) => void;
    onEnter?: (() => void) | undefined;
    onProject: (id: number) => void;
};

/** Nobody needs offers before something is typed. */
const part = signal<typeof import('../views/timer/offers.tsx') | undefined>(undefined);
export async function readOffers(): Promise<void> {
    part.value = await import('../views/timer/offers.tsx');
}

export function DescriptionInput({ id, value, onInput, onCommit, onEnter, onProject }: Props) {
    const [at, setAt] = useState(0);
    const [isFocused, setFocused] = useState(false);
    const base = useId();
    const [caret, setCaret] = useState(0);
    const input = useRef<HTMLInputElement>(null);
    /** Where the caret belongs in a text that did not come from the keyboard. */
    const moved = useRef<number | undefined>(undefined);
    const offers = (isFocused && part.value?.offersAt(value, caret)) || [];
    const Offers = part.value?.Offers;
    const active = Math.min(at, offers.length - 1);

    useLayoutEffect(() => {
        if (moved.current === undefined) return;
        input.current?.setSelectionRange(moved.current, moved.current);
        moved.current = undefined;
    }, [value]);

    const readCaret = ({ currentTarget }: { currentTarget: HTMLInputElement }): void =>
        setCaret(currentTarget.selectionStart ?? 0);
    const take = ({ text, caret: to, project }: Offer): void => {
        moved.current = to;
        setCaret(to);
        setAt(0);
        onInput(text);
        project?.().then((id) => id !== undefined && onProject(id));
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        const chosen = offers[active];
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && offers.length) setAt((active + step + offers.length) % offers.length);
        else if (chosen && (event.key === 'Tab' || (event.key === 'Enter' && !chosen.isThere))) take(chosen);
        else if (event.key === 'Enter') {
            onCommit(value);
            onEnter?.();
        } else if (event.key === 'Escape') document.getElementById('main')?.focus({ preventScroll: true });
        else return;
        if (event.key !== 'Tab' || offers.length) event.preventDefault();
    };

    return (
        <div class="description">
            <input
                ref={input}
                id={id}
                type="text"
                role="combobox"
                aria-label={t('timer.description')}
                aria-expanded={offers.length > 0}
                aria-controls={`${base}-list`}
                aria-autocomplete="list"
                aria-activedescendant={offers.length ? `${base}-list-${active}` : undefined}
                placeholder={t('timer.placeholder')}
                autocomplete="off"
                maxLength={5000}
                value={value}
                onInput={(event) => {
                    setAt(0);
                    readCaret(event);
                    onInput(event.currentTarget.value);
                }}
                onKeyUp={readCaret}
                onClick={readCaret}
                onFocus={() => setFocused(true)}
                onBlur={() => {
                    setFocused(false);
                    onCommit(value);
                }}
                onKeyDown={onKeyDown}
            />
            {Offers && <Offers id={`${base}-list`} offers={offers} active={active} onTake={take} />}
        </div>
    );
}
