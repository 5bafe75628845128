// i18n.ts -- the texts of the UI in the account's language. The texts stand in the files en.json and de.json beside
// what uses them; the build makes chunks of them, the shell's and one a view, and the types of the keys
// (htdocs/catalogs.mjs).
import { signal } from '@preact/signals';
import parts from 'generated/catalog';
import type { Texts } from 'generated/keys';

export type Language = 'en' | 'de';
export type Text = string | { one: string; other: string };
export type Key = keyof Texts;
/** Keys of texts that take nothing, for tables. */
export type PlainKey = { [K in Key]: Texts[K] extends undefined ? K : never }[Key];

export const spoken = signal<Language>('en');
const texts = signal<Record<string, Text>>({});
let plural = new Intl.PluralRules('en');

/** The language to use before it is known who sits here. */
export const languageOfBrowser = (): Language =>
    navigator.languages.map((tag) => tag.slice(0, 2)).find((tag): tag is Language => tag in parts) ?? 'en';

/** The parts that are there, in whatever language. */
const there = new Set(['shell']);

const read = async (language: Language, part: string): Promise<Record<string, Text>> =>
    ((await parts[language]?.[part]?.())?.default ?? {}) as Record<string, Text>;

export async function setLanguage(language: Language): Promise<void> {
    const all = await Promise.all([...there].map((part) => read(language, part)));
    use(language, Object.assign({}, ...all));
    document.documentElement.lang = language;
}

/** Reads the texts of a view's folder. */
export async function needTexts(part: string): Promise<void> {
    if (there.has(part)) return;
    const language = spoken.peek();
    const found = await read(language, part);
    there.add(part);
    // Somebody may have chosen another language meanwhile.
    if (language === spoken.peek()) texts.value = { ...texts.peek(), ...found };
    else await setLanguage(spoken.peek());
}

export function use(language: Language, catalog: Record<string, Text>): void {
    plural = new Intl.PluralRules(language);
    texts.value = catalog;
    spoken.value = language;
}

/** The text of KEY; {names} in it are replaced by ARGUMENTS, and `n` chooses between one and other. */
export function t<K extends Key>(key: K, ...[values]: Texts[K] extends undefined ? [] : [Texts[K]]): string {
    const text = texts.value[key] ?? key;
    const given = (values ?? {}) as Record<string, string | number>;
    const chosen =
        typeof text === 'string' ? text : text[plural.select(Number(given['n'])) === 'one' ? 'one' : 'other'];
    return chosen.replace(/\{(\w+)\}/g, (whole, name: string) => String(given[name] ?? whole));
}
