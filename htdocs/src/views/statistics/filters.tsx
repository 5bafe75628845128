// filters.tsx -- the days and what of their time is summed up. All of it stands in the address.
import { t } from '../../i18n/i18n.ts';
import { chooseQuery, go, route, setQuery } from '../../shell/router.ts';
import { useShortcuts } from '../../shell/shortcuts.ts';
import { account } from '../../store/account.ts';
import { formatDay, formatDays } from '../../time/format.ts';
import { today } from '../../time/today.ts';
import { ClearFilters, FoldedFields, NarrowingFields } from '../../ui/filters.tsx';
import { Icon } from '../../ui/icon.tsx';
import { DateInput } from '../../ui/inputs.tsx';
import { type Choice, isFiltered } from './choice.ts';
import { PRESETS, presetRange, type Range, shift } from './range.ts';

const NO_RANGE = { range: '', from: '', to: '', group: '' };

/** Goes to other days: a step of its own for the back button. */
function goTo(range: Range | (typeof PRESETS)[number]): void {
    const kept = Object.fromEntries(route.peek().query);
    const first = account.peek()?.week_start ?? 'monday';
    const preset =
        typeof range === 'string'
            ? range
            : PRESETS.find((name) => {
                  const { from, to } = presetRange(name, today.peek(), first);
                  return from === range.from && to === range.to;
              });
    const days = preset ? { range: preset } : (range as Range);
    go('statistics', { ...kept, ...NO_RANGE, ...days });
}

export function rangeName({ from, to }: Range): string {
    return from === to ? formatDay(from, 'full') : formatDays(from, to);
}

function Days({ choice: { range, preset, fault } }: { choice: Choice }) {
    const step = (steps: number): void => goTo(shift(range, steps));
    useShortcuts(
        [
            { keys: 'ArrowLeft', title: 'statistics.earlier', run: () => step(-1) },
            { keys: 'ArrowRight', title: 'statistics.later', run: () => step(1) },
        ],
        [range.from, range.to],
    );
    const isCustom = preset === 'custom';
    return (
        <div class="days">
            <div class="presets" role="group" aria-label={t('statistics.period')}>
                {PRESETS.map((name) => (
                    <button key={name} type="button" aria-pressed={preset === name} onClick={() => goTo(name)}>
                        {t(`statistics.${name}`)}
                    </button>
                ))}
                <button
                    type="button"
                    aria-pressed={isCustom}
                    onClick={() => chooseQuery({ range: 'custom', from: range.from, to: range.to, group: '' })}
                >
                    {t('statistics.custom')}
                </button>
            </div>
            <div class="row">
                <button
                    type="button"
                    class="icon-button"
                    aria-label={t('statistics.earlier')}
                    disabled={Boolean(fault)}
                    onClick={() => step(-1)}
                >
                    <Icon name="left" />
                </button>
                {isCustom ? (
                    <span class="row dates">
                        <DateInput
                            label={t('statistics.from')}
                            value={range.from}
                            invalid={fault && 'statistics-fault'}
                            onChange={(from) => setQuery({ range: 'custom', from, to: range.to, group: '' })}
                        />
                        <span aria-hidden="true">–</span>
                        <DateInput
                            label={t('statistics.to')}
                            value={range.to}
                            invalid={fault && 'statistics-fault'}
                            onChange={(to) => setQuery({ range: 'custom', from: range.from, to, group: '' })}
                        />
                    </span>
                ) : (
                    <span class="range">{rangeName(range)}</span>
                )}
                <button
                    type="button"
                    class="icon-button"
                    aria-label={t('statistics.later')}
                    disabled={Boolean(fault)}
                    onClick={() => step(1)}
                >
                    <Icon name="right" />
                </button>
            </div>
            {fault && (
                <p class="fault" id="statistics-fault" role="alert">
                    {t(`statistics.fault_${fault}`)}
                </p>
            )}
        </div>
    );
}

export function Filters({ choice }: { choice: Choice }) {
    return (
        <>
            <Days choice={choice} />
            <div class="filters" role="search" aria-label={t('filter.title')}>
                <FoldedFields isUsed={isFiltered(choice)}>
                    <NarrowingFields value={choice} />
                </FoldedFields>
                {isFiltered(choice) && <ClearFilters />}
            </div>
        </>
    );
}
