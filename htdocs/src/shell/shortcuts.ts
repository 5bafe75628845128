// shortcuts.ts -- single keys that work wherever nobody is typing, and Ctrl with a key that always do. They can be
// turned off (WCAG 2.1.4); that setting is this device's.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { type PlainKey, t } from '../i18n/i18n.ts';
import { kept } from '../store/idb.ts';

export type Shortcut = {
    /** "s", "?", "g e" (one after the other), "mod+k". */
    keys: string;
    /** What it does, for the list of keys; without it the key is not listed. */
    title?: PlainKey;
    run: (event: KeyboardEvent) => void;
};

const active = new Set<Shortcut>();
/** Those that work just now, for the list. */
export const listed = signal<readonly Shortcut[]>([]);
export const areOn = signal(true);

kept.get<boolean>('shortcuts').then(
    (value) => {
        areOn.value = value ?? true;
    },
    () => {},
);

export function setShortcuts(on: boolean): void {
    areOn.value = on;
    void kept.set('shortcuts', on).catch(() => {});
}

/** Adds keys while the component is there. */
export function useShortcuts(shortcuts: readonly Shortcut[], dependencies: readonly unknown[] = []): void {
    useEffect(() => {
        for (const shortcut of shortcuts) active.add(shortcut);
        listed.value = [...active];
        return () => {
            for (const shortcut of shortcuts) active.delete(shortcut);
            listed.value = [...active];
        };
    }, dependencies);
}

const isTyping = (target: EventTarget | null): boolean =>
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
    !/^(checkbox|radio|button)$/.test((target as HTMLInputElement).type);

const SEQUENCE_MS = 1200;
let before: { key: string; at: number } | undefined;

function keysOf(event: KeyboardEvent): string {
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const shift = event.shiftKey && event.key.length > 1 ? 'shift+' : '';
    return `${event.ctrlKey || event.metaKey ? 'mod+' : ''}${shift}${key}`;
}

function onKeyDown(event: KeyboardEvent): void {
    if (event.defaultPrevented || event.altKey) return;
    const keys = keysOf(event);
    const isPlain = !keys.startsWith('mod+');
    if (isPlain && (isTyping(event.target) || !areOn.peek() || document.querySelector('dialog[open]'))) return;
    if (!isPlain && isTyping(event.target) && keys === 'mod+z') return;
    const sequence = before && Date.now() - before.at < SEQUENCE_MS ? `${before.key} ${keys}` : undefined;
    // The latest comes first: a view's keys before the application's.
    const latest = [...active].reverse();
    const found =
        latest.find((shortcut) => shortcut.keys === sequence) ?? latest.find((shortcut) => shortcut.keys === keys);
    before = isPlain && !found ? { key: keys, at: Date.now() } : undefined;
    if (!found) return;
    event.preventDefault();
    found.run(event);
}

if (typeof document !== 'undefined') document.addEventListener('keydown', onKeyDown);

/** How a key is written on this machine: Ctrl K, Strg K, ⌘ K. */
export const spellKeys = (keys: string): string[] =>
    keys.split(' ').map((key) =>
        key
            .replace('mod+', /Mac|iPhone|iPad/.test(navigator.userAgent) ? '⌘ ' : t('keys.ctrl'))
            .replace('Arrow', '')
            .replace(/(^| )([a-z])$/, (_, space: string, letter: string) => space + letter.toUpperCase()),
    );
