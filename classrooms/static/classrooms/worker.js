/* Lets an opened sitting live without a network. It writes nothing: what a device keeps, stage.js has put there. Navigations go to the network
   first; whatever it says about a seat is passed on. */
const PATIENCE = 4000; // milliseconds until the kept page is shown instead
const HASHED = /\.[0-9a-f]{12}\./;

const kept = (request) => caches.match(request, { ignoreSearch: true, ignoreVary: true });

const inTime = (promise) => Promise.race([promise, new Promise((_, reject) => { setTimeout(reject, PATIENCE); })]);

// Whoever comes in by the door may be another pupil than before: what the last one left must not be shown, even if the next page does not arrive.
const forget = async () => {
  for (const name of await caches.keys()) if (name.startsWith("sitting ")) await caches.delete(name);
};

const page = async (request) => {
  const network = fetch(request);
  try {
    const answer = await inTime(network);
    if (answer.status < 500 && answer.status !== 429) return answer;
  } catch { /* no network, or a slow one */ }
  return await kept(request) || network;
};

const file = async (request) => {
  if (HASHED.test(request.url)) return await kept(request) || fetch(request);
  const network = fetch(request);
  try { return await inTime(network); } catch { return await kept(request) || network; }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.mode === "navigate" && request.method === "POST" && pathname.startsWith("/join/")) event.waitUntil(forget());
  if (request.method !== "GET") return;
  if (request.mode === "navigate" && /^\/[\w-]+\/sitting\/\w+\/$/.test(pathname)) event.respondWith(page(request));
  else if (request.mode !== "navigate" && /^\/(static|media)\//.test(pathname)) event.respondWith(file(request));
});
