// device.ts -- settings that are this device's, beside those of the account. They go with all else that is kept here when
// somebody signs out.
import { signal } from '@preact/signals';
import { kept } from './idb.ts';

/** Minutes without a sign of life after which one is asked about them; 0 = never. */
export const idleMinutes = signal(15);
/** Whether the browser may be asked if the whole machine is idle (IdleDetector). */
export const asksSystem = signal(false);

kept.get<{ minutes: number; system: boolean }>('idle').then(
    (value) => {
        if (!value) return;
        idleMinutes.value = value.minutes;
        asksSystem.value = value.system;
    },
    () => {}, // Nothing can be kept here: then it is as at first.
);

export function setIdle(minutes: number, system = asksSystem.peek()): void {
    idleMinutes.value = minutes;
    asksSystem.value = system;
    void kept.set('idle', { minutes, system }).catch(() => {});
}
