// keys.tsx -- API keys: what each may do, until when, and how much it is used. #/keys?new=1 opens the form.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { ApiKey } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { zone } from '../../store/account.ts';
import { formatDay, formatInstant } from '../../time/format.ts';
import { minute, now } from '../../time/now.ts';
import { DAY_MS, dayOf, fromWire } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { RenameDialog, RevokeDialog, RotateDialog } from './change_dialogs.tsx';
import { KeyForm } from './key_form.tsx';
import { grouped, RESOURCES } from './scopes.ts';
import { SecretDialog } from './secret_dialog.tsx';
import { keys, loadKeys, type Made } from './store.ts';
import { Usage } from './usage.tsx';

const SOON_DAYS = 14;

type Open = { kind: 'rename' | 'rotate' | 'revoke'; of: ApiKey } | { kind: 'secret'; made: Made };

/** "Read: all" or "Change: time entries, projects". */
function Rights({ scopes }: { scopes: readonly string[] }) {
    const { read, write } = grouped(scopes);
    const names = (of: string[]): string =>
        of.map((name) => t(RESOURCES.find((one) => one.name === name)?.text ?? 'apikeys.everything')).join(', ');
    return (
        <>
            {read.length > 0 && (
                <div>
                    <dt>{t('apikeys.read')}</dt>
                    <dd>{names(read)}</dd>
                </div>
            )}
            {write.length > 0 && (
                <div>
                    <dt>{t('apikeys.write')}</dt>
                    <dd>{names(write)}</dd>
                </div>
            )}
        </>
    );
}

/** When it ends, and how near that is. */
function expiry(key: ApiKey): { text: string; tone: '' | 'soon' | 'over' } {
    if (key.revoked_at) return { text: t('apikeys.revoked'), tone: 'over' };
    if (!key.expires_at) return { text: t('apikeys.never'), tone: '' };
    const end = fromWire(key.expires_at);
    // A key made for a day ends with it, which is when the next one begins.
    const when = formatDay(dayOf(end - 1000, zone.value), 'date');
    if (end <= minute.value) return { text: t('apikeys.expired', { when }), tone: 'over' };
    const days = Math.ceil((end - now()) / DAY_MS);
    return { text: t('apikeys.expires', { when, n: days }), tone: days <= SOON_DAYS ? 'soon' : '' };
}

function KeyCard({ of, open }: { of: ApiKey; open: (what: Open) => void }) {
    const { text, tone } = expiry(of);
    const isOver = tone === 'over';
    return (
        <li class={isOver ? 'key over' : 'key'}>
            <div class="key-head">
                <h2>{of.name}</h2>
                <code>{of.prefix}…</code>
            </div>
            <Usage id={of.id} name={of.name} stamp={of.last_used_at} />
            <Menu
                label={t('entry.more', { what: of.name })}
                items={[
                    { label: t('apikeys.rename'), icon: 'edit', run: () => open({ kind: 'rename', of }) },
                    !isOver && { label: t('apikeys.rotate'), icon: 'rotate', run: () => open({ kind: 'rotate', of }) },
                    {
                        label: t('apikeys.revoke'),
                        icon: 'trash',
                        danger: true,
                        run: () => open({ kind: 'revoke', of }),
                    },
                ]}
            />
            <dl class="key-facts">
                <Rights scopes={of.scopes} />
                {of.ip_allow && (
                    <div>
                        <dt>{t('apikeys.from')}</dt>
                        <dd>{of.ip_allow.join(', ')}</dd>
                    </div>
                )}
                <div>
                    <dt>{t('apikeys.used')}</dt>
                    <dd>
                        {of.last_used_at
                            ? [formatInstant(fromWire(of.last_used_at)), of.last_used_ip].filter(Boolean).join(' · ')
                            : t('apikeys.never_used')}
                    </dd>
                </div>
                <div>
                    <dt>{t('apikeys.expiry')}</dt>
                    <dd class={tone}>
                        {tone && <Icon name="warning" size={14} />}
                        {text}
                    </dd>
                </div>
                {of.previous_expires_at && fromWire(of.previous_expires_at) > minute.value && (
                    <div>
                        <dt>{t('apikeys.previous')}</dt>
                        <dd>
                            {t('apikeys.previous_until', {
                                prefix: `${of.previous_prefix}…`,
                                when: formatInstant(fromWire(of.previous_expires_at)),
                            })}
                        </dd>
                    </div>
                )}
            </dl>
        </li>
    );
}

export default function Keys() {
    const open = useSignal<Open | undefined>(undefined);
    const rows = keys.all.value;
    const state = keys.state.value;
    const isNew = route.value.query.has('new');
    const close = (): void => {
        open.value = undefined;
    };
    const add = (): void => setQuery({ new: 1 });
    const show = (made: Made): void => {
        setQuery({ new: '' });
        open.value = { kind: 'secret', made };
    };
    useEffect(() => void loadKeys(), []);
    useShortcuts([{ keys: 'a', title: 'apikeys.new', run: add }]);
    const button = (
        <button type="button" class="button primary" onClick={add}>
            <Icon name="plus" size={16} />
            {t('apikeys.new')}
        </button>
    );
    return (
        <div class="keys-view">
            <header class="view-head">
                <h1 class="view-title">{t('apikeys.title')}</h1>
                {rows.length > 0 && button}
            </header>
            {!rows.length && state === 'failed' && <ErrorState onRetry={() => void loadKeys()} />}
            {!rows.length && ['idle', 'loading'].includes(state) && <Skeleton lines={6} />}
            {!rows.length && state === 'ready' && (
                <EmptyState icon="key" title={t('apikeys.empty')} action={button}>
                    {t('apikeys.empty_text')}
                </EmptyState>
            )}
            <p class="quiet">
                <a href="api/docs">{t('api.docs')}</a>
            </p>
            {rows.length > 0 && (
                <ul class="key-list">
                    {rows.map((key) => (
                        <KeyCard
                            key={key.id}
                            of={key}
                            open={(what) => {
                                open.value = what;
                            }}
                        />
                    ))}
                </ul>
            )}
            {isNew && <KeyForm onMade={show} onClose={() => setQuery({ new: '' })} />}
            {open.value?.kind === 'secret' && <SecretDialog made={open.value.made} onClose={close} />}
            {open.value?.kind === 'rename' && <RenameDialog of={open.value.of} onClose={close} />}
            {open.value?.kind === 'rotate' && <RotateDialog of={open.value.of} onClose={close} onMade={show} />}
            {open.value?.kind === 'revoke' && <RevokeDialog of={open.value.of} onClose={close} />}
        </div>
    );
}
