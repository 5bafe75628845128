// breakdown.tsx -- sums of a report as a table: time, share, and what has changed since the days before.
import type { ComponentChildren } from 'preact';
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { formatDuration } from '../../time/duration.ts';
import { Difference } from './difference.tsx';
import { percent } from './percent.ts';

type Sum = { total_seconds: number; rounded_seconds: number };
type Props<S extends Sum> = {
    report: Report;
    /** What the first column holds. */
    title: string;
    sums: readonly S[];
    idOf: (sum: S) => number;
    /** The same sums of the days before, where they are known. */
    before: readonly S[] | undefined;
    head: (sum: S) => ComponentChildren;
};

export function Breakdown<S extends Sum>({ report, title, sums, idOf, before, head }: Props<S>) {
    const known = new Map(before?.map((sum) => [idOf(sum), sum.total_seconds]));
    const isRounded = report.rounding.mode !== 'none';
    return (
        <table class="numbers breakdown">
            <thead>
                <tr>
                    <th scope="col">{title}</th>
                    <th scope="col">{t('statistics.time')}</th>
                    {isRounded && <th scope="col">{t('statistics.rounded')}</th>}
                    <th scope="col">{t('statistics.share')}</th>
                    {before && (
                        <th scope="col" class="wide-only">
                            {t('statistics.change')}
                        </th>
                    )}
                </tr>
            </thead>
            <tbody>
                {sums.map((sum) => (
                    <tr key={idOf(sum)}>
                        <th scope="row">{head(sum)}</th>
                        <td>{formatDuration(sum.total_seconds)}</td>
                        {isRounded && <td class="quiet">{formatDuration(sum.rounded_seconds)}</td>}
                        <td class="quiet">{percent(sum.total_seconds / report.total_seconds)}</td>
                        {before && (
                            <td class="wide-only">
                                <Difference now={sum.total_seconds} before={known.get(idOf(sum)) ?? 0} isShort />
                            </td>
                        )}
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
