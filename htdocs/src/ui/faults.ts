// faults.ts -- what the server says is wrong with the fields of a form, in the account's language where the code says
// enough.
import { ApiProblem } from '../api/client.ts';
import { type PlainKey, t } from '../i18n/i18n.ts';

const TEXTS: Record<string, PlainKey> = {
    required: 'fault.required',
    too_short: 'fault.required',
    null: 'fault.required',
    too_long: 'fault.too_long',
    malformed: 'fault.malformed',
    wrong_type: 'fault.malformed',
    not_a_decimal: 'fault.not_a_number',
    not_an_integer: 'fault.not_a_number',
    out_of_range: 'fault.out_of_range',
    in_future: 'fault.in_future',
    in_past: 'fault.in_past',
};

/** Field -> what is wrong with it. That there is one like it already is said of NAME. */
export function faultsOf(error: unknown, name = 'name'): Record<string, string> {
    if (!(error instanceof ApiProblem)) return {};
    if (error.code === 'already_exists') return { [name]: t('fault.taken') };
    const { field, errors = [] } = error.problem;
    const codes = new Map(errors.map(({ field: of, code }) => [of, code]));
    if (field && !codes.has(field)) codes.set(field, error.code);
    return Object.fromEntries(
        Object.entries(error.faults).map(([of, message]) => {
            const key = TEXTS[codes.get(of) ?? ''];
            return [of, key ? t(key) : message];
        }),
    );
}

/** The same in the server's own words, where these say more than a code does: which span, which day. */
export const faultsAsSaid = (error: unknown): Record<string, string> =>
    error instanceof ApiProblem ? error.faults : {};
