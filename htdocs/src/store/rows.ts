// rows.ts -- the rows of one resource: what the server said, and over it what was changed here and is not answered
// yet. The newest version wins, whatever order answers and events come in; a change that is refused is taken off
// again, and what lies below it is still right.
import { computed, type ReadonlySignal, signal } from '@preact/signals';

export type Row = { id: number; version: number };

/** A change that is not answered yet; plain data, since it waits in IndexedDB when nobody answers. */
export type Effect =
    | { kind: 'add'; row: Row }
    | { kind: 'change'; ids: number[]; fields: object }
    | { kind: 'remove'; ids: number[] };

type Overlay = { token: number; effect: Effect };

let tokens = 0;

export class Rows<T extends Row> {
    /** Name in events ("time_entries") and in answers, of many rows and of one. */
    readonly names: readonly string[];
    private readonly server = signal<ReadonlyMap<number, T>>(new Map());
    private readonly overlays = signal<readonly Overlay[]>([]);
    private readonly gone = new Map<number, number>();
    /** What is to be shown. */
    readonly shown: ReadonlySignal<ReadonlyMap<number, T>>;

    constructor(...names: string[]) {
        this.names = names;
        this.shown = computed(() => this.overlays.value.reduce(apply<T>, this.server.value));
    }

    get(id: number): T | undefined {
        return this.shown.value.get(id);
    }

    /** The row as the server has it, without what is not answered yet. */
    settled(id: number): T | undefined {
        return this.server.peek().get(id);
    }

    /** Takes what the server said; older versions than those known are dropped. */
    merge(rows: readonly T[], isReadAnew = false): void {
        const next = new Map(this.server.peek());
        let changed = false;
        for (const row of rows) {
            const known = next.get(row.id);
            // Read anew, a row may say more than its version does: the balance of a target moves with entries.
            const isOld = known && (isReadAnew ? known.version > row.version : known.version >= row.version);
            if (isOld || (this.gone.get(row.id) ?? -1) >= row.version) continue;
            next.set(row.id, row);
            changed = true;
        }
        if (changed) this.server.value = next;
    }

    /** Rows that are gone, and stay so whatever older answers come. */
    drop(ids: readonly number[], version = Number.MAX_SAFE_INTEGER): void {
        const next = new Map(this.server.peek());
        for (const id of ids) {
            this.gone.set(id, version);
            next.delete(id);
        }
        this.server.value = next;
    }

    /** All there is: what is not among ROWS is gone. */
    replace(rows: readonly T[]): void {
        const there = new Set(rows.map(({ id }) => id));
        const old = [...this.server.peek().keys()].filter((id) => !there.has(id));
        const next = new Map(this.server.peek());
        for (const id of old) next.delete(id);
        this.server.value = next;
        this.merge(rows, true);
    }

    /** Fields of other resources that rows carry (a project's name) change without a version of their own. */
    refresh(update: (row: T) => T): void {
        this.server.value = new Map([...this.server.peek()].map(([id, row]) => [id, update(row)]));
    }

    overlay(effect: Effect): () => void {
        const token = (tokens += 1);
        this.overlays.value = [...this.overlays.peek(), { token, effect }];
        return () => {
            this.overlays.value = this.overlays.peek().filter((overlay) => overlay.token !== token);
        };
    }

    clear(): void {
        this.server.value = new Map();
        this.overlays.value = [];
        this.gone.clear();
    }
}

function apply<T extends Row>(rows: ReadonlyMap<number, T>, { effect }: Overlay): ReadonlyMap<number, T> {
    const next = new Map(rows);
    if (effect.kind === 'add') next.set(effect.row.id, effect.row as T);
    else
        for (const id of effect.ids) {
            const row = next.get(id);
            if (effect.kind === 'remove') next.delete(id);
            else if (row) next.set(id, { ...row, ...effect.fields });
        }
    return next;
}

/** Whether the field NAME is the same in two rows, however it is written. */
export function isSameValue(name: string, a: unknown, b: unknown): boolean {
    if (name.endsWith('_time')) return Date.parse(String(a)) === Date.parse(String(b));
    if (/_(rate|hours)$/.test(name) && a != null && b != null) return Number(a) === Number(b);
    return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

/** What a change of BODY was made to: the row that was OPENED, if somebody else changed one of these fields since then
 * (the server refuses it, and the person is asked), else the LATEST. */
export function baseOf<T extends Row>(opened: T | undefined, latest: T | undefined, body: object): T | undefined {
    if (!opened || !latest || opened.version >= latest.version) return latest;
    const field = (row: T, name: string): unknown => (row as Record<string, unknown>)[name];
    return Object.keys(body).every((name) => isSameValue(name, field(opened, name), field(latest, name)))
        ? latest
        : opened;
}

let temporary = -Date.now();
/** An id for a row that the server has not seen yet; negative, and another one in every tab. */
export const temporaryId = (): number => (temporary -= 1);

// ---- all of them, by name -----------------------------------------------------------------------------------------
const stores = new Map<string, Rows<Row>>();

export function register<T extends Row>(rows: Rows<T>): Rows<T> {
    for (const name of rows.names) stores.set(name, rows as unknown as Rows<Row>);
    return rows;
}

export const rowsOf = (name: string): Rows<Row> | undefined => stores.get(name);

const isRow = (value: unknown): value is Row =>
    typeof (value as Row | null)?.id === 'number' && typeof (value as Row).version === 'number';

/** Takes the rows that any answer carries, by the names that it gives them. */
export function absorb(answer: unknown): void {
    if (typeof answer !== 'object' || answer === null) return;
    for (const [name, value] of Object.entries(answer)) stores.get(name)?.merge([value].flat().filter(isRow));
}
