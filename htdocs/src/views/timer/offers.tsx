// offers.tsx -- what is offered for a "@web" or "#fo" in a description: a project that is chosen leaves the text and becomes
// the project, labels stay in it until the time is booked. What is not there yet can be made in place.
import { t } from '../../i18n/i18n.ts';
import { activeProjects, tags } from '../../store/catalog.ts';
import { tagText } from '../../store/timer.ts';
import { matchScore } from '../../ui/fuzzy.ts';
import { createProject } from '../../ui/project_list.tsx';
import { ProjectName } from '../../ui/project_picker.tsx';

export type Offer = {
    label: string;
    color?: string;
    client?: string;
    /** What the description will be, and where one types on in it. */
    text: string;
    caret: number;
    /** It stands there already: Enter is for the whole description then. */
    isThere?: boolean;
    /** The project that was chosen, made if it must be. */
    project?: () => Promise<number | undefined>;
};

/** Up to the caret; a label of several words stands in quotes. */
const TOKEN = /(?:^|\s)(@|#"?)((?<=")[^"]*|[^\s@#"]*)$/;
const REST_OF_WORD = /^[^\s@#"]*/;
const MOST = 6;

const plain = (text: string): string => text.toLowerCase();

function best<T>(all: readonly T[], typed: string, label: (item: T) => string): T[] {
    return all
        .map((item) => ({ item, score: typed ? matchScore(label(item), typed) : 1 }))
        .filter(({ score }) => score > 0)
        .sort((a, b) => b.score - a.score)
        .slice(0, MOST)
        .map(({ item }) => item);
}

/** Offers for what stands before CARET in TEXT. */
export function offersAt(text: string, caret: number): Offer[] {
    const [, kind, typed = ''] = TOKEN.exec(text.slice(0, caret)) ?? [];
    if (!kind) return [];
    const before = text.slice(0, caret - kind.length - typed.length);
    const after = text.slice(caret).replace(kind === '#"' ? /^[^"#@]*"/ : REST_OF_WORD, '');
    return kind === '@' ? projectOffers(before, after, typed) : tagOffers(before, after, typed);
}

function tagOffers(before: string, after: string, typed: string): Offer[] {
    const offer = (name: string, label: string): Offer => {
        const start = `${before}${tagText(name)} `;
        return { label, text: start + after.trimStart(), caret: start.length, isThere: name === typed };
    };
    const found = best(tags.all.value, typed, ({ name }) => name);
    const isNew = typed.trim() && !tags.all.value.some(({ name }) => plain(name) === plain(typed.trim()));
    return [
        ...found.map(({ name }) => offer(name, `#${name}`)),
        ...(isNew ? [offer(typed.trim(), t('ui.create', { what: `#${typed.trim()}` }))] : []),
    ];
}

function projectOffers(before: string, after: string, typed: string): Offer[] {
    const start = after ? before : before.trimEnd();
    const without = { text: start + after.trimStart(), caret: start.length };
    const found = best(activeProjects.value, typed, ({ name, client_name }) => `${name} ${client_name}`);
    const isNew = typed && !activeProjects.value.some(({ name }) => plain(name) === plain(typed));
    return [
        ...found.map(({ id, name, client_name, color }) => ({
            ...without,
            label: name,
            client: client_name,
            color,
            project: async () => id,
        })),
        ...(isNew ? [{ ...without, label: t('ui.create', { what: typed }), project: () => createProject(typed) }] : []),
    ];
}

type Props = { id: string; offers: readonly Offer[]; active: number; onTake: (offer: Offer) => void };

/** The list below the field, which has the keyboard all the time. */
export function Offers({ id, offers, active, onTake }: Props) {
    return (
        <div
            class={offers.length ? 'popover-body start options' : 'hidden'}
            role="listbox"
            id={id}
            aria-label={t('timer.offers')}
        >
            {offers.map((offer, i) => (
                <div
                    key={offer.label}
                    id={`${id}-${i}`}
                    role="option"
                    aria-selected={i === active}
                    onPointerDown={(event) => event.preventDefault()}
                    onClick={() => onTake(offer)}
                >
                    {offer.color ? (
                        <ProjectName name={offer.label} client={offer.client} color={offer.color} />
                    ) : (
                        offer.label
                    )}
                </div>
            ))}
        </div>
    );
}
