// density.tsx -- how close rows stand on this device.
import { t } from '../../i18n/i18n.ts';
import { density, setDensity } from '../../store/device.ts';
import { undoable } from '../../store/undo.ts';
import { Choice } from './controls.tsx';

export function Density() {
    const label = t('settings.density');
    return (
        <Choice
            label={label}
            hint={t('settings.density_hint')}
            value={density.value}
            options={(['comfortable', 'compact'] as const).map((value) => ({
                value,
                label: t(`settings.density.${value}`),
            }))}
            onChoose={(value) => {
                const before = density.peek();
                setDensity(value);
                undoable(t('settings.saved', { what: label }), async () => setDensity(before));
            }}
        />
    );
}
