// sw.ts -- keeps the shell, so that the application starts without a network. It never keeps what the API says: that
// is the affair of IndexedDB, which is emptied at sign-out. Assets never change under their names; the page is asked
// for first.
declare const SHELL: readonly string[];
declare const VERSION: string;
declare const self: ServiceWorkerGlobalScope;

// Several applications may live on one origin, each below its own path.
const PREFIX = `shell ${new URL(self.registration.scope).pathname} `;
const CACHE = PREFIX + VERSION;

self.addEventListener('install', (event) => {
    event.waitUntil(
        caches
            .open(CACHE)
            .then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: 'no-cache' }))))
            .then(() => self.skipWaiting()),
    );
});

self.addEventListener('activate', (event) => {
    event.waitUntil(
        caches
            .keys()
            .then((names) =>
                Promise.all(
                    names
                        .filter((name) => name.startsWith(PREFIX) && name !== CACHE)
                        .map((name) => caches.delete(name)),
                ),
            )
            .then(() => self.clients.claim()),
    );
});

self.addEventListener('fetch', (event) => {
    const { request } = event;
    const scope = new URL(self.registration.scope);
    const url = new URL(request.url);
    if (request.method !== 'GET' || url.origin !== scope.origin || !url.pathname.startsWith(scope.pathname)) return;
    const path = url.pathname.slice(scope.pathname.length);
    if (path.startsWith('assets/')) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
    else if (path === '' || path === 'index.html')
        event.respondWith(fetch(request).catch(() => caches.match('./').then((kept) => kept ?? Response.error())));
    else if (SHELL.includes(path)) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
});

export {};
