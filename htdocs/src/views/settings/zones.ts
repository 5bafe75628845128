// zones.ts -- time zones to choose from: by the name of a city, with what the clock there differs by.

/** "Europe/Berlin" is spoken as "Berlin, Europe". */
export function spokenZone(zone: string): string {
    const parts = zone.replaceAll('_', ' ').split('/');
    return parts.length > 1 ? `${parts.slice(1).reverse().join(', ')}, ${parts[0]}` : zone;
}

/** All zones that this browser knows, the NEAR ones first. */
export function allZones(near: readonly string[]): string[] {
    const first = [...new Set(near)];
    const rest = ['UTC', ...Intl.supportedValuesOf('timeZone')].filter((zone) => !first.includes(zone));
    return [...first, ...new Set(rest)];
}

/** "UTC+2", "UTC−3:30" at an instant. */
export function offsetOf(zone: string, ms: number): string {
    const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(ms);
    const name = parts.find(({ type }) => type === 'timeZoneName')?.value ?? 'UTC';
    return name.replace(/^GMT$/, 'GMT+0').replace('GMT', 'UTC').replace('-', '\u2212');
}
