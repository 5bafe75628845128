// ring.tsx -- how much of something is done, as a ring. More than all of it is drawn full.
export function Ring({ share, label }: { share: number; label: string }) {
    const shown = Math.max(0, Math.min(1, share)) * 100;
    return (
        <svg class="ring" viewBox="0 0 44 44" width="44" height="44" role="img" aria-label={label}>
            <circle class="track" cx="22" cy="22" r="18" />
            <circle
                class="value"
                cx="22"
                cy="22"
                r="18"
                pathLength="100"
                stroke-dasharray={`${shown} 100`}
                transform="rotate(-90 22 22)"
            />
            <text x="22" y="22">
                {Math.round(share * 100)}
            </text>
        </svg>
    );
}
