// agent_mark.tsx -- says of an entry that an agent changed it just now, and which one.
import { t } from '../i18n/i18n.ts';
import { marks } from '../store/agents.ts';
import { Icon } from './icon.tsx';

export function AgentMark({ entry }: { entry: number }) {
    const mark = marks.value.get(entry);
    if (!mark) return null;
    return (
        <span class="agent-mark" title={mark.key ? t('agent.with_key', { key: mark.key }) : undefined}>
            <Icon name="agent" size={14} />
            <span>{t('agent.by', { who: mark.who })}</span>
        </span>
    );
}
