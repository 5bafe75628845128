// today.ts -- the day that it is in the account's zone, as a signal: it changes at midnight there.
import { computed } from '@preact/signals';
import { account, zone } from '../store/account.ts';
import { minute } from './now.ts';
import { type Day, dayOf, weekStart } from './zone.ts';

export const today = computed<Day>(() => dayOf(minute.value, zone.value));
/** First day of the week that it is. */
export const thisWeek = computed<Day>(() => weekStart(today.value, account.value?.week_start ?? 'monday'));
