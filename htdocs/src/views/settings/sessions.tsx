// sessions.tsx -- where one is signed in: this browser marked, each other one can be ended, or all of them at once.
import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { call } from '../../api/client.ts';
import type { Operations } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { leave } from '../../shell/leave.ts';
import { write } from '../../store/queue.ts';
import { Rows, register } from '../../store/rows.ts';
import { followers } from '../../store/sync.ts';
import { attempt } from '../../store/undo.ts';
import { formatInstant } from '../../time/format.ts';
import { fromWire } from '../../time/zone.ts';
import { ErrorState, Skeleton } from '../../ui/states.tsx';
import { toast } from '../../ui/toast.tsx';
import { browserName } from './browser_name.ts';

type Session = Operations['GET /users/me/sessions']['answer']['sessions'][number];

const rows = register(new Rows<Session>('sessions', 'session'));
const state = signal<'loading' | 'ready' | 'failed'>('loading');

async function load(): Promise<void> {
    try {
        const { sessions } = await call('GET /users/me/sessions', { query: { limit: 500 } });
        const fresh = new Map(sessions.map((session) => [session.id, session]));
        rows.replace(sessions);
        // That one was seen gives it no new version.
        rows.refresh((session) => fresh.get(session.id) ?? session);
        state.value = 'ready';
    } catch {
        if (state.peek() !== 'ready') state.value = 'failed';
    }
}
followers.set('sessions', () => void load());

function nameOf(agent: string | null): string {
    const { browser = t('settings.unknown_browser'), system } = browserName(agent);
    return system ? t('settings.browser_on', { browser, system }) : browser;
}

function end(session: Session): void {
    const done = write(
        'DELETE /users/me/sessions/{id}',
        { path: { id: session.id } },
        { effects: [{ store: 'sessions', effect: { kind: 'remove', ids: [session.id] } }] },
    );
    void attempt(done.then(() => toast(t('settings.session_ended', { name: nameOf(session.user_agent) }))));
}

function endOthers(others: readonly Session[]): void {
    const ids = others.map(({ id }) => id);
    const done = write(
        'POST /users/me/sessions/end-others',
        {},
        { effects: [{ store: 'sessions', effect: { kind: 'remove', ids } }] },
    );
    void attempt(done.then(() => toast(t('settings.sessions_ended', { n: ids.length }))));
}

export function Sessions() {
    useEffect(() => void load(), []);
    const all = [...rows.shown.value.values()].sort(
        (a, b) => Number(b.current) - Number(a.current) || b.last_seen_at.localeCompare(a.last_seen_at),
    );
    const others = all.filter(({ current }) => !current);
    if (state.value === 'failed') return <ErrorState onRetry={() => void load()} />;
    if (!all.length) return <Skeleton lines={3} />;
    return (
        <>
            <ul class="sessions">
                {all.map((session) => (
                    <li key={session.id}>
                        <div>
                            <strong>{nameOf(session.user_agent)}</strong>
                            {session.current && <span class="tag here">{t('settings.this_one')}</span>}
                            <p class="hint">
                                {[
                                    t('settings.seen', { when: formatInstant(fromWire(session.last_seen_at)) }),
                                    session.ip,
                                    t('settings.until', { when: formatInstant(fromWire(session.expires_at)) }),
                                ]
                                    .filter(Boolean)
                                    .join(' · ')}
                            </p>
                        </div>
                        {session.current ? (
                            <button type="button" class="button small" onClick={() => void leave()}>
                                {t('account.sign_out')}
                            </button>
                        ) : (
                            <button
                                type="button"
                                class="button small"
                                aria-label={t('settings.end_of', { name: nameOf(session.user_agent) })}
                                onClick={() => end(session)}
                            >
                                {t('settings.end')}
                            </button>
                        )}
                    </li>
                ))}
            </ul>
            {others.length > 0 ? (
                <button type="button" class="button danger end-others" onClick={() => endOthers(others)}>
                    {t('settings.end_others', { n: others.length })}
                </button>
            ) : (
                <p class="hint">{t('settings.no_others')}</p>
            )}
        </>
    );
}
