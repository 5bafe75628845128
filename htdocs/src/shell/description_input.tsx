// description_input.tsx -- what one is working on. "@web" offers projects and "#fo" labels below the field; a project
// that is chosen leaves the text and becomes the project, labels stay in it until the time is booked.
import { useId, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { activeProjects, tags } from '../store/catalog.ts';
import { matchScore } from '../ui/fuzzy.ts';
import { ProjectName } from '../ui/project_picker.tsx';

type Props = {
    id: string;
    value: string;
    onInput: (text: string) => void;
    /** Left, or Enter. */
    onCommit: (text: string) => void;
    onEnter?: (() => void) | undefined;
    onProject: (id: number) => void;
};

type Offer = { label: string; take: () => void; color?: string; client?: string };

const TOKEN = /(^|\s)([@#])([^\s@#]*)$/;
const MOST = 6;

export function DescriptionInput({ id, value, onInput, onCommit, onEnter, onProject }: Props) {
    const [at, setAt] = useState(0);
    const [isFocused, setFocused] = useState(false);
    const base = useId();
    const offers = isFocused ? offersFor(value) : [];
    const active = Math.min(at, offers.length - 1);

    function offersFor(text: string): Offer[] {
        const token = TOKEN.exec(text);
        if (!token) return [];
        const [whole, space, kind, typed = ''] = token;
        const rest = text.slice(0, text.length - whole.length) + space;
        const best = <T,>(all: readonly T[], label: (item: T) => string): T[] =>
            all
                .map((item) => ({ item, score: typed ? matchScore(label(item), typed) : 1 }))
                .filter(({ score }) => score > 0)
                .sort((a, b) => b.score - a.score)
                .slice(0, MOST)
                .map(({ item }) => item);
        if (kind === '#')
            return best(tags.all.value, (tag) => tag.name).map((tag) => ({
                label: `#${tag.name}`,
                take: () => onInput(`${rest}#${tag.name.replaceAll(' ', '_')} `),
            }));
        return best(activeProjects.value, (project) => `${project.name} ${project.client_name}`).map((project) => ({
            label: project.name,
            client: project.client_name,
            color: project.color,
            take: () => {
                onInput(rest.trimEnd());
                onProject(project.id);
            },
        }));
    }

    const onKeyDown = (event: KeyboardEvent): void => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step && offers.length) setAt((active + step + offers.length) % offers.length);
        else if ((event.key === 'Enter' || event.key === 'Tab') && offers[active]) offers[active].take();
        else if (event.key === 'Enter') {
            onCommit(value);
            onEnter?.();
        } else if (event.key === 'Escape') document.getElementById('main')?.focus({ preventScroll: true });
        else return;
        if (event.key !== 'Tab' || offers.length) event.preventDefault();
    };

    return (
        <div class="description">
            <input
                id={id}
                type="text"
                role="combobox"
                aria-label={t('timer.description')}
                aria-expanded={offers.length > 0}
                aria-controls={`${base}-list`}
                aria-autocomplete="list"
                aria-activedescendant={offers.length ? `${base}-${active}` : undefined}
                placeholder={t('timer.placeholder')}
                autocomplete="off"
                maxLength={5000}
                value={value}
                onInput={(event) => {
                    setAt(0);
                    onInput(event.currentTarget.value);
                }}
                onFocus={() => setFocused(true)}
                onBlur={() => {
                    setFocused(false);
                    onCommit(value);
                }}
                onKeyDown={onKeyDown}
            />
            <div
                class={offers.length ? 'popover-body start options' : 'hidden'}
                role="listbox"
                id={`${base}-list`}
                aria-label={t('timer.offers')}
            >
                {offers.map((offer, i) => (
                    <div
                        key={offer.label}
                        id={`${base}-${i}`}
                        role="option"
                        aria-selected={i === active}
                        onPointerDown={(event) => event.preventDefault()}
                        onClick={offer.take}
                    >
                        {offer.color ? (
                            <ProjectName name={offer.label} client={offer.client} color={offer.color} />
                        ) : (
                            offer.label
                        )}
                    </div>
                ))}
            </div>
        </div>
    );
}
