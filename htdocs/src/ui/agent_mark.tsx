// agent_mark.tsx -- says of a row that an agent changed it just now, and which one; where room is short by an icon alone.
import { t } from '../i18n/i18n.ts';
import { markOf } from '../store/marks.ts';
import { Icon } from './icon.tsx';

type Props = { resource: string; id: number; isIcon?: boolean };

export function AgentMark({ resource, id, isIcon }: Props) {
    const mark = markOf(resource, id);
    if (!mark) return null;
    const { who, key } = mark;
    const by = t('agent.by', { who });
    return (
        <span class="agent-mark" title={key ? t('agent.with_key', { who, key }) : by}>
            <Icon name="agent" size={14} />
            <span class={isIcon ? 'visually-hidden' : ''}>{by}</span>
        </span>
    );
}
