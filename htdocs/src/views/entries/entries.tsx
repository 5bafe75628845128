// entries.tsx -- all entries, day by day, newest first. They can be changed where they stand, by mouse and by keyboard.
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { account } from '../../store/account.ts';
import { type EntryList, entryList } from '../../store/entries.ts';
import { discard, refused } from '../../store/queue.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { Bulk } from './bulk.tsx';
import { Month, narrowTo } from './day_group.tsx';
import { draftOfRefused, EntryForm, emptyDraft } from './entry_form.tsx';
import { Filters, filterOf, isFiltered } from './filters.tsx';
import { SplitDialog } from './split_dialog.tsx';
import { type Open, useLines } from './use_lines.ts';

/** Reads on when the end of the list comes near. */
function More({ list }: { list: EntryList }) {
    const mark = useRef<HTMLDivElement>(null);
    const pages = list.pages.value;
    useEffect(() => {
        const observer = new IntersectionObserver(
            // Several at once when frames are late: the last is how it is now.
            (seen) => {
                if (seen.at(-1)?.isIntersecting) list.more().catch(() => {});
            },
            { rootMargin: '800px' },
        );
        observer.observe(mark.current!);
        return () => observer.disconnect();
    }, [list, pages]);
    return (
        <div ref={mark}>
            {list.hasFailed.value ? (
                <ErrorState onRetry={() => void list.more().catch(() => {})} />
            ) : (
                <Skeleton lines={2} />
            )}
        </div>
    );
}

export default function Entries() {
    const filter = filterOf(route.value.query);
    const list = entryList(filter);
    const rows = list.rows.value;
    const state = list.state.value;
    const open = useSignal<Open | undefined>(undefined);
    const { months, common, chosen, mergeAll, deselect, handlers } = useLines(list, filter.to, (next) => {
        open.value = next;
    });

    const add = (): void => {
        open.value = { kind: 'form', draft: emptyDraft() };
    };
    useShortcuts([{ keys: 'a', title: 'entry.add', run: add }]);
    // Another view or a key can lead here with the form open: #/entries?add=1.
    useEffect(() => {
        if (!route.value.query.get('add')) return;
        setQuery({ add: '' });
        add();
    }, [route.value]);
    // Or with what the server would not take: #/entries?mend=N.
    useEffect(() => {
        const n = Number(route.value.query.get('mend'));
        if (!n) return;
        setQuery({ mend: '' });
        const record = refused.peek().find((write) => write.n === n);
        if (record) open.value = { kind: 'form', ...draftOfRefused(record), onSaved: () => void discard(record) };
    }, [route.value]);

    const hasChosen = chosen.length > 0;
    useShortcuts(hasChosen ? [{ keys: 'Escape', run: deselect }] : [], [hasChosen]);
    const isEmpty = !rows.length && list.isComplete.value;
    const button = (
        <button type="button" class="button" onClick={add}>
            <Icon name="plus" size={16} />
            {t('entry.add')}
        </button>
    );
    return (
        <div class={account.value?.hour_cycle === 'h12' ? 'entries h12' : 'entries'}>
            <header class="view-head">
                <h1 class="view-title">{t('entries.title')}</h1>
                {button}
            </header>
            <Filters filter={filter} />
            {!rows.length && state === 'loading' && <Skeleton lines={8} />}
            {!rows.length && state === 'failed' && <ErrorState onRetry={() => void list.reload()} />}
            {isEmpty &&
                (isFiltered(filter) ? (
                    <EmptyState icon="filter" title={t('entries.none_found')}>
                        {t('entries.none_found_text')}
                    </EmptyState>
                ) : (
                    <EmptyState icon="list" title={t('entries.empty')} action={button}>
                        {t('entries.empty_text')}
                    </EmptyState>
                ))}
            <div role="none" {...handlers}>
                {Array.from(months, ([month, days]) => (
                    <Month key={month} days={days} {...narrowTo(days, common)} />
                ))}
            </div>
            {rows.length > 0 && !list.isComplete.value && <More list={list} />}
            <Bulk entries={chosen} onMerge={() => void mergeAll(chosen)} onDone={deselect} />
            {open.value?.kind === 'form' && (
                <EntryForm
                    entry={open.value.entry}
                    draft={open.value.draft}
                    onClose={() => (open.value = undefined)}
                    onSaved={open.value.onSaved}
                />
            )}
            {open.value?.kind === 'split' && (
                <SplitDialog entry={open.value.entry} onClose={() => (open.value = undefined)} />
            )}
        </div>
    );
}
