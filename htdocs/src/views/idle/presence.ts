// presence.ts -- whether somebody is there, told from signs of life and from the ticks of a clock. Knows nothing of the
// browser; times are milliseconds of this machine.

/** A clock that ticks every few seconds and was silent for longer: the machine slept. Hidden pages tick once a minute. */
const SLEPT_MS = 120_000;

export class Presence {
    /** When somebody was last known, or rightly presumed, to be here. */
    known: number;
    private ticked: number;

    constructor(at: number) {
        this.known = at;
        this.ticked = at;
    }

    /** A sign of life. Since when there was none, if that is LIMIT ago or longer. */
    active(at: number, limit: number): number | undefined {
        const since = this.known;
        this.known = Math.max(since, at);
        this.ticked = at;
        return at - since >= limit ? since : undefined;
    }

    /** The clock ticks. ISELSEWHERE: one may well be at work where we see nothing of it. A machine that slept wakes because
     * somebody is back. */
    tick(at: number, limit: number, isElsewhere: boolean): number | undefined {
        const hasSlept = at - this.ticked >= SLEPT_MS;
        this.ticked = at;
        if (hasSlept) return this.active(at, limit);
        if (isElsewhere) this.known = Math.max(this.known, at);
        return undefined;
    }

    /** The page was stopped, not the machine: its silence says nothing. */
    resume(at: number): void {
        this.known = Math.max(this.known, at);
        this.ticked = at;
    }

    /** The system says that nobody has been there since AT. */
    leave(at: number): void {
        this.known = Math.min(this.known, at);
    }
}
