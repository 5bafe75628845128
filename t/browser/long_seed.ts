// long_seed.ts -- half a year of somebody's work in German: twelve projects of five clients, long names, days off. For views
// that show much at once; the same each time.
import type { Person } from './person.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

const CLIENTS = [['Bergmann & Töchter Maschinenbau GmbH', '#2563eb'], ['Stadtwerke Hohenfels', '#16a34a'],
    ['Praxis Dr. Sommer', '#d97706'], ['Verlag Nordlicht', '#9333ea'], ['Intern', '#64748b']] as const;
const PROJECTS = [[0, 'Ersatzteilkatalog mit Explosionszeichnungen', '#2563eb'], [0, 'Wartungsportal', '#0891b2'],
    [0, 'Schnittstelle zur Lagerverwaltung', '#4f46e5'], [1, 'Kundenportal Strom und Gas', '#16a34a'], [1, 'Zählerstandserfassung', '#65a30d'],
    [1, 'Barrierefreiheit nach BITV', '#0d9488'], [2, 'Terminvergabe', '#d97706'], [2, 'Webseite', '#dc2626'],
    [3, 'Redaktionssystem', '#9333ea'], [3, 'Abo-Verwaltung', '#c026d3'], [4, 'Buchhaltung und Angebote', '#64748b'],
    [4, 'Weiterbildung', '#e11d48']] as const;
const WHAT = ['Abstimmung mit dem Fachbereich', 'Umsetzung', 'Fehlersuche', 'Durchsicht', 'Dokumentation', ''];

export type LongSeeded = { clients: number[]; projects: number[] };

export async function longSeed(person: Person, days = 150): Promise<LongSeeded> {
    const clients: number[] = [];
    const projects: number[] = [];
    for (const [name, color] of CLIENTS)
        clients.push((await person.api<{ client: { id: number } }>('POST', '/clients', { name, color })).client.id);
    for (const [client, name, color] of PROJECTS)
        projects.push((await person.api<{ project: { id: number } }>('POST', '/projects',
            { name, color, client_id: clients[client], billable: client !== 4 })).project.id);
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });

    let random = 20_261_124;
    const next = (below: number): number => {
        random = (random * 48_271) % 2_147_483_647;
        return random % below;
    };
    const entries: object[] = [];
    const midnight = Math.floor(Date.now() / DAY) * DAY;
    for (let back = days; back >= 1; back -= 1) {
        const day = midnight - back * DAY;
        const weekday = new Date(day).getUTCDay();
        // Sundays, most Saturdays, a holiday of two weeks, and a day now and then are free.
        if (weekday === 0 || (weekday === 6 && next(5) > 0) || (back > 70 && back < 85) || next(14) === 0)
            continue;
        let at = 7 + next(3) * 0.5;
        for (let piece = 0; piece < 2 + next(3); piece += 1) {
            const minutes = 45 + next(12) * 15;
            const project = Math.min(next(12), next(12));
            const started = day + at * HOUR;
            entries.push({ project_id: projects[project], start_time: new Date(started).toISOString(),
                end_time: new Date(started + minutes * 60_000).toISOString(), description: WHAT[next(6)],
                tags: next(4) ? [] : [['Besprechung', 'Konzept', 'Vor Ort'][next(3)]], break_minutes: minutes > 180 ? 15 : 0 });
            at += minutes / 60 + next(3) * 0.25;
        }
    }
    // From within the page, since a call each from here would take long.
    const failed = await person.page.evaluate(`(async (entries) => {
        for (const entry of entries) {
            const answer = await fetch('api/v1/time-entries', { method: 'POST', body: JSON.stringify(entry),
                headers: { 'X-TT-Request': '1', 'Content-Type': 'application/json' } });
            if (!answer.ok) return answer.status + ' ' + await answer.text();
        }
    })(${JSON.stringify(entries)})`);
    if (failed)
        throw new Error(String(failed));
    return { clients, projects };
}

/** Targets of three of the clients, one with corrections and a change. */
export async function seedTargets(person: Person, { clients }: LongSeeded, days = 150): Promise<number[]> {
    const day = (back: number): string => new Date(Date.now() - back * DAY).toISOString().slice(0, 10);
    const week = ['mon', 'tue', 'wed', 'thu', 'fri'];
    const made: number[] = [];
    for (const [client, period, hours, working_days, back] of [[0, 'weekly', 16, week, days - 10], [1, 'monthly', 35, week, days - 20],
        [2, 'weekly', 4.5, ['tue', 'thu'], 40]] as const)
        made.push((await person.api<{ client_target: { id: number } }>('POST', '/client-targets', { client_id: clients[client], period,
            target_hours: hours, working_days, start_date: day(back) })).client_target.id);
    await person.api('POST', `/client-targets/${made[0]}/corrections`, { date: day(52), hours: 3.2, note: 'Tag der Deutschen Einheit' });
    await person.api('POST', `/client-targets/${made[0]}/corrections`, { date: day(24), hours: 3.2, note: 'Allerheiligen' });
    await person.api('POST', `/client-targets/${made[0]}/corrections`, { date: day(12), hours: -6, note: 'Ausbezahlte Überstunden' });
    await person.api('POST', `/client-targets/${made[0]}/changes`, { valid_from: day(35), target_hours: 14 });
    return made;
}
