import { isMac, mod } from '../app/layout.ts';
import { prefs } from '../app/prefs.ts';
import { t } from '../l10n/l10n.ts';
import { Dialog, hide } from '../ui/Dialog.tsx';
import '../styles/dialogs.css';

const alt = isMac ? '⌥' : 'Alt+';

export default function Help() {
  const groups: [string, [string, string][]][] = [
    [
      'help-anywhere',
      [
        [`${mod}K`, 'help-switcher'],
        [`${alt}↑ ${alt}↓`, 'help-next'],
        [`${alt}Shift+↑ ↓`, 'help-next-unread'],
        [`${alt}N`, 'help-new'],
        [`${mod}F`, 'help-search-here'],
        [`${mod}Shift+F`, 'help-search'],
        [`${mod},`, 'help-settings'],
        ['Esc', 'help-close'],
        ['?', 'help-help'],
      ],
    ],
    [
      'help-composer',
      [
        [prefs.value.enterSends ? 'Enter' : `${mod}Enter`, 'help-send'],
        [prefs.value.enterSends ? 'Shift+Enter' : 'Enter', 'help-line'],
        ['↑', 'help-edit-last'],
        ['@ :', 'help-complete'],
        [`${mod}B ${mod}I ${mod}E`, 'help-format'],
      ],
    ],
    [
      'help-messages',
      [
        ['↑ ↓', 'help-walk'],
        ['R', 'reply'],
        ['T', 'reply-in-thread'],
        ['+', 'react'],
        ['E', 'edit'],
        ['C', 'copy-text'],
        ['P', 'pin-message'],
        ['Del', 'delete'],
        ['Enter', 'help-menu'],
      ],
    ],
  ];
  return (
    <Dialog title={t('shortcuts')} onClose={hide} width={680}>
      <div class="help">
        {groups.map(([title, keys]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={what}>
                  <dt>
                    {key.split(' ').map((one) => (
                      <kbd key={one}>{one}</kbd>
                    ))}
                  </dt>
                  <dd>{t(what)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
