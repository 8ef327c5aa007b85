import { useId, useState } from 'preact/hooks';
import { t } from '../l10n/l10n.ts';
import { IconButton } from './Button.tsx';
import { Icon } from './Icon.tsx';

interface Props {
  label: string;
  value: string;
  onValue: (value: string) => void;
  hint?: string;
  error?: string;
  name?: string;
  type?: string;
  autocomplete?: string;
  autofocus?: boolean;
  /** No capital letters, no corrections: logins, not prose. */
  plain?: boolean;
  placeholder?: string;
  multiline?: boolean;
  maxLength?: number;
  min?: number;
}

export function Field(props: Props) {
  const id = useId();
  const note = props.error ? `${id}-error` : props.hint ? `${id}-hint` : undefined;
  const shared = {
    id,
    class: 'input',
    name: props.name,
    value: props.value,
    placeholder: props.placeholder,
    maxLength: props.maxLength,
    'aria-invalid': props.error ? ('true' as const) : undefined,
    'aria-describedby': note,
    'data-autofocus': props.autofocus ? '' : undefined,
    autofocus: props.autofocus,
    dir: props.plain ? ('ltr' as const) : ('auto' as const),
  };
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      {props.multiline ? (
        <textarea
          {...shared}
          rows={3}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      ) : (
        <input
          {...shared}
          type={(props.type ?? 'text') as 'text'}
          min={props.min}
          autocomplete={(props.autocomplete ?? 'off') as 'off'}
          autocapitalize={props.plain ? 'none' : undefined}
          spellcheck={props.plain ? false : undefined}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
      )}
      <Note id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

/** What stands below an input: what is wrong with it, else what it is for. */
function Note({ id, hint, error }: { id: string; hint?: string; error?: string }) {
  if (error) {
    return (
      <span class="error" id={`${id}-error`} role="alert">
        <Icon name="alert" size={14} />
        {error}
      </span>
    );
  }
  if (!hint) return null;
  return (
    <span class="hint" id={`${id}-hint`}>
      {hint}
    </span>
  );
}

export function PasswordField(props: Props) {
  const id = useId();
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const note = props.error ? `${id}-error` : props.hint ? `${id}-hint` : undefined;
  const look = (event: KeyboardEvent) => setCaps(event.getModifierState?.('CapsLock') ?? false);
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <div class="input-box">
        <input
          id={id}
          class="input"
          type={(shown ? 'text' : 'password') as 'password'}
          value={props.value}
          name={props.name ?? 'password'}
          dir="ltr"
          autocomplete={props.autocomplete as 'current-password'}
          autocapitalize="none"
          spellcheck={false}
          aria-describedby={note}
          aria-invalid={props.error ? 'true' : undefined}
          onKeyDown={look}
          onKeyUp={look}
          onBlur={() => setCaps(false)}
          onInput={(event) => props.onValue(event.currentTarget.value)}
        />
        <IconButton
          icon="eye"
          label={shown ? t('hide-password') : t('show-password')}
          pressed={shown}
          onClick={() => setShown(!shown)}
        />
      </div>
      {caps && (
        <span class="hint" role="status">
          {t('caps-lock')}
        </span>
      )}
      <Note id={id} hint={props.hint} error={props.error} />
    </div>
  );
}

export function Check(props: {
  label: string;
  hint?: string;
  checked: boolean;
  onChecked: (on: boolean) => void;
  disabled?: boolean;
}) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={props.checked}
        disabled={props.disabled}
        onChange={(event) => props.onChecked(event.currentTarget.checked)}
      />
      <span>
        {props.label}
        {props.hint && <span class="hint">{props.hint}</span>}
      </span>
    </label>
  );
}

export function Choice<T extends string | number>(props: {
  label: string;
  hint?: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onValue: (value: T) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{props.label}</label>
      <select
        id={id}
        class="input"
        disabled={props.disabled}
        value={String(props.value)}
        onChange={(event) => props.onValue(props.options[event.currentTarget.selectedIndex]![0])}
      >
        {props.options.map(([value, label]) => (
          <option key={String(value)} value={String(value)}>
            {label}
          </option>
        ))}
      </select>
      {props.hint && <span class="hint">{props.hint}</span>}
    </div>
  );
}
