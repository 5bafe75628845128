// faults.ts -- what the server says is wrong, in the account's language. Its own words are English and sometimes say more
// than a code does (which span, which day), so whoever reads English gets them where that helps.
import { ApiProblem } from '../api/client.ts';
import { type PlainKey, spoken, t } from '../i18n/i18n.ts';

/** A code of the API -> what it means to a person. Most are rare: the table comes after the first view (views/faults). */
let texts: Readonly<Record<string, PlainKey>> = {};
export const learnWords = (all: typeof texts): void => {
    texts = all;
};
/** What our words say at least as well as the server's, in any language. */
const BETTER = /^(ui\.error\.|fault\.(required|too_long|malformed|not_a_number|out_of_range|in_future|in_past|taken)$)/;

/** A refusal by its CODE, or as the server SAID it. */
export function wordsOf(code: string, said: string): string {
    const key = texts[code];
    if (spoken.value === 'en') return key && BETTER.test(key) ? t(key) : said;
    return key ? t(key) : t('fault.other', { code });
}

function codesOf({ problem, code }: ApiProblem): Map<string, string> {
    const { field, errors = [] } = problem;
    const codes = new Map(errors.map(({ field: of, code: its }) => [of, its]));
    if (field && !codes.has(field)) codes.set(field, code);
    return codes;
}

/** Field -> what is wrong with it. That there is one like it already is said of NAME. */
export function faultsOf(error: unknown, name = 'name'): Record<string, string> {
    if (!(error instanceof ApiProblem)) return {};
    if (error.code === 'already_exists') return { [name]: t('fault.taken') };
    const codes = codesOf(error);
    return Object.fromEntries(
        Object.entries(error.faults).map(([of, message]) => [of, wordsOf(codes.get(of) ?? '', message)]),
    );
}

/** The same in the server's own words for those who read them: which span, which day. */
export function faultsAsSaid(error: unknown): Record<string, string> {
    if (!(error instanceof ApiProblem)) return {};
    return spoken.value === 'en' ? error.faults : faultsOf(error, error.problem.field);
}

/** A refusal as a whole, in a person's words. */
export function describe(error: unknown): string {
    if (!(error instanceof ApiProblem)) return t('ui.error.unreachable');
    if (error.status === 401) return t('session.lost');
    const { errors = [] } = error.problem;
    if (!errors.length) return wordsOf(error.code, error.message);
    const lines = errors.map(({ field, code, message }) => `${field}: ${wordsOf(code, message)}`);
    return error.code in texts && error.code !== 'validation_error'
        ? wordsOf(error.code, lines.join('; '))
        : lines.join('; ');
}
