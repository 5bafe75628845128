// leaving.tsx -- somebody signs out, and not all of what they did has reached the server.
import { t } from '../../i18n/i18n.ts';
import { leaveNow } from '../../shell/leave.ts';
import { opened } from '../../shell/opened.ts';
import { unsaved } from '../../store/queue.ts';
import { Dialog } from '../../ui/dialog.tsx';

const NAMED = 5;

const close = (): void => {
    opened.value = undefined;
};

export default function Leaving() {
    const all = unsaved.value;
    const rest = all.length - NAMED;
    return (
        <Dialog
            title={t('queue.leaving_title')}
            onClose={close}
            actions={
                <>
                    <button
                        type="button"
                        class="button danger"
                        onClick={() => {
                            close();
                            void leaveNow();
                        }}
                    >
                        {t('account.sign_out')}
                    </button>
                    <button type="button" class="button primary" onClick={close}>
                        {t('queue.stay')}
                    </button>
                </>
            }
        >
            <p>{t('queue.leaving_text', { n: all.length })}</p>
            <ul>
                {all.slice(0, NAMED).map((write) => (
                    <li key={write.n}>{write.label || write.route}</li>
                ))}
                {rest > 0 && <li class="quiet">{t('queue.leaving_more', { n: rest })}</li>}
            </ul>
        </Dialog>
    );
}
