// store.ts -- the caller's API keys. What makes a secret does not go through the queue of writes: whoever asks for one
// has to be there to see it, and no answer with a secret is to be kept or told to other tabs.
import { call } from '../../api/client.ts';
import type { ApiKey, Operations } from '../../api/types.ts';
import { Collection } from '../../store/collection.ts';
import { absorb } from '../../store/rows.ts';
import { followers } from '../../store/sync.ts';

export const keys = new Collection<
    ApiKey,
    'GET /api-keys',
    'POST /api-keys',
    'PATCH /api-keys/{id}',
    'DELETE /api-keys/{id}'
>({
    many: 'api_keys',
    one: 'api_key',
    list: 'GET /api-keys',
    create: 'POST /api-keys',
    update: 'PATCH /api-keys/{id}',
    remove: 'DELETE /api-keys/{id}',
});
followers.set('api_keys', () => void loadKeys());

/** Reads them all. That a key was used is no change of the key and gives it no new version: that is taken over. */
export async function loadKeys(): Promise<void> {
    if (keys.state.peek() !== 'ready') keys.state.value = 'loading';
    try {
        const { api_keys } = await call('GET /api-keys', { query: { limit: 500 } });
        const fresh = new Map(api_keys.map((key) => [key.id, key]));
        keys.rows.replace(api_keys);
        keys.rows.refresh((key) => {
            const { last_used_at, last_used_ip } = fresh.get(key.id) ?? key;
            return { ...key, last_used_at, last_used_ip };
        });
        keys.state.value = 'ready';
    } catch {
        if (keys.state.peek() !== 'ready') keys.state.value = 'failed';
    }
}

/** A new key, with the secret that is shown once. */
export type Made = { key: ApiKey; secret: string };

async function take(asked: Promise<Operations['POST /api-keys']['answer']>): Promise<Made> {
    const { api_key, key } = await asked;
    absorb({ api_key });
    return { key: api_key, secret: key ?? '' };
}

export const createKey = (body: Operations['POST /api-keys']['body']): Promise<Made> =>
    take(call('POST /api-keys', { body, key: crypto.randomUUID() }));

export const rotateKey = (id: number, body: Operations['POST /api-keys/{id}/rotate']['body']): Promise<Made> =>
    take(call('POST /api-keys/{id}/rotate', { path: { id }, body, key: crypto.randomUUID() }));
