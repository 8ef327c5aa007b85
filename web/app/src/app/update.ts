// The service worker: opens the shell without network, and brings the next version, which is
// offered, never forced.
import { signal } from '@preact/signals';
import { go } from './route.ts';

export const updateReady = signal(false);
let waiting: ServiceWorker | undefined;

interface Policy {
  createScriptURL(url: string): string;
}
function scriptUrl(): string {
  const types = (window as { trustedTypes?: { createPolicy(name: string, rules: Policy): Policy } })
    .trustedTypes;
  const rules: Policy = {
    createScriptURL(url) {
      if (url !== '/sw.js') throw new TypeError('not a script of this app');
      return url;
    },
  };
  return (types ? types.createPolicy('parley', rules) : rules).createScriptURL('/sw.js');
}

export function applyUpdate(): void {
  waiting?.postMessage('take-over');
}

export function startUpdates(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return;
  const worker = navigator.serviceWorker;
  let controlled = worker.controller !== null;
  worker.addEventListener('controllerchange', () => {
    if (controlled) location.reload();
    controlled = true;
  });
  worker.addEventListener('message', (event: MessageEvent<{ open?: string }>) => {
    if (event.data?.open) go(event.data.open);
  });
  void worker
    .register(scriptUrl())
    .then((registration) => {
      const offer = () => {
        if (!registration.waiting || !worker.controller) return;
        waiting = registration.waiting;
        updateReady.value = true;
      };
      offer();
      registration.addEventListener('updatefound', () => {
        registration.installing?.addEventListener('statechange', offer);
      });
      setInterval(() => void registration.update().catch(() => {}), 30 * 60_000);
      document.addEventListener('visibilitychange', () => {
        if (!document.hidden) void registration.update().catch(() => {});
      });
    })
    .catch(() => {});
}
