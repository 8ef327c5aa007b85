#pragma once
#include <cstdint>

#include "search_index.hpp"
#include "sqlite_connection.hpp"
#include "sqlite_lookups.hpp"

namespace parley {

// The numbers assigned last. They are kept in one row, written once per commit, so that a number
// whose row was removed is not assigned again.
struct LastNumbers {
    std::int64_t pos = 0;
    std::int64_t user = 0;
    std::int64_t conversation = 0;
    std::int64_t device = 0;
    std::int64_t session = 0;
    friend bool operator==(const LastNumbers&, const LastNumbers&) = default;
};

// The writer's side, on the one connection that writes and checkpoints. Keeper: the writer's
// thread.
class SqliteStore final : public LookupsOf<Store> {
  public:
    struct CheckpointPages {
        int idle = 4'000;
        int busy = 16'000;
    };

    SqliteStore(SqliteConnection& connection, const LastNumbers& last, CheckpointPages pages);
    ~SqliteStore() override;

    // The outcome of a commit is unknown, or the disk failed under a checkpoint: nothing more may
    // be written by this process.
    bool is_broken() const { return broken_; }

    void begin() override;
    CommitOutcome commit() override;
    std::string failure_text() const override { return failure_text_; }

    std::int64_t last_pos() override { return last_.pos; }
    UserId next_user() override { return UserId(++last_.user); }
    ConversationId next_conversation() override { return ConversationId(++last_.conversation); }
    SessionId next_session() override { return SessionId(++last_.session); }
    DeviceId next_device() override { return DeviceId(++last_.device); }

    bool insert_key(UserId user, std::string_view idempotency_key, const KeyRow& row) override;
    void append(const Entry& entry) override;
    void add_mentions(ConversationId conversation, std::int64_t seq, bool all,
                      std::span<const UserId> users) override;
    void insert_conversation(const ConversationRow& row) override;
    void update_conversation(const ConversationRow& row) override;
    void put_head(ConversationId conversation, const LogHead& head) override;
    void put_self_head(UserId user, const LogHead& head) override;
    void put_member(ConversationId conversation, const MemberRow& row) override;
    void remove_member(ConversationId conversation, UserId user) override;
    void put_progress(ConversationId conversation, UserId user, std::int64_t read_seq,
                      WallTime last_message) override;
    std::optional<MemberRow> successor(ConversationId conversation, UserId leaving) override;

    void put_message_state(ConversationId conversation, const MessageStateRow& row) override;
    void add_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                      UserId user, std::int64_t rev) override;
    void remove_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                         UserId user) override;
    void remove_reactions(ConversationId conversation, std::int64_t seq) override;
    void remove_mentions(ConversationId conversation, std::int64_t seq, bool all,
                         std::span<const UserId> users) override;
    void put_pin(ConversationId conversation, const PinRow& row) override;
    void remove_pin(ConversationId conversation, std::int64_t seq) override;
    void put_thread(ConversationId conversation, const ThreadRow& row) override;
    bool add_thread_participant(ConversationId conversation, std::int64_t root, UserId user,
                                std::int64_t seq) override;
    void put_follow(UserId user, const FollowRow& row) override;
    void erase(LogId log, std::int64_t rev) override;
    std::vector<std::int64_t> revs_about(ConversationId conversation, std::int64_t seq) override;
    void unindex(ConversationId conversation, std::int64_t seq) override;

    void put_personal(UserId user, const PersonalRow& row) override;
    void remove_personal(UserId user, ConversationId conversation) override;
    void put_block(UserId blocker, UserId blocked) override;
    void remove_block(UserId blocker, UserId blocked) override;
    void put_ban(ConversationId conversation, const BanRow& row) override;
    void remove_ban(ConversationId conversation, UserId user) override;
    void put_restraint(ConversationId conversation, const RestraintRow& row) override;
    void remove_restraint(ConversationId conversation, UserId user) override;
    void put_join_request(ConversationId conversation, const JoinRequestRow& row) override;
    void remove_join_request(ConversationId conversation, UserId user) override;
    void insert_group_invite(const GroupInviteRow& row) override;
    void put_group_invite_uses(ConversationId conversation, std::int64_t rev,
                               std::int64_t uses_left) override;
    void remove_group_invite(ConversationId conversation, std::int64_t rev) override;

    void insert_user(const UserRow& row) override;
    void update_user(const UserRow& row) override;
    void insert_device(const DeviceRow& row) override;
    void update_device(const DeviceRow& row) override;
    void put_device_progress(DeviceId id, std::int64_t delivered_pos, WallTime last_seen) override;
    void insert_session(const SessionRow& row) override;
    void remove_session(SessionId id) override;
    void insert_invite(const InviteRow& row) override;
    void put_invite_uses(const Sha256& token_hash, std::int64_t uses_left) override;
    void remove_invite(const Sha256& token_hash) override;

    bool maintain(bool idle) override;
    Indexing index_messages(std::int64_t limit) override;
    CommitOutcome compact() override;
    // Before a clean stop: spares the next start the search for what is not indexed.
    void note_indexed();

  private:
    struct Changes;  // the prepared statements that write
    struct AccountChanges;
    struct MessageChanges;

    // For changes, which belong into a batch: outside of one each would commit itself.
    Changes& changes();
    AccountChanges& account_changes();
    MessageChanges& message_changes();
    void append_message(const Entry& entry);
    void append_other(const Entry& entry);
    // For statements that must hit exactly one row; another count is a bug of the caller, and the
    // batch fails.
    void expect_one_row(Execution& run);
    void put_last_numbers();
    // What an SQLite code outside of any batch means; false if the store is broken by it.
    bool goes_on_after(int rc, const char* what);
    // Cuts off the write-ahead log's end, which holds what is checkpointed.
    CommitOutcome shorten_log();
    CommitOutcome roll_back();
    CommitOutcome unknown();
    void break_off();

    SqliteConnection& connection_;
    SqliteLookups lookups_here_;
    std::unique_ptr<Changes> changes_;
    std::unique_ptr<AccountChanges> account_changes_;
    std::unique_ptr<MessageChanges> message_changes_;
    SearchIndex index_;
    LastNumbers committed_;
    LastNumbers last_;
    bool in_batch_ = false;
    bool broken_ = false;
    std::string failure_text_;

    const CheckpointPages pages_;
    int wal_pages_ = 0;           // as of the last commit
    int next_checkpoint_at_ = 0;  // not before the log has grown to this
};

// Reads the numbers assigned last. Throws SqliteError.
LastNumbers load_last_numbers(SqliteConnection& connection);

}  // namespace parley
