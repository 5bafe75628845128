// browser_name.ts -- what a browser calls itself, in words that people know: "Firefox on Linux".

const BROWSERS: readonly [RegExp, string][] = [
    [/\bEdgA?\//, 'Edge'],
    [/\bOPR\//, 'Opera'],
    [/\bSamsungBrowser\//, 'Samsung Internet'],
    [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
    [/\bChrome\/|\bCriOS\/|\bHeadlessChrome\//, 'Chrome'],
    [/\bVersion\/.*\bSafari\//, 'Safari'],
    [/\bcurl\//, 'curl'],
];
const SYSTEMS: readonly [RegExp, string][] = [
    [/\biPhone\b/, 'iPhone'],
    [/\biPad\b/, 'iPad'],
    [/\bAndroid\b/, 'Android'],
    [/\bWindows\b/, 'Windows'],
    [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
    [/\bCrOS\b/, 'ChromeOS'],
    [/\bLinux\b/, 'Linux'],
];

const find = (text: string, names: readonly [RegExp, string][]): string | undefined =>
    names.find(([pattern]) => pattern.test(text))?.[1];

/** Browser and system, each where it can be told. */
export function browserName(agent: string | null): { browser: string | undefined; system: string | undefined } {
    return { browser: find(agent ?? '', BROWSERS), system: find(agent ?? '', SYSTEMS) };
}
