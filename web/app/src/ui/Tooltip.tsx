// One tooltip for the whole app: whatever has data-tip gets it on hover and on keyboard focus.
import { signal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

const target = signal<{ element: HTMLElement; text: string; keys?: string } | undefined>(undefined);
let timer = 0;

function offer(event: Event, wait: number): void {
  const element = (event.target as Element | null)?.closest?.<HTMLElement>('[data-tip]');
  clearTimeout(timer);
  if (!element) {
    target.value = undefined;
    return;
  }
  if (element === target.peek()?.element) return;
  target.value = undefined;
  timer = window.setTimeout(() => {
    const text = element.dataset.tip;
    if (text && element.isConnected) target.value = { element, text, keys: element.dataset.keys };
  }, wait);
}

document.addEventListener(
  'pointerover',
  (event) => event.pointerType === 'mouse' && offer(event, 350),
);
document.addEventListener(
  'focusin',
  (event) => (event.target as Element).matches(':focus-visible') && offer(event, 150),
);
for (const name of ['pointerdown', 'keydown', 'focusout', 'scroll', 'wheel']) {
  document.addEventListener(
    name,
    () => {
      clearTimeout(timer);
      target.value = undefined;
    },
    { capture: true, passive: true },
  );
}

export function Tooltip() {
  const box = useRef<HTMLDivElement>(null);
  const shown = target.value;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !shown) return;
    element.showPopover();
    const at = shown.element.getBoundingClientRect();
    const size = element.getBoundingClientRect();
    const above = at.top - size.height - 6;
    element.style.top = `${above > 4 ? above : at.bottom + 6}px`;
    element.style.left = `${Math.max(6, Math.min(at.left + at.width / 2 - size.width / 2, innerWidth - size.width - 6))}px`;
  }, [shown]);
  if (!shown) return null;
  return (
    <div ref={box} class="tooltip" popover="manual" aria-hidden="true">
      {shown.text}
      {shown.keys && <kbd>{shown.keys}</kbd>}
    </div>
  );
}
