// nav.tsx -- the way to the views: a rail on wide pages, a bar at the bottom of phones; and who sits here.
import { t } from '../i18n/i18n.ts';
import { account, changeAccount } from '../store/account.ts';
import { attempt } from '../store/undo.ts';
import { Icon } from '../ui/icon.tsx';
import { Menu, type MenuItem } from '../ui/menu.tsx';
import { leave } from './leave.ts';
import { opened } from './opened.ts';
import { go, href, route } from './router.ts';
import { spellKeys } from './shortcuts.ts';
import { VIEWS, viewOf } from './views.ts';

const themes = ['system', 'light', 'dark'] as const;

function accountItems(): MenuItem[] {
    const user = account.value;
    const other = user?.locale === 'de' ? 'en' : 'de';
    return [
        ...themes
            .filter((theme) => theme !== user?.theme)
            .map(
                (theme): MenuItem => ({
                    label: t(`theme.${theme}`),
                    icon: 'settings',
                    run: () => void attempt(changeAccount({ theme })),
                }),
            ),
        {
            label: t('account.other_language'),
            icon: 'user',
            run: () => void attempt(changeAccount({ locale: other })),
        },
        {
            label: t('keys.title'),
            icon: 'keyboard',
            hint: '?',
            run: () => {
                opened.value = 'keys';
            },
        },
        { label: t('account.sign_out'), icon: 'out', run: () => void leave() },
    ];
}

export function Nav() {
    const current = viewOf(route.value.path);
    const rest = VIEWS.filter(({ isInBar }) => !isInBar);
    return (
        <nav class="nav" aria-label={t('shell.views')}>
            <a class="brand" href={href('')} aria-label="Timetracker">
                <img src="icon.svg" alt="" width="26" height="26" />
                <span>Timetracker</span>
            </a>
            <ul>
                {VIEWS.map((view) => (
                    <li key={view.path} class={view.isInBar ? '' : 'wide-only'}>
                        <a href={href(view.path)} aria-current={view === current ? 'page' : undefined}>
                            <Icon name={view.icon} />
                            <span>{t(view.title)}</span>
                        </a>
                    </li>
                ))}
            </ul>
            <button
                type="button"
                class="palette-button"
                onClick={() => {
                    opened.value = 'palette';
                }}
            >
                <Icon name="search" size={16} />
                <span>{t('palette.title')}</span>
                <kbd>{spellKeys('mod+k')}</kbd>
            </button>
            <div class="account">
                <Menu
                    class="account-button"
                    label={account.value?.username ?? ''}
                    items={[
                        ...rest.map(
                            (view): MenuItem => ({ label: t(view.title), icon: view.icon, run: () => go(view.path) }),
                        ),
                        ...accountItems(),
                    ]}
                >
                    <Icon name="user" />
                    <span class="on-wide">{account.value?.username}</span>
                    <span class="on-phone">{t('shell.more')}</span>
                </Menu>
            </div>
        </nav>
    );
}
