// refused.tsx -- what the server would not take, and what can be done about each of them.
import { t } from '../../i18n/i18n.ts';
import { opened } from '../../shell/opened.ts';
import { go } from '../../shell/router.ts';
import { discard, inConflict, refused, resend, type Write } from '../../store/queue.ts';
import { Dialog } from '../../ui/dialog.tsx';

const close = (): void => {
    opened.value = undefined;
};

const isOfEntry = (write: Write): boolean =>
    /^((POST|PATCH) \/time-entries(\/\{id\})?|POST \/timer\/stop)$/.test(write.route);

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

export default function Refused() {
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
