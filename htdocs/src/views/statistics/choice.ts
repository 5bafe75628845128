// choice.ts -- what the address asks the statistics for. What it says wrongly is left out.
import { type Day, readDay, type WeekStart } from '../../time/zone.ts';
import { type Narrowed, readNarrowed } from '../../ui/narrowed.ts';
import { GROUPS, type Group, groupsFor, PRESETS, type Preset, presetRange, type Range, rangeFault } from './range.ts';

export type Choice = {
    range: Range;
    /** The preset that the range is, or custom: two dates. */
    preset: Preset | 'custom';
    fault: 'order' | 'long' | undefined;
    group: Group;
} & Narrowed;

function rangeOf(query: URLSearchParams, today: Day, first: WeekStart): { range: Range; preset: Preset | 'custom' } {
    const [from, to] = [readDay(query.get('from')), readDay(query.get('to'))];
    const named = PRESETS.find((preset) => preset === query.get('range'));
    if (named || !from || !to) return { range: presetRange(named ?? 'month', today, first), preset: named ?? 'month' };
    const isSame = (preset: Preset): boolean => {
        const range = presetRange(preset, today, first);
        return range.from === from && range.to === to;
    };
    const like = query.get('range') === 'custom' ? undefined : PRESETS.find(isSame);
    return { range: { from, to }, preset: like ?? 'custom' };
}

export function choiceOf(query: URLSearchParams, today: Day, first: WeekStart): Choice {
    const { range, preset } = rangeOf(query, today, first);
    const fault = rangeFault(range);
    const possible = fault ? GROUPS : groupsFor(range);
    return {
        range,
        preset,
        fault,
        group: possible.find((group) => group === query.get('group')) ?? possible[0]!,
        ...readNarrowed(query),
    };
}

/** The choice as the address says it, in one way only: what shows the same is the same text. Days of a preset stay its
 * name, so they move with the calendar. */
export function addressOf({ range, preset, group, client, project, tag, billable }: Choice): string {
    const said = {
        range: preset,
        ...(preset === 'custom' ? range : {}),
        group: group === groupsFor(range)[0] ? undefined : group,
        client,
        project,
        tag,
        billable: billable === undefined ? undefined : billable ? 'yes' : 'no',
    };
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(said)) if (value !== undefined) query.set(name, String(value));
    return String(query);
}

/** The choice as the API's query. */
export const queryOf = ({ range, group, client, project, tag, billable }: Choice) => ({
    start_date: range.from,
    end_date: range.to,
    group_by: group,
    client_id: client,
    project_id: project,
    tag,
    billable,
});

export const isFiltered = ({ client, project, tag, billable }: Choice): boolean =>
    [client, project, tag, billable].some((value) => value !== undefined);
