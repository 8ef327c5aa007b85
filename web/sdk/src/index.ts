export { Client } from './client.js';
export type { ClientOptions } from './environment.js';
export type { Sent } from './actions.js';
export { Timeline, type TimelineOptions } from './timeline.js';
export type { MembersState } from './members.js';
export { ParleyError } from './errors.js';
export {
  Connection,
  type ConnectionOptions,
  type ConnectionState,
  type Socket,
  type SocketConstructor,
} from './connection.js';
export { Backoff, type Verdict } from './backoff.js';
export { Sync } from './sync.js';
export type { Link, SyncListener } from './link.js';
export { Model, type ModelListener } from './model.js';
export { mentionsUser } from './items.js';
export { fromItem, mergeItem, mergePage } from './pages.js';
export { applyEvent } from './reducer.js';
export { applyPersonal, applySelfEvent } from './self.js';
export type { Applied, ConversationState, SelfState } from './state.js';
export { Outbox, type OutboxOptions } from './outbox.js';
export {
  MemoryStorage,
  type SaveBatch,
  type Saved,
  type SavedConversation,
  type SavedPosition,
  type SavedSession,
  type Storage,
} from './storage.js';
export { browserTabs, type Tabs } from './tabs.js';
export { realTimers, type Timers } from './timers.js';
export { uuidv7 } from './key.js';
export type * from './shapes.js';
export type * from './types.js';
