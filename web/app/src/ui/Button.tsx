import type { ComponentChildren, Ref } from 'preact';
import { Icon, type IconName } from './Icon.tsx';

interface Props {
  icon: IconName;
  label: string;
  /** Shown behind the label in the tooltip. */
  shortcut?: string;
  onClick?: (event: MouseEvent) => void;
  pressed?: boolean;
  expanded?: boolean;
  compact?: boolean;
  disabled?: boolean;
  size?: number;
  class?: string;
  type?: 'button' | 'submit';
  buttonRef?: Ref<HTMLButtonElement>;
  children?: ComponentChildren;
  hasPopup?: 'menu' | 'dialog';
  keepFocus?: boolean;
}

export function IconButton(props: Props) {
  const {
    icon,
    label,
    shortcut,
    onClick,
    pressed,
    expanded,
    compact,
    disabled,
    size,
    type = 'button',
  } = props;
  return (
    <button
      type={type}
      ref={props.buttonRef}
      class={`icon-button${compact ? ' compact' : ''} ${props.class ?? ''}`}
      aria-label={label}
      data-tip={label}
      data-keys={shortcut}
      aria-pressed={pressed}
      aria-expanded={expanded}
      aria-haspopup={props.hasPopup}
      disabled={disabled}
      onClick={onClick}
      onMouseDown={props.keepFocus ? (event) => event.preventDefault() : undefined}
    >
      <Icon name={icon} size={size ?? (compact ? 16 : 18)} />
      {props.children}
    </button>
  );
}
