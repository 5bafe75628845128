// faults.ts -- what the server says is wrong, in the account's language. Its own words are English and sometimes say more
// than a code does (which span, which day), so whoever reads English gets them where that helps.
import { ApiProblem } from '../api/client.ts';
import { type PlainKey, spoken, t } from '../i18n/i18n.ts';

type Table = Readonly<Record<string, PlainKey>>;

/** A code of the API -> what it means to a person, and a field of it -> what the forms call it. Most are rare: the tables
 * come after the first view (views/faults). */
let texts: Table = {};
let names: Table = {};
export const learnWords = (all: Table, fields: Table = {}): void => {
    texts = all;
    names = fields;
};
/** What our words say at least as well as the server's, in any language. */
const BETTER = /^(ui\.error\.|fault\.(required|too_long|malformed|not_a_number|out_of_range|in_future|in_past|taken)$)/;
/** And whole sentences, where the server's have names in them that nobody sees. */
const SENTENCE = /^fault\.(not_after_start|break)$/;
export const isSentence = (code: string): boolean => SENTENCE.test(texts[code] ?? '');

/** A refusal by its CODE, or as the server SAID it. */
export function wordsOf(code: string, said: string): string {
    const key = texts[code];
    if (spoken.value === 'en') return key && (BETTER.test(key) || SENTENCE.test(key)) ? t(key) : said;
    return key ? t(key) : t('fault.other', { code });
}

/** What is wrong with one field, for where the field itself is not seen. */
function ofField({ field, code, message }: { field: string; code: string; message: string }): string {
    const words = wordsOf(code, message.replace(`${field}: `, ''));
    return isSentence(code) ? words : `${names[field] ? t(names[field]) : field}: ${words}`;
}

/** A refusal as a whole, in a person's words. */
export function describe(error: unknown): string {
    if (!(error instanceof ApiProblem)) return t('ui.error.unreachable');
    if (error.status === 401) return t('session.lost');
    const { code, message, problem } = error;
    const { field = '', errors = [] } = problem;
    if (!errors.length)
        return message.startsWith(`${field}: `) ? ofField({ field, code, message }) : wordsOf(code, message);
    const lines = errors.map(ofField).join('; ');
    return code in texts && code !== 'validation_error' && !isSentence(code) ? wordsOf(code, lines) : lines;
}
