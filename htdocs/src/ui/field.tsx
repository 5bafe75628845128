// field.tsx -- a label, a control, and beside it what is wrong with it. Faults of an answer (ApiProblem.faults) come
// by name.
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

type Props = {
    label: string;
    fault?: string | undefined;
    hint?: string;
    /** Gets the ids that tie control, label and fault together. */
    children: (ids: { id: string; invalid: string | undefined }) => ComponentChildren;
    class?: string;
};

export function Field({ label, fault, hint, children, class: className = '' }: Props) {
    const id = useId();
    return (
        <div class={`field ${fault ? 'bad' : ''} ${className}`}>
            <label for={id}>{label}</label>
            {children({ id, invalid: fault ? `${id}-fault` : undefined })}
            {fault && (
                <p class="fault" id={`${id}-fault`} role="alert">
                    {fault}
                </p>
            )}
            {!fault && hint && <p class="hint">{hint}</p>}
        </div>
    );
}
