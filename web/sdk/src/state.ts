// The state that the reducers work on: values, never changed in place.

import type { Runs } from './runs.js';
import type {
  AccountSettings,
  ConversationItem,
  FollowedThread,
  Message,
  UserId,
} from './types.js';

/** The newest of a thread, as seen in the log. */
export interface ThreadHead {
  head: number;
  last_seq: number;
  last_time: number;
}

/** The held replies of a thread that is looked at. */
export interface ThreadView {
  root?: Message;
  messages: readonly Message[];
  moreBefore: boolean;
  moreAfter: boolean;
}

export interface ConversationState {
  /**
   * As of `itemRev`: never older than `have`, but it may be newer, when a list was read in between.
   */
  item: ConversationItem;
  itemRev: number;
  /** Up to here the log has been applied. */
  have: number;
  runs: Runs;
  threads: ReadonlyMap<number, ThreadView>;
  heads: ReadonlyMap<number, ThreadHead>;
  /** Entries between `have` and the stream are missing and being fetched. */
  stale: boolean;
}

export interface SelfState {
  have: number;
  settings: AccountSettings;
  blocked: readonly UserId[];
  /** By `threadKey`. */
  threads: ReadonlyMap<string, FollowedThread>;
}

export interface Applied {
  state: ConversationState;
  /** Seqs of messages that are now different from what may be stored of them. */
  touched: readonly number[];
  /** The message that came in. */
  message?: Message;
  /** What the state shows may not be exact any more: read `conversation.get`. */
  refresh?: true;
  /**
   * Seq of a message that the log alone does not tell all of: read it. Its first version was
   * erased, and with it what it answers and which thread it is
   * in; or it is the root of a thread, and replies were erased before they came.
   */
  refetch?: number;
}
