// axis.ts -- round numbers for the lines of charts whose amounts are times.

/** Step of an axis in hours, so that about COUNT of them reach MOST: 1, 2 or 5 times a power of ten, or a part of a
 * working day. */
export function hourStep(most: number, count = 4): number {
    const raw = most / count;
    if (raw <= 0.25) return 0.25;
    if (raw <= 0.5) return 0.5;
    if (raw <= 2) return Math.ceil(raw);
    if (raw <= 4) return 4;
    const power = 10 ** Math.floor(Math.log10(raw));
    return [1, 2, 5, 10].map((n) => n * power).find((step) => step >= raw)!;
}
