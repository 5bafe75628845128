// device.ts -- settings that are this device's, beside those of the account. They go with all else that is kept here when
// somebody signs out.
import { signal } from '@preact/signals';
import { kept } from './idb.ts';

/** Minutes without a sign of life after which one is asked about them; 0 = never. */
export const idleMinutes = signal(15);
/** Whether the browser may be asked if the whole machine is idle (IdleDetector). */
export const asksSystem = signal(false);

/** How close rows stand. */
export type Density = 'comfortable' | 'compact';
export const density = signal<Density>('comfortable');

const showDensity = (value: Density): void => {
    density.value = value;
    document.documentElement.dataset['density'] = value;
};

kept.get<Density>('density').then(
    (value) => value && showDensity(value),
    () => {},
);

export function setDensity(value: Density): void {
    showDensity(value);
    void kept.set('density', value).catch(() => {});
}

/** Ids of the projects that stand first in pickers, in the order in which they were chosen. */
export const favourites = signal<readonly number[]>([]);

kept.get<number[]>('favourites').then(
    (value) => {
        favourites.value = value ?? [];
    },
    () => {},
);

export function toggleFavourite(project: number): void {
    const now = favourites.peek();
    favourites.value = now.includes(project) ? now.filter((id) => id !== project) : [...now, project];
    void kept.set('favourites', favourites.peek()).catch(() => {});
}

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

/** Minutes since midnight; the calendar dims the rest of the days. Undefined = nobody has said. */
export type WorkHours = { from: number; to: number };
export const workHours = signal<WorkHours | undefined>(undefined);

kept.get<WorkHours>('work_hours').then(
    (value) => {
        workHours.value = value ?? undefined;
    },
    () => {},
);

export function setWorkHours(value: WorkHours | undefined): void {
    workHours.value = value;
    void kept.set('work_hours', value).catch(() => {});
}
