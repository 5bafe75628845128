// hour_lines.tsx -- the lines of a scale of hours in a picture, named on its left.
type Props = {
    hours: readonly number[];
    /** Where so many seconds lie. */
    y: (seconds: number) => number;
    /** The lines go from LEFT to WIDTH. */
    left: number;
    width: number;
    name: (hours: number) => string;
};

export const HourLines = ({ hours, y, left, width, name }: Props) => (
    <>
        {hours.map((hour) => (
            <g key={hour}>
                <line
                    class={hour ? 'grid-line' : 'base-line'}
                    x1={left}
                    x2={width}
                    y1={y(hour * 3600)}
                    y2={y(hour * 3600)}
                />
                <text x={left - 8} y={y(hour * 3600) + 4} text-anchor="end">
                    {name(hour)}
                </text>
            </g>
        ))}
    </>
);
