// What the compiler does not know of the browser.
interface IdleDetector extends EventTarget {
    readonly userState: 'active' | 'idle' | null;
    readonly screenState: 'locked' | 'unlocked' | null;
    start(options: { threshold: number; signal: AbortSignal }): Promise<void>;
}
interface Window {
    readonly HTMLInputElement: typeof HTMLInputElement;
    readonly documentPictureInPicture?: {
        requestWindow(options: { width: number; height: number }): Promise<Window>;
    };
    readonly IdleDetector?: {
        new (): IdleDetector;
        requestPermission(): Promise<'granted' | 'denied'>;
    };
    readonly trustedTypes?: {
        createPolicy(
            name: string,
            rules: { createScriptURL(url: string): string },
        ): { createScriptURL(url: string): string };
    };
}
