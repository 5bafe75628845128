// streams.ts -- many clients of live events that do next to nothing with what they are told: the server is what is
// measured.
import { get } from 'node:http';
import type { ClientRequest } from 'node:http';
import { setTimeout } from 'node:timers/promises';

import { descriptors } from './processes.ts';
import type { Stack } from './wrk.ts';

const AT_ONCE = 16; // are opened
const CHANGE = '\nevent: change\n';

export class Streams {
    /** Changes that all of them were told in all. */
    told = 0;
    private readonly requests = new Set<ClientRequest>();
    private readonly stack: Stack;
    private readonly before: number;

    private constructor(stack: Stack) {
        this.stack = stack;
        this.before = descriptors(stack.httpd);
    }

    /** Opens a stream with each of the KEYS, of which one may be there several times. */
    static async open(stack: Stack, keys: string[]): Promise<Streams> {
        const streams = new Streams(stack), left = keys.values();
        await Promise.all(Array.from({ length: AT_ONCE }, async () => {
            for (const key of left)
                await streams.openOne(key);
        }));
        return streams;
    }

    /** How many are open still. */
    get count(): number {
        return this.requests.size;
    }

    /** Resolves once what happens from now on is told. */
    private openOne(key: string): Promise<void> {
        return new Promise((done, failed) => {
            const headers = { authorization: `Bearer ${key}` };
            const request = get(`${this.stack.url}/api/v1/events`, { agent: false, headers });
            request.on('response', response => {
                let rest = '\n', known = false; // what may belong to a mark that is not complete yet
                response.setEncoding('latin1').on('data', (piece: string) => {
                    rest += piece;
                    known ||= response.statusCode === 200 && rest.includes('\nid: ');
                    if (!known)
                        return;
                    done();
                    this.told += rest.split(CHANGE).length - 1;
                    rest = rest.slice(1 - CHANGE.length);
                });
                response.on('close', () => {
                    this.requests.delete(request);
                    failed(new Error(`a stream was not opened: ${response.statusCode} ${rest}`));
                });
                response.on('error', failed);
            });
            request.on('error', failed);
            this.requests.add(request);
        });
    }

    /** Waits until that many changes were told. */
    async heard(changes: number): Promise<void> {
        for (const until = performance.now() + 10_000; this.told < changes; await setTimeout(20))
            if (performance.now() > until)
                throw new Error(`streams were told ${this.told} changes of ${changes}`);
    }

    /** Closes all, and waits until the server has noticed. */
    async close(): Promise<void> {
        for (const request of this.requests)
            request.destroy();
        const inServer = (): number => descriptors(this.stack.httpd) - this.before;
        for (const until = performance.now() + 30_000; this.count || inServer() > 16; await setTimeout(100))
            if (performance.now() > until)
                throw new Error(`of closed streams ${this.count} are open here, and ${inServer()} in the server`);
    }
}
