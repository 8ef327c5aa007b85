#pragma once
// A store in memory: what the interface means, in the plainest form, and what every other store is
// compared with. It holds callers to the contract by assertion, counts look-ups, and fails where a
// test says so. One thread.

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "parley/core/assert.hpp"
#include "support/fake_tables.hpp"

namespace parley {

class FakeStore final : public FakeLookupsOf<Store> {
  public:
    struct Mention {
        bool all = false;
        std::vector<UserId> users;
    };

    // The next commit() answers so. With `unknown` the batch may have got through all the same.
    void fail_next_commit(CommitOutcome outcome, bool survives = false);
    // From now until the commit, which then fails, no look-up finds anything.
    void fail_lookups() { lookups_fail_ = true; }
    // maintain(), index_messages() and compact() then fail.
    void fail_maintenance() { maintenance_works_ = false; }
    // compact() then does nothing.
    void keep_reading() { is_read_from_ = true; }
    // Called by maintain(), with how often it was called by now.
    void on_maintain(std::function<void(std::size_t)> told) { told_ = std::move(told); }
    // Called by index_messages(), with how many messages and edits are left then.
    void on_index(std::function<void(std::size_t)> told) { index_told_ = std::move(told); }

    // Every entry, in the order of pos.
    std::vector<Entry> all_entries() const;
    // Every entry of one log, in the order of rev.
    std::vector<Entry> entries_of(LogId log) const;
    std::optional<Mention> mention(ConversationId conversation, std::int64_t seq) const;
    std::size_t key_count() const { return tables_.keys.size(); }
    std::size_t lookup_count() const { return lookup_count_; }
    // Calls that wrote back a head, a conversation or a read cursor.
    std::size_t row_writes() const { return row_writes_; }
    // The `idle` of each call of maintain().
    const std::vector<bool>& maintained() const { return maintained_; }
    // Committed messages and edits that index_messages() has not taken yet.
    std::size_t unindexed_count() const { return unindexed_; }
    // The `limit` of each call of index_messages().
    const std::vector<std::int64_t>& index_limits() const { return index_limits_; }
    // What unindex() was called for, in committed batches.
    const std::vector<std::pair<ConversationId, std::int64_t>>& taken_out() const {
        return taken_out_;
    }
    std::size_t compactions() const { return compactions_; }
    // Erases a committed message outside any batch.
    void erase_message(ConversationId conversation, std::int64_t seq);

    std::optional<ConversationRow> conversation(ConversationId id) override;
    std::optional<MemberRow> member(ConversationId conversation, UserId user) override;
    std::vector<MemberRow> members(ConversationId conversation, UserId after,
                                   std::int64_t limit) override;
    std::optional<ConversationId> direct_conversation(UserId low, UserId high) override;
    std::optional<UserRow> user(UserId id) override;
    std::optional<UserRow> user_by_login(std::string_view login) override;
    bool has_administrator() override;
    std::vector<UserRow> users(UserId after, std::int64_t limit) override;
    std::optional<SessionRow> session(SessionId id) override;
    std::optional<SessionRow> session_by_token(const Sha256& token_hash) override;
    std::vector<SessionRow> sessions(UserId user) override;
    std::optional<InviteRow> invite(const Sha256& token_hash) override;
    std::optional<KeyRow> key(UserId user, std::string_view idempotency_key) override;
    std::optional<Entry> entry(LogId log, std::int64_t rev) override;
    std::optional<Entry> message(ConversationId conversation, std::int64_t seq) override;

    void begin() override;
    CommitOutcome commit() override;
    std::int64_t last_pos() override { return tables_.last_pos; }
    UserId next_user() override { return UserId(next(tables_.last_user)); }
    ConversationId next_conversation() override {
        return ConversationId(next(tables_.last_conversation));
    }
    SessionId next_session() override { return SessionId(next(tables_.last_session)); }
    DeviceId next_device() override { return DeviceId(next(tables_.last_device)); }

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

  private:
    struct Tables : FakeTables {
        std::map<ConversationId, ConversationRow> conversations;
        std::map<std::pair<ConversationId, UserId>, MemberRow> members;
        std::map<UserId, UserRow> users;
        std::map<SessionId, SessionRow> sessions;
        std::map<Sha256, InviteRow> invites;
        std::map<std::pair<std::string, UserId>, KeyRow> keys;
        std::map<std::pair<LogId, std::int64_t>, Entry> entries;
        std::map<std::pair<ConversationId, std::int64_t>, std::int64_t> revs;  // by seq
        std::map<std::pair<ConversationId, std::int64_t>, Mention> mentions;
        std::int64_t last_pos = 0;
        std::int64_t last_user = 0;
        std::int64_t last_conversation = 0;
        std::int64_t last_session = 0;
        std::int64_t last_device = 0;
    };

    // Changes one row, or removes it, and remembers how to take that back.
    template <class Map>
    void put(Map& map, const typename Map::key_type& key, typename Map::mapped_type row);
    template <class Map>
    void remove(Map& map, const typename Map::key_type& key);
    std::int64_t next(std::int64_t& last);
    // The row, counted as a look-up; none if there is none, or look-ups fail.
    template <class Map>
    std::optional<typename Map::mapped_type> find(const Map& map,
                                                  const typename Map::key_type& key);
    const FakeTables* look_up() override;

    Tables tables_;
    std::vector<std::function<void()>> undo_;  // of the open batch, newest last
    bool in_batch_ = false;
    std::optional<CommitOutcome> next_outcome_;
    bool survives_ = false;
    bool lookups_fail_ = false;
    bool maintenance_works_ = true;
    bool is_read_from_ = false;
    std::size_t lookup_count_ = 0;
    std::size_t row_writes_ = 0;
    std::vector<bool> maintained_;
    std::function<void(std::size_t)> told_;
    std::size_t unindexed_ = 0;
    std::vector<std::int64_t> index_limits_;
    std::function<void(std::size_t)> index_told_;
    std::vector<std::pair<ConversationId, std::int64_t>> taken_out_;
    std::size_t compactions_ = 0;
};

template <class Map>
void FakeStore::put(Map& map, const typename Map::key_type& key, typename Map::mapped_type row) {
    PARLEY_ASSERT(in_batch_);
    if (auto held = map.find(key); held != map.end()) {
        undo_.push_back([&map, key, former = held->second] { map[key] = former; });
        held->second = std::move(row);
    } else {
        undo_.push_back([&map, key] { map.erase(key); });
        map.emplace(key, std::move(row));
    }
}

template <class Map>
void FakeStore::remove(Map& map, const typename Map::key_type& key) {
    PARLEY_ASSERT(in_batch_);
    auto held = map.find(key);
    if (held == map.end()) return;
    undo_.push_back([&map, key, former = held->second] { map[key] = former; });
    map.erase(held);
}

}  // namespace parley
