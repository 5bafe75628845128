// statistics.tsx -- where the time went: sums of any days by project, client and period, beside what came before.
import type { ComponentChildren } from 'preact';
import type { Report } from '../../api/types.ts';
import { t } from '../../i18n/i18n.ts';
import { href, route } from '../../shell/router.ts';
import { account } from '../../store/account.ts';
import { clients } from '../../store/catalog.ts';
import { formatDuration, spokenDuration } from '../../time/duration.ts';
import { formatNumber } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { useReport } from '../../ui/use_report.ts';
import { Bars } from './bars.tsx';
import { type Choice, choiceOf, isFiltered, queryOf } from './choice.ts';
import { ByClient } from './clients.tsx';
import { Difference } from './difference.tsx';
import { Donut } from './donut.tsx';
import { Filters, rangeName } from './filters.tsx';
import { percent } from './percent.ts';
import { before as beforeOf, periodsOf, type Range } from './range.ts';
import { SavedReports, SaveReport } from './saved.tsx';
import { barsOf, partsOf } from './shape.ts';
import { Year } from './year.tsx';

function Figure({ label, value, spoken, children }: Record<'label' | 'value', string> & Extra) {
    return (
        <div class="figure">
            <h2>{label}</h2>
            <output title={spoken}>{value}</output>
            {children}
        </div>
    );
}
type Extra = { spoken?: string; children?: ComponentChildren };

function Totals({ report, before, beforeRange }: { report: Report; before: Report | undefined; beforeRange: Range }) {
    const total = report.total_seconds;
    const { mode, minutes, per } = report.rounding;
    const group = report.group_by;
    const worked = report.by_period.filter(({ total_seconds }) => total_seconds > 0).length;
    return (
        <section class="card totals" aria-label={t('statistics.totals')}>
            <Figure
                label={t('statistics.total')}
                value={formatDuration(total)}
                spoken={spokenDuration(total, document.documentElement.lang)}
            >
                {before && before.total_seconds > 0 && (
                    <p>
                        <Difference now={total} before={before.total_seconds} />{' '}
                        <span class="quiet">
                            {t('statistics.against', {
                                time: formatDuration(before.total_seconds),
                                days: rangeName(beforeRange),
                            })}
                        </span>
                    </p>
                )}
                {before && before.total_seconds === 0 && (
                    <p class="quiet">{t('statistics.nothing_before', { days: rangeName(beforeRange) })}</p>
                )}
            </Figure>
            {mode !== 'none' && (
                <Figure label={t('statistics.rounded')} value={formatDuration(report.rounded_seconds)}>
                    <p class="quiet">
                        {t(`statistics.round_${mode}`, { minutes })} {t(`statistics.per_${per}_rounded`)}
                    </p>
                </Figure>
            )}
            <Figure label={t('entry.billable')} value={formatDuration(report.billable_seconds)}>
                <p class="quiet">
                    {t('statistics.of_it', { share: percent(total ? report.billable_seconds / total : 0) })}
                </p>
            </Figure>
            <Figure label={t('statistics.entries')} value={formatNumber(report.entry_count)}>
                {before && before.entry_count > 0 && (
                    <p class="quiet">{t('statistics.before_count', { count: formatNumber(before.entry_count) })}</p>
                )}
            </Figure>
            <Figure label={t(`statistics.average_${group}`)} value={formatDuration(worked ? total / worked : 0)}>
                <p class="quiet">{t(`statistics.with_time_${group}`, { n: worked })}</p>
            </Figure>
        </section>
    );
}

function Body({ choice }: { choice: Choice }) {
    const beforeRange = beforeOf(choice.range, today.value);
    const { report, failed, retry } = useReport(queryOf(choice));
    const { report: before } = useReport(queryOf({ ...choice, range: beforeRange, group: 'year' }));
    if (!report) return failed ? <ErrorState onRetry={retry} /> : <Skeleton lines={10} />;
    // What is shown is of the days that it was read for, also while others are being read.
    const range = { from: report.start_date, to: report.end_date };
    const isCurrent = range.from === choice.range.from && range.to === choice.range.to;
    const compared = before?.start_date === beforeRange.from && before.end_date === beforeRange.to ? before : undefined;
    const group = report.group_by;
    // Beside nothing, each change would only be the sum once more.
    const known = compared?.total_seconds ? compared : undefined;
    const parts = partsOf(report.by_project, (id) => clients.get(id)?.name ?? '', t('statistics.others'));
    const starts = periodsOf(range, group, account.value?.week_start ?? 'monday');
    return (
        <div class={isCurrent && !failed ? 'body' : 'body late'} aria-busy={!isCurrent}>
            {failed && (
                <p class="banner warning" role="alert">
                    <Icon name="warning" />
                    <span>{t('ui.error.unreachable')}</span>
                    <button type="button" class="button small" onClick={retry}>
                        {t('ui.retry')}
                    </button>
                </p>
            )}
            {report.running && report.running.seconds >= 60 && (
                <p class="quiet running">
                    <Icon name="today" size={16} />
                    {t('statistics.running', { time: formatDuration(report.running.seconds) })}
                </p>
            )}
            {report.total_seconds === 0 ? (
                <section class="card">
                    <EmptyState
                        icon={isFiltered(choice) ? 'filter' : 'chart'}
                        title={t('statistics.empty')}
                        action={
                            isFiltered(choice) ? undefined : (
                                <a class="button" href={href('entries', { add: 1 })}>
                                    <Icon name="plus" size={16} />
                                    {t('entry.add')}
                                </a>
                            )
                        }
                    >
                        {isFiltered(choice) ? t('statistics.empty_filtered') : t('statistics.empty_text')}
                    </EmptyState>
                </section>
            ) : (
                <>
                    <Totals report={report} before={compared} beforeRange={beforeRange} />
                    <Bars
                        bars={barsOf(starts, report.by_period, parts)}
                        parts={parts}
                        group={group}
                        range={range}
                        total={report.total_seconds}
                    />
                    <Donut report={report} before={known} parts={parts} range={range} />
                    <ByClient report={report} before={known} range={range} />
                </>
            )}
            <Year choice={choice} />
        </div>
    );
}

/** The address of the same sums as a table for other programs. */
function csvAddress(choice: Choice): string {
    const query = new URLSearchParams({ format: 'csv' });
    for (const [name, value] of Object.entries(queryOf(choice)))
        if (value !== undefined) query.set(name, String(value));
    return `api/v1/reports/summary?${query}`;
}

export default function Statistics() {
    const choice = choiceOf(route.value.query, today.value, account.value?.week_start ?? 'monday');
    return (
        <div class="statistics">
            <header class="view-head">
                <h1 class="view-title">{t('statistics.title')}</h1>
                {!choice.fault && (
                    <div class="row">
                        <a class="button" href={csvAddress(choice)} download>
                            <Icon name="download" size={16} />
                            {t('statistics.csv')}
                        </a>
                        <SaveReport choice={choice} />
                    </div>
                )}
            </header>
            <SavedReports choice={choice} />
            <Filters choice={choice} />
            {!choice.fault && <Body choice={choice} />}
        </div>
    );
}
