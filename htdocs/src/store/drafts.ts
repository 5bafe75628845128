// drafts.ts -- what stands in open forms when the session has ended: it waits in this tab while the same person signs in again.
import { account } from './account.ts';

const KEY = 'drafts';
type Kept = { user: number; drafts: Record<string, object> };

const open = new Map<string, () => object>();
let kept: Record<string, object> = {};

/** While a form named NAME is open; returns what ends that. */
export function holdDraft(name: string, read: () => object): () => void {
    open.set(name, read);
    return () => void open.delete(name);
}

/** Before the page is left for signing in. */
export function keepDrafts(): void {
    const user = account.peek()?.id;
    if (user === undefined || !open.size) return;
    const drafts = Object.fromEntries([...open].map(([name, read]) => [name, read()]));
    sessionStorage.setItem(KEY, JSON.stringify({ user, drafts } satisfies Kept));
}

/** Back again: nothing stays in the tab's storage, and nobody else gets it. */
export function restoreDrafts(): void {
    const text = sessionStorage.getItem(KEY);
    sessionStorage.removeItem(KEY);
    if (!text) return;
    const { user, drafts } = JSON.parse(text) as Kept;
    if (user === account.peek()?.id) kept = drafts;
}

/** What stood in the form, once. */
export function takeDraft(name: string): object | undefined {
    const draft = kept[name];
    delete kept[name];
    return draft;
}
