import { useState } from 'preact/hooks';
import { isSelf } from '../app/client.ts';
import { go } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ago, date, number } from '../l10n/times.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { IconButton } from '../ui/Button.tsx';
import { confirm, Dialog, hide, show } from '../ui/Dialog.tsx';
import { Check, Choice, Field, PasswordField } from '../ui/Field.tsx';
import { Icon } from '../ui/Icon.tsx';
import { openMenu, type MenuEntry } from '../ui/Menu.tsx';
import { complain, wordsFor } from '../ui/problem.ts';
import { toast } from '../ui/Toast.tsx';
import { admin, type AdminUser } from './api.ts';
import { Find, Frame, Table } from './Frame.tsx';
import { sessionsOf } from './Sessions.tsx';
import { useList } from './useList.ts';

export function Users() {
  const [query, setQuery] = useState('');
  const [state, setState] = useState('all');
  const list = useList<AdminUser>(`${state}/${query}`, (after) =>
    admin
      .users({ query: query.trim(), state, after })
      .then((page) => ({ items: page.users, next: page.next })),
  );
  const changed = (user: AdminUser) =>
    list.replace((items) => items.map((one) => (one.id === user.id ? { ...one, ...user } : one)));
  const change = (user: AdminUser, part: Parameters<typeof admin.changeUser>[1]) =>
    admin.changeUser(user.id, part).then((next) => {
      changed(next);
      toast(t('saved'));
    }, complain);

  const actions = (user: AdminUser): MenuEntry[] => [
    {
      label: t('admin-sessions-of'),
      icon: 'devices',
      run: () => {
        sessionsOf.value = { id: user.id, name: user.display_name };
        go('/admin/sessions');
      },
    },
    {
      label: t('admin-set-password'),
      icon: 'key',
      run: () => show(() => <NewPassword user={user} />),
    },
    user.administrator
      ? {
          label: t('admin-take-role'),
          icon: 'user',
          run: () => void change(user, { administrator: false }),
        }
      : {
          label: t('admin-give-role'),
          icon: 'shield',
          run: () =>
            confirm({
              title: t('admin-give-role-title', { name: user.display_name }),
              text: t('admin-give-role-text'),
              action: t('admin-give-role'),
              run: () => change(user, { administrator: true }),
            }),
        },
    !isSelf(user.id) && 'line',
    !isSelf(user.id) &&
      (user.disabled
        ? {
            label: t('admin-enable'),
            icon: 'check',
            run: () => void change(user, { disabled: false }),
          }
        : {
            label: t('admin-disable'),
            icon: 'ban',
            danger: true,
            run: () =>
              confirm({
                title: t('admin-disable-title', { name: user.display_name }),
                text: t('admin-disable-text'),
                action: t('admin-disable'),
                run: () => change(user, { disabled: true }),
              }),
          }),
  ];
  return (
    <>
      <div class="admin-tools">
        <Find value={query} onValue={setQuery} label={t('find-people')} />
        <select
          class="input"
          aria-label={t('admin-state')}
          value={state}
          onChange={(event) => setState(event.currentTarget.value)}
        >
          {['all', 'active', 'disabled', 'administrator'].map((one) => (
            <option key={one} value={one}>
              {t(`admin-state-${one}`)}
            </option>
          ))}
        </select>
        <span class="spring" />
        <button
          type="button"
          class="button primary"
          onClick={() => show(() => <AddUser onDone={list.reload} />)}
        >
          <Icon name="plus" size={16} />
          {t('admin-add-user')}
        </button>
      </div>
      <Frame list={list} icon="users" empty={t('nobody-found')}>
        <Table
          label={t('admin-users')}
          heads={[t('person'), t('admin-seen'), t('admin-sessions'), t('admin-created'), '']}
        >
          {list.items?.map((user) => (
            <tr key={user.id}>
              <td>
                <span class="person">
                  <Avatar id={user.id} name={user.display_name} size={32} />
                  <span class="cell">
                    <b dir="auto">{user.display_name}</b>
                    <span class="small quiet" dir="ltr">
                      @{user.login}
                    </span>
                  </span>
                  {user.administrator && <span class="tag accent">{t('admin-role')}</span>}
                  {user.disabled && <span class="tag danger">{t('admin-off')}</span>}
                </span>
              </td>
              <td class="quiet" data-label={t('admin-seen')}>
                {user.last_seen ? ago(user.last_seen) : t('never')}
              </td>
              <td class="tabular" data-label={t('admin-sessions')}>
                {number(user.sessions)}
              </td>
              <td class="quiet tabular" data-label={t('admin-created')}>
                {date(user.created)}
              </td>
              <td>
                <IconButton
                  icon="more"
                  compact
                  label={t('member-menu', { name: user.display_name })}
                  hasPopup="menu"
                  onClick={(event) =>
                    openMenu(user.display_name, event.currentTarget as HTMLElement, actions(user))
                  }
                />
              </td>
            </tr>
          ))}
        </Table>
      </Frame>
    </>
  );
}

function AddUser({ onDone }: { onDone: () => void }) {
  const [login, setLogin] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<'user' | 'administrator'>('user');
  const [error, setError] = useState<{ login?: string; password?: string; other?: string }>({});
  const save = async (event: Event) => {
    event.preventDefault();
    if (!/^[A-Za-z0-9._-]{1,64}$/.test(login)) return setError({ login: t('login-rule') });
    if (new TextEncoder().encode(password).length < 8)
      return setError({ password: t('password-rule') });
    try {
      await admin.addUser({
        login,
        password,
        ...(name.trim() ? { display_name: name.trim() } : {}),
        ...(role === 'administrator' ? { administrator: true } : {}),
      });
      hide();
      toast(t('admin-user-added', { name: name.trim() || login }));
      onDone();
    } catch (reason) {
      setError(
        (reason as { code?: string }).code === 'already'
          ? { login: t('login-taken') }
          : { other: wordsFor(reason) },
      );
    }
  };
  return (
    <Dialog title={t('admin-add-user')} onClose={hide} width={420}>
      <form class="stack" onSubmit={save} noValidate>
        <Field
          label={t('login')}
          value={login}
          onValue={setLogin}
          error={error.login}
          plain
          autofocus
        />
        <Field label={t('display-name')} value={name} onValue={setName} />
        <PasswordField
          label={t('admin-first-password')}
          value={password}
          onValue={setPassword}
          error={error.password}
          autocomplete="new-password"
          hint={t('admin-first-password-hint')}
        />
        <Choice
          label={t('admin-role-label')}
          value={role}
          onValue={setRole}
          options={[
            ['user', t('admin-role-user')],
            ['administrator', t('admin-role')],
          ]}
        />
        {error.other && (
          <p class="error" role="alert">
            {error.other}
          </p>
        )}
        <div class="dialog-foot">
          <button type="submit" class="button primary">
            {t('add')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

function NewPassword({ user }: { user: AdminUser }) {
  const [password, setPassword] = useState('');
  const [sure, setSure] = useState(false);
  const [error, setError] = useState('');
  const save = (event: Event) => {
    event.preventDefault();
    if (new TextEncoder().encode(password).length < 8) return setError(t('password-rule'));
    void admin.changeUser(user.id, { password }).then(
      () => {
        hide();
        toast(t('password-changed'));
      },
      (reason) => setError(wordsFor(reason)),
    );
  };
  return (
    <Dialog
      title={t('admin-set-password-of', { name: user.display_name })}
      onClose={hide}
      width={420}
    >
      <form class="stack" onSubmit={save} noValidate>
        <PasswordField
          label={t('password-new')}
          value={password}
          onValue={setPassword}
          error={error}
          autocomplete="new-password"
          hint={t('password-rule')}
        />
        <Check label={t('admin-password-ends')} checked={sure} onChecked={setSure} />
        <div class="dialog-foot">
          <button type="submit" class="button primary" disabled={!sure}>
            {t('save')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
