// swagger-ui.d.ts -- of Swagger UI (which brings no types) just what docs.ts uses.
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
    /** A React element; nobody here looks into it. */
    export type Element = { readonly element: unique symbol };
    export type Component<Props> = (props: Props) => Element | null;

    /** What Swagger UI hands to plugins. */
    export interface System {
        React: {
            createElement<Props>(type: string | Component<Props>, props: Props | null, ...children: unknown[]): Element;
            Fragment: Component<object>;
        };
    }

    export interface Plugin {
        components?: Record<string, Component<never>>;
        wrapComponents?: Record<string, (original: Component<never>, system: System) => Component<never>>;
        statePlugins?: {
            spec: {
                wrapSelectors: Record<
                    string,
                    (
                        original: (path: string, method: string) => unknown,
                    ) => (state: unknown, path: string, method: string) => unknown
                >;
            };
        };
    }

    export interface Request {
        url: string;
        headers: Record<string, string>;
        credentials?: RequestCredentials;
    }

    export default function SwaggerUI(options: {
        domNode: Element | HTMLElement;
        spec: object;
        plugins?: ((system: System) => Plugin)[];
        requestInterceptor?: (request: Request) => Request;
        onComplete?: () => void;
        [option: string]: unknown;
    }): unknown;
}
