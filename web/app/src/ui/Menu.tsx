// A menu on the platform's popover: one at a time, Escape closes it and gives the focus back,
// arrows move in it.
import { signal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon, type IconName } from './Icon.tsx';

export interface MenuItem {
  label: string;
  icon?: IconName;
  keys?: string;
  danger?: boolean;
  checked?: boolean;
  run: () => void;
}
export type MenuEntry = MenuItem | 'line' | false | undefined;
type Anchor = HTMLElement | { x: number; y: number };

interface Shown {
  label: string;
  items: MenuEntry[];
  anchor: Anchor;
  /** Above the items: the reactions of a message, for example. */
  header?: (close: () => void) => ComponentChildren;
  returnTo: HTMLElement | null;
}
const shown = signal<Shown | undefined>(undefined);
export const menuAnchor = () => shown.value?.anchor;

export function openMenu(
  label: string,
  anchor: Anchor,
  items: MenuEntry[],
  header?: Shown['header'],
): void {
  shown.value = {
    label,
    anchor,
    items,
    header,
    returnTo: document.activeElement as HTMLElement | null,
  };
}

export function closeMenu(): void {
  const last = shown.peek();
  shown.value = undefined;
  if (last?.returnTo?.isConnected) last.returnTo.focus({ preventScroll: true });
}

/** Puts a floating element beside what it belongs to, inside the window. */
export function place(element: HTMLElement, anchor: Anchor): void {
  const at =
    anchor instanceof HTMLElement
      ? anchor.getBoundingClientRect()
      : new DOMRect(anchor.x, anchor.y, 0, 0);
  const size = element.getBoundingClientRect();
  const below = at.bottom + 4;
  const top =
    below + size.height <= innerHeight - 8 ? below : Math.max(8, at.top - size.height - 4);
  const end = at.left > innerWidth / 2 ? at.right - size.width : at.left;
  element.style.top = `${Math.min(top, Math.max(8, innerHeight - size.height - 8))}px`;
  element.style.left = `${Math.max(8, Math.min(end, innerWidth - size.width - 8))}px`;
}

export function MenuLayer() {
  const box = useRef<HTMLDivElement>(null);
  const menu = shown.value;
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !menu) return;
    element.showPopover();
    place(element, menu.anchor);
    element.querySelector<HTMLElement>('button')?.focus({ preventScroll: true });
  }, [menu]);
  if (!menu) return null;

  const move = (event: KeyboardEvent) => {
    const items = [...box.current!.querySelectorAll<HTMLElement>('button')];
    const at = items.indexOf(document.activeElement as HTMLElement);
    const sideways = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const to =
      event.key === 'ArrowDown'
        ? at + 1
        : event.key === 'ArrowUp'
          ? at - 1
          : event.key === 'Home'
            ? 0
            : event.key === 'End'
              ? items.length - 1
              : sideways
                ? at + sideways
                : undefined;
    if (event.key === 'Tab') closeMenu();
    if (event.key === 'Escape') {
      event.stopPropagation();
      closeMenu();
    }
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length]?.focus();
  };
  return (
    <div
      ref={box}
      class="menu"
      popover="auto"
      onKeyDown={move}
      onToggle={(event) => event.newState === 'closed' && shown.peek() === menu && closeMenu()}
    >
      {menu.header?.(closeMenu)}
      <div role="menu" aria-label={menu.label}>
        {menu.items.map((item, index) =>
          !item ? null : item === 'line' ? (
            <hr key={index} />
          ) : (
            <button
              key={item.label}
              type="button"
              tabIndex={-1}
              class={item.danger ? 'danger' : undefined}
              role={item.checked === undefined ? 'menuitem' : 'menuitemcheckbox'}
              aria-checked={item.checked}
              onClick={() => {
                closeMenu();
                item.run();
              }}
            >
              {item.icon && <Icon name={item.icon} size={16} />}
              {item.label}
              {item.checked && <Icon name="check" size={16} />}
              {item.keys && <kbd>{item.keys}</kbd>}
            </button>
          ),
        )}
      </div>
    </div>
  );
}
