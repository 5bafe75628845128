// use_report.ts -- a report that stays true: read again a moment after anything changed that sums are made of.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Operations, Report } from '../api/types.ts';
import { entryRows } from '../store/entries.ts';
import { pulse, readReport } from '../store/sync.ts';
import { timer } from '../store/timer.ts';

type Query = NonNullable<Operations['GET /reports/summary']['query']>;

const PAUSE_MS = 400;

export function useReport(query: Query): { report: Report | undefined; failed: boolean; retry: () => void } {
    const report = useSignal<Report | undefined>(undefined);
    const failed = useSignal(false);
    const attempt = useSignal(0);
    const asked = JSON.stringify(query);
    // What sums follow from; the reading below happens when one of them is another than before.
    const causes = [pulse.value, entryRows.shown.value, timer.value?.id, attempt.value, asked];
    useEffect(() => {
        let isGone = false;
        const pause = setTimeout(
            () => {
                readReport(JSON.parse(asked)).then(
                    ({ summary }) => {
                        if (isGone) return;
                        report.value = summary;
                        failed.value = false;
                    },
                    () => {
                        if (!isGone) failed.value = true;
                    },
                );
            },
            report.peek() ? PAUSE_MS : 0,
        );
        return () => {
            isGone = true;
            clearTimeout(pause);
        };
    }, causes);
    return { report: report.value, failed: failed.value, retry: () => (attempt.value += 1) };
}
