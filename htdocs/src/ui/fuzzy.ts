// fuzzy.ts -- how well a text answers what was typed: letters in order, words' beginnings and runs count more.

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** 0 = not at all; the higher the better. */
export function matchScore(label: string, query: string): number {
    const text = plain(label);
    let score = 1;
    for (const word of plain(query).split(/\s+/).filter(Boolean)) {
        const one = wordScore(text, word);
        if (!one) return 0;
        score += one;
    }
    return score - text.length / 1000;
}

function wordScore(text: string, word: string): number {
    const at = text.indexOf(word);
    if (at >= 0) return 20 + word.length + (isStart(text, at) ? 20 : 0) + (at === 0 ? 5 : 0);
    let score = 0;
    let from = 0;
    for (const letter of word) {
        const next = text.indexOf(letter, from);
        if (next < 0) return 0;
        score += isStart(text, next) ? 4 : next === from ? 2 : -1;
        from = next + 1;
    }
    // Letters strewn about mean nothing.
    return score >= word.length * 1.5 ? score : 0;
}

const isStart = (text: string, at: number): boolean => at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]!);
