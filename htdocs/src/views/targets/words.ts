// words.ts -- how targets and balances are said.
import type { Target } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { account } from '../../store/account.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay, formatNumber } from '../../time/format.ts';
import { addDays, weekStart } from '../../time/zone.ts';
import { WEEK } from './balance.ts';

/** +1:30, −0:45, 0:00. */
export const signed = (seconds: number): string => (seconds >= 60 ? '+' : '') + formatDuration(seconds);

export const hours = (value: number): string => formatNumber(value, { maximumFractionDigits: 2 });

/** Mon, Tue, … in the account's language. */
export const dayName = (day: string): string =>
    formatDay(addDays('2024-01-01', WEEK.indexOf(day as (typeof WEEK)[number])), 'weekday');

/** The days of the week as the account's weeks begin. */
export function weekDays(): string[] {
    const first = weekStart('2024-01-10', account.value?.week_start ?? 'monday');
    const at = (new Date(first).getUTCDay() + 6) % 7;
    return [...WEEK.slice(at), ...WEEK.slice(0, at)];
}

/** "Mon – Fri", or each of them. */
export function daysName(days: readonly string[]): string {
    const places = days.map((day) => WEEK.indexOf(day as (typeof WEEK)[number])).sort((a, b) => a - b);
    const isRow = places.every((place, i) => place === places[0]! + i);
    const names = places.map((place) => dayName(WEEK[place]!));
    return isRow && names.length > 2 ? `${names[0]} – ${names.at(-1)}` : names.join(', ');
}

export function termsName({ period, target_hours }: Pick<Target, 'period' | 'target_hours'>): string {
    const given = { hours: hours(target_hours), n: target_hours };
    return period === 'weekly' ? t('targets.weekly_hours', given) : t('targets.monthly_hours', given);
}
