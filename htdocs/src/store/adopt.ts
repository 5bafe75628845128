// adopt.ts -- a new account takes its time zone, the first day of its week and its clock from the browser in which it is
// first seen: nobody should have to find out that their days begin elsewhere.
import { call } from '../api/client.ts';
import type { User } from '../api/types.ts';
import { restoreAccount } from './account.ts';

type WeekInfo = { firstDay: number };
const WEEK_STARTS = { 6: 'saturday', 7: 'sunday' } as const;

export async function adoptBrowser({ version }: User): Promise<void> {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const locale = new Intl.Locale(navigator.language) as Intl.Locale & { getWeekInfo?: () => WeekInfo };
    const { hour12 } = new Intl.DateTimeFormat(navigator.language, { hour: 'numeric' }).resolvedOptions();
    const body = {
        time_zone: timeZone,
        week_start: WEEK_STARTS[locale.getWeekInfo?.().firstDay as 6 | 7] ?? 'monday',
        hour_cycle: hour12 ? ('h12' as const) : ('h23' as const),
    };
    // A zone that the server does not know, or somebody who chose meanwhile: then it stays as it is.
    await call('PATCH /users/me', { body, version }).then(
        ({ user }) => restoreAccount(user),
        () => {},
    );
}
