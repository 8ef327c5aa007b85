import { client, isSelf, nameOf, titleOf, conversation } from '../app/client.ts';
import { read } from '../app/live.ts';
import { t } from '../l10n/l10n.ts';

const segments = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const firstOf = (name: string) => {
  for (const { segment } of segments.segment(name.trim())) return segment.toLocaleUpperCase();
  return '';
};

/** The same for everybody: taken from the id. */
function hueOf(id: string): number {
  let hash = 2166136261;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 16777619);
  return ((hash >>> 0) % 24) * 15;
}

interface Props {
  id: string;
  name: string;
  size?: number;
  group?: boolean;
  presenceOf?: string;
}

export function Avatar({ id, name, size = 36, group, presenceOf }: Props) {
  return (
    <span
      class={`avatar${group ? ' group' : ''}`}
      aria-hidden={presenceOf ? undefined : 'true'}
      style={{ '--avatar': `${size}px`, '--hue': String(hueOf(id)) }}
    >
      <span aria-hidden="true">{firstOf(name)}</span>
      {presenceOf && <PresenceDot user={presenceOf} />}
    </span>
  );
}

export function UserAvatar({
  user,
  size,
  presence,
}: {
  user: string;
  size?: number;
  presence?: boolean;
}) {
  return (
    <Avatar id={user} name={nameOf(user)} size={size} presenceOf={presence ? user : undefined} />
  );
}

export function ConversationAvatar({ id, size }: { id: string; size?: number }) {
  const item = conversation(id);
  const peer = item?.kind === 'direct' ? item.peer : undefined;
  return (
    <Avatar
      id={peer ?? id}
      name={titleOf(id)}
      size={size}
      group={item?.kind === 'group'}
      presenceOf={peer && !isSelf(peer) ? peer : undefined}
    />
  );
}

export function PresenceDot({ user }: { user: string }) {
  const state = read(client.presence(user))?.state ?? 'offline';
  if (state === 'offline') return null;
  return <span class={`presence ${state}`} role="img" aria-label={t(`presence-${state}`)} />;
}
