// The first screens: one card, three fields at most, mistakes beside the field.
import { ParleyError } from '@parley/client';
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { client, leftByChoice } from '../app/client.ts';
import { wasEnded } from '../app/leave.ts';
import { go } from '../app/route.ts';
import { language, t } from '../l10n/l10n.ts';
import { setPrefs } from '../app/prefs.ts';
import { Field, PasswordField } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { wordsFor } from '../ui/problem.ts';
import { Logo } from './Logo.tsx';
import { deviceName } from './device.ts';

interface ServerInfo {
  registration?: 'open' | 'invite' | 'closed';
  setup?: boolean;
}

async function serverInfo(): Promise<ServerInfo> {
  try {
    const answer = await fetch('/v1/server');
    return answer.ok ? ((await answer.json()) as ServerInfo) : {};
  } catch {
    return {};
  }
}

function Card({
  title,
  lead,
  children,
}: {
  title: string;
  lead?: ComponentChildren;
  children: ComponentChildren;
}) {
  return (
    <main class="gate">
      <div class="gate-card">
        <p class="brand">
          <Logo />
          Parley
        </p>
        <h1>{title}</h1>
        {lead && <p class="quiet">{lead}</p>}
        {children}
      </div>
      <button
        type="button"
        class="gate-language link"
        lang={language.value === 'en' ? 'zh-CN' : 'en'}
        onClick={() => setPrefs({ language: language.value === 'en' ? 'zh-CN' : 'en' })}
      >
        {language.value === 'en' ? '简体中文' : 'English'}
      </button>
    </main>
  );
}

export function Gate({ invite, join }: { invite?: string; join?: string }) {
  const [info, setInfo] = useState<ServerInfo>({});
  const [form, setForm] = useState<'in' | 'up'>(invite ? 'up' : 'in');
  useEffect(() => void serverInfo().then(setInfo), []);
  if (form === 'up') {
    return <SignUp invite={invite} onSignIn={() => setForm('in')} />;
  }
  const canSignUp = invite !== undefined || info.registration === 'open';
  return (
    <SignIn
      join={join !== undefined}
      setup={info.setup}
      onSignUp={canSignUp ? () => setForm('up') : undefined}
    />
  );
}

function Notice({ text }: { text: string }) {
  return (
    <p class="error" role="alert">
      <Icon name="alert" size={16} />
      {text}
    </p>
  );
}

function SignIn({
  join,
  setup,
  onSignUp,
}: {
  join: boolean;
  setup?: boolean;
  onSignUp?: () => void;
}) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!login.trim() || !password) {
      setError(t('sign-in-both'));
      return;
    }
    setBusy(true);
    setError('');
    try {
      leftByChoice.value = false;
      await client.signIn({
        login: login.trim(),
        password,
        device: { name: deviceName(), platform: 'web' },
      });
    } catch (reason) {
      setError(wordsFor(reason));
      setBusy(false);
    }
  };
  const stopped = client.status.value.stop;
  const ended = wasEnded || (stopped === 'signed_out' && !leftByChoice.value);
  return (
    <Card
      title={t('sign-in-title')}
      lead={join ? t('sign-in-join') : setup ? t('sign-in-setup') : undefined}
    >
      {ended && (
        <p class="small quiet" role="status">
          {t('session-ended')}
        </p>
      )}
      {stopped === 'disabled' && <Notice text={t('account-disabled')} />}
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t('login')}
          value={login}
          onValue={setLogin}
          name="username"
          autocomplete="username"
          autofocus
          plain
        />
        <PasswordField
          label={t('password')}
          value={password}
          onValue={setPassword}
          autocomplete="current-password"
        />
        {error && <Notice text={error} />}
        <button type="submit" class="button primary wide" disabled={busy}>
          {busy ? t('signing-in') : t('sign-in')}
        </button>
      </form>
      <p class="small quiet">
        {onSignUp ? (
          <button type="button" class="link" onClick={onSignUp}>
            {t('make-account')}
          </button>
        ) : (
          t('need-invite')
        )}
      </p>
    </Card>
  );
}

function SignUp({ invite, onSignIn }: { invite?: string; onSignIn: () => void }) {
  const [busy, setBusy] = useState(false);
  const [name, setName] = useState('');
  const [login, setLogin] = useState('');
  const [password, setPassword] = useState('');
  const [errors, setErrors] = useState<{
    name?: string;
    login?: string;
    password?: string;
    other?: string;
  }>({});

  const check = () => {
    const found: typeof errors = {};
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(login)) found.login = t('login-rule');
    if (new TextEncoder().encode(password).length < 8) found.password = t('password-rule');
    setErrors(found);
    return Object.keys(found).length === 0;
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!check()) return;
    setBusy(true);
    try {
      await client.signUp({
        login,
        password,
        ...(name.trim() ? { display_name: name.trim() } : {}),
        ...(invite ? { invite } : {}),
      });
      const made = await client.signIn({
        login,
        password,
        device: { name: deviceName(), platform: 'web' },
      });
      go(made.user.administrator ? '/welcome' : '/', true);
    } catch (reason) {
      setBusy(false);
      if (!(reason instanceof ParleyError)) setErrors({ other: wordsFor(reason) });
      else if (reason.code === 'already') setErrors({ login: t('login-taken') });
      else if (reason.code === 'forbidden') setErrors({ other: t('invite-bad') });
      else if (reason.field === 'login') setErrors({ login: t('login-rule') });
      else if (reason.field === 'password') setErrors({ password: t('password-rule') });
      else if (reason.field === 'display_name') setErrors({ name: t('name-rule') });
      else setErrors({ other: wordsFor(reason) });
    }
  };
  return (
    <Card
      title={t('sign-up-title')}
      lead={invite ? t('sign-up-invited', { host: location.host }) : undefined}
    >
      <form class="stack" onSubmit={submit} noValidate>
        <Field
          label={t('your-name')}
          hint={t('your-name-hint')}
          value={name}
          onValue={setName}
          error={errors.name}
          name="name"
          autocomplete="name"
          autofocus
        />
        <Field
          label={t('login')}
          hint={t('login-hint')}
          value={login}
          onValue={setLogin}
          error={errors.login}
          name="username"
          autocomplete="username"
          plain
        />
        <PasswordField
          label={t('password')}
          hint={t('password-rule')}
          value={password}
          onValue={setPassword}
          error={errors.password}
          autocomplete="new-password"
        />
        {errors.other && <Notice text={errors.other} />}
        <button type="submit" class="button primary wide" disabled={busy}>
          {busy ? t('signing-up') : t('sign-up')}
        </button>
      </form>
      <p class="small quiet">
        {t('have-account')}{' '}
        <button type="button" class="link" onClick={onSignIn}>
          {t('sign-in')}
        </button>
      </p>
    </Card>
  );
}
