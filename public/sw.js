// The service worker: what is kept on the device, and what is shown without a connection.
//
// Pages, answers and lists are an account's own. They are never kept here: another member may sign in on the same
// device. What is kept is what every visitor gets: the site's files, the texts, the pictures.

// script/build puts the site's hash here. So this file changes when the site does, and browsers notice.
const VERSION = 'unbuilt';

const FILES = `loket-files-${VERSION}`;
const PICTURES = 'loket-pictures-1';
// Open pages of the release before this one may still load its parts.
const RELEASES_KEPT = 2;

const OFFLINE_PAGE = '/offline.html';
const OFFLINE = [OFFLINE_PAGE, '/offline.css', '/offline.js', '/favicon.svg'];

self.addEventListener('install', (event) => {
  // Past the browser's own cache: it could hold the last release's.
  const requests = OFFLINE.map((path) => new Request(path, { cache: 'reload' }));
  event.waitUntil(caches.open(FILES).then((cache) => cache.addAll(requests)));
  // No skipWaiting here: the page asks for it when its reader has.
});

self.addEventListener('message', (event) => {
  if (event.data === 'SKIP_WAITING') {
    self.skipWaiting();
  }
});

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

async function takeOver() {
  // In the order in which they were made.
  const ours = (await caches.keys()).filter((name) => name.startsWith('loket-'));
  const releases = ours.filter((name) => name.startsWith('loket-files-') && name !== FILES);
  const kept = [FILES, PICTURES, ...releases.slice(1 - RELEASES_KEPT)];
  await Promise.all(ours.filter((name) => !kept.includes(name)).map((name) => caches.delete(name)));
  // The page is asked for while the worker starts.
  await self.registration.navigationPreload?.enable();
  // The first page, which came before there was a worker, is looked after as well.
  await self.clients.claim();
}

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  // A form is not sent by us: whether it arrived is for the browser and the portal to settle.
  if (request.method !== 'GET' || origin !== self.location.origin) {
    return;
  }
  if (request.mode === 'navigate') {
    event.respondWith(page(event));
  } else if (pathname.startsWith('/pkg/') || pathname.startsWith('/texts/')) {
    event.respondWith(file(event));
  } else if (pathname.startsWith('/pictures/') || /^\/(icon|favicon|apple-touch-icon)[^/]*\.(svg|png)$/.test(pathname)) {
    event.respondWith(picture(event));
  } else if (OFFLINE.includes(pathname)) {
    event.respondWith(offlinePart(request));
  }
});

/** From the portal, or else the page that says there is no connection. */
async function page(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

/** Its name changes with its contents, so what is kept is right for ever. */
async function file(event) {
  return (await caches.match(event.request)) ?? keep(FILES, event);
}

/** What is kept, at once; and what is new, for the next time. */
async function picture(event) {
  const kept = await caches.match(event.request);
  const fresh = keep(PICTURES, event);
  if (kept === undefined) {
    return fresh;
  }
  // Without a connection the kept one has to do.
  event.waitUntil(fresh.catch(() => {}));
  return kept;
}

/** What the offline page is made of. */
async function offlinePart(request) {
  try {
    return await fetch(request);
  } catch {
    return (await caches.match(request)) ?? Response.error();
  }
}

/** Fetches, and keeps what is whole. The reader does not wait for the keeping, nor does a full device take anything away. */
async function keep(name, event) {
  const response = await fetch(event.request);
  if (response.status === 200) {
    const copy = response.clone();
    event.waitUntil(
      caches
        .open(name)
        .then((cache) => cache.put(event.request, copy))
        .catch(() => {}),
    );
  }
  return response;
}
