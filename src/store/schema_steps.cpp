#include <iterator>

#include "schema.hpp"

namespace parley {
namespace {

// Numbers first in each row, the long text last: a row that overflows its page is still read at the
// start without its overflow. Heads live in the rows of what they are the heads of, so that nothing
// is rebuilt after a crash. Logs are one number: conversations positive, own logs of users
// negative.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE meta(
    key TEXT PRIMARY KEY,
    value ANY NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE runs(
    number INTEGER PRIMARY KEY,
    run INTEGER NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    first_pos INTEGER NOT NULL,
    started INTEGER NOT NULL
) STRICT;

CREATE TABLE log_head(
    one INTEGER PRIMARY KEY CHECK (one = 1),
    database_id BLOB NOT NULL,
    run INTEGER NOT NULL,
    clean INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    last_user INTEGER NOT NULL,
    last_conversation INTEGER NOT NULL,
    last_device INTEGER NOT NULL,
    last_session INTEGER NOT NULL
) STRICT;

CREATE TABLE users(
    id INTEGER PRIMARY KEY,
    administrator INTEGER NOT NULL,
    disabled INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    created INTEGER NOT NULL,
    self_rev INTEGER NOT NULL,
    self_pos INTEGER NOT NULL,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    password TEXT NOT NULL
) STRICT;
CREATE INDEX administrators ON users(id) WHERE administrator = 1;

CREATE TABLE devices(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    created INTEGER NOT NULL,
    last_seen INTEGER NOT NULL,
    name TEXT NOT NULL,
    platform TEXT NOT NULL
) STRICT;
CREATE INDEX devices_by_user ON devices(user);

CREATE TABLE sessions(
    id INTEGER PRIMARY KEY,
    user INTEGER NOT NULL,
    device INTEGER NOT NULL,
    created INTEGER NOT NULL,
    token_hash BLOB NOT NULL UNIQUE
) STRICT;
CREATE INDEX sessions_by_user ON sessions(user);

CREATE TABLE invites(
    token_hash BLOB PRIMARY KEY,
    administrator INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    created_by INTEGER NOT NULL,
    created INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE conversations(
    id INTEGER PRIMARY KEY,
    head_rev INTEGER NOT NULL,
    head_seq INTEGER NOT NULL,
    head_pos INTEGER NOT NULL,
    message_time INTEGER NOT NULL,
    chain BLOB NOT NULL,
    kind INTEGER NOT NULL,
    members_count INTEGER NOT NULL,
    floor_rev INTEGER NOT NULL,
    floor_seq INTEGER NOT NULL,
    history INTEGER NOT NULL,
    post INTEGER NOT NULL,
    invite INTEGER NOT NULL,
    direct_low INTEGER,
    direct_high INTEGER,
    title TEXT NOT NULL,
    topic TEXT
) STRICT;
CREATE UNIQUE INDEX direct_conversations ON conversations(direct_low, direct_high)
    WHERE direct_low IS NOT NULL;

CREATE TABLE members(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    role INTEGER NOT NULL,
    joined_rev INTEGER NOT NULL,
    joined_pos INTEGER NOT NULL,
    joined_time INTEGER NOT NULL,
    floor_rev INTEGER NOT NULL,
    floor_seq INTEGER NOT NULL,
    read_seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX members_by_user ON members(user, conversation);

CREATE TABLE messages(
    place INTEGER PRIMARY KEY,
    conversation INTEGER AS (place >> 32),
    seq INTEGER AS (place & 4294967295),
    rev INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    salt BLOB,
    commitment BLOB,
    chain BLOB NOT NULL,
    digest BLOB,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE entries(
    place INTEGER PRIMARY KEY,
    log INTEGER AS (place >> 32),
    rev INTEGER AS (place & 4294967295),
    seq INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    salt BLOB,
    commitment BLOB,
    chain BLOB,
    digest BLOB,
    data TEXT NOT NULL
) STRICT;

CREATE TABLE keys(
    key TEXT NOT NULL,
    user INTEGER NOT NULL,
    log INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (key, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    PRIMARY KEY (conversation, user, seq)
) STRICT, WITHOUT ROWID;
)sql";

// All of messaging. What happens to a message after it was sent lies in tables of its own, under
// the message's place, so that the row of a plain message stays as short as it was and no index of
// the new ones has an entry for it.
constexpr const char* kVersion2 = R"sql(
ALTER TABLE users ADD COLUMN status_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN read_receipts INTEGER NOT NULL DEFAULT 1;
ALTER TABLE users ADD COLUMN name_key TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_text TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN status_emoji TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN language TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN time_zone TEXT NOT NULL DEFAULT '';
UPDATE users SET name_key = search_key(display_name);
CREATE INDEX users_by_name ON users(name_key);

ALTER TABLE devices ADD COLUMN delivered_pos INTEGER NOT NULL DEFAULT 0;
CREATE INDEX invites_by_created ON invites(created);

ALTER TABLE conversations ADD COLUMN pin INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN settings INTEGER NOT NULL DEFAULT 1;
ALTER TABLE conversations ADD COLUMN join_rule INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN slow_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN versions INTEGER NOT NULL DEFAULT 1;
ALTER TABLE conversations ADD COLUMN blocked_by_low INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN blocked_by_high INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversations ADD COLUMN title_key TEXT NOT NULL DEFAULT '';
UPDATE conversations SET title_key = search_key(title) WHERE title <> '';
CREATE INDEX public_groups ON conversations(title_key) WHERE join_rule <> 0;

ALTER TABLE members ADD COLUMN muted_until INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN last_message INTEGER NOT NULL DEFAULT 0;

ALTER TABLE messages ADD COLUMN reply_to INTEGER;
ALTER TABLE messages ADD COLUMN thread INTEGER;
ALTER TABLE messages ADD COLUMN thread_seq INTEGER;
CREATE INDEX messages_by_thread ON messages(conversation, thread) WHERE thread IS NOT NULL;

ALTER TABLE entries ADD COLUMN target INTEGER;
ALTER TABLE entries ADD COLUMN version INTEGER;
CREATE INDEX entries_about ON entries(log, target, kind, version) WHERE target IS NOT NULL;

CREATE TABLE message_states(
    place INTEGER PRIMARY KEY,
    rev INTEGER NOT NULL,
    version INTEGER NOT NULL,
    text_rev INTEGER NOT NULL,
    edited_at INTEGER NOT NULL,
    deleted INTEGER NOT NULL,
    pinned INTEGER NOT NULL
) STRICT;

CREATE TABLE reactions(
    place INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    user INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    PRIMARY KEY (place, emoji, user)
) STRICT, WITHOUT ROWID;
CREATE INDEX reactions_by_rev ON reactions(place, emoji, rev);

CREATE TABLE reaction_counts(
    place INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    count INTEGER NOT NULL,
    first_rev INTEGER NOT NULL,
    PRIMARY KEY (place, emoji)
) STRICT, WITHOUT ROWID;

CREATE TABLE pins(
    place INTEGER PRIMARY KEY,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL
) STRICT;

CREATE TABLE threads(
    place INTEGER PRIMARY KEY,
    head INTEGER NOT NULL,
    last_seq INTEGER NOT NULL,
    last_time INTEGER NOT NULL,
    participants_count INTEGER NOT NULL
) STRICT;

CREATE TABLE thread_participants(
    place INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    user INTEGER NOT NULL,
    PRIMARY KEY (place, seq)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX thread_participants_by_user ON thread_participants(place, user);

CREATE TABLE follows(
    user INTEGER NOT NULL,
    conversation INTEGER NOT NULL,
    root INTEGER NOT NULL,
    following INTEGER NOT NULL,
    read INTEGER NOT NULL,
    pos INTEGER NOT NULL,
    PRIMARY KEY (user, conversation, root)
) STRICT, WITHOUT ROWID;
CREATE INDEX follows_newest ON follows(user, pos) WHERE following = 1;
CREATE INDEX follows_in_conversation ON follows(user, conversation, pos) WHERE following = 1;

CREATE TABLE personal(
    place INTEGER PRIMARY KEY,
    user INTEGER AS (place >> 32),
    conversation INTEGER AS (place & 4294967295),
    muted_until INTEGER NOT NULL,
    pinned INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    marked_unread INTEGER NOT NULL,
    notify INTEGER NOT NULL,
    draft TEXT NOT NULL
) STRICT;

CREATE TABLE blocks(
    blocker INTEGER NOT NULL,
    blocked INTEGER NOT NULL,
    PRIMARY KEY (blocker, blocked)
) STRICT, WITHOUT ROWID;

CREATE TABLE bans(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    author INTEGER NOT NULL,
    time INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE restraints(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    muted_until INTEGER NOT NULL,
    last_message INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE join_requests(
    conversation INTEGER NOT NULL,
    user INTEGER NOT NULL,
    time INTEGER NOT NULL,
    PRIMARY KEY (conversation, user)
) STRICT, WITHOUT ROWID;

CREATE TABLE group_invites(
    conversation INTEGER NOT NULL,
    rev INTEGER NOT NULL,
    author INTEGER NOT NULL,
    uses_left INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    created INTEGER NOT NULL,
    token TEXT NOT NULL UNIQUE,
    PRIMARY KEY (conversation, rev)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE search USING fts5(
    text, tags, content='', columnsize=0, detail=full, tokenize='ascii'
);

CREATE TABLE search_docs(
    pos INTEGER PRIMARY KEY,
    place INTEGER NOT NULL,
    text_rev INTEGER NOT NULL,
    time INTEGER NOT NULL
) STRICT;

CREATE TABLE search_progress(
    one INTEGER PRIMARY KEY CHECK (one = 1),
    pos INTEGER NOT NULL,
    scan_to INTEGER NOT NULL,
    scan_conversation INTEGER NOT NULL,
    scan_rev INTEGER NOT NULL
) STRICT;
INSERT INTO search_progress VALUES(1, 0, 0, 0, 0);
)sql";

constexpr Migration kMigrations[] = {{1, kVersion1}, {2, kVersion2}};

}  // namespace

std::span<const Migration> migrations() { return kMigrations; }

int schema_version() { return kMigrations[std::size(kMigrations) - 1].number; }

}  // namespace parley
