// details.ts -- targets with all that makes up their balance. That moves with every entry and with the running timer,
// while the target itself stays as it is; so it is read again when one of these has changed.
import { type ReadonlySignal, signal, useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ApiProblem, call } from '../../api/client.ts';
import type { Balance, Target } from '../../api/types.ts';
import { targets } from '../../store/catalog.ts';
import { entryRows } from '../../store/entries.ts';
import { write } from '../../store/queue.ts';
import { type Row, Rows, register, temporaryId } from '../../store/rows.ts';
import { pulse } from '../../store/sync.ts';
import { timer } from '../../store/timer.ts';
import { minute } from '../../time/now.ts';
import type { Day } from '../../time/zone.ts';
import type { Period, Terms } from './balance.ts';

export type Correction = { id: number; date: Day; hours: number; note: string };
export type TargetDetail = Target & {
    balance: Balance;
    periods: Period[];
    history: Terms[];
    corrections: Correction[];
};

type CorrectionRow = Correction & Row & { target_id: number };
const corrections = register(new Rows<CorrectionRow>('target_corrections'));
const details = signal<ReadonlyMap<number, TargetDetail>>(new Map());

const PAUSE_MS = 400;

function keep(detail: TargetDetail): void {
    details.value = new Map(details.peek()).set(detail.id, detail);
    const others = [...corrections.shown.peek().values()].filter((row) => row.target_id !== detail.id && row.id > 0);
    corrections.replace([
        ...others,
        ...detail.corrections.map((row) => ({ ...row, target_id: detail.id, version: 1 })),
    ]);
}

export const readDetail = async (id: number): Promise<TargetDetail> =>
    (await call('GET /client-targets/{id}', { path: { id } })).client_target as TargetDetail;

type Found = { detail: TargetDetail | undefined; failed: 'gone' | 'unreachable' | undefined; retry: () => void };

export function useDetail(id: number): Found {
    const failed = useSignal<Found['failed']>(undefined);
    const attempt = useSignal(0);
    const detail = details.value.get(id);
    const isRunning = detail?.balance.running_included && minute.value;
    const causes = [
        id,
        pulse.value,
        entryRows.shown.value,
        corrections.shown.value.size,
        timer.value?.version,
        targets.get(id)?.version,
        isRunning,
        attempt.value,
    ];
    useEffect(() => {
        let isGone = false;
        const pause = setTimeout(
            () => {
                readDetail(id).then(
                    (read) => {
                        if (isGone) return;
                        failed.value = undefined;
                        keep(read);
                    },
                    (error) => {
                        const is404 = error instanceof ApiProblem && error.status === 404;
                        if (!isGone) failed.value = is404 ? 'gone' : 'unreachable';
                    },
                );
            },
            details.peek().has(id) ? PAUSE_MS : 0,
        );
        return () => {
            isGone = true;
            clearTimeout(pause);
        };
    }, causes);
    return { detail, failed: failed.value, retry: () => (attempt.value += 1) };
}

/** Corrections of a target, the latest first, those that are just being written among them. */
export const correctionsOf = (id: number): CorrectionRow[] =>
    [...(corrections.shown as ReadonlySignal<ReadonlyMap<number, CorrectionRow>>).value.values()]
        .filter((row) => row.target_id === id)
        .sort((a, b) => b.date.localeCompare(a.date) || b.id - a.id);

type NewCorrection = Omit<Correction, 'id'>;

export async function addCorrection(target: number, body: NewCorrection): Promise<Correction> {
    const row: CorrectionRow = { ...body, id: temporaryId(), version: 0, target_id: target };
    const answer = await write(
        'POST /client-targets/{id}/corrections',
        { path: { id: target }, body },
        {
            effects: [{ store: 'target_corrections', effect: { kind: 'add', row } }],
            label: body.note,
        },
    );
    const made = answer['correction'] as Correction;
    // The answer carries no version, so nobody else puts it in.
    corrections.merge([{ ...made, target_id: target, version: 1 }]);
    return made;
}

export function removeCorrection(target: number, id: number): Promise<unknown> {
    return write(
        'DELETE /client-targets/{id}/corrections/{correction_id}',
        { path: { id: target, correction_id: id } },
        { effects: [{ store: 'target_corrections', effect: { kind: 'remove', ids: [id] } }] },
    );
}

/** Makes a target anew that was deleted, with what was due since when and its corrections. */
export async function restore(detail: TargetDetail): Promise<void> {
    const [first, ...later] = detail.history;
    const { client_id, start_date, end_date } = detail;
    const { period, target_hours, working_days } = first ?? detail;
    const { client_target } = await targets.create({
        client_id,
        period,
        target_hours,
        working_days,
        start_date,
        ...(end_date ? { end_date } : {}),
    });
    const path = { id: client_target.id };
    for (const terms of later) await write('POST /client-targets/{id}/changes', { path, body: terms });
    for (const { date, hours, note } of detail.corrections)
        await write('POST /client-targets/{id}/corrections', { path, body: { date, hours, note } });
}
