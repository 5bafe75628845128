// leave.ts -- signing out. What is kept in this browser goes with it, so what was not sent yet is sent first, or the person is
// asked.
import { t } from '../i18n/i18n.ts';
import { flush, unsaved } from '../store/queue.ts';
import { signOut } from '../store/sync.ts';
import { toast } from '../ui/toast.tsx';
import { opened } from './opened.ts';

const PATIENCE_MS = 2000;

/** Signs out, unless something would be lost: then it asks. */
export async function leave(): Promise<void> {
    await flush(PATIENCE_MS);
    if (unsaved.peek().length) opened.value = 'leaving';
    else await leaveNow();
}

/** Signs out, whatever was not sent. */
export async function leaveNow(): Promise<void> {
    if (!(await signOut())) toast(t('account.still_in'), { tone: 'bad' });
}
