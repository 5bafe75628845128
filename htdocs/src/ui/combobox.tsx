// combobox.tsx -- a text field with a list below (ARIA 1.2 combobox): fuzzy search, arrows, Enter, Escape; can offer
// to make what it did not find.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { matchScore } from './fuzzy.ts';
import { Icon } from './icon.tsx';

export type Option<V> = {
    value: V;
    /** What is searched, and spoken. */
    label: string;
    /** What is shown instead of the label. */
    view?: ComponentChildren;
    /** Heading that it stands under while nothing is searched. */
    group?: string;
    isStarred?: boolean;
};

type Props<V> = {
    label: string;
    options: readonly Option<V>[];
    onChoose: (value: V) => void;
    onCreate?: ((text: string) => void) | undefined;
    onClose?: () => void;
    /** Puts a star on an option or takes it off: by its star, or by Ctrl+D (as browsers do). */
    onStar?: ((value: V) => void) | undefined;
    placeholder?: string;
    autoFocus?: boolean;
    id?: string | undefined;
};

const MOST = 60;

/** The field and the list, always open: what opens and closes it is its user's affair (ProjectPicker, palette). */
export function Combobox<V>({
    label,
    options,
    onChoose,
    onCreate,
    onClose,
    onStar,
    placeholder,
    autoFocus = true,
    id,
}: Props<V>) {
    const [text, setText] = useState('');
    const [at, setAt] = useState(0);
    const [moved, setMoved] = useState<V | undefined>(undefined);
    const list = useRef<HTMLDivElement>(null);
    const input = useRef<HTMLInputElement>(null);
    const base = useId();
    const found = search(options, text);
    const canCreate =
        onCreate && text.trim() && !options.some((option) => option.label.toLowerCase() === text.trim().toLowerCase());
    const count = found.length + (canCreate ? 1 : 0);
    const active = Math.min(at, Math.max(0, count - 1));

    useEffect(() => {
        if (autoFocus) input.current?.focus();
    }, []);
    useEffect(() => {
        if (moved === undefined) return;
        setAt(found.findIndex(({ value }) => value === moved));
        setMoved(undefined);
    }, [moved]);
    useEffect(() => {
        list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
    }, [active, text]);

    const choose = (index: number): void => {
        const option = found[index];
        if (option) onChoose(option.value);
        else if (canCreate) onCreate?.(text.trim());
    };
    const star = (index: number): void => {
        const option = found[index];
        if (!option) return;
        onStar?.(option.value);
        // It goes to another place, and the keyboard with it.
        setMoved(option.value);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        const to = { ArrowDown: active + 1, ArrowUp: active - 1, PageDown: active + 8, PageUp: active - 8 }[event.key];
        if (to !== undefined)
            setAt(
                Math.abs(to - active) === 1 ? (to + count) % Math.max(1, count) : Math.max(0, Math.min(count - 1, to)),
            );
        else if (event.key === 'Enter') choose(active);
        else if (event.key === 'Escape') onClose?.();
        else if (onStar && event.key === 'd' && (event.ctrlKey || event.metaKey)) star(active);
        else return;
        event.preventDefault();
        event.stopPropagation();
    };

    return (
        <div class="combobox">
            <input
                ref={input}
                id={id}
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck={false}
                aria-label={label}
                aria-expanded="true"
                aria-controls={`${base}-list`}
                aria-autocomplete="list"
                aria-keyshortcuts={onStar ? 'Control+D' : undefined}
                aria-activedescendant={count ? `${base}-${active}` : undefined}
                placeholder={placeholder ?? label}
                value={text}
                onInput={(event) => {
                    setText(event.currentTarget.value);
                    setAt(0);
                }}
                onKeyDown={onKeyDown}
            />
            <div class="options" role="listbox" id={`${base}-list`} aria-label={label} ref={list}>
                {found.map((option, i) => (
                    <>
                        {!text && option.group && option.group !== found[i - 1]?.group && (
                            <div class="option-group" role="none">
                                {option.group}
                            </div>
                        )}
                        <div
                            key={option.label}
                            id={`${base}-${i}`}
                            role="option"
                            aria-selected={i === active}
                            aria-label={option.label}
                            onPointerDown={(event) => event.preventDefault()}
                            onClick={() => choose(i)}
                        >
                            {option.view ?? option.label}
                            {onStar && (
                                // For pointers alone: an option can have no button in it.
                                <span
                                    class={option.isStarred ? 'star on' : 'star'}
                                    aria-hidden="true"
                                    title={t('ui.star')}
                                    onClick={(event) => {
                                        event.stopPropagation();
                                        star(i);
                                    }}
                                >
                                    <Icon name="star" size={16} />
                                </span>
                            )}
                        </div>
                    </>
                ))}
                {canCreate && (
                    <div
                        id={`${base}-${found.length}`}
                        role="option"
                        class="create"
                        aria-selected={active === found.length}
                        onPointerDown={(event) => event.preventDefault()}
                        onClick={() => choose(found.length)}
                    >
                        {t('ui.create', { what: text.trim() })}
                    </div>
                )}
                {!count && (
                    <div class="nothing" role="none">
                        {t('ui.nothing_found')}
                    </div>
                )}
            </div>
        </div>
    );
}

function search<V>(options: readonly Option<V>[], text: string): readonly Option<V>[] {
    if (!text.trim()) return options.slice(0, MOST);
    return options
        .map((option) => ({ option, score: matchScore(option.label, text) }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST)
        .map(({ option }) => option);
}
