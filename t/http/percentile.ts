// percentile.ts -- what tests print of the times that something took.

/** The value that PART of VALUES (0 to 1) do not exceed; 0 of none. */
export function percentile(values: number[], part: number): number {
    return values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? 0;
}
