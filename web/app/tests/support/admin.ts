// The administrator's part of a daemon that does not have it (yet): the shapes of docs/protocol.md,
// answered by the front.
import type { Front } from './front.ts';

const now = Date.now();

export function adminStubs(front: Front): void {
  front.stubs.set('/v1/admin/status', () => ({
    body: {
      version: '0.6.0',
      started: now - 5_400_000,
      time: now,
      ready: true,
      connections: 12,
      users: 40,
      conversations: 33,
      entries: 120_034,
      writes_waiting: 0,
      messages_last_minute: 212,
      storage: { database_bytes: 73_400_320, wal_bytes: 4_194_304, free_bytes: 52_428_800_000 },
      memory_bytes: 31_457_280,
      durability: { fsync: true, replicas: 0 },
      registration: 'invite',
      directory: 'all',
      public_url: '',
    },
  }));
  const user = (id: string, login: string, display_name: string, more: object = {}) => ({
    id,
    login,
    display_name,
    administrator: false,
    disabled: false,
    created: now - 86_400_000 * 40,
    last_seen: now - 120_000,
    sessions: 2,
    ...more,
  });
  const users = [
    user('u_a', 'aiko', 'Aiko Tanaka'),
    user('u_b', 'bob', 'Bob Stone', { disabled: true, sessions: 0 }),
    user('u_m', 'mei', 'Mei Lin', { administrator: true }),
  ];
  front.stubs.set('/v1/admin/users', (request, body) =>
    request.method === 'POST'
      ? {
          status: 201,
          body: user(
            'u_n',
            JSON.parse(body).login,
            JSON.parse(body).display_name ?? JSON.parse(body).login,
          ),
        }
      : { body: { users } },
  );
  front.stubs.set('/v1/admin/users/*', (_request, body) => ({
    body: { ...users[0], ...JSON.parse(body || '{}') },
  }));
  front.stubs.set('/v1/admin/invites', (request) => {
    const invite = {
      invite: 'i_1',
      administrator: false,
      uses_left: 5,
      expires: now + 86_400_000 * 6,
      created: now - 86_400_000,
    };
    return request.method === 'POST'
      ? { status: 201, body: { ...invite, token: 'pli_example' } }
      : { body: { invites: [invite] } };
  });
  front.stubs.set('/v1/admin/sessions', () => ({
    body: {
      sessions: [
        {
          session: 's_1',
          user: { id: 'u_m', login: 'mei', display_name: 'Mei Lin' },
          device: 'd_1',
          name: 'Chrome, Linux',
          created: now - 86_400_000,
          last_seen: now,
          current: true,
        },
        {
          session: 's_2',
          user: { id: 'u_a', login: 'aiko', display_name: 'Aiko Tanaka' },
          device: 'd_2',
          name: 'Safari, iPhone',
          created: now - 86_400_000 * 9,
          last_seen: now - 3_600_000,
          current: false,
        },
      ],
    },
  }));
  front.stubs.set('/v1/admin/conversations', () => ({
    body: {
      conversations: [
        {
          conversation: 'c_1',
          title: 'Launch week',
          join: 'invite',
          members_count: 5,
          messages: 812,
          active: now - 60_000,
        },
      ],
    },
  }));
}
