// form.tsx -- what forms in dialogs are made of.
import { t } from '../i18n/i18n.ts';
import { session } from '../store/account.ts';
import { signIn } from '../store/sync.ts';
import { Field } from './field.tsx';

type TextProps = {
    label: string;
    value: string;
    onInput: (text: string) => void;
    fault?: string | undefined;
    hint?: string;
    placeholder?: string | undefined;
    inputMode?: 'decimal' | 'email' | 'text';
    maxLength?: number;
    lines?: number;
};

export function TextField({ label, value, onInput, fault, hint = '', lines, ...rest }: TextProps) {
    return (
        <Field label={label} fault={fault} hint={hint}>
            {({ id, invalid }) => {
                const common = {
                    ...rest,
                    id,
                    class: 'input',
                    value,
                    'aria-describedby': invalid,
                    'aria-invalid': Boolean(invalid),
                    autocomplete: 'off',
                };
                return lines ? (
                    <textarea {...common} rows={lines} onInput={(event) => onInput(event.currentTarget.value)} />
                ) : (
                    <input {...common} type="text" onInput={(event) => onInput(event.currentTarget.value)} />
                );
            }}
        </Field>
    );
}

export function FormActions({ label, isBusy, onClose }: { label: string; isBusy: boolean; onClose: () => void }) {
    return (
        <>
            <button type="button" class="button" onClick={onClose}>
                {t('ui.cancel')}
            </button>
            <button type="submit" class="button primary" disabled={isBusy}>
                {label}
            </button>
        </>
    );
}

/** What is wrong with none of the fields alone. Behind a dialog nothing else can be reached, so it has the way to sign in again. */
export const General = ({ text }: { text: string }) =>
    text ? (
        <p class="fault" role="alert">
            {text}{' '}
            {session.value === 'lost' && (
                <button type="button" class="button small primary" onClick={signIn}>
                    {t('account.sign_in')}
                </button>
            )}
        </p>
    ) : null;
