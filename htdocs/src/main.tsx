// main.tsx -- the beginning: who is there? The application for those who are signed in, the way to sign in for the
// others.
import { render } from 'preact';
import { languageOfBrowser, setLanguage } from './i18n/i18n.ts';
import { App } from './shell/app.tsx';
import { SignIn } from './shell/sign_in.tsx';
import { session } from './store/account.ts';
import { restoreDrafts } from './store/drafts.ts';
import { begin, returnPoint } from './store/sync.ts';
import { Toasts } from './ui/toast.tsx';

/** Registering a worker is a script sink, so it takes a policy; ours lets this one address through. */
async function registerWorker(): Promise<void> {
    if (!('serviceWorker' in navigator) || !isSecureContext) return;
    const allowed = new URL('sw.js', document.baseURI).href;
    const policy = window.trustedTypes?.createPolicy('worker', {
        createScriptURL: (url) => {
            if (url !== allowed) throw new TypeError(`no worker of ours: ${url}`);
            return url;
        },
    });
    await navigator.serviceWorker.register((policy?.createScriptURL(allowed) ?? allowed) as string);
}

function restoreTyped(): void {
    import('./views/timer/restore.ts')
        .then((part) => part.restoreTyped())
        .catch((error: Error) => console.warn(`what was typed is not there: ${error.message}`));
}

function Root() {
    switch (session.value) {
        case 'unknown':
            return null;
        case 'out':
            return (
                <>
                    <SignIn />
                    <Toasts />
                </>
            );
        default:
            return <App />;
    }
}

async function main(): Promise<void> {
    // Only browsers without it read this chunk.
    if (!('Temporal' in globalThis)) await import('temporal-polyfill/global');
    await Promise.all([setLanguage(languageOfBrowser()), begin()]);
    if (session.peek() === 'in') {
        restoreDrafts();
        restoreTyped();
        const back = returnPoint();
        if (back && !location.hash) location.replace(back);
    }
    const root = document.getElementById('app')!;
    root.replaceChildren();
    render(<Root />, root);
    registerWorker().catch((error: Error) => console.warn(`no worker: ${error.message}`));
}

void main();
