// What lies beside the timeline: details, pins, search, a thread.
import { route } from '../app/route.ts';
import { t } from '../l10n/l10n.ts';
import { ThreadPanel } from '../threads/ThreadPanel.tsx';
import { Later } from './Later.tsx';
import { Panel } from './Panel.tsx';

const parts = {
  info: () => import('../conversations/InfoPanel.tsx'),
  pins: () => import('../timeline/PinsPanel.tsx'),
  search: () => import('../search/SearchPanel.tsx'),
};

export function SidePanel() {
  const { panel, conversation, thread } = route.value;
  if (!conversation || !panel) return null;
  if (panel === 'thread')
    return thread ? (
      <ThreadPanel key={`${conversation}/${thread}`} id={conversation} root={thread} />
    ) : null;
  return (
    <Panel title={t(`panel-${panel}`)}>
      <Later key={panel + conversation} load={parts[panel]} props={{ id: conversation }} />
    </Panel>
  );
}
