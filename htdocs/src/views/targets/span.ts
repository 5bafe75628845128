// span.ts -- an axis that goes above and below nothing.
import { hourStep } from '../../ui/axis.ts';

/** Hours at which lines are drawn so that all between two amounts of seconds has room; 0 is one of them. */
export function hourSpan(least: number, most: number): { lines: number[]; low: number; high: number } {
    const [from, to] = [Math.min(0, least) / 3600, Math.max(0, most) / 3600];
    const step = hourStep(Math.max(1, to - from), 2.5);
    const low = Math.floor(from / step + 1e-9);
    const high = Math.max(Math.ceil(to / step - 1e-9), low < 0 ? 0 : 1);
    const lines = Array.from({ length: high - low + 1 }, (_, i) => (low + i) * step + 0);
    return { lines, low: low * step, high: high * step };
}
