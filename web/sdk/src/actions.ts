// Every request as a method: what goes through the outbox, what only waits a little, what reads.

import type {
  ConversationId,
  ConversationItem,
  ConversationPreferences,
  DeviceId,
  Draft,
  Format,
  GroupSettings,
  Mentions,
  ProfileChange,
  ReplyOf,
  RequestOf,
  RequestType,
  Role,
  SearchPage,
  SearchQuery,
  Time,
  User,
  UserId,
  WriteType,
} from './types.js';

/**
 * A message on its way. `done` rejects with a `ParleyError` when it is refused; nothing need listen
 * to it.
 */
export interface Sent {
  key: string;
  done: Promise<ReplyOf<'message.send'>>;
}

export abstract class Actions {
  /** A durable write; `quiet` ms are let pass first. */
  protected abstract durable<T extends WriteType>(
    type: T,
    members: RequestOf<T>,
    quiet?: number,
  ): { key: string; done: Promise<ReplyOf<T>> };
  /** A write that waits 15 s for its answer. */
  protected abstract write<T extends WriteType>(
    type: T,
    members: RequestOf<T>,
  ): Promise<ReplyOf<T>>;
  /** A request without a key. */
  abstract request<T extends RequestType>(type: T, members: RequestOf<T>): Promise<ReplyOf<T>>;
  /** Until the conversation is held. */
  protected abstract held(conversation: ConversationId): Promise<void>;

  // -----------------------------------------------------------------------------------------------
  // --------------- messages

  send(conversation: ConversationId, draft: Draft): Sent {
    return this.durable('message.send', { ...draft, conversation });
  }

  edit(
    conversation: ConversationId,
    seq: number,
    change: { text: string; format?: Format; mentions?: Mentions; if_version?: number },
  ): Promise<ReplyOf<'message.edit'>> {
    return this.durable('message.edit', { ...change, conversation, seq }).done;
  }

  remove(
    conversation: ConversationId,
    seqs: readonly number[],
    reason?: string,
  ): Promise<ReplyOf<'message.delete'>> {
    return this.durable('message.delete', { conversation, seqs, ...(reason ? { reason } : {}) })
      .done;
  }

  /**
   * Shown at once, sent after `quiet` ms; until then `discard(key)` takes it back. It is done even
   * if the page is closed before.
   */
  removeLater(
    conversation: ConversationId,
    seqs: readonly number[],
    quiet: number,
  ): { key: string; done: Promise<ReplyOf<'message.delete'>> } {
    return this.durable('message.delete', { conversation, seqs }, quiet);
  }

  react(
    conversation: ConversationId,
    seq: number,
    emoji: string,
    on: boolean,
  ): Promise<ReplyOf<'message.react'>> {
    return this.durable('message.react', { conversation, seq, emoji, on }).done;
  }

  pin(conversation: ConversationId, seq: number, on: boolean): Promise<ReplyOf<'message.pin'>> {
    return this.durable('message.pin', { conversation, seq, on }).done;
  }

  versions(
    conversation: ConversationId,
    seq: number,
    after_version?: number,
  ): Promise<ReplyOf<'message.versions'>> {
    return this.request('message.versions', { conversation, seq, ...given({ after_version }) });
  }

  search(query: SearchQuery): Promise<SearchPage> {
    return this.request('message.search', query);
  }

  receiptsOf(conversation: ConversationId, seq: number): Promise<ReplyOf<'receipt.list'>> {
    return this.request('receipt.list', { conversation, seq });
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- personal

  followThread(
    conversation: ConversationId,
    thread: number,
    on: boolean,
  ): Promise<ReplyOf<'thread.follow'>> {
    return this.durable('thread.follow', { conversation, thread, on }).done;
  }

  listThreads(query: RequestOf<'thread.list'> = {}): Promise<ReplyOf<'thread.list'>> {
    return this.request('thread.list', query);
  }

  setPreferences(
    conversation: ConversationId,
    changes: Partial<Omit<ConversationPreferences, 'draft'>>,
  ): Promise<ReplyOf<'conversation.settings'>> {
    return this.durable('conversation.settings', { ...changes, conversation }).done;
  }

  setReadReceipts(on: boolean): Promise<ReplyOf<'conversation.settings'>> {
    return this.write('conversation.settings', { conversation: 'self', read_receipts: on });
  }

  counts(): Promise<ReplyOf<'account.counts'>> {
    return this.request('account.counts', {});
  }

  updateProfile(change: ProfileChange): Promise<ReplyOf<'user.update'>> {
    return this.write('user.update', change);
  }

  block(user: UserId, on: boolean): Promise<ReplyOf<'user.block'>> {
    return this.write('user.block', { user, on });
  }

  async searchUsers(prefix: string, limit?: number): Promise<readonly User[]> {
    return (await this.request('user.search', { prefix, ...given({ limit }) })).users;
  }

  async devices(): Promise<ReplyOf<'device.list'>['devices']> {
    return (await this.request('device.list', {})).devices;
  }

  renameDevice(device: DeviceId, name: string): Promise<ReplyOf<'device.rename'>> {
    return this.write('device.rename', { device, name });
  }

  revokeDevice(device: DeviceId | 'others'): Promise<ReplyOf<'device.revoke'>> {
    return this.write('device.revoke', { device });
  }

  /** Other sessions end unless `keepSessions`. */
  changePassword(
    current: string,
    next: string,
    keepSessions = false,
  ): Promise<ReplyOf<'account.password'>> {
    return this.write('account.password', {
      current,
      new: next,
      ...(keepSessions ? { keep_sessions: true } : {}),
    });
  }

  // -----------------------------------------------------------------------------------------------
  // --------------- conversations

  async openDirect(user: UserId): Promise<ConversationId> {
    return this.#entered(await this.write('conversation.open', { user }));
  }

  async createGroup(group: RequestOf<'conversation.create'>): Promise<ConversationId> {
    return this.#entered(await this.write('conversation.create', group));
  }

  updateGroup(
    conversation: ConversationId,
    changes: Partial<GroupSettings> & { if_rev?: number },
  ): Promise<ReplyOf<'conversation.update'>> {
    return this.write('conversation.update', { ...changes, conversation });
  }

  /** By a token, or into a public group. With `requested` somebody has to let one in. */
  async join(
    where: { conversation: ConversationId } | { token: string },
  ): Promise<ReplyOf<'conversation.join'>> {
    const answer = await this.write('conversation.join', where);
    if (!answer.requested) await this.held(answer.conversation);
    return answer;
  }

  leave(conversation: ConversationId): Promise<ReplyOf<'member.leave'>> {
    return this.write('member.leave', { conversation });
  }

  discover(query?: string, after?: string): Promise<ReplyOf<'conversation.discover'>> {
    return this.request('conversation.discover', given({ query, after }));
  }

  addMembers(
    conversation: ConversationId,
    users: readonly UserId[],
  ): Promise<ReplyOf<'member.add'>> {
    return this.write('member.add', { conversation, users });
  }

  removeMembers(
    conversation: ConversationId,
    users: readonly UserId[],
  ): Promise<ReplyOf<'member.remove'>> {
    return this.write('member.remove', { conversation, users });
  }

  setRole(conversation: ConversationId, user: UserId, role: Role): Promise<ReplyOf<'member.role'>> {
    return this.write('member.role', { conversation, user, role });
  }

  ban(
    conversation: ConversationId,
    user: UserId,
    on: boolean,
    reason?: string,
  ): Promise<ReplyOf<'member.ban'>> {
    return this.write('member.ban', { conversation, user, on, ...given({ reason }) });
  }

  bans(conversation: ConversationId, after?: string): Promise<ReplyOf<'ban.list'>> {
    return this.request('ban.list', { conversation, ...given({ after }) });
  }

  /** `until` 0 lifts it. */
  muteMember(
    conversation: ConversationId,
    user: UserId,
    until: Time,
  ): Promise<ReplyOf<'member.mute'>> {
    return this.write('member.mute', { conversation, user, until });
  }

  joinRequests(conversation: ConversationId, after?: string): Promise<ReplyOf<'join.list'>> {
    return this.request('join.list', { conversation, ...given({ after }) });
  }

  decideJoin(
    conversation: ConversationId,
    user: UserId,
    accept: boolean,
  ): Promise<ReplyOf<'join.decide'>> {
    return this.write('join.decide', { conversation, user, accept });
  }

  createInvite(
    conversation: ConversationId,
    limits: { uses?: number; expires_in?: number } = {},
  ): Promise<ReplyOf<'invite.create'>> {
    return this.write('invite.create', { ...limits, conversation });
  }

  async invites(conversation: ConversationId): Promise<ReplyOf<'invite.list'>['invites']> {
    return (await this.request('invite.list', { conversation })).invites;
  }

  revokeInvite(conversation: ConversationId, invite: number): Promise<ReplyOf<'invite.revoke'>> {
    return this.write('invite.revoke', { conversation, invite });
  }

  previewInvite(token: string): Promise<ReplyOf<'invite.get'>> {
    return this.request('invite.get', { token });
  }

  async #entered({
    conversation,
  }: Pick<ConversationItem, 'conversation'>): Promise<ConversationId> {
    await this.held(conversation);
    return conversation;
  }
}

/** Without what is undefined. */
function given<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
