// random.ts -- random sets of entries, always the same from the same seed, at the days where time is hard to count.
import { Temporal } from 'temporal-polyfill';

import type { Entry, Project, Rounding, WeekStart } from './oracle.ts';

/** Numbers from a seed (mulberry32). */
export class Random {
    private state: number;

    constructor(seed: number) {
        this.state = seed >>> 0;
    }

    private next(): number {
        this.state = (this.state + 0x6d2b79f5) >>> 0;
        let t = this.state;
        t = Math.imul(t ^ (t >>> 15), t | 1);
        t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
        return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
    }

    /** A whole number from low through high. */
    int(low: number, high: number): number {
        return low + Math.floor(this.next() * (high - low + 1));
    }

    /** True once in so many times. */
    once(times: number): boolean {
        return this.int(1, times) === 1;
    }

    pick<T>(from: readonly T[]): T {
        return from[this.int(0, from.length - 1)] as T;
    }
}

const HOUR = 3600, DAY = 24 * HOUR;

/** Of the years after this one the data of Node and of PostgreSQL may differ where governments have changed their minds. */
const UNSETTLED = new Set(['Africa/Casablanca']);
const SETTLED_UNTIL = 2025;

/**
 * Zones in which days have 23, 24, 25 hours; 23.5 and 24.5 (Lord_Howe); 22 and 26 (Troll); that begin at one o'clock (Sao_Paulo, Beirut, Havana),
 * whose first hour comes twice (Havana, Azores, Gaza); with offsets of quarter hours (Kathmandu, Chatham); that skipped a day (Apia 2011,
 * Kiritimati 1994/95, Kwajalein 1993) or moved for good (Caracas, Pyongyang).
 */
export const ZONES = [
    'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca', 'Pacific/Kwajalein', 'Pacific/Kiritimati', 'UTC',
    'Europe/Dublin', 'Antarctica/Troll', 'America/Sao_Paulo', 'Asia/Beirut', 'America/Havana', 'Atlantic/Azores', 'Asia/Gaza', 'Asia/Kathmandu',
    'Pacific/Chatham', 'America/Caracas', 'Asia/Pyongyang', 'Asia/Tehran', 'America/Santiago', 'America/St_Johns',
] as const;

function first(zone: string): number {
    // St. John's changed its clocks one minute after midnight until 2011, so that for a minute it was tomorrow already, and then today again.
    if (zone === 'America/St_Johns')
        return 2012;
    return zone === 'Pacific/Kwajalein' ? 1993 : zone === 'Pacific/Kiritimati' ? 1994 : 1995;
}

const changes = new Map<string, number[]>();

/** The instants at which a zone changes its offset. */
function changesOf(zone: string): number[] {
    let found = changes.get(zone);
    if (!found) {
        found = [];
        const last = UNSETTLED.has(zone) ? SETTLED_UNTIL : 2037;
        let at = Temporal.PlainDate.from({ year: first(zone), month: 1, day: 1 }).toZonedDateTime(zone).getTimeZoneTransition('next');
        for (; at && at.year <= last; at = at.getTimeZoneTransition('next'))
            found.push(at.epochMilliseconds / 1000);
        changes.set(zone, found);
    }
    return found;
}

/** A moment near which something happens: a change of the clocks, a turn of the year, or nothing in particular. */
function anchor(random: Random, zone: string): number {
    const moments = changesOf(zone);
    const year = random.int(first(zone) + 1, UNSETTLED.has(zone) ? SETTLED_UNTIL : 2036);
    switch (random.int(0, 5)) {
        case 0:
            return Date.UTC(year, random.int(0, 11), random.int(1, 28)) / 1000;
        case 1:
            return Date.UTC(year, 0, 1) / 1000;
        default:
            return moments.length ? random.pick(moments) : Date.UTC(year, random.pick([1, 2]), 29) / 1000;
    }
}

export type Set = {
    seed: number; zone: string; weekStart: WeekStart; rounding: Rounding;
    /** The moment it is about. */
    anchor: number;
    /** The first id of clients and of projects, which count up from it. */
    firstId: number;
    clients: number;
    projects: Project[];
    entries: Entry[];
};

// One needs quotes in CSV, one would be a formula.
const TAGS = ['red', 'Green', 'blue, dark', '=tag'];

/** Seconds of an entry; every kind from one second to seven days. */
function length(random: Random): number {
    switch (random.int(0, 9)) {
        case 0:
            return random.int(1, 120);
        case 1:
            return random.int(1, 32) * HOUR / 4;
        case 2:
            return random.int(HOUR, random.once(5) ? 7 * DAY : 2 * DAY);
        default:
            return random.int(60, 10 * HOUR);
    }
}

function breakMinutes(random: Random, seconds: number): number {
    const most = Math.ceil(seconds / 60) - 1;
    return random.once(2) ? 0 : random.int(0, random.once(4) ? most : Math.min(most, 60));
}

/** The midnight behind a moment. */
function midnight(zone: string, second: number): number {
    const today = Temporal.Instant.fromEpochMilliseconds(second * 1000).toZonedDateTimeISO(zone).toPlainDate();
    return today.add({ days: 1 }).toZonedDateTime(zone).epochMilliseconds / 1000;
}

/** Entries one after another from START on, disjoint; every eighth ends at midnight. */
export function entriesFrom(random: Random, zone: string, start: number, howMany: number, projects: Project[]): Entry[] {
    const entries: Entry[] = [];
    for (let at = start; entries.length < howMany;) {
        const seconds = random.once(8) ? midnight(zone, at) - at : length(random);
        entries.push({
            start: at, end: at + seconds, breakMinutes: breakMinutes(random, seconds), project: random.pick(projects).id, billable: random.once(2),
            tags: TAGS.filter(() => random.once(5)),
        });
        const night = random.int(HOUR, 16 * HOUR);
        at += seconds + random.pick([0, 0, 1, random.int(1, HOUR), night, night, random.int(DAY, 4 * DAY)]);
    }
    return entries;
}

/** Ids of clients and projects count up from FIRST_ID, so that many sets go into one database. */
export function makeSet(seed: number, firstId: number, zones: readonly string[] = ZONES): Set {
    const random = new Random(seed);
    const zone = random.pick(zones), weekStart = random.pick(['monday', 'saturday', 'sunday'] as const), near = anchor(random, zone);
    const rounding: Rounding = {
        mode: random.pick(['none', 'none', 'up', 'nearest', 'down']), minutes: random.pick([1, 6, 15, 60, random.int(1, 60)]),
        per: random.pick(['entry', 'day']),
    };
    const clients = random.int(1, 3);
    const projects = Array.from({ length: random.int(1, 4) }, (_, i) => ({ id: firstId + i, client: firstId + random.int(0, clients - 1) }));
    const before = random.pick([random.int(0, 2 * HOUR), random.int(0, 12 * HOUR), random.int(0, 2 * DAY), random.int(0, 10 * DAY)]);
    // Minutes are what people enter; every other set has odd seconds as well.
    const start = random.once(2) ? near - before : Math.floor((near - before) / 60) * 60;
    const entries = entriesFrom(random, zone, start, random.int(1, 12), projects);
    return { seed, zone, weekStart, rounding, anchor: near, firstId, clients, projects, entries };
}
