// icon.mjs -- the application's icon as a PNG of any size, drawn here so that no binary lies in git. The same picture
// as static/icon.svg: a ring that is three quarters full, on the accent's ground.
import { deflateSync, crc32 as nodeCrc32 } from 'node:zlib';

const GROUND = [15, 98, 92];
const RING = [255, 255, 255];
const TRACK = [87, 145, 141];

function crc32(bytes) {
    if (nodeCrc32) return nodeCrc32(bytes);
    let crc = ~0;
    for (const byte of bytes) {
        crc ^= byte;
        for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (0xedb88320 & -(crc & 1));
    }
    return ~crc >>> 0;
}

function chunk(type, data) {
    const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const head = Buffer.alloc(4);
    const tail = Buffer.alloc(4);
    head.writeUInt32BE(data.length);
    tail.writeUInt32BE(crc32(body));
    return Buffer.concat([head, body, tail]);
}

/** The colour at a point of the unit square. */
function colour(x, y) {
    const [dx, dy] = [x - 0.5, y - 0.5];
    const radius = Math.hypot(dx, dy);
    if (radius < 0.07) return RING;
    if (radius < 0.235 || radius > 0.335) return GROUND;
    const turn = (Math.atan2(dx, -dy) / (2 * Math.PI) + 1) % 1; // clockwise from the top
    return turn < 0.72 ? RING : TRACK;
}

/** A PNG of SIZE pixels; edges are smoothed by sixteen samples a pixel. */
export function icon(size) {
    const row = 1 + size * 3;
    const pixels = Buffer.alloc(row * size);
    for (let y = 0; y < size; y += 1)
        for (let x = 0; x < size; x += 1) {
            const sum = [0, 0, 0];
            for (let sample = 0; sample < 16; sample += 1) {
                const point = colour((x + ((sample % 4) + 0.5) / 4) / size, (y + ((sample >> 2) + 0.5) / 4) / size);
                for (let i = 0; i < 3; i += 1) sum[i] += point[i];
            }
            for (let i = 0; i < 3; i += 1) pixels[y * row + 1 + x * 3 + i] = Math.round(sum[i] / 16);
        }
    const header = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 2, 0, 0, 0]);
    header.writeUInt32BE(size, 0);
    header.writeUInt32BE(size, 4);
    const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
    return Buffer.concat([
        signature,
        chunk('IHDR', header),
        chunk('IDAT', deflateSync(pixels, { level: 9 })),
        chunk('IEND', Buffer.alloc(0)),
    ]);
}
