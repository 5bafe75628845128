// zone_name.ts -- MEZ, CET, GMT+1: what tells an hour that comes twice from the first.
import { spoken } from '../i18n/i18n.ts';
import { zone } from '../store/account.ts';

export const zoneName = (ms: number): string =>
    new Intl.DateTimeFormat(spoken.value, { timeZone: zone.value, timeZoneName: 'short' })
        .formatToParts(ms)
        .find(({ type }) => type === 'timeZoneName')?.value ?? '';
