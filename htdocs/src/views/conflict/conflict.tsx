// conflict.tsx -- somebody else changed what was changed here: both versions side by side, field by field, and the
// choice. What was typed waits among the refused writes until then, over reloads as well.

import { useEffect, useState } from 'preact/hooks';
import { ApiProblem, callLoose } from '../../api/client.ts';
import type { Route } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { Conflict, discard, inConflict, refused, sent, type Write, write } from '../../store/queue.ts';
import { absorb, isSameValue, type Row } from '../../store/rows.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { describe } from '../../ui/faults.ts';
import { General } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { fieldName, Value } from './value.tsx';

type Fields = Record<string, unknown>;

/** What was wanted here, without what was only sent along as it was. */
function changesOf({ args, base }: Write): [string, unknown][] {
    const before = base as unknown as Fields;
    return Object.entries(args.body as Fields).filter(([name, value]) => !isSameValue(name, value, before[name]));
}

/** Names of the fields that they changed and we did not. */
function othersOf({ args, base }: Write, theirs: Fields): string[] {
    const before = base as unknown as Fields;
    const mine = new Set(changesOf({ args, base } as Write).map(([name]) => name));
    return Object.keys(args.body as Fields).filter(
        (name) => !mine.has(name) && !isSameValue(name, theirs[name], before[name]),
    );
}

async function readTheirs({ route, args }: Write): Promise<Row> {
    const answer = (await callLoose(route.replace('PATCH', 'GET'), { path: args.path })) as Record<string, Row>;
    absorb(answer);
    return Object.values(answer).find((value) => typeof value?.id === 'number')!;
}

/** Sends what was wanted once more, over the version that the person has seen now. */
function overwrite(record: Write, theirs: Row): Promise<unknown> {
    const body = Object.fromEntries(changesOf(record));
    const args = { path: record.args.path, body, version: theirs.version };
    return sent(write(record.route as Route, args as never, { label: record.label, base: theirs }));
}

/** What was typed stands there also while theirs is not known. */
function Sides({ record, theirs }: { record: Write; theirs: Fields | undefined }) {
    const others = theirs ? othersOf(record, theirs) : [];
    return (
        <>
            <table class="sides">
                <thead>
                    <tr>
                        <th scope="col">{t('conflict.theirs')}</th>
                        <th scope="col">{t('conflict.mine')}</th>
                    </tr>
                </thead>
                {changesOf(record).map(([name, value]) => (
                    <tbody key={name}>
                        <tr>
                            <th scope="rowgroup" colSpan={2}>
                                {fieldName(name)}
                            </th>
                        </tr>
                        <tr>
                            <td>{theirs ? <Value name={name} value={theirs[name]} /> : '…'}</td>
                            <td class="mine">
                                <Value name={name} value={value} />
                            </td>
                        </tr>
                    </tbody>
                ))}
            </table>
            {others.length > 0 && (
                <div>
                    <p class="quiet">{t('conflict.also')}</p>
                    <ul class="also">
                        {others.map((name) => (
                            <li key={name}>
                                {fieldName(name)}: <Value name={name} value={theirs?.[name]} />
                            </li>
                        ))}
                    </ul>
                </div>
            )}
        </>
    );
}

export default function ConflictDialog() {
    const record = refused.value.find(({ n }) => n === inConflict.value);
    const [theirs, setTheirs] = useState<Row | undefined>(undefined);
    const [fault, setFault] = useState('');
    const [isBusy, setBusy] = useState(false);
    useEffect(() => {
        if (record)
            readTheirs(record).then(setTheirs, (error) =>
                setFault(error instanceof ApiProblem && error.status === 404 ? t('conflict.gone') : describe(error)),
            );
    }, [record?.n]);
    if (!record) return null;

    const close = (): void => {
        inConflict.value = undefined;
    };
    const take = async (): Promise<void> => {
        await discard(record);
        toast(t('conflict.taken'));
    };
    const insist = async (): Promise<void> => {
        if (!theirs) return;
        setBusy(true);
        setFault('');
        try {
            await overwrite(record, theirs);
            await discard(record);
            toast(t('conflict.overwritten'));
        } catch (error) {
            // Once more somebody was quicker: the new refusal has it all, and is asked about next.
            if (error instanceof Conflict) await discard(record);
            else setFault(describe(error));
        }
        setBusy(false);
    };
    return (
        <Dialog
            title={t('conflict.title')}
            onClose={close}
            onSubmit={() => void insist()}
            wide
            actions={
                <>
                    <button type="button" class="button" onClick={() => void take()}>
                        {t('conflict.take')}
                    </button>
                    <button type="submit" class="button primary" disabled={!theirs || isBusy}>
                        {t('conflict.overwrite')}
                    </button>
                </>
            }
        >
            <p>{record.label ? t('conflict.text_of', { what: record.label }) : t('conflict.text')}</p>
            <p class="quiet">{t('conflict.kept')}</p>
            <General text={fault} />
            <Sides record={record} theirs={theirs as unknown as Fields | undefined} />
        </Dialog>
    );
}
