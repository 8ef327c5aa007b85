import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Client } from '../../src/client.js';
import { MemoryStorage } from '../../src/storage.js';
import type { ConversationId, Message } from '../../src/types.js';
import { Daemon, until } from './daemon.js';

let daemon: Daemon;
beforeAll(async () => {
  daemon = await Daemon.start();
});
afterAll(() => daemon?.stop());

const id = (client: Client): string => client.account.value!.user.id;
const texts = (messages: readonly Message[]): (string | undefined)[] =>
  messages.map((one) => one.text);
const item = (client: Client, conversation: ConversationId) =>
  client.conversation(conversation).value;

/** What the client shows is what the server says now. */
async function expectTruth(client: Client): Promise<void> {
  const { conversations } = await client.request('conversation.list', {});
  const shown = new Map(client.conversations.value.map((one) => [one.conversation, one]));
  expect([...shown.keys()].sort()).toEqual(conversations.map((one) => one.conversation).sort());
  // Receipts are pushed as hints, which come later than an answer, or never.
  for (const { last, peer_read_seq: _, peer_delivered_seq: __, ...truth } of conversations) {
    const { last: shownLast, ...rest } = shown.get(truth.conversation)!;
    expect(rest).toMatchObject(truth);
    expect(shownLast?.seq).toBe(last?.seq);
    expect(shownLast?.rev).toBe(last?.rev);
    expect(shownLast?.text).toBe(last?.text);
  }
}

describe('people', () => {
  test('write to each other, and both see the same', async () => {
    const [ann, bob] = [await daemon.person('ann'), await daemon.person('bob')];
    const conversation = await ann.openDirect(id(bob));
    const timeline = bob.timeline(conversation);
    const { done } = ann.send(conversation, {
      text: 'Hello **Bob**',
      format: 'markdown',
      mentions: [id(bob)],
    });
    expect(await done).toMatchObject({ seq: 1 });
    await until(() => timeline.value.messages.length === 1, 'the message');
    expect(timeline.value.messages[0]).toMatchObject({
      text: 'Hello **Bob**',
      format: 'markdown',
      by: id(ann),
    });
    expect(item(bob, conversation)).toMatchObject({
      unread: 1,
      mentions: 1,
      mention_seqs: [1],
      peer: id(ann),
    });
    bob.read(conversation, 1);
    expect(item(bob, conversation)!.unread).toBe(0);
    await until(() => bob.outbox.value.length === 0, 'the receipt');
    expect(bob.totals.value).toMatchObject({ unread: 0, mentions: 0 });
    await expectTruth(ann);
    await expectTruth(bob);
  });

  test('form a group of three, come and go', async () => {
    const [cat, dan, eve] = [
      await daemon.person('cat'),
      await daemon.person('dan'),
      await daemon.person('eve'),
    ];
    const conversation = await cat.createGroup({ title: 'Lunch', members: [id(dan)] });
    await until(() => item(dan, conversation) !== undefined, 'dan in the group');
    await cat.send(conversation, { text: 'before eve' }).done;
    await cat.addMembers(conversation, [id(eve)]);
    await until(() => item(eve, conversation) !== undefined, 'eve in the group');
    const timeline = eve.timeline(conversation);
    await until(() => timeline.value.messages.length === 1, 'what was written before');
    await dan.send(conversation, { text: 'hi @all', mentions: 'all' }).done;
    await until(() => item(eve, conversation)!.mentions === 1, 'the mention');
    await cat.removeMembers(conversation, [id(dan)]);
    await until(() => item(dan, conversation) === undefined, 'dan out');
    await expect(dan.send(conversation, { text: 'too late' }).done).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(dan.outbox.value).toMatchObject([{ state: 'failed', error: { code: 'not_found' } }]);
    await cat.addMembers(conversation, [id(dan)]);
    await until(() => item(dan, conversation)?.members_count === 3, 'dan back');
    for (const one of [cat, dan, eve]) await expectTruth(one);
  });

  test('have several devices, which agree', async () => {
    const ann = await daemon.device('ann');
    const other = await daemon.device('ann');
    const bob = await daemon.device('bob');
    const { conversation } = ann.conversations.value[0]!;
    await bob.send(conversation, { text: 'again' }).done;
    await until(() => item(other, conversation)!.unread > 0, 'unread on the other device');
    ann.read(conversation, item(ann, conversation)!.head_seq);
    await until(() => item(other, conversation)!.unread === 0, 'read on the other device');
    await ann.send(conversation, { text: 'from one device' }).done;
    await until(
      () => item(other, conversation)!.head_seq === item(ann, conversation)!.head_seq,
      'the message on the other device',
    );
    await expectTruth(ann);
    await expectTruth(other);
  });

  test("see each other's presence and typing", async () => {
    const [ann, bob] = [await daemon.device('ann'), await daemon.device('bob')];
    const { conversation } = ann.conversations.value.find((one) => one.peer === id(bob))!;
    const presence = ann.presence(id(bob));
    const off = presence.subscribe(() => {});
    await until(() => presence.value?.state === 'online', 'online');
    bob.typingIn(conversation);
    await until(() => ann.typing(conversation).value.includes(id(bob)), 'typing');
    await bob.send(conversation, { text: 'typed' }).done;
    await until(() => ann.typing(conversation).value.length === 0, 'the end of typing');
    off();
    expect(
      ann.user(id(bob)).value ??
        (await until(() => ann.user(id(bob)).value !== undefined, 'bob'), ann.user(id(bob)).value),
    ).toMatchObject({ login: 'bob' });
  });

  test('sign out, and all goes', async () => {
    const storage = new MemoryStorage();
    const fay = await daemon.person('fay', storage);
    await fay.createGroup({ title: 'Mine' });
    await fay.signOut();
    expect(fay.status.value).toMatchObject({ phase: 'signed_out', stop: 'signed_out' });
    expect(fay.conversations.value).toEqual([]);
    expect((await storage.load()).conversations).toEqual([]);
    const again = daemon.client(storage);
    expect(await again.start()).toBe(false);
  });
});

describe('bad times', () => {
  test('what is written while the daemon is killed again and again arrives once and in order', async () => {
    const [gus, hal] = [await daemon.person('gus'), await daemon.person('hal')];
    const conversation = await gus.openDirect(id(hal));
    const sent: Promise<unknown>[] = [];
    let count = 0;
    const writing = setInterval(() => {
      for (let i = 0; i < 3; i++)
        sent.push(gus.send(conversation, { text: `message ${count++}` }).done);
    }, 40);
    for (let i = 0; i < 3; i++) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      await daemon.kill();
      await new Promise((resolve) => setTimeout(resolve, 150));
      await daemon.run();
      gus.connect();
      hal.connect();
    }
    clearInterval(writing);
    await Promise.all(sent);
    const timeline = hal.timeline(conversation, { pageSize: 200 });
    await until(() => item(hal, conversation)?.head_seq === count, `${count} messages`, 20_000);
    while (timeline.value.moreBefore) await timeline.loadBefore();
    expect(texts(timeline.value.messages)).toEqual(
      Array.from({ length: count }, (_, i) => `message ${i}`),
    );
    expect(gus.outbox.value).toEqual([]);
    await expectTruth(gus);
    await expectTruth(hal);
  }, 60_000);

  test('a client that was away comes back to everything, through a gap or without one', async () => {
    const ivy = await daemon.person('ivy');
    for (const window of [1000, 5, 0]) {
      const login = `jon${window}`;
      const storage = new MemoryStorage();
      const jon = await daemon.person(login, storage);
      const conversation = await ivy.openDirect(id(jon));
      await ivy.send(conversation, { text: 'first' }).done;
      const open = jon.timeline(conversation);
      await until(() => open.value.messages.length === 1, 'the first message');
      await until(
        () => item(jon, conversation)?.have === item(ivy, conversation)?.have,
        'the same',
      );
      await jon.close();
      const all = ['first', ...Array.from({ length: 30 }, (_, i) => `while away ${i}`)];
      for (const text of all.slice(1)) await ivy.send(conversation, { text }).done;
      const back = daemon.client(storage, { window });
      await back.start();
      expect(item(back, conversation)).toMatchObject({ head_seq: 1 });
      await back.waitFor('online');
      const timeline = back.timeline(conversation);
      await until(
        () => !item(back, conversation)!.stale && timeline.value.messages.at(-1)?.seq === 31,
        'the newest message',
      );
      while (timeline.value.moreBefore) await timeline.loadBefore();
      expect(texts(timeline.value.messages)).toEqual(all);
      await expectTruth(back);
    }
  });
});

describe('what a daemon may not offer', () => {
  test('edits, reactions, pins, threads, drafts and settings work, or say that they are unsupported', async () => {
    const [kim, lea] = [await daemon.person('kim'), await daemon.person('lea')];
    const conversation = await kim.openDirect(id(lea));
    const { seq } = await kim.send(conversation, { text: 'root' }).done;
    const timeline = lea.timeline(conversation);
    const told = await kim.edit(conversation, seq, { text: 'better' }).then(
      () => true,
      (error: { code: string }) => error.code,
    );
    if (told !== true) {
      expect(told).toBe('unsupported');
      expect(kim.supports('message.edit')).toBe(false);
      expect(kim.status.value.phase).toBe('online');
      return;
    }
    await until(() => timeline.value.messages[0]?.text === 'better', 'the edit');
    await lea.react(conversation, seq, '👍', true);
    await until(
      () => timeline.value.messages[0]?.reactions?.['👍']?.includes(id(lea)) === true,
      'the reaction',
    );
    await lea.pin(conversation, seq, true);
    const reply = await lea.send(conversation, { text: 'in the thread', thread: seq }).done;
    expect(reply).toMatchObject({ thread_seq: 1 });
    await until(
      () => kim.threads.value.some((one) => one.thread === seq && one.unread === 1),
      'the thread, unread',
    );
    const thread = kim.timeline(conversation, { thread: seq });
    await until(() => thread.value.messages.length === 1, 'the reply');
    expect(thread.value.root).toMatchObject({
      text: 'better',
      pinned: true,
      thread_info: { count: 1 },
    });
    kim.readThread(conversation, seq, 1);
    await until(() => kim.totals.value.threadUnread === 0, 'the thread, read');
    const other = await daemon.device('kim');
    kim.setDraft(conversation, 'half a thou');
    expect(item(kim, conversation)!.draft).toBe('half a thou');
    await until(
      () => item(other, conversation)?.draft === 'half a thou',
      'the draft on the other device',
    );
    await kim.setPreferences(conversation, { muted: true, pinned: true });
    await until(() => item(other, conversation)?.muted === true, 'muted on the other device');
    await lea.remove(conversation, [reply.seq]);
    await until(() => thread.value.messages[0]?.deleted === true, 'the deletion');
    const found = await kim.search({ query: 'better' });
    expect(found.hits).toMatchObject([{ conversation, seq }]);
    await kim.updateProfile({ display_name: 'Kim K.' });
    await until(() => other.account.value?.user.display_name === 'Kim K.', 'the new name');
    await kim.revokeDevice(other.account.value!.device);
    await until(() => other.status.value.phase === 'signed_out', 'the other device out');
    for (const one of [kim, lea]) await expectTruth(one);
  });
});
