// block.tsx -- an entry in the calendar: as much of it in words as its height holds. It can be taken by mouse, finger
// and keyboard.
import type { Entry } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { spanOf } from '../../store/entries.ts';
import { markOf } from '../../store/marks.ts';
import { elapsedSeconds, timer } from '../../store/timer.ts';
import type { Axis } from '../../time/axis.ts';
import { formatDuration } from '../../time/duration.ts';
import { formatDay } from '../../time/format.ts';
import { minute, now } from '../../time/now.ts';
import type { Span } from '../../time/span.ts';
import { formatSpan, type Said, saySpan } from '../../time/span_text.ts';
import { fromWire } from '../../time/zone.ts';
import { AgentMark } from '../../ui/agent_mark.tsx';
import { type Block, blocksOf } from './layout.ts';
import { collision, type Drag, dayOfSpan } from './state.ts';
import { zoom } from './zoom.ts';

const MINUTE = 60_000;

/** Where a block lies, in parts of the grid. */
export function boxOf(axis: Axis, { column, from, to }: Pick<Block, 'column' | 'from' | 'to'>) {
    const percent = (part: number): string => `${(part * 100).toFixed(4)}%`;
    return {
        insetInlineStart: percent(column / axis.columns.length),
        inlineSize: percent(1 / axis.columns.length),
        insetBlockStart: percent(from / axis.size),
        blockSize: percent((to - from) / axis.size),
    };
}

/** How much text there is room for: none, one line, two, three, more. Minutes are those of an hour of full height. */
function roomOf({ from, to }: Block): string {
    const minutes = ((to - from) / MINUTE) * zoom.value;
    return minutes < 14 ? 'sliver' : minutes < 29 ? 'one' : minutes < 44 ? 'two' : minutes < 74 ? 'three' : 'more';
}

const netOf = (entry: Entry, { start, end }: Span): number =>
    Math.max(0, (end - start) / 1000 - entry.break_minutes * 60);

type WordsProps = {
    title: string;
    isUntitled?: boolean;
    project: string;
    client: string;
    span: Span;
    seconds: number;
};

function Words({ title, isUntitled, project, client, span, seconds }: WordsProps) {
    return (
        <div class="calendar-words">
            <span class="calendar-line-1">
                <strong class={isUntitled ? 'untitled' : ''}>{title}</strong>
                <span class="calendar-short">{formatDuration(seconds)}</span>
            </span>
            <span class="calendar-line-2">
                {project}
                {client && <span class="calendar-client">, {client}</span>}
            </span>
            <span class="calendar-line-3">
                <Times span={span} />
                <span class="calendar-length">{formatDuration(seconds)}</span>
            </span>
        </div>
    );
}

/** In a narrow block the halves of the day go: the hours beside it tell. */
function Times({ span }: { span: Span }) {
    const time = ({ time, half, zone }: Said) => (
        <>
            {time}
            {half && <span class="calendar-half">{half}</span>}
            {zone}
        </>
    );
    const [from, to] = saySpan(span);
    return (
        <span class="calendar-times">
            {time(from)}–{time(to)}
        </span>
    );
}

export type BlockProps = {
    axis: Axis;
    entry: Entry;
    held: Drag | undefined;
    isActive: boolean;
    onActive: () => void;
    onOpen: () => void;
    onKeyDown: (event: KeyboardEvent) => void;
    onBlur: () => void;
};

export function EntryBlocks({ axis, entry, held, isActive, onActive, onOpen, onKeyDown, onBlur }: BlockProps) {
    const own = spanOf(entry);
    const span = held ?? own;
    const seconds = netOf(entry, span);
    const isBad = held !== undefined && collision(held) !== undefined;
    const title = entry.description || entry.project_name;
    const mark = markOf('time_entries', entry.id);
    const label = [
        title,
        ...(entry.description ? [entry.project_name] : []),
        entry.client_name,
        formatDay(dayOfSpan(span), 'long'),
        formatSpan(span),
        formatDuration(seconds),
        ...(mark ? [t('agent.by', { who: mark.who })] : []),
        ...(entry.break_minutes ? [t('entry.has_break', { time: formatDuration(entry.break_minutes * 60) })] : []),
    ].join(', ');
    return (
        <>
            {held &&
                blocksOf(axis, own).map((block) => (
                    <div key={block.column} class="calendar-origin" style={boxOf(axis, block)} />
                ))}
            {blocksOf(axis, span).map((block, i) => (
                <div
                    key={`part-${i}`}
                    class={[
                        'calendar-item calendar-entry',
                        roomOf(block),
                        held ? 'held' : '',
                        isBad ? 'bad' : '',
                        entry.id < 0 ? 'waiting' : '',
                        block.isStart ? 'starts' : '',
                        block.isEnd ? 'ends' : '',
                    ].join(' ')}
                    style={{ ...boxOf(axis, block), '--color': entry.project_color }}
                    data-id={entry.id}
                    data-column={block.column}
                    data-at={block.from}
                    title={label}
                    // One place for the keyboard, however many days it touches.
                    {...(i === 0
                        ? {
                              role: 'button',
                              tabIndex: isActive ? 0 : -1,
                              'aria-label': label,
                              'aria-describedby': 'calendar-keys',
                              onFocus: onActive,
                              onKeyDown,
                              onBlur,
                          }
                        : { 'aria-hidden': true })}
                    onClick={onOpen}
                >
                    <div class="calendar-card">
                        <Words
                            title={title}
                            isUntitled={!entry.description}
                            project={entry.description ? entry.project_name : entry.client_name}
                            client={entry.description ? entry.client_name : ''}
                            span={span}
                            seconds={seconds}
                        />
                        <AgentMark resource="time_entries" id={entry.id} isIcon />
                    </div>
                    {block.isStart && <div class="calendar-grip start" data-handle="start" />}
                    {block.isEnd && <div class="calendar-grip end" data-handle="end" />}
                </div>
            ))}
        </>
    );
}

/** A new entry while it is drawn, and while its form is open. */
export function NewBlocks({ axis, held }: { axis: Axis; held: Drag }) {
    // Behind its form it may be there already, and lie on itself.
    const isBad = held.via !== 'form' && collision(held) !== undefined;
    return (
        <>
            {blocksOf(axis, held).map((block) => (
                <div
                    key={block.column}
                    class={`calendar-entry calendar-new held starts ends ${roomOf(block)} ${isBad ? 'bad' : ''}`}
                    style={boxOf(axis, block)}
                >
                    <div class="calendar-card">
                        <div class="calendar-words">
                            <span class="calendar-line-1">
                                <strong>{formatSpan(held)}</strong>
                                <span class="calendar-short">{formatDuration((held.end - held.start) / 1000)}</span>
                            </span>
                            <span class="calendar-line-2">{formatDuration((held.end - held.start) / 1000)}</span>
                        </div>
                    </div>
                </div>
            ))}
        </>
    );
}

type RunningProps = Pick<BlockProps, 'axis' | 'isActive' | 'onActive' | 'onOpen' | 'onKeyDown'>;

/** What runs, growing each minute. */
export function RunningBlock({ axis, isActive, onActive, onOpen, onKeyDown }: RunningProps) {
    const running = timer.value;
    if (!running) return null;
    const start = fromWire(running.start_time);
    // Read, so that it grows; the moment itself, so that it begins where it did.
    void minute.value;
    const span = { start, end: Math.max(now(), start + MINUTE) };
    const seconds = elapsedSeconds(running, span.end);
    const title = running.description || running.project_name || t('timer.no_description');
    const label = [
        title,
        ...(running.description && running.project_name ? [running.project_name] : []),
        t('calendar.since', { time: formatSpan(span) }),
        formatDuration(seconds),
    ].join(', ');
    return (
        <>
            {blocksOf(axis, span).map((block, i) => (
                <div
                    key={block.column}
                    class={`calendar-item calendar-entry calendar-running ${roomOf(block)} ${block.isStart ? 'starts' : ''}`}
                    style={{
                        ...boxOf(axis, block),
                        ...(running.project_color ? { '--color': running.project_color } : {}),
                    }}
                    data-column={block.column}
                    data-at={block.from}
                    title={label}
                    // One place for the keyboard, as with entries.
                    {...(i === 0
                        ? {
                              role: 'button',
                              tabIndex: isActive ? 0 : -1,
                              'aria-label': label,
                              onFocus: onActive,
                              onKeyDown,
                          }
                        : { 'aria-hidden': true })}
                    onClick={onOpen}
                >
                    <div class="calendar-card">
                        <Words
                            title={title}
                            isUntitled={!running.description}
                            project={running.description ? (running.project_name ?? '') : ''}
                            client=""
                            span={span}
                            seconds={seconds}
                        />
                        <AgentMark resource="timer" id={running.id} isIcon />
                    </div>
                </div>
            ))}
        </>
    );
}
