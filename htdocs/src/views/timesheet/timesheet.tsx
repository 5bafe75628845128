// timesheet.tsx -- a week as sums: projects by days, to be typed over. The week stands in the address.
import { useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { href, route } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { entryRange } from '../../store/entries.ts';
import { formatDays } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { addDays, type Day } from '../../time/zone.ts';
import { Icon } from '../../ui/icon.tsx';
import { Menu } from '../../ui/menu.tsx';
import { isNarrow } from '../../ui/narrow.ts';
import { PeriodBar } from '../../ui/period_bar.tsx';
import { Popover } from '../../ui/popover.tsx';
import { ProjectList } from '../../ui/project_picker.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { WeekStrip } from '../../ui/week_strip.tsx';
import { changeCell, copyLastWeek } from './change.ts';
import { DayList } from './day_list.tsx';
import { Grid } from './grid.tsx';
import { addRows, goToDay, type Row, rowsOf, type Week, weekOf } from './week.ts';

export default function Timesheet() {
    const week = weekOf(route.value.query);
    const { date, first, days } = week;
    const list = entryRange(first, addDays(first, 6));
    const entries = list.rows.value;
    const isComplete = list.isComplete.value;
    const isFailed = !isComplete && list.state.value === 'failed';
    const rows = rowsOf(week, entries);
    const focus = useSignal<number | undefined>(undefined);
    const step = (direction: 1 | -1): void => goToDay(addDays(date, 7 * direction));
    const toToday = (): void => goToDay(today.value);
    useShortcuts(
        [
            { keys: 't', title: 'period.to_today', run: toToday },
            { keys: 'ArrowLeft', title: 'period.earlier', run: () => step(-1) },
            { keys: 'ArrowRight', title: 'period.later', run: () => step(1) },
        ],
        [date],
    );
    const sumOf = (day: Day): number => rows.reduce((sum, row) => sum + row.seconds[days.indexOf(day)]!, 0);
    const onChange = ({ project, name }: Row, day: Day, seconds: number): string | undefined => {
        if (project === null) return undefined;
        // Emptied of its last time the row stays, with the keyboard in it.
        if (seconds === 0) addRows([project]);
        return changeCell(project, name, day, list.rows.peek(), seconds);
    };
    const addRow = (id: number): void => {
        addRows([id]);
        focus.value = id;
    };
    const ways = (
        <div class="timesheet-ways">
            <CopyMenu week={week} />
            <AddRow onAdd={addRow} />
        </div>
    );
    const shared = { days, rows, isComplete, onChange };
    return (
        <div class="timesheet">
            <PeriodBar
                title={formatDays(first, addDays(first, 6))}
                seconds={isComplete ? days.reduce((sum, day) => sum + sumOf(day), 0) : undefined}
                onStep={step}
                onToday={toToday}
            >
                {(rows.length > 0 || !isComplete) && ways}
            </PeriodBar>
            {isFailed && !rows.length ? (
                <ErrorState onRetry={() => void list.reload().then(() => list.all().catch(() => {}))} />
            ) : !isComplete && !rows.length ? (
                <Skeleton lines={7} />
            ) : !rows.length ? (
                <EmptyState icon="grid" title={t('timesheet.empty')} action={ways}>
                    {t('timesheet.empty_text')}
                </EmptyState>
            ) : isNarrow.value ? (
                <>
                    <WeekStrip
                        first={first}
                        date={date}
                        sumOf={sumOf}
                        hrefOf={(day) => href('timesheet', { date: day, projects: week.added.join('.') })}
                    />
                    <DayList {...shared} date={date} />
                </>
            ) : (
                <Grid key={first} {...shared} focus={focus.value} />
            )}
        </div>
    );
}

function CopyMenu({ week }: { week: Week }) {
    return (
        <Menu
            class="button"
            label={t('timesheet.copy')}
            items={[
                { label: t('timesheet.copy_projects'), icon: 'folder', run: () => void copyLastWeek(week, false) },
                { label: t('timesheet.copy_times'), icon: 'copy', run: () => void copyLastWeek(week, true) },
            ]}
        >
            <Icon name="copy" size={16} />
            <span>{t('timesheet.copy')}</span>
        </Menu>
    );
}

function AddRow({ onAdd }: { onAdd: (id: number) => void }) {
    const [isOpen, setOpen] = useState(false);
    return (
        <Popover
            class="button"
            align="end"
            isOpen={isOpen}
            onToggle={setOpen}
            button={
                <>
                    <Icon name="plus" size={16} />
                    <span>{t('timesheet.add_row')}</span>
                </>
            }
        >
            <ProjectList
                onChoose={(id) => {
                    setOpen(false);
                    onAdd(id);
                }}
                onClose={() => setOpen(false)}
            />
        </Popover>
    );
}
