// value.tsx -- fields of any resource by name, as people read them.
import { type PlainKey, t } from '../../i18n/i18n.ts';
import { clients, projects } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay, formatInstant, formatNumber } from '../../time/format.ts';
import { fromWire } from '../../time/zone.ts';
import { ProjectName } from '../../ui/project_picker.tsx';

const NAMES: Record<string, PlainKey> = {
    address: 'conflict.address',
    billable: 'entry.billable',
    break_minutes: 'entry.break',
    budget_hours: 'conflict.budget_hours',
    client_id: 'conflict.client',
    color: 'conflict.color',
    currency: 'conflict.currency',
    description: 'entry.description',
    email: 'conflict.email',
    end_date: 'conflict.end_date',
    end_time: 'entry.end',
    hourly_rate: 'conflict.hourly_rate',
    name: 'conflict.name',
    note: 'conflict.note',
    period: 'conflict.period',
    project_id: 'entry.project',
    query: 'conflict.query',
    start_date: 'conflict.start_date',
    start_time: 'entry.start',
    status: 'conflict.status',
    tags: 'entry.tags',
    target_hours: 'conflict.target_hours',
    working_days: 'conflict.working_days',
};
const WORDS: Record<string, PlainKey> = {
    active: 'conflict.active',
    archived: 'conflict.archived',
    weekly: 'conflict.weekly',
    monthly: 'conflict.monthly',
};
/** A Monday, for the names of days. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

export function fieldName(name: string): string {
    const key = NAMES[name];
    return key ? t(key) : name;
}

const dayName = (day: string): string =>
    formatDay(new Date(MONDAY + DAYS.indexOf(day) * 86_400_000).toISOString().slice(0, 10), 'weekday');

function textOf(name: string, value: unknown): string {
    if (typeof value === 'boolean') return value ? t('conflict.yes') : t('conflict.no');
    if (name.endsWith('_time')) return formatInstant(fromWire(String(value)));
    if (name.endsWith('_date')) return formatDay(String(value), 'date');
    if (name === 'break_minutes') return formatDuration(Number(value) * 60);
    if (name === 'working_days') return (value as string[]).map(dayName).join(', ');
    if (/_(hours|rate)$/.test(name)) return formatNumber(Number(value));
    if (Array.isArray(value)) return value.join(', ');
    const word = ['status', 'period'].includes(name) ? WORDS[String(value)] : undefined;
    return word ? t(word) : String(value);
}

export function Value({ name, value }: { name: string; value: unknown }) {
    if (value == null || value === '' || (Array.isArray(value) && !value.length))
        return <span class="quiet">{t('conflict.empty')}</span>;
    const project = name === 'project_id' ? projects.get(Number(value)) : undefined;
    if (project) return <ProjectName name={project.name} client={project.client_name} color={project.color} />;
    const client = name === 'client_id' ? clients.get(Number(value)) : undefined;
    if (client) return <ProjectName name={client.name} color={client.color} />;
    if (name === 'color') return <ProjectName name={String(value)} color={String(value)} />;
    return <>{textOf(name, value)}</>;
}
