// saved.ts -- saved reports beside what the address asks for: which of them is that, and which was opened before its days
// or filters were changed.
import { signal } from '@preact/signals';
import type { SavedReport } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { account } from '../../store/account.ts';
import { clients, projects, savedReports } from '../../store/catalog.ts';
import { idNow } from '../../store/queue.ts';
import { undoable } from '../../store/undo.ts';
import { today } from '../../time/today.ts';
import { addressOf, type Choice, choiceOf } from './choice.ts';
import { rangeName } from './filters.tsx';

/** The report that was looked at last, until one goes to Statistics anew. */
export const openedReport = signal<number | undefined>(undefined);

export const choiceOfReport = ({ query }: { query: string }): Choice =>
    choiceOf(new URLSearchParams(query), today.value, account.value?.week_start ?? 'monday');

type Beside = {
    /** The report that is what is shown. */
    current: SavedReport | undefined;
    /** The one that was opened, where what is shown is another by now. */
    changed: SavedReport | undefined;
};

export function beside(choice: Choice): Beside {
    const all = savedReports.all.value;
    const { value: id } = openedReport;
    const opened = id === undefined ? undefined : all.find((report) => report.id === idNow(id));
    const address = addressOf(choice);
    const isShown = (report: SavedReport): boolean => addressOf(choiceOfReport(report)) === address;
    const current = opened && isShown(opened) ? opened : all.find(isShown);
    return { current, changed: current ? undefined : opened };
}

/** What is asked for, in words. */
export function wordsOf({ client, project, tag, billable, preset, range }: Choice): string {
    return [
        clients.get(client)?.name,
        projects.get(project)?.name,
        tag && `#${tag}`,
        billable !== undefined && t(billable ? 'filter.billable_only' : 'filter.not_billable'),
        preset === 'custom' ? rangeName(range) : t(`statistics.${preset}`),
    ]
        .filter(Boolean)
        .join(' · ');
}

export function saveReport(fields: { name: string; query: string }): Promise<unknown> {
    const stamp = new Date().toISOString();
    return savedReports.create(fields, { ...fields, created_at: stamp, updated_at: stamp });
}

export function overwriteReport(report: SavedReport, choice: Choice): void {
    const { id, name, query } = report;
    undoable(
        t('statistics.overwritten', { name }),
        () => savedReports.change(idNow(id), { query }),
        savedReports.change(id, { query: addressOf(choice) }, report),
    );
}

export function removeReport({ id, name, query }: SavedReport): void {
    undoable(t('statistics.report_deleted', { name }), () => saveReport({ name, query }), savedReports.remove(id));
}
