// docs.ts -- the interactive documentation of the API at /api/docs: Swagger UI over our own document, under the same
// strict policy as the application. What a text of the document says is shown as text: Swagger UI would make HTML of it,
// which Trusted Types refuse, and our document holds no Markdown.
import SwaggerUI, {
    type Component,
    type Plugin,
    type Request,
    type System,
} from 'swagger-ui-dist/swagger-ui-es-bundle.js';

type Sample = { lang: string; label: string; source: string };
type Operation = { security?: Record<string, string[]>[]; 'x-codeSamples'?: Sample[] };
type OpenApi = {
    servers: { url: string }[];
    security: Record<string, string[]>[];
    paths: Record<string, Record<string, Operation>>;
    components: { securitySchemes: Record<string, unknown> };
};

const API = '../api/v1';
const STREAM = '/events'; // never ends, so there is no answer to show

/** The session's cookie is the browser's affair; nobody can enter it. */
function withoutSession(document: OpenApi): OpenApi {
    const { session: _, ...securitySchemes } = document.components.securitySchemes;
    return {
        ...document,
        servers: document.servers.map(({ url }) => ({ url: new URL(url, location.href).href })),
        security: document.security.filter((choice) => !('session' in choice)),
        components: { ...document.components, securitySchemes },
    };
}

function plainTexts({ React }: System): Plugin {
    const Markdown: Component<{ source?: string; className?: string }> = ({ source, className }) =>
        source
            ? React.createElement(
                  'div',
                  { className: `renderedMarkdown ${className ?? ''}` },
                  React.createElement('p', null, source),
              )
            : null;
    return { components: { Markdown } as Plugin['components'] & object };
}

/** The examples for a shell, above the answers. */
function samples(document: OpenApi): () => Plugin {
    type Props = { path: string; method: string };
    return () => ({
        wrapComponents: {
            responses: (original, { React }) => {
                const Responses = original as unknown as Component<Props>;
                const WithSamples: Component<Props> = (props) => {
                    const found = document.paths[props.path]?.[props.method]?.['x-codeSamples'] ?? [];
                    return React.createElement(
                        React.Fragment,
                        null,
                        ...found.map(({ label, source }) =>
                            React.createElement(
                                'section',
                                { className: 'sample', key: label },
                                React.createElement('h3', null, label),
                                React.createElement('pre', { tabIndex: 0 }, React.createElement('code', null, source)),
                            ),
                        ),
                        React.createElement(Responses, props),
                    );
                };
                return WithSamples as unknown as Component<never>;
            },
        },
    });
}

function noStream(): Plugin {
    return {
        statePlugins: {
            spec: {
                wrapSelectors: {
                    allowTryItOutFor: (original) => (_, path, method) => path !== STREAM && original(path, method),
                },
            },
        },
    };
}

/** A call goes with the session, proving that a page of ours sends it, or with the key that was entered and nothing else. */
function prepare(request: Request): Request {
    if (request.headers['Authorization'] || request.headers['X-API-Key']) request.credentials = 'omit';
    else request.headers['X-TT-Request'] = '1';
    return request;
}

/** Names and stops that Swagger UI leaves out: selector, attribute, value. */
const MISSING = [
    ['textarea.body-param__text', 'aria-label', 'Request body'],
    ['.close-modal', 'aria-label', 'Close'],
    ['.auth-container input', 'aria-label', 'API key'],
    ['pre.microlight', 'tabindex', '0'],
] as const;

function nameThings(place: HTMLElement): void {
    const nameAll = (): void => {
        for (const [selector, attribute, value] of MISSING)
            for (const found of place.querySelectorAll(`${selector}:not([${attribute}])`))
                found.setAttribute(attribute, value);
    };
    new MutationObserver(nameAll).observe(place, { childList: true, subtree: true });
}

function showTheme(theme: string | undefined): void {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const show = (): void => {
        const isDark = theme === 'dark' || (theme !== 'light' && dark.matches);
        document.documentElement.classList.toggle('dark-mode', isDark);
        document.documentElement.style.colorScheme = isDark ? 'dark' : 'light';
    };
    show();
    dark.onchange = show;
}

/** Who calls, when no key is entered. */
async function showCaller(): Promise<void> {
    const answer = await fetch(`${API}/users/me`, { headers: { 'X-TT-Request': '1' }, cache: 'no-store' });
    const user = answer.ok ? ((await answer.json()) as { user: { username: string; theme: string } }).user : undefined;
    showTheme(user?.theme);
    const place = document.getElementById('caller') as HTMLElement;
    place.textContent = user
        ? `Calls are made as ${user.username}, who is signed in here. A key entered under Authorize takes its place.`
        : 'You are not signed in: enter an API key under Authorize to try calls. It is forgotten when you leave the page.';
}

async function main(): Promise<void> {
    showTheme(undefined);
    const place = document.getElementById('docs') as HTMLElement;
    const answer = await fetch('../api/openapi.json');
    if (!answer.ok) throw new Error(`api/openapi.json: ${answer.status}`);
    nameThings(place);
    const api = withoutSession((await answer.json()) as OpenApi);
    SwaggerUI({
        domNode: place,
        spec: api,
        plugins: [plainTexts, samples(api), noStream],
        requestInterceptor: prepare,
        deepLinking: true,
        displayOperationId: true,
        displayRequestDuration: true,
        filter: true,
        defaultModelsExpandDepth: 0,
        validatorUrl: null,
    });
    await showCaller();
}

main().catch((error: Error) => {
    (document.getElementById('caller') as HTMLElement).textContent =
        `The documentation could not be shown: ${error.message}`;
});
