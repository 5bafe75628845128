// targets.tsx -- hours that are due to clients: the list, or one of them (#/targets/12).
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { go, href, route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { targets } from '../../store/catalog.ts';
import { Icon } from '../../ui/icon.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/states.tsx';
import { TargetCard } from './card.tsx';
import { Detail } from './detail.tsx';
import { TargetForm } from './form.tsx';

function List({ onAdd }: { onAdd: () => void }) {
    const state = targets.state.value;
    const rows = targets.all.value;
    const button = (
        <button type="button" class="button" onClick={onAdd}>
            <Icon name="plus" size={16} />
            {t('targets.add')}
        </button>
    );
    return (
        <>
            <header class="view-head">
                <h1 class="view-title">{t('targets.title')}</h1>
                {rows.length > 0 && button}
            </header>
            {!rows.length && (state === 'loading' || state === 'idle') && <Skeleton lines={6} />}
            {!rows.length && state === 'failed' && <ErrorState onRetry={() => void targets.load()} />}
            {!rows.length && state === 'ready' && (
                <section class="card">
                    <EmptyState icon="target" title={t('targets.empty')} action={button}>
                        {t('targets.empty_text')}
                    </EmptyState>
                </section>
            )}
            <ul class="target-list">
                {rows.map((target) => (
                    <TargetCard key={target.id} target={target} />
                ))}
            </ul>
        </>
    );
}

export default function Targets() {
    const { path, query } = route.value;
    const isAdding = useSignal(false);
    const id = Number(path.split('/')[1]) || undefined;
    useEffect(() => targets.need(), []);
    const add = (): void => {
        isAdding.value = true;
    };
    useShortcuts([{ keys: 'a', title: 'targets.add', run: add }]);
    useEffect(() => {
        if (!query.get('add')) return;
        setQuery({ add: '' });
        add();
    }, [query]);
    return (
        <div class="targets-view">
            {id === undefined ? (
                <List onAdd={add} />
            ) : (
                <>
                    <a class="link back" href={href('targets')}>
                        <Icon name="left" size={16} />
                        {t('targets.all')}
                    </a>
                    <Detail key={id} id={id} />
                </>
            )}
            {isAdding.value && (
                <TargetForm
                    onClose={(made) => {
                        isAdding.value = false;
                        if (made && id !== undefined) go('targets');
                    }}
                />
            )}
        </div>
    );
}
