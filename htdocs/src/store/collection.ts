// collection.ts -- a resource that is small enough to be here as a whole: clients, projects, tags, targets, API keys.
import { computed, type ReadonlySignal, signal } from '@preact/signals';
import { type Args, callLoose } from '../api/client.ts';
import type { Operations, Route } from '../api/types.ts';
import { type StoreEffect, write } from './queue.ts';
import { baseOf, type Row, Rows, register, temporaryId } from './rows.ts';

type Page<T> = { pagination: { next_cursor?: string | null } } & Record<string, T[]>;
type BodyOf<R extends Route> = NonNullable<Operations[R]['body']>;

export type Names<L extends Route, C extends Route, U extends Route, D extends Route> = {
    /** Names of many and one in answers: projects, project. */
    many: string;
    one: string;
    list: L;
    create: C;
    update: U;
    remove: D;
    /** How rows are ordered. */
    compare?: (a: never, b: never) => number;
};

export type State = 'idle' | 'loading' | 'ready' | 'failed';

export class Collection<T extends Row, L extends Route, C extends Route, U extends Route, D extends Route> {
    readonly rows: Rows<T>;
    readonly state = signal<State>('idle');
    /** All rows, in order. */
    readonly all: ReadonlySignal<readonly T[]>;
    private readonly names: Names<L, C, U, D>;

    constructor(names: Names<L, C, U, D>) {
        this.names = names;
        this.rows = register(new Rows<T>(names.many, names.one));
        const compare = (names.compare ?? byName) as (a: T, b: T) => number;
        this.all = computed(() => [...this.rows.shown.value.values()].sort(compare));
    }

    get(id: number | null | undefined): T | undefined {
        return id == null ? undefined : this.rows.get(id);
    }

    /** Reads all of it; what is here stays to be seen meanwhile. */
    async load(): Promise<void> {
        if (this.state.peek() !== 'ready') this.state.value = 'loading';
        try {
            const found: T[] = [];
            let cursor: string | null | undefined;
            do {
                const page = (await callLoose(this.names.list, { query: { limit: 500, cursor } })) as Page<T>;
                found.push(...page[this.names.many]!);
                cursor = page.pagination.next_cursor;
            } while (cursor);
            this.rows.replace(found);
            this.state.value = 'ready';
        } catch {
            if (this.state.peek() !== 'ready') this.state.value = 'failed';
        }
    }

    /** Reads it unless that was done. */
    need(): void {
        if (this.state.peek() === 'idle') void this.load();
    }

    /** Makes a row. SHOWN is what it looks like until the server has answered; without it nothing shows until then. */
    create(body: BodyOf<C>, shown?: Omit<T, 'id' | 'version'>): Promise<Operations[C]['answer']> {
        const effects: StoreEffect[] = shown
            ? [{ store: this.names.many, effect: { kind: 'add', row: { ...shown, id: temporaryId(), version: 0 } } }]
            : [];
        return write(this.names.create, { body } as Args<C>, {
            effects,
            label: String((body as { name?: string }).name ?? ''),
        });
    }

    /** OPENED: the row that somebody had before them when they began to change it. */
    change(id: number, body: BodyOf<U>, opened?: T): Promise<Operations[U]['answer']> {
        const base = baseOf(opened, this.rows.settled(id), body as object);
        const args = { path: { id }, body, version: base?.version };
        return write(this.names.update, args as unknown as Args<U>, {
            effects: [{ store: this.names.many, effect: { kind: 'change', ids: [id], fields: body } }],
            label: (base as { name?: string } | undefined)?.name ?? '',
            base,
        });
    }

    remove(id: number): Promise<Operations[D]['answer']> {
        return write(this.names.remove, { path: { id } } as Args<D>, {
            effects: [{ store: this.names.many, effect: { kind: 'remove', ids: [id] } }],
        });
    }
}

const byName = (a: { name?: string }, b: { name?: string }): number => (a.name ?? '').localeCompare(b.name ?? '');
