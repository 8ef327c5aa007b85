import { mod } from '../app/layout.ts';
import { prefs, setPrefs } from '../app/prefs.ts';
import { t } from '../l10n/l10n.ts';
import { Choice } from '../ui/Field.tsx';

export function Appearance() {
  const { theme, language, enterSends } = prefs.value;
  return (
    <div class="stack">
      <div class="field">
        <span class="label" id="theme-label">
          {t('theme')}
        </span>
        <div class="segments" role="group" aria-labelledby="theme-label">
          {(['system', 'light', 'dark'] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={theme === name}
              onClick={() => setPrefs({ theme: name })}
            >
              {t(`theme-${name}`)}
            </button>
          ))}
        </div>
      </div>
      <Choice
        label={t('language')}
        value={language}
        onValue={(value) => setPrefs({ language: value })}
        options={[
          ['auto', t('language-auto')],
          ['en', 'English'],
          ['zh-CN', '简体中文'],
        ]}
      />
      <Choice
        label={t('enter-key')}
        value={enterSends ? 1 : 0}
        onValue={(value) => setPrefs({ enterSends: value === 1, enterExplained: true })}
        options={[
          [1, t('enter-sends')],
          [0, t('enter-breaks', { mod })],
        ]}
      />
    </div>
  );
}
