// /v1/admin/*: what the daemon tells its administrators, and what they can do.
import { client } from '../app/client.ts';

export interface AdminStatus {
  version: string;
  started: number;
  time: number;
  ready: boolean;
  connections: number;
  users: number;
  conversations: number;
  /** Of all logs: messages, edits, reactions, members, settings, … */
  entries: number;
  writes_waiting: number;
  messages_last_minute: number;
  storage: { database_bytes: number; wal_bytes: number; free_bytes?: number };
  memory_bytes: number;
  durability: { fsync: boolean; replicas: number };
  registration: 'open' | 'invite' | 'closed';
}
export interface AdminUser {
  id: string;
  login: string;
  display_name: string;
  administrator: boolean;
  disabled: boolean;
  created: number;
  last_seen?: number;
  sessions: number;
}
export interface AdminInvite {
  invite: string;
  /** Only in the answer to whoever made it. */
  token?: string;
  administrator: boolean;
  uses_left: number;
  expires: number;
  created: number;
  by?: string;
}
export interface AdminSession {
  session: string;
  user: { id: string; login: string; display_name: string };
  name: string;
  platform?: string;
  created: number;
  last_seen: number;
  /** The one that asks. */
  current: boolean;
}
export interface AdminGroup {
  conversation: string;
  title: string;
  topic?: string;
  join: string;
  members_count: number;
  messages: number;
  active?: number;
}
export type Listed<Name extends string, T> = { [K in Name]: T[] } & { next?: string };

const withQuery = (path: string, query: Record<string, string | undefined>): string => {
  const words = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) if (value) words.set(key, value);
  const text = words.toString();
  return text ? `${path}?${text}` : path;
};
const get = <T>(path: string, query: Record<string, string | undefined> = {}) =>
  client.http('GET', withQuery(`/v1/admin/${path}`, query)) as Promise<T>;
const send = <T>(method: string, path: string, body?: object) =>
  client.http(method, `/v1/admin/${path}`, body) as Promise<T>;
const id = encodeURIComponent;

export const admin = {
  status: () => get<AdminStatus>('status'),
  users: (query: { query?: string; state?: string; after?: string }) =>
    get<Listed<'users', AdminUser>>('users', query),
  addUser: (user: {
    login: string;
    password: string;
    display_name?: string;
    administrator?: boolean;
  }) => send<AdminUser>('POST', 'users', user),
  changeUser: (
    user: string,
    change: {
      display_name?: string;
      administrator?: boolean;
      disabled?: boolean;
      password?: string;
    },
  ) => send<AdminUser>('PATCH', `users/${id(user)}`, change),
  invites: (after?: string) => get<Listed<'invites', AdminInvite>>('invites', { after }),
  addInvite: (invite: { uses?: number; expires_in?: number; administrator?: boolean }) =>
    send<AdminInvite>('POST', 'invites', invite),
  dropInvite: (invite: string) => send<void>('DELETE', `invites/${id(invite)}`),
  sessions: (query: { user?: string; after?: string }) =>
    get<Listed<'sessions', AdminSession>>('sessions', query),
  endSession: (session: string) => send<void>('DELETE', `sessions/${id(session)}`),
  endSessionsOf: (user: string) => send<void>('DELETE', `sessions?user=${id(user)}`),
  groups: (query: { query?: string; after?: string }) =>
    get<Listed<'conversations', AdminGroup>>('conversations', query),
};
