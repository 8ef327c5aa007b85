// Settings: one page with sections on the left, or (on phones) a list that leads to them.
import type { ComponentType } from 'preact';
import { account } from '../app/client.ts';
import { narrow } from '../app/layout.ts';
import { back, route } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { IconButton } from '../ui/Button.tsx';
import { Icon, type IconName } from '../ui/Icon.tsx';
import { signOut } from './signOut.tsx';
import { About } from './About.tsx';
import { Appearance } from './Appearance.tsx';
import { Devices } from './Devices.tsx';
import { Notifications } from './Notifications.tsx';
import { PasswordSettings } from './PasswordSettings.tsx';
import { Privacy } from './Privacy.tsx';
import { Profile } from './Profile.tsx';
import '../styles/dialogs.css';
import '../styles/settings.css';

const sections: readonly (readonly [string, IconName, ComponentType])[] = [
  ['profile', 'user', Profile],
  ['appearance', 'palette', Appearance],
  ['notifications', 'bell', Notifications],
  ['privacy', 'eye', Privacy],
  ['devices', 'devices', Devices],
  ['password', 'key', PasswordSettings],
  ['about', 'info', About],
];

export default function Settings() {
  const wanted = route.value.section;
  const shown =
    sections.find(([name]) => name === wanted) ?? (narrow.value ? undefined : sections[0]!);
  const menu = !narrow.value || !shown;
  const Part = shown?.[2];
  return (
    <div class="page">
      <header class="bar">
        {narrow.value && (
          <IconButton
            icon="back"
            label={t('back')}
            onClick={() => (shown ? back({ page: 'settings' }) : back({ page: 'home' }))}
          />
        )}
        <h1>{narrow.value && shown ? t(`settings-${shown[0]}`) : t('settings')}</h1>
      </header>
      <div class="settings">
        {menu && (
          <nav class="settings-menu scroll" aria-label={t('settings')}>
            {sections.map(([name, icon]) => (
              <a
                key={name}
                href={`/settings/${name}`}
                class="door"
                aria-current={shown?.[0] === name ? 'page' : undefined}
              >
                <Icon name={icon} size={17} />
                {t(`settings-${name}`)}
                {narrow.value && <Icon name="chevron-right" size={16} class="door-end" />}
              </a>
            ))}
            {account()?.user.administrator && (
              <a href="/admin" class="door">
                <Icon name="shield" size={17} />
                {t('administration')}
              </a>
            )}
            <button type="button" class="door" onClick={signOut}>
              <Icon name="log-out" size={17} />
              {t('sign-out')}
            </button>
          </nav>
        )}
        {Part && (
          <div class="page-body scroll" key={shown[0]}>
            <div class="page-column">
              {!narrow.value && <h2 class="settings-title">{t(`settings-${shown[0]}`)}</h2>}
              <Part />
            </div>
          </div>
        )}
      </div>
    </div>
  );
}
