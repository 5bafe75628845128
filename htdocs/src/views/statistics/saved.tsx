// saved.tsx -- saved reports as chips: each a link to its days and filters; the one that is shown has a menu. And the
// button that saves what is shown.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { SavedReport } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { route } from '../../shell/router.ts';
import { savedReports } from '../../store/catalog.ts';
import { idNow, sent } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { FormActions, General, TextField } from '../../ui/form.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Menu, MenuList, type Point } from '../../ui/menu.tsx';
import { toast } from '../../ui/toast.tsx';
import { useForm } from '../../ui/use_form.ts';
import { addressOf, type Choice } from './choice.ts';
import { beside, choiceOfReport, openedReport, overwriteReport, removeReport, saveReport, wordsOf } from './saved.ts';

const NAME_MOST = 100;
const LINK = '.saved-reports a[aria-current]';

/** The keyboard goes where SELECTOR is, once what it was on is gone. */
function focusOn(selector: string): void {
    requestAnimationFrame(() => document.querySelector<HTMLElement>(selector)?.focus());
}

/** Names what is shown, or REPORT anew. */
function ReportForm({ choice, report, onClose }: { choice: Choice; report?: SavedReport; onClose: () => void }) {
    const form = useForm({ name: report?.name ?? wordsOf(choice).slice(0, NAME_MOST) }, { handOver: onClose });
    // What is proposed is there to be typed over.
    useEffect(() => (document.activeElement as HTMLInputElement).select?.(), []);

    async function save(): Promise<void> {
        const name = form.draft.name.trim();
        if (!name) return form.setFaults({ name: t('fault.required') });
        const write = (): Promise<unknown> =>
            report ? savedReports.change(report.id, { name }, report) : saveReport({ name, query: addressOf(choice) });
        if (!(await form.submit(() => sent(write())))) return;
        onClose();
        focusOn(LINK);
        if (!report) return toast(t('statistics.report_saved', { name }));
        undoable(t('statistics.report_renamed', { name }), () =>
            savedReports.change(idNow(report.id), { name: report.name }),
        );
    }

    const days = choice.preset === 'custom' ? t('statistics.save_stays') : t('statistics.save_moves');
    return (
        <Dialog
            title={report ? t('statistics.rename_title') : t('statistics.save')}
            onClose={onClose}
            onSubmit={() => void save()}
            actions={<FormActions label={t('ui.save')} isBusy={form.isBusy} onClose={onClose} />}
        >
            <General text={form.general} />
            <TextField
                label={t('statistics.save_name')}
                value={form.draft.name}
                fault={form.faults['name']}
                hint={report ? '' : days}
                maxLength={NAME_MOST}
                onInput={(name) => form.change({ name })}
            />
        </Dialog>
    );
}

/** Saves what is shown; where a report was opened and changed, over it or as a new one. */
export function SaveReport({ choice }: { choice: Choice }) {
    const [isNaming, setNaming] = useState(false);
    const { current, changed } = beside(choice);
    const face = (
        <>
            <Icon name="star" size={16} />
            <span class="long">{t('statistics.save')}</span>
            <span class="short">{t('ui.save')}</span>
        </>
    );
    return (
        <>
            {changed ? (
                <Menu
                    label={t('statistics.save')}
                    class="button save-report"
                    items={[
                        {
                            label: t('statistics.overwrite', { name: changed.name }),
                            icon: 'check',
                            run: () => {
                                overwriteReport(changed, choice);
                                focusOn(LINK);
                            },
                        },
                        { label: t('statistics.save_as_new'), icon: 'plus', run: () => setNaming(true) },
                    ]}
                >
                    {face}
                    <Icon name="down" size={14} />
                </Menu>
            ) : (
                !current && (
                    <button type="button" class="button save-report" onClick={() => setNaming(true)}>
                        {face}
                    </button>
                )
            )}
            {isNaming && <ReportForm choice={choice} onClose={() => setNaming(false)} />}
        </>
    );
}

/** What can be done with the report that was opened. Its list lies in the window, not in the row, which may scroll. */
function More({ report, choice, isChanged }: { report: SavedReport; choice: Choice; isChanged: boolean }) {
    const [at, setAt] = useState<Point | undefined>(undefined);
    const [isNaming, setNaming] = useState(false);
    const button = useRef<HTMLButtonElement>(null);
    const label = t('entry.more', { what: report.name });
    const open = (): void => {
        const { left, bottom } = button.current!.getBoundingClientRect();
        setAt(at ? undefined : { x: left, y: bottom + 4 });
    };
    const items = [
        isChanged && {
            label: t('statistics.overwrite', { name: report.name }),
            icon: 'check' as const,
            run: () => overwriteReport(report, choice),
        },
        { label: t('statistics.rename'), icon: 'edit' as const, run: () => setNaming(true) },
        {
            label: t('entry.delete'),
            icon: 'trash' as const,
            danger: true,
            run: () => {
                removeReport(report);
                focusOn('.save-report');
            },
        },
    ];
    return (
        <>
            <button
                type="button"
                class="more"
                ref={button}
                aria-haspopup="menu"
                aria-expanded={at !== undefined}
                aria-label={label}
                onClick={open}
            >
                <Icon name="more" size={16} />
            </button>
            {at && (
                <MenuList
                    label={label}
                    items={items}
                    at={at}
                    onClose={() => {
                        setAt(undefined);
                        button.current?.focus();
                    }}
                    onLeave={() => setAt(undefined)}
                />
            )}
            {isNaming && <ReportForm choice={choice} report={report} onClose={() => setNaming(false)} />}
        </>
    );
}

export function SavedReports({ choice }: { choice: Choice }) {
    const list = useRef<HTMLUListElement>(null);
    const { current, changed } = beside(choice);
    const opened = current ?? changed;
    const isPlain = !route.value.query.size;
    useEffect(() => savedReports.need(), []);
    useEffect(() => {
        if (current) openedReport.value = current.id;
        else if (isPlain) openedReport.value = undefined;
    }, [current?.id, isPlain]);
    // In a row that scrolls the one that is shown can be seen.
    useEffect(() => {
        const row = list.current;
        const chip = row?.querySelector<HTMLElement>('.opened');
        if (!row || !chip) return;
        const over = chip.offsetLeft + chip.offsetWidth - row.clientWidth;
        if (chip.offsetLeft < row.scrollLeft || over > row.scrollLeft)
            row.scrollLeft = chip.offsetLeft - (row.clientWidth - chip.offsetWidth) / 2;
    }, [opened?.id, changed?.id]);

    const all = savedReports.all.value;
    if (!all.length) return null;
    return (
        <nav class="saved-reports" aria-label={t('statistics.saved')}>
            <ul ref={list}>
                {all.map((report) => (
                    <li
                        key={report.id}
                        class={report === changed ? 'opened changed' : report === current ? 'opened' : ''}
                    >
                        <a
                            href={`#/statistics?${report.query}`}
                            title={wordsOf(choiceOfReport(report))}
                            aria-current={report === current ? 'true' : undefined}
                        >
                            <span class="name">{report.name}</span>
                            {report === changed && <span class="state-of-it">{t('statistics.changed')}</span>}
                        </a>
                        {report === opened && <More report={report} choice={choice} isChanged={report === changed} />}
                    </li>
                ))}
            </ul>
        </nav>
    );
}
