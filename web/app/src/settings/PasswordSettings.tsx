import { useState } from 'preact/hooks';
import { account, client } from '../app/client.ts';
import { t } from '../l10n/l10n.ts';
import { Check, PasswordField } from '../ui/Field.tsx';
import { wordsFor } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';

export function PasswordSettings() {
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const [others, setOthers] = useState(true);
  const [error, setError] = useState<{ current?: string; next?: string; other?: string }>({});
  const [busy, setBusy] = useState(false);
  const save = async (event: Event) => {
    event.preventDefault();
    if (new TextEncoder().encode(next).length < 8) return setError({ next: t('password-rule') });
    setBusy(true);
    setError({});
    try {
      await client.changePassword(current, next, !others);
      setCurrent('');
      setNext('');
      toast(t('password-changed'));
    } catch (reason) {
      setError(
        (reason as { code?: string }).code === 'bad_credentials'
          ? { current: t('password-wrong') }
          : { other: wordsFor(reason) },
      );
    }
    setBusy(false);
  };
  return (
    <form class="stack" onSubmit={save} noValidate>
      <input
        class="hidden-text"
        type="text"
        name="username"
        autocomplete="username"
        value={account()?.user.login}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <PasswordField
        label={t('password-current')}
        name="current-password"
        value={current}
        onValue={setCurrent}
        error={error.current}
        autocomplete="current-password"
      />
      <PasswordField
        label={t('password-new')}
        name="new-password"
        value={next}
        onValue={setNext}
        error={error.next}
        hint={t('password-rule')}
        autocomplete="new-password"
      />
      <Check
        label={t('password-end-others')}
        hint={t('password-end-others-hint')}
        checked={others}
        onChecked={setOthers}
      />
      {error.other && (
        <p class="error" role="alert">
          {error.other}
        </p>
      )}
      <div>
        <button type="submit" class="button primary" disabled={busy || !current || !next}>
          {t('password-change')}
        </button>
      </div>
    </form>
  );
}
