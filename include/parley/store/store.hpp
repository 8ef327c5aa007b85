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

    virtual std::optional<MessageStateRow> message_state(ConversationId conversation,
                                                         std::int64_t seq) = 0;
    virtual bool has_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                              UserId user) = 0;
    virtual std::int64_t reaction_count(ConversationId conversation, std::int64_t seq,
                                        std::string_view emoji) = 0;
    virtual std::int64_t emoji_count(ConversationId conversation, std::int64_t seq) = 0;
    virtual std::vector<PinRow> pins(ConversationId conversation) = 0;  // ascending by seq
    virtual std::optional<ThreadRow> thread(ConversationId conversation, std::int64_t root) = 0;
    virtual std::optional<FollowRow> follow(UserId user, ConversationId conversation,
                                            std::int64_t root) = 0;

    virtual std::optional<PersonalRow> personal(UserId user, ConversationId conversation) = 0;
    virtual bool blocks(UserId blocker, UserId blocked) = 0;
    virtual std::vector<UserId> blocked_by(UserId blocker) = 0;  // ascending
    virtual std::vector<DeviceRow> devices(UserId user) = 0;     // ascending

    virtual std::optional<BanRow> ban(ConversationId conversation, UserId user) = 0;
    virtual std::optional<RestraintRow> restraint(ConversationId conversation, UserId user) = 0;
    virtual std::optional<JoinRequestRow> join_request(ConversationId conversation,
                                                       UserId user) = 0;
    virtual std::optional<GroupInviteRow> group_invite(ConversationId conversation,
                                                       std::int64_t rev) = 0;
    virtual std::optional<GroupInviteRow> group_invite_by_token(std::string_view token) = 0;
    // Ascending by rev; used-up and expired ones too, until they are revoked.
    virtual std::vector<GroupInviteRow> group_invites(ConversationId conversation) = 0;
};

// One committed state, held from begin_snapshot() until it is destroyed. Short-lived: it pins the
// write-ahead log.
class Snapshot : public Lookup {
  public:
    // The position of the newest commit in this state.
    virtual std::int64_t head_pos() = 0;
    virtual bool failed() const = 0;

    // The numbers of the account's conversations whose newest entry lies behind `pos` (-1: of all),
    // ascending.
    virtual std::vector<MembershipHead> membership_heads(UserId user, std::int64_t pos) = 0;
    // The first `limit` of them by number.
    virtual std::vector<ConversationId> conversations_of(UserId user, std::int64_t limit) = 0;

    // Entries with from_rev <= rev <= to_rev, ascending by rev; at most `limit` entries and about
    // `bytes_max` bytes of data (one entry at least).
    virtual std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                                       std::int64_t limit, std::size_t bytes_max) = 0;
    // The first entry whose pos is above `pos`; rev head.rev + 1 and pos 0 if there is none.
    // Searches from the head backwards in growing steps: the cost follows what was missed.
    virtual LogPlace first_behind(LogId log, const LogHead& head, std::int64_t pos) = 0;

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

    // What became of the messages in [seq_min, seq_max]; ascending by seq.
    virtual std::vector<MessageStateRow> message_states(ConversationId conversation,
                                                        std::int64_t seq_min,
                                                        std::int64_t seq_max) = 0;
    // By seq, then in the order in which each emoji first came; at most `users_max` users each, and
    // the asker among them if it reacted.
    virtual std::vector<ReactionRow> reactions(ConversationId conversation, std::int64_t seq_min,
                                               std::int64_t seq_max, UserId asker,
                                               std::int64_t users_max) = 0;
    virtual std::vector<ThreadRow> threads(ConversationId conversation, std::int64_t seq_min,
                                           std::int64_t seq_max) = 0;
    // By their first reply.
    virtual std::vector<UserId> thread_participants(ConversationId conversation, std::int64_t root,
                                                    std::int64_t limit) = 0;
    // The replies of a thread by seq, like messages_from and messages_down_from.
    virtual std::vector<Entry> thread_messages_from(ConversationId conversation, std::int64_t root,
                                                    std::int64_t seq, std::int64_t limit,
                                                    std::size_t bytes_max) = 0;
    virtual std::vector<Entry> thread_messages_down_from(ConversationId conversation,
                                                         std::int64_t root, std::int64_t seq,
                                                         std::int64_t limit,
                                                         std::size_t bytes_max) = 0;
    // The edits of a message with a version above `after_version`, ascending.
    virtual std::vector<Entry> edits(ConversationId conversation, std::int64_t seq,
                                     std::int64_t after_version, std::int64_t limit,
                                     std::size_t bytes_max) = 0;

    // Followed threads with pos < before_pos, newest follow first; of one conversation, or of all
    // (0).
    virtual std::vector<FollowRow> follows(UserId user, ConversationId conversation,
                                           std::int64_t before_pos, std::int64_t limit) = 0;
    // Over all followed threads of the account.
    virtual ThreadCounts thread_counts(UserId user) = 0;
    // All rows of the account, without drafts.
    virtual std::vector<PersonalRow> personals(UserId user) = 0;
    // Ascending by user, behind `after`.
    virtual std::vector<BanRow> bans(ConversationId conversation, UserId after,
                                     std::int64_t limit) = 0;
    virtual std::vector<JoinRequestRow> join_requests(ConversationId conversation, UserId after,
                                                      std::int64_t limit) = 0;
    // Public groups whose title_key begins with `prefix`, ascending by (title_key, id), behind the
    // given one.
    virtual std::vector<ConversationRow> public_groups(std::string_view prefix,
                                                       std::string_view after_key,
                                                       ConversationId after,
                                                       std::int64_t limit) = 0;
    // Users whose login (without case) or name_key begins with `prefix`, each once, not disabled;
    // at most `limit`, those by login first.
    virtual std::vector<UserRow> users_by_prefix(std::string_view prefix, std::int64_t limit) = 0;

    // For administrators: the newest invites by `created`; sessions with id < before, descending.
    virtual std::vector<InviteRow> invites(std::int64_t limit) = 0;
    virtual std::vector<SessionRow> sessions_before(SessionId before, std::int64_t limit) = 0;

    // The newest pos whose message is older than `time`, as far as the index knows; about: whoever
    // asks checks each hit's time.
    virtual std::int64_t search_pos_before(WallTime time) = 0;
    // Messages of the full-text index for an FTS5 expression (parley/text/search_query.hpp makes
    // it), pos < before_pos, descending; at most `limit`.
    virtual std::vector<SearchHit> search(std::string_view expression, std::int64_t before_pos,
                                          std::int64_t limit) = 0;

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
    // What sending and reading move in a member's row.
    virtual void put_progress(ConversationId conversation, UserId user, std::int64_t read_seq,
                              WallTime last_message) = 0;
    // Whom the conversation falls to when `leaving` goes: the longest-serving admin, else member.
    virtual std::optional<MemberRow> successor(ConversationId conversation, UserId leaving) = 0;

    virtual void put_message_state(ConversationId conversation, const MessageStateRow& row) = 0;
    // The caller has looked: the reaction is not there yet, or is.
    virtual void add_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                              UserId user, std::int64_t rev) = 0;
    virtual void remove_reaction(ConversationId conversation, std::int64_t seq,
                                 std::string_view emoji, UserId user) = 0;
    virtual void remove_reactions(ConversationId conversation, std::int64_t seq) = 0;
    virtual void remove_mentions(ConversationId conversation, std::int64_t seq, bool all,
                                 std::span<const UserId> users) = 0;
    virtual void put_pin(ConversationId conversation, const PinRow& row) = 0;
    virtual void remove_pin(ConversationId conversation, std::int64_t seq) = 0;
    virtual void put_thread(ConversationId conversation, const ThreadRow& row) = 0;
    // False if the user has written in the thread before.
    [[nodiscard]] virtual bool add_thread_participant(ConversationId conversation,
                                                      std::int64_t root, UserId user,
                                                      std::int64_t seq) = 0;
    virtual void put_follow(UserId user, const FollowRow& row) = 0;

    // Removes data, salt and digest of an entry and keeps its commitment, so that the hash chain
    // stays checkable. Not reversible.
    virtual void erase(LogId log, std::int64_t rev) = 0;
    // The revs of the edits of and the reactions to a message, ascending.
    virtual std::vector<std::int64_t> revs_about(ConversationId conversation, std::int64_t seq) = 0;
    // Takes a message's present text out of the full-text index, if it is in there. To be called
    // before that text is erased or replaced; the text of an edit is indexed later.
    virtual void unindex(ConversationId conversation, std::int64_t seq) = 0;

    virtual void put_personal(UserId user, const PersonalRow& row) = 0;
    // All that a membership's end takes along: personal row and followed threads.
    virtual void remove_personal(UserId user, ConversationId conversation) = 0;
    virtual void put_block(UserId blocker, UserId blocked) = 0;
    virtual void remove_block(UserId blocker, UserId blocked) = 0;
    virtual void put_ban(ConversationId conversation, const BanRow& row) = 0;
    virtual void remove_ban(ConversationId conversation, UserId user) = 0;
    virtual void put_restraint(ConversationId conversation, const RestraintRow& row) = 0;
    virtual void remove_restraint(ConversationId conversation, UserId user) = 0;
    virtual void put_join_request(ConversationId conversation, const JoinRequestRow& row) = 0;
    virtual void remove_join_request(ConversationId conversation, UserId user) = 0;
    virtual void insert_group_invite(const GroupInviteRow& row) = 0;
    virtual void put_group_invite_uses(ConversationId conversation, std::int64_t rev,
                                       std::int64_t uses_left) = 0;
    virtual void remove_group_invite(ConversationId conversation, std::int64_t rev) = 0;

    virtual void insert_user(const UserRow& row) = 0;  // the login must be free: look first
    virtual void update_user(const UserRow& row) = 0;  // all but login, created and self
    virtual void insert_device(const DeviceRow& row) = 0;
    virtual void update_device(const DeviceRow& row) = 0;
    // Both only rise; an unknown device is passed over.
    virtual void put_device_progress(DeviceId id, std::int64_t delivered_pos,
                                     WallTime last_seen) = 0;
    virtual void insert_session(const SessionRow& row) = 0;
    virtual void remove_session(SessionId id) = 0;
    virtual void insert_invite(const InviteRow& row) = 0;
    virtual void put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) = 0;
    virtual void remove_invite(const Sha256& token_hash) = 0;

    // Called by the writer between batches. Checkpoints when the write-ahead log has grown past
    // its soft bound and `idle`, or past its hard bound regardless. False: the disk failed under
    // it; nothing acknowledged is lost, but the process must end (research: fsync errors).
    [[nodiscard]] virtual bool maintain(bool idle) = 0;

    // Between batches, in a commit of its own: puts at most `limit` messages, and not too much
    // text at once, into the full-text index that are not in it yet. What a crash or a full queue
    // lost is found again. Nothing is left: `idle`. False in `ok`: as for maintain().
    struct Indexing {
        bool ok = true;
        bool idle = true;
    };
    [[nodiscard]] virtual Indexing index_messages(std::int64_t limit) = 0;
    // Between batches: makes what was erased unreadable in the file too: merges the full-text
    // index, empties the write-ahead log, overwrites free pages. May take seconds. `nothing`: it
    // could not be done now (somebody reads from the write-ahead log for long, or the disk is
    // full), and may be tried again. `unknown`: as false from maintain().
    [[nodiscard]] virtual CommitOutcome compact() = 0;
};

}  // namespace parley
