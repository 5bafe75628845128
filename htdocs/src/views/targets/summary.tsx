// summary.tsx -- how the targets stand, for the dashboard: the ring of the current period and the balance of all of them.
import type { Target } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { targets } from '../../store/catalog.ts';
import { formatDuration } from '../../time/duration.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { BalanceWords, periodSums, periodText } from './card.tsx';
import { useDetail } from './details.ts';
import { PeriodRing } from './ring.tsx';

function Line({ target }: { target: Target }) {
    const { detail } = useDetail(target.id);
    const sums = detail && periodSums(detail);
    return (
        <li>
            {sums ? <PeriodRing {...sums} size={52} /> : <span class="ring-place" />}
            <div class="what">
                <span class="marked">
                    <a href={href(`targets/${target.id}`)}>{target.client_name}</a>
                    <AgentMark resource="client_targets" id={target.id} />
                </span>
                {sums && (
                    <span>
                        {t('targets.done_of', { done: formatDuration(sums.done), due: formatDuration(sums.due) })}
                    </span>
                )}
                <span class="quiet">{detail && periodText(detail)}</span>
            </div>
            <div class="standing">
                <BalanceWords seconds={(detail ?? target).balance.balance_seconds} />
            </div>
        </li>
    );
}

export default function TargetsSummary() {
    return (
        <ul class="target-summary">
            {targets.all.value.map((target) => (
                <Line key={target.id} target={target} />
            ))}
        </ul>
    );
}
