// What the compiler does not know of the browser.
interface Window {
    readonly trustedTypes?: {
        createPolicy(
            name: string,
            rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): string };
    };
}
