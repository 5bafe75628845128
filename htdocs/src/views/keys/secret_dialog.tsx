// secret_dialog.tsx -- shows a secret, this once. It is not closed by the way before it was copied.
import { useRef, useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { Icon } from '../../ui/icon.tsx';
import type { Made } from './store.ts';

export function SecretDialog({ made, onClose }: { made: Made; onClose: () => void }) {
    const field = useRef<HTMLOutputElement>(null);
    const [state, setState] = useState<'shown' | 'copied' | 'by_hand' | 'asked'>('shown');
    const copy = (): void => {
        getSelection()?.selectAllChildren(field.current!);
        navigator.clipboard.writeText(made.secret).then(
            () => setState('copied'),
            () => setState('by_hand'),
        );
    };
    const close = (): void => (state === 'shown' ? setState('asked') : onClose());
    const address = new URL('api/v1/timer', document.baseURI).href;
    return (
        <Dialog
            title={t('apikeys.secret_of', { name: made.key.name })}
            onClose={close}
            onSubmit={close}
            actions={
                <button type="submit" class="button">
                    {state === 'asked' ? t('apikeys.close_anyway') : t('apikeys.stored')}
                </button>
            }
        >
            <p class="key-warning" role={state === 'asked' ? 'alert' : undefined}>
                <Icon name="warning" />
                <span>{state === 'asked' ? t('apikeys.not_copied') : t('apikeys.once')}</span>
            </p>
            <output ref={field} class="key-secret" aria-label={t('apikeys.secret')} onCopy={() => setState('copied')}>
                {made.secret}
            </output>
            <button type="button" class="button primary" onClick={copy}>
                <Icon name={state === 'copied' ? 'check' : 'copy'} size={16} />
                {state === 'copied' ? t('apikeys.copied') : t('apikeys.copy')}
            </button>
            <p class="hint" role="status">
                {state === 'by_hand' ? t('apikeys.by_hand') : t('apikeys.how')}
            </p>
            <pre
                class="key-example"
                tabIndex={0}
            >{`curl -H "Authorization: Bearer ${made.key.prefix}…" \\\n     ${address}`}</pre>
        </Dialog>
    );
}
