// wire.ts -- requests as bytes, for what no HTTP library would send.
import { connect } from 'node:net';

import { baseUrl } from './server.ts';

export type Reply = { status: number; headers: Map<string, string>; body: string; milliseconds: number };

function parse(text: string, milliseconds: number): Reply {
    const [head = '', ...rest] = text.split('\r\n\r\n');
    const [first = '', ...lines] = head.split('\r\n');
    const headers = new Map(lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }));
    return { status: Number(/^HTTP\/1\.[01] (\d{3})/.exec(first)?.[1] ?? 0), headers, body: rest.join('\r\n\r\n'), milliseconds };
}

/** Sends the bytes, says that no more comes where FINISH is set, and reads until the server closes the connection. */
export function exchange(bytes: string | Buffer, finish = false): Promise<Reply> {
    const { hostname, port } = new URL(baseUrl);
    const began = performance.now();
    return new Promise((done, failed) => {
        const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: finish });
        const pieces: Buffer[] = [];
        const end = (): void => {
            socket.destroy();
            done(parse(Buffer.concat(pieces).toString('utf8'), performance.now() - began));
        };
        socket.on('data', (data: Buffer) => pieces.push(data));
        socket.on('end', end);
        // The server may close before it has read all that it refuses.
        socket.on('error', (error) => (pieces.length ? end() : failed(error)));
        socket.write(bytes);
        if (finish)
            socket.end();
    });
}
