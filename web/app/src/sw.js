// The shell without network: all files of one version are fetched when it is installed and served
// from the cache. A new version
// waits until somebody says "reload". Nothing under /v1/ is ever touched.
const version = "__VERSION__";
const files = ["__FILES__"];
const name = `parley-${version}`;

self.addEventListener("install", (event) => {
  event.waitUntil(
    caches.open(name).then(async (cache) => {
      await cache.addAll(files);
      await cache.put("/", await fetch("/", { cache: "no-cache", headers: { accept: "text/html" } }));
    }),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const key of await caches.keys()) {
        if (key.startsWith("parley-") && key !== name) await caches.delete(key);
      }
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event) => {
  if (event.data === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/v1/") || url.pathname === "/healthz" || url.pathname === "/readyz") return;
  const key = event.request.mode === "navigate" ? "/" : url.pathname;
  event.respondWith(
    caches.open(name).then(async (cache) => (await cache.match(key)) ?? fetch(event.request)),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const path = event.notification.data?.path ?? "/";
  event.waitUntil(
    self.clients.matchAll({ type: "window", includeUncontrolled: true }).then((tabs) => {
      const tab = tabs[0];
      if (!tab) return self.clients.openWindow(path);
      tab.postMessage({ open: path });
      return tab.focus();
    }),
  );
});
