// color_picker.tsx -- twelve colours as they will be seen, and one of one's own.
import { useId } from 'preact/hooks';
import { t } from '../../i18n/i18n.ts';
import { Icon } from '../../ui/icon.tsx';
import { COLORS } from './groups.ts';

export function ColorPicker({ value, onChange }: { value: string; onChange: (color: string) => void }) {
    const name = useId();
    const chosen = value.toLowerCase();
    const isOwn = !COLORS.some((color) => color.value === chosen);
    return (
        <fieldset class="color-picker">
            <legend>{t('projects.color')}</legend>
            {COLORS.map((color) => (
                <label key={color.value} class="swatch" style={{ '--color': color.value }}>
                    <input
                        type="radio"
                        name={name}
                        aria-label={t(`projects.color.${color.name}`)}
                        checked={color.value === chosen}
                        onChange={() => onChange(color.value)}
                    />
                    <Icon name="check" size={14} />
                </label>
            ))}
            <label class={isOwn ? 'swatch own chosen' : 'swatch own'} style={{ '--color': value }}>
                <input
                    type="color"
                    aria-label={t('projects.color.own')}
                    value={value}
                    onInput={(event) => onChange(event.currentTarget.value)}
                />
                <Icon name={isOwn ? 'check' : 'plus'} size={14} />
            </label>
        </fieldset>
    );
}
