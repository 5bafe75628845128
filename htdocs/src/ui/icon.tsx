// icon.tsx -- the house's own small set: strokes of 1.75 on a grid of 24, in the colour of the text beside them.

const PATHS = {
    play: 'M8 5.5v13l10.5-6.5z',
    stop: 'M7 7h10v10H7z',
    plus: 'M12 5v14M5 12h14',
    minus: 'M5 12h14',
    close: 'M6 6l12 12M18 6L6 18',
    check: 'M5 12.5l4.5 4.5L19 7.5',
    more: 'M6 12h.01M12 12h.01M18 12h.01',
    search: 'M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5L20 20',
    down: 'M6 9.5l6 6 6-6',
    left: 'M14.5 6l-6 6 6 6',
    right: 'M9.5 6l6 6-6 6',
    today: 'M4 12a8 8 0 1 0 16 0 8 8 0 0 0-16 0M12 7.5V12l3 2',
    list: 'M8.5 6H20M8.5 12H20M8.5 18H20M4 6h.01M4 12h.01M4 18h.01',
    calendar: 'M5 6h14v14H5zM5 10.5h14M9 3.5V8M15 3.5V8',
    grid: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
    folder: 'M3.5 6.5h6l2 2.5h9v10.5h-17z',
    chart: 'M5 20V11M12 20V4M19 20v-6',
    target: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7z',
    key: 'M8 19a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM11 12l8-8M15.5 7.5L18 10',
    settings: 'M4 7h9M17 7h3M4 17h3M11 17h9M15 4.5v5M9 14.5v5',
    user: 'M12 11.5a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c1-4 4-5.5 7.5-5.5s6.5 1.5 7.5 5.5',
    edit: 'M5 19l.8-3.800L16 5l3 3L8.8 18.200zM14 7l3 3',
    trash: 'M5 7h14M9.5 7V4.500h5V7M7 7l1 12.500h8L17 7',
    copy: 'M9 9h10.500v10.500H9zM15 9V4.500H4.500V15H9',
    split: 'M12 3v5M12 16v5M4 12h16M8 9l4-4 4 4M8 15l4 4 4-4',
    merge: 'M12 3v6M12 15v6M4 12h16M8 6l4 4 4-4M8 18l4-4 4 4',
    tag: 'M4 4h7l9 9-7 7-9-9zM8 8h.01',
    money: 'M12 4v16M16 7.500C15 6.5 13.5 6 12 6c-2.5 0-4 1.2-4 3s1.5 2.5 4 3 4 1.2 4 3-1.5 3-4 3c-1.5 0-3-.5-4-1.5',
    window: 'M4 5h16v14H4zM12 19v-6.500h8',
    pause: 'M8.5 6v12M15.5 6v12',
    warning: 'M12 4L2.5 20h19zM12 10v4.500M12 17.500h.01',
    offline: 'M4 4l16 16M8.5 13.500a5 5 0 0 1 3.5-1.500M5 10a10 10 0 0 1 3-2M12 6c3 0 5.5 1.2 7.5 3.500M12 18h.01',
    agent: 'M6 8.500h12V19H6zM12 4.500v4M9.5 13h.01M14.5 13h.01M3.5 12v4M20.5 12v4',
    out: 'M10 4H5v16h5M14 8l4 4-4 4M18 12H9',
    keyboard: 'M3 7h18v10H3zM6.5 10.500h.01M10 10.500h.01M14 10.500h.01M17.5 10.500h.01M8 14h8',
    lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
    filter: 'M4 6h16M7 12h10M10.5 18h3',
    archive: 'M3.5 5h17v4h-17zM5.5 9v10.500h13V9M10 13h4',
    rotate: 'M19.500 12a7.5 7.5 0 1 1-2.2-5.300L19.500 9M19.500 4v5h-5',
    download: 'M12 4v11M7 10.500l5 5 5-5M5 20h14',
    star: 'M12 4l2.400 5.100 5.600.7-4.100 3.900 1.100 5.600L12 16.500l-5 2.800 1.100-5.600L4 9.800l5.600-.7z',
    sum: 'M17 5H7l6 7-6 7h10',
} as const;

export type IconName = keyof typeof PATHS;

/** A picture beside a text that says the same; alone its button needs an aria-label. */
export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
    const filled = name === 'play' || name === 'stop';
    return (
        <svg
            class={name === 'more' ? 'icon dots' : filled ? 'icon filled' : 'icon'}
            width={size}
            height={size}
            viewBox="0 0 24 24"
            aria-hidden="true"
        >
            <path d={PATHS[name]} />
        </svg>
    );
}
