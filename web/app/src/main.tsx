import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/floating.css';
import './styles/shell.css';
import './styles/conversations.css';
import './styles/timeline.css';
import './styles/message.css';
import './styles/composer.css';
import { effect } from '@preact/signals';
import { render } from 'preact';
import { client } from './app/client.ts';
import { startLeaving } from './app/leave.ts';
import { startNotifications } from './app/notify.ts';
import { startTitle } from './app/title.ts';
import { startUpdates } from './app/update.ts';
import { language, useLanguage } from './l10n/l10n.ts';
import { App } from './shell/App.tsx';
import { Guard } from './ui/Guard.tsx';

async function start(): Promise<void> {
  await Promise.all([useLanguage(language.peek()), client.start()]);
  startLeaving();
  effect(() => void useLanguage(language.value));
  render(
    <Guard>
      <App />
    </Guard>,
    document.getElementById('app')!,
  );
  startTitle();
  startNotifications();
  startUpdates();
  document.addEventListener('visibilitychange', () => {
    client.setAway(document.hidden);
    if (!document.hidden) client.connect();
  });
  addEventListener('online', () => client.connect());
  // The store is a cache, but one that is worth keeping.
  void navigator.storage?.persist?.();
}

void start();
