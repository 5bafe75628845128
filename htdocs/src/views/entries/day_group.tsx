// day_group.tsx -- the days of the list with their sums, month by month. Only what is near is drawn.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { daySpan, daysOf, laterDaysOf, secondsWithin } from '../../store/day_sums.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { addDays } from '../../time/zone.ts';
import { useNear } from '../../ui/use_near.ts';
import { EntryRow, type RowActions } from './entry_row.tsx';
import { type FoldActions, FoldRow } from './fold_row.tsx';
import { entryIn, type Folding, lineAt, linesOf } from './folding.ts';

function dayName(day: string): string {
    if (day === today.value) return t('entries.today');
    if (day === addDays(today.value, -1)) return t('entries.yesterday');
    return formatDay(day, day.slice(0, 4) === today.value.slice(0, 4) ? 'long' : 'full');
}

type Groups<T> = ReadonlyMap<string, readonly T[]>;

/** Groups of ITEMS by name, in their order. One in which nothing has changed keeps the array it had BEFORE, and so is not
 * drawn again. */
function groupBy<T>(
    items: Iterable<T>,
    nameOf: (item: T) => string,
    isSame: (a: T, b: T) => boolean,
    before: Groups<T>,
): Groups<T> {
    const groups = new Map<string, readonly T[]>(Map.groupBy(items, nameOf));
    for (const [name, found] of groups) {
        const old = before.get(name);
        if (old?.length === found.length && old.every((item, i) => isSame(item, found[i]!))) groups.set(name, old);
    }
    return groups;
}

/** CARRIED: entries of days before that go on into it. */
export type ListedDay = { day: string; entries: readonly Entry[]; carried: readonly Entry[] };

const NOTHING: readonly never[] = [];
const isSameDay = (a: ListedDay, b: ListedDay): boolean =>
    a.day === b.day && a.entries === b.entries && a.carried === b.carried;

type Carried = { day: string; entry: Entry };

/** The days of ROWS by month, newest first; they are made anew again and again, and know what they were. LAST: no later day
 * was asked for. */
export function makeMonths(): (rows: readonly Entry[], last: string | undefined) => Groups<ListedDay> {
    let own: Groups<Entry> = new Map();
    let over: Groups<Carried> = new Map();
    let carried = new Map<readonly Carried[], readonly Entry[]>();
    let months: Groups<ListedDay> = new Map();
    return (rows, last) => {
        own = groupBy(rows, (entry) => daysOf(entry).first, Object.is, own);
        const parts = rows.flatMap((entry) => laterDaysOf(entry).map((day) => ({ day, entry })));
        const asked = parts.filter(({ day }) => last === undefined || day <= last);
        over = groupBy(
            asked,
            ({ day }) => day,
            (a, b) => a.entry === b.entry,
            over,
        );
        carried = new Map(
            Array.from(over.values(), (group) => [group, carried.get(group) ?? group.map(({ entry }) => entry)]),
        );
        const days = [...new Set([...own.keys(), ...over.keys()])].sort().reverse();
        const listed = days.map((day): ListedDay => {
            const group = over.get(day);
            return { day, entries: own.get(day) ?? NOTHING, carried: group ? carried.get(group)! : NOTHING };
        });
        months = groupBy(listed, ({ day }) => day.slice(0, 7), isSameDay, months);
        return months;
    };
}

export type Actions = RowActions & FoldActions;

/** What is known of lines in all days; a day gets only what is about itself, and so is not drawn again for others. */
export type Common = Folding & {
    /** The name of the line that Tab leads to. */
    active: string | undefined;
    selected: ReadonlySet<number>;
    actions: Actions;
};

const NONE: ReadonlySet<number> = new Set();

const holds = (days: readonly ListedDay[], test: (entry: Entry) => boolean): boolean =>
    days.some(({ entries }) => entries.some(test));

export function narrowTo(days: readonly ListedDay[], { active, selected, unfolded, held, actions }: Common): Common {
    const some = (ids: ReadonlySet<number>): ReadonlySet<number> =>
        ids.size && holds(days, ({ id }) => ids.has(id)) ? ids : NONE;
    const isHere = (wanted: number | undefined): boolean =>
        wanted !== undefined && holds(days, ({ id }) => id === wanted);
    return {
        active: active !== undefined && isHere(entryIn(active)) ? active : undefined,
        selected: some(selected),
        unfolded: some(unfolded),
        held: isHere(held) ? held : undefined,
        actions,
    };
}

/** How far from the window they are drawn, in pixels; a month first, then the rows of its days. */
const DAY_MARGIN = 1500;
const MONTH_MARGIN = 3500;
/** About how high they are, for what was never near. */
const ROW_HEIGHT = 58;
const HEAD_HEIGHT = 48;
const heightOf = (entries: readonly Entry[], folding: Folding): number =>
    HEAD_HEIGHT + linesOf(entries, folding).length * ROW_HEIGHT;

/** Its rows are there while it is near what can be seen, and while the keyboard is in it. */
function DayGroup({ day, entries, carried, active, selected, actions, unfolded, held }: Common & ListedDay) {
    const name = dayName(day);
    const { ref, isNear, height } = useNear<HTMLElement>(DAY_MARGIN);
    const isDrawn = isNear || active !== undefined;
    const lines = linesOf(entries, { unfolded, held });
    const isActive = active === undefined ? undefined : lineAt(lines, active);
    const span = daySpan(day);
    const before = secondsWithin(carried, span);
    return (
        <section
            ref={ref}
            class="day-group"
            aria-label={name}
            style={{ blockSize: isDrawn ? '' : `${height ?? heightOf(entries, { unfolded, held })}px` }}
        >
            <header>
                <h2>{name}</h2>
                {before > 0 && <small>{t('entries.carried', { time: formatDuration(before) })}</small>}
                <span class="sum">{formatDuration(before + secondsWithin(entries, span))}</span>
            </header>
            {isDrawn && lines.length > 0 && (
                <ul>
                    {lines.map((line) =>
                        line.kind === 'fold' ? (
                            <FoldRow
                                key={line.name}
                                line={line}
                                isActive={line === isActive}
                                selected={selected}
                                actions={actions}
                            />
                        ) : (
                            <EntryRow
                                key={line.name}
                                entry={line.entries[0]!}
                                isActive={line === isActive}
                                isSelected={selected.has(line.entries[0]!.id)}
                                isMember={line.kind === 'member'}
                                actions={actions}
                            />
                        ),
                    )}
                </ul>
            )}
        </section>
    );
}

/** Days are many too: those of a month that is far are not there at all. */
export function Month({ days, ...common }: Common & { days: readonly ListedDay[] }) {
    const { ref, isNear, height } = useNear<HTMLDivElement>(MONTH_MARGIN);
    const isDrawn = isNear || common.active !== undefined;
    // Without a look at what is folded: there are thousands, and this is done whenever one of them changes.
    const guess = (): number => days.reduce((sum, { entries }) => sum + HEAD_HEIGHT + entries.length * ROW_HEIGHT, 0);
    return (
        <div ref={ref} class="month" style={{ blockSize: isDrawn ? '' : `${height ?? guess()}px` }}>
            {isDrawn && days.map((day) => <DayGroup key={day.day} {...day} {...narrowTo([day], common)} />)}
        </div>
    );
}
