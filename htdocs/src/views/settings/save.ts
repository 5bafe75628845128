// save.ts -- settings are saved as they are chosen; each can be undone, and what is refused stays to be mended.
import { signal } from '@preact/signals';
import type { User } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { account, changeAccount } from '../../store/account.ts';
import { sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { faultsOf } from '../../ui/field_faults.ts';
import { failure } from '../../ui/toast.tsx';

export type Fields = Parameters<typeof changeAccount>[0];

/** What was refused, and why: field -> text. */
export const faults = signal<Readonly<Record<string, string>>>({});

/** Saves FIELDS, which WHAT is the name of. Whether they were taken. */
export async function save(what: string, fields: Fields): Promise<boolean> {
    const user = account.peek();
    if (!user) return false;
    const names = Object.keys(fields) as (keyof Fields & keyof User)[];
    if (names.every((name) => user[name] === fields[name])) return true;
    const before = Object.fromEntries(names.map((name) => [name, user[name]])) as Fields;
    const without = { ...faults.peek() };
    for (const name of names) delete without[name];
    faults.value = without;
    try {
        await sent(changeAccount(fields));
    } catch (error) {
        const found = faultsOf(error);
        if (names.some((name) => name in found)) faults.value = { ...without, ...found };
        else failure(error);
        return false;
    }
    undoable(t('settings.saved', { what }), () => changeAccount(before));
    return true;
}
