// types.ts -- the API's rows under short names, and what the document leaves open (reports, events).
import type { Operations, Schemas } from 'generated/api';

export type { Operations } from 'generated/api';
export type Route = keyof Operations;

export type User = Schemas['user'];
export type Client = Schemas['client'];
export type Project = Schemas['project'];
export type Tag = Schemas['tag'];
export type Entry = Schemas['time_entry'];
export type Timer = Schemas['timer'];
export type ApiKey = Schemas['api_key'];
export type SavedReport = Schemas['saved_report'];
export type Problem = Schemas['problem'];

export type Balance = {
    as_of: string;
    expected_seconds: number;
    worked_seconds: number;
    corrections_seconds: number;
    balance_seconds: number;
    running_included: boolean;
};
export type Target = Schemas['client_target_summary'] & { balance: Balance };

type Sums = { total_seconds: number; entry_count: number; billable_seconds: number };
type Rounded = Sums & { rounded_seconds: number };
export type Report = Rounded & {
    start_date: string;
    end_date: string;
    time_zone: string;
    group_by: 'day' | 'week' | 'month' | 'year';
    rounding: { mode: User['rounding_mode']; minutes: number; per: User['rounding_per'] };
    by_project: (Rounded & { project_id: number; project_name: string; color: string; client_id: number })[];
    by_client: (Rounded & { client_id: number; client_name: string })[];
    by_tag: (Sums & { tag: string })[];
    by_period: (Rounded & { period_start: string; projects: { project_id: number; total_seconds: number }[] })[];
    previous: (Sums & { start_date: string; end_date: string }) | null;
    running: { project_id: number | null; seconds: number; start_time: string } | null;
};

/** What a stream tells of a row (GET /events). */
export type Change = {
    resource: string;
    id: number;
    version: number | null;
    action: 'insert' | 'update' | 'delete';
    at: string;
    actor: string;
    actor_name: string | null;
    via: string;
    /** What was done in one act has one number. */
    act: number;
};
