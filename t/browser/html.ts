// html.ts -- is a document valid HTML: content models, attributes, ids, forms, ARIA, by html-validate.
import { HtmlValidate } from 'html-validate';
import type { Page } from 'playwright-core';

const validator = new HtmlValidate({
    root: true,
    extends: ['html-validate:recommended'],
    rules: {
        // How a browser writes out its tree, which is not how we wrote it.
        'doctype-style': 'off',
        'void-style': 'off',
        'attr-quotes': 'off',
        'attribute-boolean-style': 'off',
        // Places and colours come from data, and are set by properties: an attribute in a text the policy forbids.
        'no-inline-style': 'off',
        // The list of a combobox is no <select>; what is dragged and focused as a whole holds more than a <button> may; the
        // calendar's region is a place to scroll.
        'prefer-native-element': ['error', { exclude: ['listbox', 'button', 'region'] }],
    },
});

/** What is wrong with a document: rule, words and place, each once. */
export async function mistakes(html: string): Promise<string[]> {
    const { results } = await validator.validateString(html);
    return [...new Set(results.flatMap(({ messages }) =>
        messages.map(({ ruleId, message, selector }) => `${ruleId}: ${message} (${selector ?? ''})`)))];
}

/** The same of a page as it is drawn now. */
export async function mistakesOf(page: Page): Promise<string[]> {
    return await mistakes(await page.content());
}
