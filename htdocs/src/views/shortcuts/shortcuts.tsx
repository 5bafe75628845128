// shortcuts.tsx -- the list of keys.
import { t } from '../../i18n/i18n.ts';
import { opened } from '../../shell/opened.ts';
import { areOn, listed, setShortcuts, spellKeys } from '../../shell/shortcuts.ts';
import { Dialog } from '../../ui/dialog.tsx';

const close = (): void => {
    opened.value = undefined;
};

export default function Shortcuts() {
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
