// account.ts -- who sits here, and how they want to see things. Language, theme, density, zone, week start, hour cycle and
// work hours are fields of the account, so they follow the person to every device and outlive a sign-out.
import { computed, effect, signal } from '@preact/signals';
import { call } from '../api/client.ts';
import type { User } from '../api/types.ts';
import { setLanguage, spoken } from '../i18n/i18n.ts';
import { write } from './queue.ts';
import { Rows, register } from './rows.ts';

const users = register(new Rows<User>('users', 'user'));

/** unknown: just starting; in; out: nobody is signed in; lost: the session ended in the middle of the work. */
export const session = signal<'unknown' | 'in' | 'out' | 'lost'>('unknown');

export const account = computed<User | undefined>(() => users.shown.value.values().next().value);
export const zone = computed(() => account.value?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);

export async function loadAccount(): Promise<User> {
    const { user } = await call('GET /users/me', {});
    if (account.peek()?.id !== user.id) users.clear();
    users.merge([user]);
    return user;
}

/** Puts an account in that was kept for starting offline. */
export const restoreAccount = (user: User): void => users.merge([user]);
export const forgetAccount = (): void => users.clear();

type Settings = Parameters<typeof call<'PATCH /users/me'>>[1]['body'];

/** Each setting is one choice, and the last one holds: no version is sent, which a choice of another field made on
 * another device or a moment ago without a connection would have moved on. */
export function changeAccount(fields: NonNullable<Settings>): Promise<unknown> {
    const user = account.peek()!;
    return write(
        'PATCH /users/me',
        { body: fields },
        { effects: [{ store: 'users', effect: { kind: 'change', ids: [user.id], fields } }] },
    );
}

effect(() => {
    const theme = account.value?.theme ?? 'system';
    document.documentElement.dataset['theme'] = theme;
    document.documentElement.dataset['density'] = account.value?.density ?? 'comfortable';
});
effect(() => {
    const locale = account.value?.locale;
    if (locale && locale !== spoken.peek()) void setLanguage(locale);
});
