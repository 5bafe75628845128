// shortcuts.tsx -- the list of keys.
import { t } from '../../i18n/i18n.ts';
import { opened } from '../../shell/opened.ts';
import { route } from '../../shell/router.ts';
import { areOn, listed, setShortcuts, spellKeys } from '../../shell/shortcuts.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FOCUSED, spell } from './focused.ts';

const close = (): void => {
    opened.value = undefined;
};

/** As they are on the keyboard, in every language. */
const ARROWS: Readonly<Record<string, string>> = { Left: '←', Right: '→', Up: '↑', Down: '↓' };

export default function Shortcuts() {
    return (
        <Dialog title={t('keys.title')} onClose={close}>
            <label class="check">
                <input
                    type="checkbox"
                    checked={areOn.value}
                    onChange={(event) => setShortcuts(event.currentTarget.checked)}
                />
                {t('keys.on')}
            </label>
            <Focused view={route.value.path.split('/')[0]!} />
            <h3 class="keys-on">{t('keys.anywhere')}</h3>
            <dl class="keys">
                {listed.value.map(
                    ({ keys, title }) =>
                        title && (
                            <div key={keys}>
                                <dt>
                                    {spellKeys(keys).map((key) => (
                                        <kbd key={key}>{ARROWS[key] ?? key}</kbd>
                                    ))}
                                </dt>
                                <dd>{t(title)}</dd>
                            </div>
                        ),
                )}
            </dl>
        </Dialog>
    );
}

/** What keys do to that which has the keyboard in the view that is seen. */
function Focused({ view }: { view: string }) {
    const focused = FOCUSED[view];
    if (!focused) return null;
    return (
        <>
            <h3 class="keys-on">{t(focused.on)}</h3>
            <dl class="keys focused">
                {focused.lines.map(({ keys, does }) => (
                    <div key={does}>
                        <dt>
                            {keys.map((key) => (
                                <kbd key={key}>{spell(key)}</kbd>
                            ))}
                        </dt>
                        <dd>{t(does)}</dd>
                    </div>
                ))}
            </dl>
        </>
    );
}
