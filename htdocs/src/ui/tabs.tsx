// tabs.tsx -- one of several panels (ARIA tabs): arrows move and choose.
import { useId } from 'preact/hooks';

type Props<V extends string> = {
    label: string;
    value: V;
    tabs: readonly { value: V; label: string }[];
    onChange: (value: V) => void;
};

export function Tabs<V extends string>({ label, value, tabs, onChange }: Props<V>) {
    const id = useId();
    const onKeyDown = (event: KeyboardEvent): void => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const at = tabs.findIndex((tab) => tab.value === value);
        const next = tabs[(at + step + tabs.length) % tabs.length]!;
        onChange(next.value);
        document.getElementById(`${id}-${next.value}`)?.focus();
    };
    return (
        <div class="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
            {tabs.map((tab) => (
                <button
                    key={tab.value}
                    id={`${id}-${tab.value}`}
                    type="button"
                    role="tab"
                    aria-selected={tab.value === value}
                    tabIndex={tab.value === value ? 0 : -1}
                    onClick={() => onChange(tab.value)}
                >
                    {tab.label}
                </button>
            ))}
        </div>
    );
}
