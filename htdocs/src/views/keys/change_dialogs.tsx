// change_dialogs.tsx -- what is done to a key that exists: a new name, a new secret, its end. Revoking asks first, since
// nothing brings a secret back.
import { useState } from 'preact/hooks';
import type { ApiKey } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { sent } from '../../store/queue.ts';
import { attempt, undoable } from '../../store/undo.ts';
import { formatInstant } from '../../time/format.ts';
import { fromWire } from '../../time/zone.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { describe } from '../../ui/faults.ts';
import { Field } from '../../ui/field.tsx';
import { faultsOf } from '../../ui/field_faults.ts';
import { General } from '../../ui/form.tsx';
import { toast } from '../../ui/toast.tsx';
import { keys, type Made, rotateKey } from './store.ts';

type Props = { of: ApiKey; onClose: () => void };

const Cancel = ({ onClose }: { onClose: () => void }) => (
    <button type="button" class="button" onClick={onClose}>
        {t('ui.cancel')}
    </button>
);

export function RenameDialog({ of, onClose }: Props) {
    const [name, setName] = useState(of.name);
    const [fault, setFault] = useState('');
    async function save(): Promise<void> {
        try {
            await sent(keys.change(of.id, { name: name.trim() }));
            onClose();
            undoable(t('apikeys.renamed', { name: name.trim() }), () => keys.change(of.id, { name: of.name }));
        } catch (error) {
            setFault(faultsOf(error)['name'] ?? describe(error));
        }
    }
    return (
        <Dialog
            title={t('apikeys.rename')}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={
                <>
                    <Cancel onClose={onClose} />
                    <button type="submit" class="button primary">
                        {t('ui.save')}
                    </button>
                </>
            }
        >
            <Field label={t('apikeys.name')} fault={fault}>
                {({ id, invalid }) => (
                    <input
                        id={id}
                        type="text"
                        class="input"
                        maxLength={100}
                        autocomplete="off"
                        aria-describedby={invalid}
                        aria-invalid={Boolean(invalid)}
                        value={name}
                        onInput={(event) => setName(event.currentTarget.value)}
                    />
                )}
            </Field>
        </Dialog>
    );
}

const OVERLAPS = [0, 1, 4, 24] as const;

export function RotateDialog({ of, onClose, onMade }: Props & { onMade: (made: Made) => void }) {
    const [overlap, setOverlap] = useState(1);
    const [fault, setFault] = useState('');
    const [isBusy, setBusy] = useState(false);
    async function save(): Promise<void> {
        setBusy(true);
        try {
            onMade(await rotateKey(of.id, { overlap_hours: overlap }));
        } catch (error) {
            setFault(describe(error));
        } finally {
            setBusy(false);
        }
    }
    return (
        <Dialog
            title={t('apikeys.rotate_title', { name: of.name })}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={
                <>
                    <Cancel onClose={onClose} />
                    <button type="submit" class="button primary" disabled={isBusy}>
                        {t('apikeys.rotate_do')}
                    </button>
                </>
            }
        >
            <General text={fault} />
            <p class="quiet">{t('apikeys.rotate_text')}</p>
            <Field label={t('apikeys.overlap')}>
                {({ id, invalid }) => (
                    <select
                        id={id}
                        class="input"
                        aria-describedby={invalid}
                        value={String(overlap)}
                        onChange={(event) => setOverlap(Number(event.currentTarget.value))}
                    >
                        {OVERLAPS.map((hours) => (
                            <option key={hours} value={String(hours)}>
                                {hours ? t('apikeys.hours', { n: hours }) : t('apikeys.overlap_none')}
                            </option>
                        ))}
                    </select>
                )}
            </Field>
        </Dialog>
    );
}

export function RevokeDialog({ of, onClose }: Props) {
    const revoke = (): void => {
        onClose();
        void attempt(keys.remove(of.id).then(() => toast(t('apikeys.revoked_one', { name: of.name }))));
    };
    return (
        <Dialog
            title={t('apikeys.revoke_title', { name: of.name })}
            onClose={onClose}
            onSubmit={revoke}
            actions={
                <>
                    <Cancel onClose={onClose} />
                    <button type="submit" class="button danger">
                        {t('apikeys.revoke_do')}
                    </button>
                </>
            }
        >
            <p>{t('apikeys.revoke_text', { prefix: of.prefix })}</p>
            <p class="quiet">
                {of.last_used_at
                    ? t('apikeys.last_used', { when: formatInstant(fromWire(of.last_used_at)) })
                    : t('apikeys.never_used')}
            </p>
        </Dialog>
    );
}
