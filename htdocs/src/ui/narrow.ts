// narrow.ts -- whether the window is a phone's, where seven columns have no room. Paper always has.
import { signal } from '@preact/signals';

const phone = typeof matchMedia === 'undefined' ? undefined : matchMedia('screen and (width < 700px)');

export const isNarrow = signal(phone?.matches ?? false);
phone?.addEventListener('change', ({ matches }) => {
    isNarrow.value = matches;
});
