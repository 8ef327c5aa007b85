#pragma once
// The store's interfaces. Everything is plain blocking code without threads of its own: the
// writer's thread owns the one `Store`, each reader thread its own `ReadStore`. The embedded
// implementation is SQLite (open_sqlite in sqlite.hpp); the seam is here.

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "parley/store/rows.hpp"

namespace parley {

// Look-ups that the writer (seeing the rows of its open batch) and the readers (seeing one
// committed state) share, so that rights are decided by one function for both. A look-up that
// fails, for a damaged file or a full disk, finds nothing and is remembered: the writer learns of
// it from commit(), a reader from Snapshot::failed(), and neither uses what it was given.
class Lookup {
  public:
    virtual ~Lookup() = default;

    virtual std::optional<ConversationRow> conversation(ConversationId id) = 0;
    virtual std::optional<MemberRow> member(ConversationId conversation, UserId user) = 0;
    // Ascending by user number, behind `after`, at most `limit`.
    virtual std::vector<MemberRow> members(ConversationId conversation, UserId after,
                                           std::int64_t limit) = 0;
    virtual std::optional<ConversationId> direct_conversation(UserId low, UserId high) = 0;

    virtual std::optional<UserRow> user(UserId id) = 0;
    virtual std::optional<UserRow> user_by_login(std::string_view login) = 0;  // without case
    virtual bool has_administrator() = 0;
    virtual std::vector<UserRow> users(UserId after, std::int64_t limit) = 0;

    virtual std::optional<SessionRow> session(SessionId id) = 0;
    virtual std::optional<SessionRow> session_by_token(const Sha256& token_hash) = 0;
    virtual std::vector<SessionRow> sessions(UserId user) = 0;
    virtual std::optional<DeviceRow> device(DeviceId id) = 0;
    virtual std::optional<InviteRow> invite(const Sha256& token_hash) = 0;

    virtual std::optional<KeyRow> key(UserId user, std::string_view idempotency_key) = 0;
    virtual std::optional<Entry> entry(LogId log, std::int64_t rev) = 0;
    // The message's row, whatever its rev.
    virtual std::optional<Entry> message(ConversationId conversation, std::int64_t seq) = 0;
};

// One committed state, held from begin_snapshot() until it is destroyed. Short-lived: it pins the
// write-ahead log.
class Snapshot : public Lookup {
  public:
    // The position of the newest commit in this state.
    virtual std::int64_t head_pos() = 0;
    virtual bool failed() const = 0;

    // Every conversation of the account, ascending by number.
    virtual std::vector<Membership> memberships(UserId user) = 0;
    // Only those whose newest entry lies behind `pos`.
    virtual std::vector<Membership> memberships_behind(UserId user, std::int64_t pos) = 0;

    // Entries with from_rev <= rev <= to_rev, ascending by rev; at most `limit` entries and about
    // `bytes_max` bytes of data (one entry at least).
    virtual std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                                       std::int64_t limit, std::size_t bytes_max) = 0;
    // The smallest rev whose pos is above `pos`; head.rev + 1 if there is none. Searches from the
    // head backwards in growing steps: the cost follows what was missed.
    virtual std::int64_t first_rev_behind(LogId log, const LogHead& head, std::int64_t pos) = 0;

    // Messages by seq: ascending from `seq` upwards, or descending from `seq` downwards, within
    // [seq_min, seq_max].
    virtual std::vector<Entry> messages_from(ConversationId conversation, std::int64_t seq,
                                             std::int64_t seq_max, std::int64_t limit,
                                             std::size_t bytes_max) = 0;
    virtual std::vector<Entry> messages_down_from(ConversationId conversation, std::int64_t seq,
                                                  std::int64_t seq_min, std::int64_t limit,
                                                  std::size_t bytes_max) = 0;
    // The first message at or after `time`, by binary search over seq in [seq_min, seq_max]
    // (message times of one conversation never fall); seq_max + 1 if there is none.
    virtual std::int64_t first_seq_at(ConversationId conversation, std::int64_t seq_min,
                                      std::int64_t seq_max, WallTime time) = 0;

    // The newest `limit` seqs behind `after_seq` that mention the user or all, ascending.
    virtual std::vector<std::int64_t> mention_seqs(ConversationId conversation, UserId user,
                                                   std::int64_t after_seq, std::int64_t limit) = 0;
    virtual bool share_conversation(UserId one, UserId other) = 0;

    // Ascending by number, behind `after`: for parleyctl verify.
    virtual std::vector<ConversationRow> conversations(ConversationId after,
                                                       std::int64_t limit) = 0;
    // Ascending by (key, user), behind `after`.
    virtual std::vector<KeyUse> keys(const KeyUse& after, std::int64_t limit) = 0;
    virtual std::int64_t user_count() = 0;
    virtual std::int64_t conversation_count() = 0;
};

class ReadStore {
  public:
    virtual ~ReadStore() = default;
    virtual std::unique_ptr<Snapshot> begin_snapshot() = 0;
};

enum class CommitOutcome : std::uint8_t {
    committed,  // durable
    nothing,    // rolled back for certain; the next batch may go on
    unknown,    // only recovery can tell: no further write in this process
};

class Store : public Lookup {
  public:
    // One batch: begin(), look-ups and the changes below, commit(). A change that fails makes
    // commit() roll back and say so. On `nothing` and `unknown` all that the caller keeps in memory
    // about this batch is void.
    virtual void begin() = 0;
    virtual CommitOutcome commit() = 0;

    // What failed in the last batch that was not committed, or in maintain(): for the log.
    virtual std::string failure_text() const { return {}; }

    // The pos of the newest entry, those of the open batch included; 0 in an empty log.
    virtual std::int64_t last_pos() = 0;
    // Each call assigns a number, which is never assigned again once its batch is committed; a
    // batch that is not gives its numbers back.
    virtual UserId next_user() = 0;
    virtual ConversationId next_conversation() = 0;
    virtual SessionId next_session() = 0;
    virtual DeviceId next_device() = 0;

    // False if the user has used the key before, in this batch too; nothing is then changed.
    [[nodiscard]] virtual bool insert_key(UserId user, std::string_view idempotency_key,
                                          const KeyRow& row) = 0;
    // Appends the entry to its table. The head of its log is the caller's to put.
    virtual void append(const Entry& entry) = 0;
    virtual void add_mentions(ConversationId conversation, std::int64_t seq, bool all,
                              std::span<const UserId> users) = 0;

    virtual void insert_conversation(const ConversationRow& row) = 0;
    // Writes settings, count, floors and head.
    virtual void update_conversation(const ConversationRow& row) = 0;
    // Writes the head alone; once per conversation and batch.
    virtual void put_head(ConversationId conversation, const LogHead& head) = 0;
    virtual void put_self_head(UserId user, const LogHead& head) = 0;

    virtual void put_member(ConversationId conversation, const MemberRow& row) = 0;  // or replaces
    virtual void remove_member(ConversationId conversation, UserId user) = 0;
    virtual void put_read_seq(ConversationId conversation, UserId user, std::int64_t read_seq) = 0;
    // Whom the conversation falls to when `leaving` goes: the longest-serving admin, else member.
    virtual std::optional<MemberRow> successor(ConversationId conversation, UserId leaving) = 0;

    virtual void insert_user(const UserRow& row) = 0;  // the login must be free: look first
    virtual void update_user(const UserRow& row) = 0;  // all but login, created and self
    virtual void insert_device(const DeviceRow& row) = 0;
    virtual void update_device(const DeviceRow& row) = 0;
    virtual void insert_session(const SessionRow& row) = 0;
    virtual void remove_session(SessionId id) = 0;
    virtual void insert_invite(const InviteRow& row) = 0;
    virtual void put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) = 0;

    // Called by the writer between batches. Checkpoints when the write-ahead log has grown past
    // its soft bound and `idle`, or past its hard bound regardless. False: the disk failed under
    // it; nothing acknowledged is lost, but the process must end (research: fsync errors).
    [[nodiscard]] virtual bool maintain(bool idle) = 0;
};

}  // namespace parley
