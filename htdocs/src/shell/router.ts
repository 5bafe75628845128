// router.ts -- where we are stands in the hash: #/entries?client=3&from=2026-11-01. So no rule of the server is
// needed, links can be passed on, and the back button works wherever the application is mounted.
import { signal } from '@preact/signals';

export type Route = { path: string; query: URLSearchParams };

export function parseHash(hash: string): Route {
    const [, path = '', query = ''] = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash) ?? [];
    return { path: path.replace(/\/+$/, ''), query: new URLSearchParams(query) };
}

type Values = Record<string, string | number | boolean | undefined | null>;

/** The address of a view, for links; what is undefined or empty is left out. */
export function href(path: string, values: Values = {}): string {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries(values))
        if (value != null && value !== '') query.set(name, String(value));
    return `#/${path}${query.size ? `?${query}` : ''}`;
}

const isBrowser = typeof location !== 'undefined';
export const route = signal<Route>(parseHash(isBrowser ? location.hash : ''));

if (isBrowser)
    addEventListener('hashchange', () => {
        route.value = parseHash(location.hash);
    });

export function go(path: string, values?: Values): void {
    location.hash = href(path, values);
}

function change(values: Values, isStep: boolean): void {
    const { path, query } = route.peek();
    const to = href(path, { ...Object.fromEntries(query), ...values });
    if (isStep && to !== href(path, Object.fromEntries(query))) history.pushState(null, '', to);
    else history.replaceState(null, '', to);
    route.value = parseHash(to);
}

/** Changes some of the query and keeps the rest. It is no step of its own for the back button: for what is typed, and
 * for what opens over the view. */
export const setQuery = (values: Values): void => change(values, false);

/** The same as a step: for what is chosen. */
export const chooseQuery = (values: Values): void => change(values, true);
