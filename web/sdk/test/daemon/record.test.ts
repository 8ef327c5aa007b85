// Makes test/recorded/group.json anew: RECORD=1 PARLEYD=… npx vitest run record

import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, test } from 'vitest';
import { Client } from '../../src/client.js';
import { MemoryStorage } from '../../src/storage.js';
import type { ConversationItem, LogEvent, Message } from '../../src/types.js';
import { Daemon, until } from './daemon.js';

let daemon: Daemon;
beforeAll(async () => {
  if (process.env['RECORD']) daemon = await Daemon.start();
});
afterAll(() => daemon?.stop());

test.skipIf(!process.env['RECORD'])(
  "a group's life is recorded",
  async () => {
    const [ann, bob, cat] = [
      await daemon.person('ann'),
      await daemon.person('bob'),
      await daemon.person('cat'),
    ];
    const [a, b, c] = [ann, bob, cat].map((client) => client.account.value!.user.id) as [
      string,
      string,
      string,
    ];
    const group = await ann.createGroup({ title: 'Harbour', members: [b], versions: false });
    await ann.send(group, { text: 'The first one', mentions: [b] }).done;

    const frames: Record<string, unknown>[] = [];
    const watcher = await watch('bob', frames);
    const start = frames.findIndex((frame) => frame['type'] === 'synced');
    const list = (await watcher.request('conversation.list', {})).conversations;

    await bob.send(group, { text: 'A second', reply_to: 1 }).done;
    await ann.edit(group, 1, { text: 'The first one, mended', mentions: [b, a] });
    await ann.edit(group, 1, { text: 'The first one, mended twice' });
    await bob.react(group, 1, '👍', true);
    await ann.react(group, 1, '👍', true);
    await bob.react(group, 1, '👍', false);
    await ann.addMembers(group, [c]);
    await until(() => cat.conversation(group).value !== undefined, 'cat in the group');
    await cat.send(group, { text: 'In a thread', thread: 1 }).done;
    await ann.send(group, { text: 'So am I', thread: 1, mentions: 'all' }).done;
    await bob.send(group, { text: 'Me too', thread: 1 }).done;
    await ann.pin(group, 2, true);
    await ann.updateGroup(group, { title: 'The harbour', topic: 'Ships' });
    await ann.updateGroup(group, { topic: '' });
    await ann.remove(group, [4]);
    await bob.setPreferences(group, { muted: true, pinned: true });
    await ann.setRole(group, b, 'admin');
    await ann.send(group, { text: 'For Bob', mentions: [b] }).done;
    await ann.send(group, { text: 'Not for Bob', mentions: [c] }).done;
    await ann.edit(group, 7, { text: 'For Bob after all', mentions: [b] });
    const direct = await cat.openDirect(b);
    await cat.send(direct, { text: 'Psst' }).done;
    await until(() => bob.conversation(direct).value?.head_seq === 1, 'the direct message');
    bob.read(direct, 1);
    const gone = await ann.createGroup({ title: 'Short', members: [b] });
    await ann.send(gone, { text: 'Soon over' }).done;
    await ann.removeMembers(gone, [b]);
    const again = await ann.createGroup({ title: 'Twice', members: [b], history: 'joined' });
    await ann.send(again, { text: 'Before' }).done;
    await ann.removeMembers(again, [b]);
    await ann.send(again, { text: 'Without Bob' }).done;
    await ann.addMembers(again, [b]);
    await ann.send(again, { text: 'With Bob' }).done;
    await cat.leave(group);
    await until(() => bob.outbox.value.length === 0, 'everything sent');
    const head = (await bob.request('account.get', {})).self_rev;
    await until(() => watcher.conversation(again).value?.head_seq === 3, 'everything received');
    await until(
      () => frames.some((frame) => frame['conversation'] === 'self' && frame['rev'] === head),
      'all of self',
    );
    await new Promise((resolve) => setTimeout(resolve, 500));

    const pushed = frames.slice(start).filter(({ type }) => type === 'event' || type === 'synced');
    const items: ConversationItem[] = [];
    const logs: Record<string, readonly LogEvent[]> = {};
    const messages: Record<string, readonly Message[]> = {};
    for (const { conversation } of (await bob.request('conversation.list', {})).conversations) {
      items.push(await bob.request('conversation.get', { conversation }));
      logs[conversation] = (await bob.request('log.get', { conversation, from_rev: 1 })).events;
      messages[conversation] = (await bob.request('history.get', { conversation })).messages;
    }
    const { threads } = await bob.request('thread.list', {});
    const hello = frames.find((frame) => frame['type'] === 'ok' && frame['self_rev'] !== undefined);
    mkdirSync(new URL('../recorded/', import.meta.url), { recursive: true });
    writeFileSync(
      new URL('../recorded/group.json', import.meta.url),
      JSON.stringify({ hello, list, frames: pushed, items, logs, messages, threads }, null, 1),
    );
  },
  60_000,
);

/** Another device of `login`, whose frames are kept. */
async function watch(login: string, frames: Record<string, unknown>[]): Promise<Client> {
  const webSocket = class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols);
      this.addEventListener('message', ({ data }) =>
        frames.push(JSON.parse(String(data)) as Record<string, unknown>),
      );
    }
  };
  const client = new Client({
    url: daemon.url,
    storage: new MemoryStorage(),
    tabs: null,
    webSocket: webSocket as never,
  });
  daemon.clients.push(client);
  return daemon.device(login, client);
}
