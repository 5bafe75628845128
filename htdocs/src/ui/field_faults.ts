// field_faults.ts -- what the server says is wrong with single fields, for forms.
import { ApiProblem } from '../api/client.ts';
import { spoken, t } from '../i18n/i18n.ts';
import { isSentence, wordsOf } from './faults.ts';

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
    const ours = faultsOf(error, error.problem.field);
    if (spoken.value !== 'en') return ours;
    const codes = codesOf(error);
    return Object.fromEntries(
        Object.entries(error.faults).map(([field, said]) => [
            field,
            isSentence(codes.get(field) ?? '') ? ours[field]! : said,
        ]),
    );
}
