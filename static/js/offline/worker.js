/*
 * The service worker's rules. Pages come from the network; a lesson that was opened is kept, and shown when there is
 * none. Nothing else that is private is kept, and what is kept goes with the sign-out. `OFFLINE` is set by /sw.js.
 */
const { page, assets, version, signOut } = self.OFFLINE;
const ASSETS = `assets-${version}`;
const LESSONS = "lessons";
const MOST_LESSONS = 60;
const MOST_ASSETS = 300;
const KEEP = "X-Keep-Offline";

self.addEventListener("install", (event) => event.waitUntil(prepare().then(() => self.skipWaiting())));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => event.data === "signed-out" && event.waitUntil(forget()));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const address = new URL(request.url);
  if (address.origin !== location.origin || address.pathname.startsWith("/cms/")) return;
  if (request.mode === "navigate") event.respondWith(navigate(event, address));
  else if (request.method === "GET" && isAsset(address)) event.respondWith(asset(request));
});

const isAsset = ({ pathname }) => pathname.startsWith("/static/") || pathname.startsWith("/media/");

async function prepare() {
  const cache = await caches.open(ASSETS);
  await cache.addAll([...assets, page].map((address) => new Request(address, { cache: "reload", credentials: "omit" })));
}

async function takeOver() {
  const old = (await caches.keys()).filter((name) => name.startsWith("assets-") && name !== ASSETS);
  await Promise.all(old.map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function navigate(event, address) {
  if (event.request.method === "POST" && address.pathname === signOut) event.waitUntil(forget());
  try {
    const response = (await event.preloadResponse) || (await fetch(event.request));
    if (response.ok && response.headers.has(KEEP)) event.waitUntil(keep(LESSONS, event.request, response.clone(), MOST_LESSONS));
    return response;
  } catch {
    const kept = event.request.method === "GET" && (await match(LESSONS, event.request));
    return kept || (await match(ASSETS, page)) || Response.error();
  }
}

/* The network first: an asset without a hash in its name may have changed; one with a hash costs the network nothing. */
async function asset(request) {
  try {
    const response = await fetch(request);
    if (response.status === 200) await keep(ASSETS, request, response.clone(), MOST_ASSETS);
    return response;
  } catch {
    return (await match(ASSETS, request)) || Response.error();
  }
}

const match = async (name, request) => (await caches.open(name)).match(request, { ignoreVary: true });

async function keep(name, request, response, most) {
  const cache = await caches.open(name);
  await cache.delete(request, { ignoreVary: true });
  await cache.put(request, response);
  const kept = await cache.keys();
  await Promise.all(kept.slice(0, Math.max(0, kept.length - most)).map((oldest) => cache.delete(oldest)));
}

const forget = () => caches.delete(LESSONS);
