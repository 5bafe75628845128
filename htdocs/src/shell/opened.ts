// opened.ts -- which of the shell's dialogs is open.
import { signal } from '@preact/signals';

export const opened = signal<'palette' | 'keys' | 'refused' | 'leaving' | undefined>(undefined);
