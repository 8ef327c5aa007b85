// Short words at the lower edge, with a way back where there is one. Also the polite voice for
// screen readers.
import { signal } from '@preact/signals';

interface Toast {
  id: number;
  text: string;
  action?: { label: string; run: () => void };
}
const toasts = signal<readonly Toast[]>([]);
const spoken = signal('');
let last = 0;

const drop = (id: number) => (toasts.value = toasts.value.filter((toast) => toast.id !== id));

export function toast(text: string, action?: Toast['action'], ms = 5000): void {
  const id = ++last;
  toasts.value = [...toasts.value.slice(-2), { id, text, action }];
  setTimeout(() => drop(id), ms);
}

/** Says it without showing it. */
export function say(text: string): void {
  spoken.value = text === spoken.value ? `${text}\u00a0` : text;
}

export function ToastLayer() {
  return (
    <>
      <div class="toasts" role="status">
        {toasts.value.map((one) => (
          <div class="toast" key={one.id}>
            <span>{one.text}</span>
            {one.action && (
              <button
                type="button"
                onClick={() => {
                  drop(one.id);
                  one.action!.run();
                }}
              >
                {one.action.label}
              </button>
            )}
          </div>
        ))}
      </div>
      <div class="hidden-text" aria-live="polite" role="log">
        {spoken.value}
      </div>
    </>
  );
}
