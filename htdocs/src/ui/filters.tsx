// filters.tsx -- what narrows entries and sums down; what was chosen stands in the address.
import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { t } from '../i18n/i18n.ts';
import { chooseQuery } from '../shell/router.ts';
import { clients, tags } from '../store/catalog.ts';
import { Icon } from './icon.tsx';
import { isNarrow } from './narrow.ts';
import type { Narrowed } from './narrowed.ts';
import { ProjectPicker } from './project_picker.tsx';

const NOTHING = { client: '', project: '', tag: '', billable: '' };

/** On a phone fields would take the place of what they narrow: they are behind a button until one is in use. */
export function FoldedFields({ isUsed, children }: { isUsed: boolean; children: ComponentChildren }) {
    const isOpen = useSignal(false);
    const isFolded = isNarrow.value && !isUsed;
    return (
        <>
            {isFolded && (
                <button
                    type="button"
                    class="button"
                    aria-expanded={isOpen.value}
                    onClick={() => {
                        isOpen.value = !isOpen.peek();
                    }}
                >
                    <Icon name="filter" size={16} />
                    {t('filter.title')}
                </button>
            )}
            {(!isFolded || isOpen.value) && children}
        </>
    );
}

/** Fields for client, project, tag and billable. */
export function NarrowingFields({ value: { client, project, tag, billable } }: { value: Partial<Narrowed> }) {
    return (
        <>
            <select
                class="input"
                aria-label={t('filter.client')}
                value={String(client ?? '')}
                onChange={(event) => chooseQuery({ client: event.currentTarget.value })}
            >
                <option value="">{t('filter.any_client')}</option>
                {clients.all.value.map(({ id, name }) => (
                    <option key={id} value={String(id)}>
                        {name}
                    </option>
                ))}
            </select>
            <ProjectPicker
                none={t('filter.any_project')}
                value={project}
                onChange={(chosen) => chooseQuery({ project: chosen })}
                onClear={() => chooseQuery({ project: '' })}
            />
            {(tags.all.value.length > 0 || tag) && (
                <select
                    class="input"
                    aria-label={t('filter.tag')}
                    value={tag ?? ''}
                    onChange={(event) => chooseQuery({ tag: event.currentTarget.value })}
                >
                    <option value="">{t('filter.any_tag')}</option>
                    {tags.all.value.map(({ id, name }) => (
                        <option key={id}>{name}</option>
                    ))}
                </select>
            )}
            <select
                class="input"
                aria-label={t('entry.billable')}
                value={billable === undefined ? '' : billable ? 'yes' : 'no'}
                onChange={(event) => chooseQuery({ billable: event.currentTarget.value })}
            >
                <option value="">{t('filter.billable_or_not')}</option>
                <option value="yes">{t('filter.billable_only')}</option>
                <option value="no">{t('filter.not_billable')}</option>
            </select>
        </>
    );
}

/** Takes all of it away, and OTHERS with it. */
export const ClearFilters = ({ others = {} }: { others?: Record<string, string> }) => (
    <button type="button" class="link" onClick={() => chooseQuery({ ...NOTHING, ...others })}>
        {t('filter.clear')}
    </button>
);
