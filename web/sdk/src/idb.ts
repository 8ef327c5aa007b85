// The storage of browsers. An entry point of its own: programs without IndexedDB need not carry it.

import type { OutboxEntry } from './shapes.js';
import type {
  SaveBatch,
  Saved,
  SavedConversation,
  SavedPosition,
  SavedSession,
  Storage,
} from './storage.js';
import type { ConversationId, Message, User } from './types.js';

interface MessageRow {
  conversation: ConversationId;
  seq: number;
  message: Message;
}

const kStores = ['meta', 'conversations', 'messages', 'users', 'outbox'] as const;
type StoreName = (typeof kStores)[number];

export class IndexedDbStorage implements Storage {
  readonly #name: string;
  #opening: Promise<IDBDatabase> | undefined;

  constructor(name = 'parley') {
    this.#name = name;
  }

  async load(): Promise<Saved> {
    const stores = await this.#transaction(['meta', 'conversations', 'users'], 'readonly');
    const [session, position, conversations, users] = await Promise.all([
      done(stores.meta.get('session') as IDBRequest<SavedSession | undefined>),
      done(stores.meta.get('position') as IDBRequest<SavedPosition | undefined>),
      done(stores.conversations.getAll() as IDBRequest<SavedConversation[]>),
      done(stores.users.getAll() as IDBRequest<User[]>),
    ]);
    return {
      ...(session ? { session } : {}),
      ...(position ? { position } : {}),
      conversations,
      users,
    };
  }

  async save(batch: SaveBatch): Promise<void> {
    const stores = await this.#transaction(
      ['meta', 'conversations', 'messages', 'users'],
      'readwrite',
    );
    if (batch.reset) {
      stores.meta.delete('position');
      for (const name of ['conversations', 'messages', 'users'] as const) stores[name].clear();
    }
    for (const id of batch.dropConversations ?? []) stores.conversations.delete(id);
    for (const id of [...(batch.dropConversations ?? []), ...(batch.dropMessages ?? [])])
      stores.messages.delete(rowsOf(id, 0, Infinity));
    for (const { conversation, seq } of batch.forget ?? [])
      stores.messages.delete([conversation, seq]);
    if (batch.position) stores.meta.put(batch.position, 'position');
    for (const one of batch.conversations ?? []) stores.conversations.put(one);
    for (const { conversation, message } of batch.messages ?? []) {
      stores.messages.put({ conversation, seq: message.seq, message } satisfies MessageRow);
    }
    for (const user of batch.users ?? []) stores.users.put(user);
    await committed(stores.meta.transaction);
  }

  async saveSession(session: SavedSession | undefined): Promise<void> {
    const { meta } = await this.#transaction(['meta'], 'readwrite');
    if (session) meta.put(session, 'session');
    else meta.delete('session');
    await committed(meta.transaction);
  }

  async messages(
    conversation: ConversationId,
    from: number,
    to: number,
  ): Promise<{ have: number; stale: boolean; messages: readonly Message[] } | undefined> {
    const stores = await this.#transaction(['conversations', 'messages'], 'readonly');
    const [saved, rows] = await Promise.all([
      done(stores.conversations.get(conversation) as IDBRequest<SavedConversation | undefined>),
      done(stores.messages.getAll(rowsOf(conversation, from, to)) as IDBRequest<MessageRow[]>),
    ]);
    return (
      saved && { have: saved.have, stale: saved.stale, messages: rows.map((row) => row.message) }
    );
  }

  async outbox(): Promise<readonly OutboxEntry[]> {
    const { outbox } = await this.#transaction(['outbox'], 'readonly');
    return done(outbox.getAll() as IDBRequest<OutboxEntry[]>);
  }

  async putOutbox(entries: readonly OutboxEntry[]): Promise<void> {
    const { outbox } = await this.#transaction(['outbox'], 'readwrite');
    for (const entry of entries) outbox.put(entry);
    await committed(outbox.transaction);
  }

  async removeOutbox(keys: readonly string[]): Promise<void> {
    const { outbox } = await this.#transaction(['outbox'], 'readwrite');
    for (const key of keys) outbox.delete(key);
    await committed(outbox.transaction);
  }

  async clear(): Promise<void> {
    const stores = await this.#transaction(kStores, 'readwrite');
    for (const name of kStores) stores[name].clear();
    await committed(stores.meta.transaction);
  }

  close(): void {
    this.#opening?.then(
      (database) => database.close(),
      () => {},
    );
    this.#opening = undefined;
  }

  async #transaction<Names extends StoreName>(
    names: readonly Names[],
    mode: IDBTransactionMode,
  ): Promise<Record<Names, IDBObjectStore>> {
    let transaction: IDBTransaction;
    try {
      transaction = (await this.#open()).transaction([...names], mode);
    } catch {
      // The browser closed it behind our back (it does, when storage runs short or a page is
      // frozen): open it again.
      this.#opening = undefined;
      transaction = (await this.#open()).transaction([...names], mode);
    }
    return Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)])) as Record<
      Names,
      IDBObjectStore
    >;
  }

  #open(): Promise<IDBDatabase> {
    this.#opening ??= new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open(this.#name, 1);
      request.onupgradeneeded = () => {
        const database = request.result;
        database.createObjectStore('meta');
        database.createObjectStore('conversations', { keyPath: 'item.conversation' });
        database.createObjectStore('messages', { keyPath: ['conversation', 'seq'] });
        database.createObjectStore('users', { keyPath: 'id' });
        database.createObjectStore('outbox', { keyPath: 'key' });
      };
      request.onsuccess = () => {
        const database = request.result;
        // A newer version of the client in another tab wants to change the layout.
        database.onversionchange = () => database.close();
        resolve(database);
      };
      request.onerror = () => reject(request.error);
    });
    this.#opening.catch(() => {
      this.#opening = undefined;
    });
    return this.#opening;
  }
}

const rowsOf = (conversation: ConversationId, from: number, to: number): IDBKeyRange =>
  IDBKeyRange.bound([conversation, from], [conversation, to]);

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/**
 * Of a transaction that has all its requests. Told to commit, the browser does so even if the page
 * goes away now; otherwise it would first tell the page of each request.
 */
function committed(transaction: IDBTransaction): Promise<void> {
  transaction.commit();
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });
}
