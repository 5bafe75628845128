// detail.tsx -- one target: how it stands, how it came to that, and the corrections.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { go, route, setQuery } from '../../shell/router.ts';
import { targets } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { BalanceWords, periodSums, periodText } from './card.tsx';
import { Corrections } from './corrections.tsx';
import { type TargetDetail, useDetail } from './details.ts';
import { TargetForm } from './form.tsx';
import { History } from './history.tsx';
import { removeWithUndo } from './remove.ts';
import { PeriodRing } from './ring.tsx';
import { daysName, signed, termsName } from './words.ts';

function Standing({ detail }: { detail: TargetDetail }) {
    const { balance } = detail;
    const sums = periodSums(detail);
    return (
        <section class="card target-standing" aria-label={t('targets.standing')}>
            {sums && (
                <div class="period">
                    <PeriodRing {...sums} size={104} />
                    <div>
                        <h2>{detail.period === 'weekly' ? t('targets.this_week') : t('targets.this_month')}</h2>
                        <p class="sum large">
                            {t('targets.done_of', { done: formatDuration(sums.done), due: formatDuration(sums.due) })}
                        </p>
                        <p class="quiet">{periodText(detail)}</p>
                        <p class="quiet">{t('targets.due_today', { time: formatDuration(sums.dueToday) })}</p>
                    </div>
                </div>
            )}
            <div class="standing">
                <h2>{t('targets.balance')}</h2>
                <BalanceWords seconds={balance.balance_seconds} />
                {!sums && <p class="quiet">{periodText(detail)}</p>}
            </div>
            <div class="sums">
                <dl>
                    <div>
                        <dt>{t('targets.worked')}</dt>
                        <dd>{formatDuration(balance.worked_seconds)}</dd>
                    </div>
                    <div>
                        <dt>{t('targets.corrections')}</dt>
                        <dd>{signed(balance.corrections_seconds)}</dd>
                    </div>
                    <div>
                        <dt>{t('targets.due_so_far')}</dt>
                        <dd>−{formatDuration(balance.expected_seconds)}</dd>
                    </div>
                </dl>
                {balance.running_included && <p class="quiet">{t('targets.running_included')}</p>}
            </div>
        </section>
    );
}

/** What was due since when, if that has ever changed. */
function Terms({ detail }: { detail: TargetDetail }) {
    if (detail.history.length < 2) return null;
    return (
        <section class="card" aria-labelledby="target-terms">
            <header class="card-head">
                <h2 id="target-terms">{t('targets.terms')}</h2>
            </header>
            <table class="numbers terms">
                <thead>
                    <tr>
                        <th scope="col">{t('targets.valid_from')}</th>
                        <th scope="col">{t('targets.target')}</th>
                        <th scope="col">{t('targets.working_days')}</th>
                    </tr>
                </thead>
                <tbody>
                    {[...detail.history].reverse().map((terms) => (
                        <tr key={terms.valid_from}>
                            <th scope="row">{formatDay(terms.valid_from, 'date')}</th>
                            <td>{termsName(terms)}</td>
                            <td>{daysName(terms.working_days)}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </section>
    );
}

export function Detail({ id }: { id: number }) {
    const { detail, failed, retry } = useDetail(id);
    const target = targets.get(id);
    const isEditing = useSignal(false);
    const { query } = route.value;
    const isCorrecting = useSignal(Boolean(query.get('correct')));
    useEffect(() => {
        if (query.get('edit')) isEditing.value = true;
        if (query.get('correct')) isCorrecting.value = true;
        if (query.get('edit') || query.get('correct')) setQuery({ edit: '', correct: '' });
    }, [query]);

    const isGone = failed === 'gone' || (targets.state.value === 'ready' && !target);
    if (isGone)
        return (
            <section class="card">
                <EmptyState icon="target" title={t('targets.gone')}>
                    {t('targets.gone_text')}
                </EmptyState>
            </section>
        );
    if (!detail) return failed ? <ErrorState onRetry={retry} /> : <Skeleton lines={8} />;
    // What is just being changed shows at once; its balance follows.
    const shown: TargetDetail = target ? { ...detail, client_name: target.client_name } : detail;
    return (
        <>
            <header class="view-head target-head" style={{ '--color': shown.client_color }}>
                <div>
                    <h1 class="view-title">
                        <span class="dot" />
                        {shown.client_name}
                    </h1>
                    <p class="quiet">
                        {termsName(target ?? shown)} · {daysName((target ?? shown).working_days)} ·{' '}
                        {shown.start_date > today.value
                            ? t('targets.begins', { day: formatDay(shown.start_date, 'date') })
                            : t('targets.since', { day: formatDay(shown.start_date, 'date') })}
                        {shown.end_date && ` · ${t('targets.until', { day: formatDay(shown.end_date, 'date') })}`}
                    </p>
                </div>
                <div class="row marked">
                    <AgentMark resource="client_targets" id={id} />
                    <button
                        type="button"
                        class="button"
                        onClick={() => {
                            isEditing.value = true;
                        }}
                    >
                        <Icon name="edit" size={16} />
                        {t('targets.edit_short')}
                    </button>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label={t('targets.delete')}
                        title={t('targets.delete')}
                        onClick={() => {
                            go('targets');
                            void removeWithUndo(shown);
                        }}
                    >
                        <Icon name="trash" />
                    </button>
                </div>
            </header>
            <div class="target-detail">
                <Standing detail={shown} />
                {shown.periods.length > 0 && <History detail={shown} />}
                <Corrections target={id} isWanted={isCorrecting.value} />
                <Terms detail={shown} />
            </div>
            {isEditing.value && target && (
                <TargetForm
                    target={target}
                    since={shown.history.findLast(({ valid_from }) => valid_from <= today.value)?.valid_from}
                    onClose={() => {
                        isEditing.value = false;
                    }}
                />
            )}
        </>
    );
}
