// dialogs.tsx -- the list of keys, and what the server would not take.
import { t } from '../i18n/i18n.ts';
import { discard, inConflict, refused, resend, type Write } from '../store/queue.ts';
import { Dialog } from '../ui/dialog.tsx';
import { opened } from './palette.tsx';
import { go } from './router.ts';
import { areOn, listed, setShortcuts, spellKeys } from './shortcuts.ts';

const close = (): void => {
    opened.value = undefined;
};

export function Keys() {
    if (opened.value !== 'keys') return null;
    return (
        <Dialog title={t('keys.title')} onClose={close}>
            <dl class="keys">
                {listed.value.map(
                    ({ keys, title }) =>
                        title && (
                            <div key={keys}>
                                <dt>
                                    {spellKeys(keys).map((key) => (
                                        <kbd key={key}>{key}</kbd>
                                    ))}
                                </dt>
                                <dd>{t(title)}</dd>
                            </div>
                        ),
                )}
            </dl>
            <label class="check">
                <input
                    type="checkbox"
                    checked={areOn.value}
                    onChange={(event) => setShortcuts(event.currentTarget.checked)}
                />
                {t('keys.on')}
            </label>
        </Dialog>
    );
}

const isOfEntry = (write: Write): boolean => /^(POST|PATCH) \/time-entries(\/\{id\})?$/.test(write.route);

/** What can be done so that it is taken after all. */
function Mend({ write }: { write: Write }) {
    const [label, run] =
        write.refused?.code === 'precondition_failed'
            ? [t('queue.compare'), () => (inConflict.value = write.n)]
            : isOfEntry(write)
              ? [t('entry.edit'), () => go(`entries?mend=${write.n}`)]
              : [t('ui.retry'), () => void resend(write)];
    return (
        <button
            type="button"
            class="button small"
            onClick={() => {
                if (label !== t('ui.retry')) close();
                run();
            }}
        >
            {label}
        </button>
    );
}

export function Refused() {
    if (opened.value !== 'refused') return null;
    return (
        <Dialog title={t('queue.refused_title')} onClose={close}>
            <p class="quiet">{t('queue.refused_text')}</p>
            <ul class="plain">
                {refused.value.map((write) => (
                    <li key={write.n} class="row spread">
                        <span>
                            <strong>{write.label || write.route}</strong>
                            <br />
                            <span class="quiet">{write.refused?.message}</span>
                        </span>
                        <span class="row">
                            <Mend write={write} />
                            <button type="button" class="button small" onClick={() => void discard(write)}>
                                {t('queue.discard')}
                            </button>
                        </span>
                    </li>
                ))}
            </ul>
        </Dialog>
    );
}
