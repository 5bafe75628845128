// filters.tsx -- which entries are shown. It stands in the address, so that it can be kept, shared and gone back to.
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { chooseQuery, setQuery } from '../../shell/router.ts';
import type { EntryFilter } from '../../store/entries.ts';
import { thisWeek, today } from '../../time/today.ts';
import { addDays } from '../../time/zone.ts';
import { ClearFilters, FoldedFields, NarrowingFields } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DateInput } from '../../ui/inputs.tsx';
import { readNarrowed } from '../../ui/narrowed.ts';

const SEARCH_PAUSE_MS = 250;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** The filter that the address asks for; what it says wrongly is left out. */
export function filterOf(query: URLSearchParams): EntryFilter {
    const day = (name: string): string | undefined => DAY.exec(query.get(name) ?? '')?.[0];
    return {
        from: day('from'),
        to: day('to'),
        ...readNarrowed(query),
        q: query.get('q')?.trim() || undefined,
    };
}

export const isFiltered = (filter: EntryFilter): boolean => Object.values(filter).some((value) => value !== undefined);

function periods(): { name: string; from: string; to: string }[] {
    const [day, week] = [today.value, thisWeek.value];
    const month = `${day.slice(0, 7)}-01`;
    const lastOfBefore = addDays(month, -1);
    return [
        { name: t('entries.today'), from: day, to: day },
        { name: t('entries.this_week'), from: week, to: addDays(week, 6) },
        { name: t('entries.last_week'), from: addDays(week, -7), to: addDays(week, -1) },
        { name: t('entries.this_month'), from: month, to: addDays(`${addDays(month, 31).slice(0, 7)}-01`, -1) },
        { name: t('entries.last_month'), from: `${lastOfBefore.slice(0, 7)}-01`, to: lastOfBefore },
    ];
}

function Search({ value }: { value: string }) {
    const text = useSignal(value);
    useEffect(() => {
        text.value = value;
    }, [value]);
    useEffect(() => {
        const pause = setTimeout(() => {
            // A search is one step back, however often one stops while typing it.
            if (text.value !== value) (value ? setQuery : chooseQuery)({ q: text.value });
        }, SEARCH_PAUSE_MS);
        return () => clearTimeout(pause);
    }, [text.value]);
    return (
        <div class="search">
            <Icon name="search" size={16} />
            <input
                class="input"
                type="search"
                aria-label={t('entries.search')}
                placeholder={t('entries.search')}
                value={text.value}
                onInput={(event) => {
                    text.value = event.currentTarget.value;
                }}
            />
        </div>
    );
}

export function Filters({ filter }: { filter: EntryFilter }) {
    const period = periods().find(({ from, to }) => from === filter.from && to === filter.to);
    return (
        <div class="filters" role="search" aria-label={t('filter.title')}>
            <Search value={filter.q ?? ''} />
            <FoldedFields isUsed={isFiltered({ ...filter, q: undefined })}>
                <select
                    class="input"
                    aria-label={t('entries.period')}
                    value={period?.name ?? (filter.from || filter.to ? 'own' : '')}
                    onChange={(event) => {
                        const chosen = periods().find(({ name }) => name === event.currentTarget.value);
                        if (chosen) chooseQuery({ from: chosen.from, to: chosen.to });
                        else if (event.currentTarget.value === 'own')
                            chooseQuery({ from: addDays(today.value, -13), to: today.value });
                        else chooseQuery({ from: '', to: '' });
                    }}
                >
                    <option value="">{t('entries.any_time')}</option>
                    {periods().map(({ name }) => (
                        <option key={name}>{name}</option>
                    ))}
                    <option value="own">{t('entries.own_period')}</option>
                </select>
                {!period && (filter.from || filter.to) && (
                    <span class="row">
                        <DateInput
                            label={t('entries.from')}
                            value={filter.from ?? ''}
                            onChange={(from) => setQuery({ from })}
                        />
                        <span aria-hidden="true">–</span>
                        <DateInput
                            label={t('entries.to')}
                            value={filter.to ?? ''}
                            onChange={(to) => setQuery({ to })}
                        />
                    </span>
                )}
                <NarrowingFields value={filter} />
            </FoldedFields>
            {isFiltered(filter) && <ClearFilters others={{ from: '', to: '', q: '' }} />}
        </div>
    );
}
