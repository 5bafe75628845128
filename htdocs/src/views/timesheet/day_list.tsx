// day_list.tsx -- one day of the timesheet, a project a line: what of the grid fits on a phone.
import { useId } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import type { Day } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { CellField, useEditing } from './cell.tsx';
import { type GridProps, isLocked, RowName } from './grid.tsx';
import { type Row, runsIn } from './week.ts';

type Props = Omit<GridProps, 'focus'> & { date: Day };

export function DayList({ days, date, rows, isComplete, onChange }: Props) {
    const i = days.indexOf(date);
    return (
        <section class="timesheet-list" aria-label={formatDay(date, 'long')} aria-busy={!isComplete}>
            <header>
                <h2>{formatDay(date, 'long')}</h2>
                {isLocked(date) && (
                    <span class="quiet timesheet-locked">
                        <Icon name="lock" size={14} />
                        {t('timesheet.is_locked')}
                    </span>
                )}
            </header>
            <ul>
                {rows.map((row) => (
                    <Line
                        key={`${row.project} ${date}`}
                        row={row}
                        day={date}
                        seconds={row.seconds[i]!}
                        marked={row.marked[i]}
                        isOpen={isComplete && row.project !== null && !isLocked(date)}
                        onChange={(seconds) => onChange(row, date, seconds)}
                    />
                ))}
            </ul>
        </section>
    );
}

type LineProps = {
    row: Row;
    day: Day;
    seconds: number;
    marked: number | undefined;
    isOpen: boolean;
    onChange: (seconds: number) => string | undefined;
};

function Line({ row, day, seconds, marked, isOpen, onChange }: LineProps) {
    const editing = useEditing(seconds, onChange);
    const faultId = useId();
    const label = `${row.name}, ${formatDay(day, 'long')}`;
    return (
        <li class={`timesheet-line ${runsIn(row.project, day) ? 'running' : ''} ${editing.fault ? 'bad' : ''}`}>
            <RowName row={row} />
            {editing.text === undefined ? (
                <button
                    type="button"
                    class="timesheet-value"
                    disabled={!isOpen}
                    aria-label={`${label}: ${formatDuration(seconds)}`}
                    onClick={() => editing.begin()}
                >
                    <span class={seconds ? 'duration' : 'duration zero'}>{formatDuration(seconds)}</span>
                </button>
            ) : (
                <CellField editing={editing} label={label} isAll faultId={faultId} onLeave={() => false} />
            )}
            {marked !== undefined && <AgentMark resource="time_entries" id={marked} isIcon />}
            {editing.fault && (
                <span class="fault" role="alert" id={faultId}>
                    {editing.fault}
                </span>
            )}
        </li>
    );
}
