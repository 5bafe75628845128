// card.tsx -- a target in the list: the current period as a ring, and the balance of all of them.
import type { Target } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { go, href } from '../../shell/router.ts';
import { account } from '../../store/account.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Menu } from '../../ui/menu.tsx';
import { currentPeriod, dueInPeriod } from './balance.ts';
import { type TargetDetail, useDetail } from './details.ts';
import { removeWithUndo } from './remove.ts';
import { PeriodRing } from './ring.tsx';
import { daysName, signed, termsName } from './words.ts';

/** The current period of a target: what is done, due at its end, and due by today. */
export function periodSums(detail: TargetDetail) {
    const period = currentPeriod(detail.periods, today.value);
    if (!period) return undefined;
    return {
        done: period.worked_seconds + period.corrections_seconds,
        due: dueInPeriod(period, detail.history, account.value?.week_start ?? 'monday'),
        dueToday: period.expected_seconds,
    };
}

/** "5:30 to go this week", and what else can be said of a period. */
export function periodText(detail: TargetDetail): string {
    const sums = periodSums(detail);
    if (!sums)
        return detail.start_date > today.value
            ? t('targets.begins', { day: formatDay(detail.start_date, 'date') })
            : t('targets.ended', { day: formatDay(detail.end_date ?? detail.start_date, 'date') });
    const left = sums.due - sums.done;
    const time = formatDuration(Math.abs(left));
    const isWeekly = detail.period === 'weekly';
    if (left >= 60) return isWeekly ? t('targets.left_week', { time }) : t('targets.left_month', { time });
    if (left > -60) return isWeekly ? t('targets.done_week') : t('targets.done_month');
    return isWeekly ? t('targets.over_week', { time }) : t('targets.over_month', { time });
}

export function BalanceWords({ seconds }: { seconds: number }) {
    return (
        <>
            <output class={seconds <= -60 ? 'balance below' : 'balance'}>{signed(seconds)}</output>
            <span class="quiet">
                {seconds >= 60 ? t('targets.ahead') : seconds <= -60 ? t('targets.behind') : t('targets.even')}
            </span>
        </>
    );
}

export function TargetCard({ target }: { target: Target }) {
    const { detail } = useDetail(target.id);
    const sums = detail && periodSums(detail);
    return (
        <li class="card target-card" style={{ '--color': target.client_color }}>
            {sums ? <PeriodRing {...sums} /> : <span class="ring-place" />}
            <div class="what">
                <h2>
                    <a href={href(`targets/${target.id}`)}>
                        <span class="dot" />
                        {target.client_name}
                    </a>
                </h2>
                <div class="marked">
                    <p>{termsName(target)}</p>
                    <AgentMark resource="client_targets" id={target.id} />
                </div>
                <p class="quiet">
                    {daysName(target.working_days)} ·{' '}
                    {t('targets.since', { day: formatDay(target.start_date, 'date') })}
                </p>
                {detail && (
                    <p class="now">
                        {sums && (
                            <span class="sum">
                                {t('targets.done_of', {
                                    done: formatDuration(sums.done),
                                    due: formatDuration(sums.due),
                                })}
                            </span>
                        )}
                        <span class="quiet">{periodText(detail)}</span>
                    </p>
                )}
            </div>
            <div class="standing">
                <BalanceWords seconds={(detail ?? target).balance.balance_seconds} />
            </div>
            <Menu
                label={t('targets.more', { client: target.client_name })}
                items={[
                    { label: t('targets.edit'), icon: 'edit', run: () => go(`targets/${target.id}`, { edit: 1 }) },
                    {
                        label: t('targets.correct'),
                        icon: 'plus',
                        run: () => go(`targets/${target.id}`, { correct: 1 }),
                    },
                    { label: t('targets.delete'), icon: 'trash', danger: true, run: () => void removeWithUndo(target) },
                ]}
            />
        </li>
    );
}
