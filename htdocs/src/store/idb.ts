// idb.ts -- the little that is kept in this browser: writes that wait to be sent, the last state for starting
// offline, and settings of this device. All of it goes when somebody signs out or another person signs in. Where the
// browser keeps nothing (private windows of some), memory takes its place.

/** Several applications may live on one origin, each below its own path. */
const nameHere = (): string => `timetracker ${new URL('.', location.href).pathname}`;
const STORES = ['writes', 'state'] as const;
type StoreName = (typeof STORES)[number];

let opening: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
    opening ??= new Promise((resolve, reject) => {
        const request = indexedDB.open(nameHere(), 1);
        request.onupgradeneeded = () => {
            request.result.createObjectStore('writes', { keyPath: 'n' });
            request.result.createObjectStore('state');
        };
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
    });
    return opening;
}

async function run<T>(
    name: StoreName,
    mode: IDBTransactionMode,
    act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
    const database = await open();
    return new Promise((resolve, reject) => {
        const transaction = database.transaction(name, mode, { durability: 'relaxed' });
        const request = act(transaction.objectStore(name));
        transaction.oncomplete = () => resolve(request.result);
        transaction.onabort = () => reject(transaction.error);
    });
}

export const kept = {
    all: <T>(name: StoreName): Promise<T[]> => run(name, 'readonly', (store) => store.getAll()),
    get: <T>(key: string): Promise<T | undefined> => run('state', 'readonly', (store) => store.get(key)),
    set: (key: string, value: unknown): Promise<unknown> => run('state', 'readwrite', (store) => store.put(value, key)),
    /** Adds or replaces a write. */
    putWrite: (write: object): Promise<IDBValidKey> => run('writes', 'readwrite', (store) => store.put(write)),
    removeWrite: (n: number): Promise<undefined> => run('writes', 'readwrite', (store) => store.delete(n)),
    async clear(): Promise<void> {
        for (const name of STORES) await run(name, 'readwrite', (store) => store.clear());
    },
};
