// mini.ts -- the window of the mini timer, which stays above all other windows (Document Picture-in-Picture, where the
// browser has it). The page that opened it does all the work: the window shows the same signals and ends with the page.
import { effect, signal } from '@preact/signals';
import { h, render } from 'preact';
import { t } from '../i18n/i18n.ts';
import { session } from '../store/account.ts';
import { toast } from '../ui/toast.tsx';
import { loadPart } from './views.ts';

const SIZE = { width: 340, height: 148 };

export const hasMini = 'documentPictureInPicture' in globalThis;
/** The window while it is open. */
export const mini = signal<Window | undefined>(undefined);

const readMini = () => loadPart({ path: 'mini', load: () => import('../views/mini/mini.tsx') });

/** Opens it, or closes the one that is open. */
export async function toggleMini(): Promise<void> {
    if (mini.peek()) return mini.peek()?.close();
    try {
        // At once: browsers open it right after a click or a key only.
        const opened = await window.documentPictureInPicture!.requestWindow(SIZE);
        const { body } = opened.document;
        mini.value = opened;
        opened.addEventListener('pagehide', () => {
            render(null, body);
            if (mini.peek() === opened) mini.value = undefined;
        });
        const Mini = await readMini();
        if (!opened.closed) render(h(Mini, { opened }), body);
    } catch (error) {
        mini.peek()?.close();
        console.info(`no mini timer: ${(error as Error).message}`);
        toast(t('timer.mini_failed'), { tone: 'bad' });
    }
}

// Nothing of the user's stays on the screen after them.
effect(() => {
    if (session.value !== 'in') mini.peek()?.close();
});
