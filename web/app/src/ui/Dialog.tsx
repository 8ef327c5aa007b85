import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { signal } from '@preact/signals';
import { t } from '../l10n/l10n.ts';
import { IconButton } from './Button.tsx';

interface Props {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  width?: number;
  class?: string;
}

export function Dialog({ title, onClose, children, width, class: className }: Props) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const element = box.current!;
    const before = document.activeElement as HTMLElement | null;
    element.showModal();
    element.querySelector<HTMLElement>('[data-autofocus]')?.focus();
    return () => {
      if (!element.open) return;
      element.close();
      if (before?.isConnected) before.focus({ preventScroll: true });
    };
  }, []);
  return (
    <dialog
      ref={box}
      class={`dialog ${className ?? ''}`}
      aria-labelledby={id}
      style={width ? { '--dialog': `${width}px` } : undefined}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onMouseDown={(event) => event.target === box.current && onClose()}
    >
      <div class="dialog-head">
        <h2 id={id}>{title}</h2>
        <IconButton icon="close" label={t('close')} onClick={onClose} />
      </div>
      <div class="dialog-body">{children}</div>
    </dialog>
  );
}

/** The dialog that is open now, if any: `show(() => <X />)` opens, `hide()` closes. */
const current = signal<(() => ComponentChildren) | undefined>(undefined);
export const show = (draw: () => ComponentChildren) => (current.value = draw);
/** Closes at once, not with the next drawing: what is opened next may take the focus. */
export function hide(): void {
  document.querySelector<HTMLDialogElement>('dialog.dialog[open]')?.close();
  current.value = undefined;
}
export const isShown = () => current.peek() !== undefined;
export function DialogLayer() {
  const draw = current.value;
  return draw ? <>{draw()}</> : null;
}

export function Confirm(props: {
  title: string;
  text: string;
  action: string;
  run: () => unknown;
}) {
  return (
    <Dialog title={props.title} onClose={hide} width={420}>
      <p>{props.text}</p>
      <div class="dialog-foot">
        <button type="button" class="button" data-autofocus onClick={hide}>
          {t('cancel')}
        </button>
        <button
          type="button"
          class="button danger"
          onClick={() => {
            hide();
            void props.run();
          }}
        >
          {props.action}
        </button>
      </div>
    </Dialog>
  );
}
export const confirm = (props: Parameters<typeof Confirm>[0]) => show(() => <Confirm {...props} />);
