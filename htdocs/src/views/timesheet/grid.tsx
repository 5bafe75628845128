// grid.tsx -- projects by days (ARIA grid): one place for Tab, arrows go from cell to cell, typing begins to edit.
import { useSignal } from '@preact/signals';
import { useEffect, useId, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { href } from '../../shell/router.ts';
import { daySpan } from '../../store/day_sums.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import type { Day } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { Icon } from '../../ui/icon.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';
import { CellField, useEditing } from './cell.tsx';
import { openFrom, type Row, runsIn } from './week.ts';

export type GridProps = {
    days: readonly Day[];
    rows: readonly Row[];
    isComplete: boolean;
    onChange: (row: Row, day: Day, seconds: number) => string | undefined;
    /** A project whose row was just added: there it goes on. */
    focus: number | undefined;
};

const TYPED = /^[\d.,:]$/;
const sum = (seconds: readonly number[]): number => seconds.reduce((all, one) => all + one, 0);

export const isWeekend = (day: Day): boolean => new Date(day).getUTCDay() % 6 === 0;
export const isLocked = (day: Day): boolean => daySpan(day).start < openFrom();

const dayClass = (day: Day): string => (day === today.value ? 'today' : isWeekend(day) ? 'weekend' : '');

export function Grid({ days, rows, isComplete, onChange, focus }: GridProps) {
    const grid = useRef<HTMLTableElement>(null);
    const active = useSignal({ row: 0, column: Math.max(0, days.indexOf(today.peek())) });
    const row = Math.min(active.value.row, rows.length - 1);
    const { column } = active.value;

    const focusCell = (toRow: number, toColumn: number): boolean => {
        const cell = grid.current?.querySelector<HTMLElement>(`[data-cell="${toRow},${toColumn}"]`);
        cell?.focus();
        cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
        return cell !== null;
    };
    useEffect(() => {
        const at = rows.findIndex(({ project }) => project === focus);
        if (focus !== undefined && at >= 0) focusCell(at, column);
    }, [focus]);

    const walk = (event: KeyboardEvent, fromRow: number, fromColumn: number): boolean => {
        const last = { row: rows.length - 1, column: days.length - 1 };
        const isFar = event.ctrlKey || event.metaKey;
        switch (event.key) {
            case 'ArrowUp':
                return focusCell(Math.max(0, fromRow - 1), fromColumn);
            case 'ArrowDown':
                return focusCell(Math.min(last.row, fromRow + 1), fromColumn);
            case 'ArrowLeft':
                return focusCell(fromRow, Math.max(0, fromColumn - 1));
            case 'ArrowRight':
                return focusCell(fromRow, Math.min(last.column, fromColumn + 1));
            case 'Home':
                return focusCell(isFar ? 0 : fromRow, 0);
            case 'End':
                return focusCell(isFar ? last.row : fromRow, last.column);
            default:
                return false;
        }
    };
    /** The next cell in reading order; false at the ends, where Tab leaves the grid. */
    const next = (fromRow: number, fromColumn: number, isBack: boolean): boolean => {
        const at = fromRow * days.length + fromColumn + (isBack ? -1 : 1);
        return at >= 0 && at < rows.length * days.length && focusCell(Math.floor(at / days.length), at % days.length);
    };
    const total = (i: number): number => sum(rows.map(({ seconds }) => seconds[i]!));
    return (
        <div class="timesheet-scroll" role="region" aria-label={t('timesheet.grid')} tabIndex={-1}>
            <table
                class="timesheet-grid"
                role="grid"
                aria-describedby="timesheet-keys"
                aria-busy={!isComplete}
                ref={grid}
            >
                <thead>
                    <tr>
                        <th scope="col" class="timesheet-project">
                            {t('timesheet.project')}
                        </th>
                        {days.map((day) => (
                            <th key={day} scope="col" class={dayClass(day)}>
                                <DayHead day={day} />
                            </th>
                        ))}
                        <th scope="col" class="timesheet-sum">
                            {t('timesheet.sum')}
                        </th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((one, i) => (
                        <tr key={one.project ?? 'none'}>
                            <th scope="row" class="timesheet-project">
                                <RowName row={one} />
                            </th>
                            {days.map((day, j) => (
                                <Cell
                                    key={day}
                                    row={one}
                                    day={day}
                                    at={`${i},${j}`}
                                    seconds={one.seconds[j]!}
                                    marked={one.marked[j]}
                                    isActive={i === row && j === column}
                                    isOpen={isComplete && one.project !== null && !isLocked(day)}
                                    onActive={() => {
                                        active.value = { row: i, column: j };
                                    }}
                                    onWalk={(event) => walk(event, i, j)}
                                    onNext={(isBack) => next(i, j, isBack)}
                                    onChange={(seconds) => onChange(one, day, seconds)}
                                />
                            ))}
                            <td class={`timesheet-sum sum ${sum(one.seconds) ? '' : 'zero'}`}>
                                {formatDuration(sum(one.seconds))}
                            </td>
                        </tr>
                    ))}
                </tbody>
                <tfoot>
                    <tr>
                        <th scope="row" class="timesheet-project">
                            {t('timesheet.sum')}
                        </th>
                        {days.map((day, j) => (
                            <td key={day} class={`sum ${dayClass(day)} ${total(j) ? '' : 'zero'}`}>
                                {formatDuration(total(j))}
                            </td>
                        ))}
                        <td class="timesheet-sum sum">{formatDuration(sum(days.map((_, j) => total(j))))}</td>
                    </tr>
                </tfoot>
            </table>
            <p class="visually-hidden" id="timesheet-keys">
                {t('timesheet.keys')}
            </p>
        </div>
    );
}

function DayHead({ day }: { day: Day }) {
    return (
        <a
            href={href('calendar', { view: 'day', date: day })}
            class={`timesheet-day ${day === today.value ? 'today' : ''}`}
            aria-label={formatDay(day, 'long')}
            aria-current={day === today.value ? 'date' : undefined}
            title={isLocked(day) ? t('timesheet.is_locked') : undefined}
        >
            <span class="weekday">{formatDay(day, 'weekday')}</span>
            <span class="day-number">{formatDay(day, 'dayOfMonth')}</span>
            {isLocked(day) && <Icon name="lock" size={13} />}
        </a>
    );
}

export function RowName({ row }: { row: Row }) {
    if (row.project === null) return <span class="quiet">{t('timesheet.no_project')}</span>;
    return (
        <span class="timesheet-name" title={`${row.name}, ${row.client}`}>
            <ProjectName name={row.name} color={row.color} />
            <span class="client">{row.client}</span>
        </span>
    );
}

type CellProps = {
    row: Row;
    day: Day;
    at: string;
    seconds: number;
    marked: number | undefined;
    isActive: boolean;
    isOpen: boolean;
    onActive: () => void;
    onWalk: (event: KeyboardEvent) => boolean;
    onNext: (isBack: boolean) => boolean;
    onChange: (seconds: number) => string | undefined;
};

function Cell({ row, day, at, seconds, marked, isActive, isOpen, onActive, onWalk, onNext, onChange }: CellProps) {
    const cell = useRef<HTMLTableCellElement>(null);
    const isTyped = useRef(false);
    const faultId = useId();
    const editing = useEditing(seconds, onChange);
    const isRunning = runsIn(row.project, day);
    const begin = (text?: string): void => {
        isTyped.current = text !== undefined;
        editing.begin(text);
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.target !== cell.current || event.altKey) return;
        const isPlain = !event.ctrlKey && !event.metaKey;
        let isDone = true;
        if (isOpen && isPlain && (event.key === 'Enter' || event.key === 'F2')) begin();
        else if (isOpen && isPlain && TYPED.test(event.key)) begin(event.key);
        else if (isOpen && isPlain && (event.key === 'Delete' || event.key === 'Backspace')) {
            editing.begin('');
            editing.commit();
        } else isDone = onWalk(event);
        if (!isDone) return;
        event.preventDefault();
        event.stopPropagation();
    };
    const is = [
        'timesheet-cell',
        dayClass(day),
        isOpen ? 'open' : '',
        isRunning ? 'running' : '',
        editing.fault ? 'bad' : '',
    ];
    return (
        <td
            ref={cell}
            class={is.join(' ')}
            tabIndex={isActive ? 0 : -1}
            data-cell={at}
            aria-readonly={!isOpen}
            onFocus={onActive}
            onKeyDown={onKeyDown}
            onClick={() => isOpen && editing.text === undefined && begin()}
        >
            {editing.text === undefined ? (
                <span class={seconds ? 'duration' : 'duration zero'}>{formatDuration(seconds)}</span>
            ) : (
                <CellField
                    editing={editing}
                    label={`${row.name}, ${formatDay(day, 'long')}`}
                    isAll={!isTyped.current}
                    faultId={faultId}
                    onLeave={(by, isBack) => {
                        if (by === 'Tab') return onNext(isBack);
                        cell.current?.focus();
                        return true;
                    }}
                />
            )}
            {marked !== undefined && <AgentMark resource="time_entries" id={marked} isIcon />}
            {isRunning && <span class="visually-hidden">{t('timesheet.runs')}</span>}
            {editing.fault && (
                <span class="timesheet-fault" role="alert" id={faultId}>
                    {editing.fault}
                </span>
            )}
        </td>
    );
}
