// focused.ts -- keys that work on what has the keyboard, for the list of keys. The views take them themselves, beside
// what they do.
import { type PlainKey, t } from '../../i18n/i18n.ts';

const NAMED = ['enter', 'delete', 'shift', 'home', 'end'] as const;

/** What stands on a key. */
export const spell = (key: Named | Sign): string => (isNamed(key) ? t(`keys.${key}`) : key);

const isNamed = (key: Named | Sign): key is Named => (NAMED as readonly string[]).includes(key);

type Line = { keys: readonly (Named | Sign)[]; does: PlainKey };
/** Those that other languages call by another name. */
type Named = (typeof NAMED)[number];
type Sign = 'Alt' | 'F2' | 'F10' | 'Escape' | 'D' | 'E' | 'J' | 'K' | 'M' | 'X' | '↑' | '↓' | '↑↓' | '←↑↓→';
type Focused = { on: PlainKey; lines: readonly Line[] };

/** By the address of the view. */
export const FOCUSED: Readonly<Record<string, Focused>> = {
    entries: {
        on: 'keys.on_entry',
        lines: [
            { keys: ['↑', '↓', 'J', 'K'], does: 'keys.walk' },
            { keys: ['enter'], does: 'keys.into' },
            { keys: ['E'], does: 'keys.edit' },
            { keys: ['D'], does: 'keys.duplicate' },
            { keys: ['M'], does: 'keys.merge' },
            { keys: ['X'], does: 'keys.select' },
            { keys: ['delete'], does: 'keys.remove' },
        ],
    },
    calendar: {
        on: 'keys.on_entry',
        lines: [
            { keys: ['←↑↓→'], does: 'keys.walk' },
            { keys: ['enter'], does: 'keys.edit_or_fill' },
            { keys: ['D'], does: 'keys.duplicate' },
            { keys: ['delete'], does: 'keys.remove' },
            { keys: ['Alt', '←↑↓→'], does: 'keys.move' },
            { keys: ['shift', 'Alt', '↑↓'], does: 'keys.move_end' },
            { keys: ['Escape'], does: 'keys.put_back' },
            { keys: ['shift', 'F10'], does: 'keys.menu' },
        ],
    },
    timesheet: {
        on: 'keys.on_cell',
        lines: [
            { keys: ['←↑↓→'], does: 'keys.walk_cells' },
            { keys: ['home', 'end'], does: 'keys.ends' },
            { keys: ['enter', 'F2'], does: 'keys.edit' },
            { keys: ['delete'], does: 'keys.empty' },
            { keys: ['Escape'], does: 'keys.put_back' },
        ],
    },
    projects: {
        on: 'keys.on_project',
        lines: [
            { keys: ['↑', '↓'], does: 'keys.walk_projects' },
            { keys: ['E'], does: 'keys.edit' },
            { keys: ['X'], does: 'keys.archive' },
            { keys: ['delete'], does: 'keys.remove' },
        ],
    },
};
