// seed.ts -- two weeks of somebody's work, for pictures and for tests that need something to look at.
import type { Person } from './person.ts';

export type Seeded = { projects: number[]; clients: number[] };

const DAY = 86_400_000;
const HOUR = 3_600_000;

const PROJECTS = [
    ['Acme Corporation', 'Website relaunch', '#2563eb'],
    ['Acme Corporation', 'Maintenance', '#0891b2'],
    ['Bergmann & Töchter', 'Billing module', '#16a34a'],
    ['Bergmann & Töchter', 'API design', '#d97706'],
    ['Internal', 'Planning', '#9333ea'],
] as const;

// Start in hours, length in minutes, project, description, tags, break.
const DAYS: [number, number, number, string, string[], number][][] = [
    [[8.5, 105, 0, 'Landing page: hero and navigation', ['design'], 0], [10.5, 90, 2, 'Invoice totals, rounding per day', [], 0],
        [13, 150, 0, 'Accessibility review', ['review'], 15], [15.75, 75, 4, 'Sprint planning', ['meeting'], 0]],
    [[9, 120, 3, 'Endpoint review', ['review'], 0], [11.25, 60, 1, 'Ticket triage', [], 0], [13, 180, 2, 'VAT return', ['focus'], 0]],
    [[8.25, 195, 2, 'VAT return', ['focus'], 15], [12.5, 90, 0, 'Copy and pictures, with the editors', ['meeting'], 0], [14.25, 120, 3, '', [], 0]],
    [[8, 60, 4, 'Stand-up and mail', [], 0], [9, 165, 0, 'Responsive tables', ['design', 'focus'], 0], [13, 135, 3, 'Error model, problem documents', [], 0]],
    [[9.5, 150, 1, 'Security updates', [], 0], [13.25, 105, 2, 'Dunning letters', [], 0]],
];

const iso = (ms: number): string => new Date(ms).toISOString().slice(0, 19) + 'Z';

/** Weekdays of the last two weeks, as far as they are over. */
export async function seed(person: Person): Promise<Seeded> {
    const clients = new Map<string, number>();
    const projects: number[] = [];
    for (const [client, name, color] of PROJECTS) {
        if (!clients.has(client))
            clients.set(client, (await person.api<{ client: { id: number } }>('POST', '/clients', { name: client })).client.id);
        const made = await person.api<{ project: { id: number } }>('POST', '/projects', { name, color, client_id: clients.get(client) });
        projects.push(made.project.id);
    }
    await person.api('PATCH', '/users/me', { time_zone: 'Europe/Berlin' });
    // Days of the week are UTC's here: the hours are far enough from midnight.
    const midnight = Math.floor(Date.now() / DAY) * DAY - HOUR;
    for (let back = 13; back >= 0; back -= 1) {
        const day = midnight - back * DAY;
        const weekday = new Date(day + 12 * HOUR).getUTCDay();
        for (const [start, minutes, project, description, tags, pause] of DAYS[weekday - 1] ?? []) {
            const from = day + start * HOUR;
            if (from + minutes * 60_000 > Date.now() - 10 * 60_000)
                continue;
            await person.api('POST', '/time-entries', { project_id: projects[project], start_time: iso(from),
                end_time: iso(from + minutes * 60_000), description, tags, break_minutes: pause, billable: project !== 4 });
        }
    }
    const started = iso(midnight - 20 * DAY).slice(0, 10);
    for (const [client, hours] of [['Acme Corporation', 16], ['Bergmann & Töchter', 14]] as const)
        await person.api('POST', '/client-targets', { client_id: clients.get(client), period: 'weekly', target_hours: hours,
            working_days: ['mon', 'tue', 'wed', 'thu', 'fri'], start_date: started });
    for (const [name, query] of [['Acme this month', `range=month&client=${clients.get('Acme Corporation')}`], ['Billable, last month', 'range=last_month&billable=yes'],
        ['This week', 'range=week']] as const)
        await person.api('POST', '/saved-reports', { name, query });
    return { projects, clients: [...clients.values()] };
}
