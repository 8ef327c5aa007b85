#include "support/fake_snapshot.hpp"

#include <strings.h>

#include <algorithm>

#include "support/fake_search.hpp"

namespace parley {
namespace {

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
}

std::string without_case(std::string_view login) {
    std::string lower(login);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

// Says when a list has as many items or bytes as were asked for.
class Limit {
  public:
    Limit(std::int64_t count, std::size_t bytes) : count_(count), bytes_(bytes) {}
    bool reached(const std::vector<Entry>& entries) const {
        if (static_cast<std::int64_t>(entries.size()) >= count_) return true;
        std::size_t bytes = 0;
        for (const Entry& entry : entries)
            bytes += entry.data.size();
        return !entries.empty() && bytes >= bytes_;
    }

  private:
    const std::int64_t count_;
    const std::size_t bytes_;
};

class FakeSnapshot final : public FakeLookupsOf<Snapshot> {
  public:
    explicit FakeSnapshot(FakeState& state)
        : whole_(state), state_(state.broken ? empty_ : state) {}

    std::optional<ConversationRow> conversation(ConversationId id) override {
        return find_in(state_.conversations, id);
    }
    std::optional<MemberRow> member(ConversationId conversation, UserId user) override {
        return find_in(state_.members, std::pair(conversation, user));
    }
    std::vector<MemberRow> members(ConversationId conversation, UserId after,
                                   std::int64_t limit) override {
        std::vector<MemberRow> found;
        for (const auto& [key, row] : state_.members) {
            if (key.first != conversation || key.second <= after) continue;
            if (static_cast<std::int64_t>(found.size()) < limit) found.push_back(row);
        }
        return found;
    }
    std::optional<ConversationId> direct_conversation(UserId low, UserId high) override {
        for (const auto& [id, row] : state_.conversations) {
            if (row.kind != ConversationKind::direct) continue;
            if (row.direct_low == low && row.direct_high == high) return id;
        }
        return std::nullopt;
    }

    std::optional<UserRow> user(UserId id) override { return find_in(state_.users, id); }
    std::optional<UserRow> user_by_login(std::string_view login) override {
        for (const auto& [id, row] : state_.users) {
            if (row.login.size() == login.size() &&
                strncasecmp(row.login.data(), login.data(), login.size()) == 0) {
                return row;
            }
        }
        return std::nullopt;
    }
    bool has_administrator() override {
        return std::any_of(state_.users.begin(), state_.users.end(),
                           [](const auto& one) { return one.second.administrator; });
    }
    std::vector<UserRow> users(UserId after, std::int64_t limit) override {
        std::vector<UserRow> found;
        for (const auto& [id, row] : state_.users) {
            if (id > after && static_cast<std::int64_t>(found.size()) < limit) found.push_back(row);
        }
        return found;
    }

    std::optional<SessionRow> session(SessionId id) override {
        return find_in(state_.sessions, id);
    }
    std::optional<SessionRow> session_by_token(const Sha256& token_hash) override {
        for (const auto& [id, row] : state_.sessions) {
            if (row.token_hash == token_hash) return row;
        }
        return std::nullopt;
    }
    std::vector<SessionRow> sessions(UserId user) override {
        std::vector<SessionRow> found;
        for (const auto& [id, row] : state_.sessions) {
            if (row.user == user) found.push_back(row);
        }
        return found;
    }
    std::optional<InviteRow> invite(const Sha256& token_hash) override {
        return find_in(state_.invites, token_hash);
    }

    std::optional<KeyRow> key(UserId user, std::string_view idempotency_key) override {
        return find_in(state_.keys, std::pair(std::string(idempotency_key), user));
    }
    std::optional<Entry> entry(LogId log, std::int64_t rev) override {
        for (const Entry& one : log_of(log)) {
            if (one.rev == rev) return counted(one);
        }
        return std::nullopt;
    }
    std::optional<Entry> message(ConversationId conversation, std::int64_t seq) override {
        for (const Entry& one : log_of(conversation)) {
            if (one.kind == EntryKind::message && one.seq == seq) return counted(one);
        }
        return std::nullopt;
    }

    std::int64_t head_pos() override { return state_.head_pos; }
    bool failed() const override { return whole_.broken; }

    std::vector<MembershipHead> membership_heads(UserId user, std::int64_t pos) override {
        std::vector<MembershipHead> found;
        for (const auto& [id, row] : state_.conversations) {
            const auto own = state_.members.find({id, user});
            if (own == state_.members.end() || row.head.pos <= pos) continue;
            const MemberRow& member = own->second;
            found.push_back({id, row.head, row.members_count,
                             std::max(row.floor_seq, member.floor_seq), member.joined_rev,
                             member.joined_pos, member.joined_time, member.read_seq});
        }
        return found;
    }

    std::vector<ConversationId> conversations_of(UserId user, std::int64_t limit) override {
        std::vector<ConversationId> found;
        for (const auto& [key, member] : state_.members) {
            if (key.second == user) found.push_back(key.first);
        }
        return first_of(std::move(found), limit);
    }

    std::vector<Entry> entries(LogId log, std::int64_t from_rev, std::int64_t to_rev,
                               std::int64_t limit, std::size_t bytes_max) override {
        const Limit limit_of_page(limit, bytes_max);
        std::vector<Entry> found;
        for (const Entry& one : log_of(log)) {
            if (one.rev < from_rev || one.rev > to_rev) continue;
            if (limit_of_page.reached(found)) break;
            found.push_back(counted(one));
        }
        return found;
    }
    LogPlace first_behind(LogId log, const LogHead& head, std::int64_t pos) override {
        ++whole_.searches;
        for (const Entry& one : log_of(log)) {
            if (one.pos > pos) return {one.rev, one.pos};
        }
        return {head.rev + 1, 0};
    }

    std::vector<Entry> messages_from(ConversationId conversation, std::int64_t seq,
                                     std::int64_t seq_max, std::int64_t limit,
                                     std::size_t bytes_max) override {
        return messages(conversation, seq, seq_max, false, Limit(limit, bytes_max));
    }
    std::vector<Entry> messages_down_from(ConversationId conversation, std::int64_t seq,
                                          std::int64_t seq_min, std::int64_t limit,
                                          std::size_t bytes_max) override {
        return messages(conversation, seq_min, seq, true, Limit(limit, bytes_max));
    }
    std::int64_t first_seq_at(ConversationId conversation, std::int64_t seq_min,
                              std::int64_t seq_max, WallTime time) override {
        for (const Entry& one : log_of(conversation)) {
            if (one.kind != EntryKind::message || one.seq < seq_min || one.seq > seq_max) continue;
            if (one.time >= time) return one.seq;
        }
        return seq_max + 1;
    }

    std::vector<std::int64_t> mention_seqs(ConversationId conversation, UserId user,
                                           std::int64_t after_seq, std::int64_t limit) override {
        ++whole_.mention_look_ups;
        std::vector<std::int64_t> found;
        for (const auto& [key, mention] : state_.mentions) {
            if (key.first != conversation || key.second <= after_seq) continue;
            if (mention.all || mention.users.count(user) != 0) found.push_back(key.second);
        }
        if (static_cast<std::int64_t>(found.size()) > limit) {
            found.erase(found.begin(), found.end() - limit);
        }
        return found;
    }
    bool share_conversation(UserId one, UserId other) override {
        return std::any_of(state_.members.begin(), state_.members.end(), [&](const auto& member) {
            return member.first.second == one &&
                   state_.members.count({member.first.first, other}) != 0;
        });
    }

    std::vector<MessageStateRow> message_states(ConversationId conversation, std::int64_t seq_min,
                                                std::int64_t seq_max) override {
        std::vector<MessageStateRow> found = rows(&FakeTables::message_states, conversation);
        std::erase_if(found,
                      [&](const auto& row) { return row.seq < seq_min || row.seq > seq_max; });
        return found;
    }
    std::vector<ReactionRow> reactions(ConversationId conversation, std::int64_t seq_min,
                                       std::int64_t seq_max, UserId asker,
                                       std::int64_t users_max) override {
        std::map<std::pair<std::int64_t, std::int64_t>, ReactionRow> found;  // seq, first_rev
        for (const auto& [key, held] : state_.reactions) {
            const auto& [of, seq, emoji] = key;
            if (of != conversation || seq < seq_min || seq > seq_max) continue;
            ReactionRow row{.seq = seq,
                            .emoji = emoji,
                            .count = static_cast<std::int64_t>(held.users.size()),
                            .users = {}};
            for (const auto& [rev, user] : held.users) {
                if (static_cast<std::int64_t>(row.users.size()) < users_max) {
                    row.users.push_back(user);
                } else if (user == asker) {
                    row.users.back() = asker;
                }
            }
            found.emplace(std::pair(seq, held.first_rev), std::move(row));
        }
        std::vector<ReactionRow> in_order;
        for (auto& [key, row] : found)
            in_order.push_back(std::move(row));
        return in_order;
    }
    std::vector<ThreadRow> threads(ConversationId conversation, std::int64_t seq_min,
                                   std::int64_t seq_max) override {
        std::vector<ThreadRow> found = rows(&FakeTables::threads, conversation);
        std::erase_if(found,
                      [&](const auto& row) { return row.root < seq_min || row.root > seq_max; });
        return found;
    }
    std::vector<UserId> thread_participants(ConversationId conversation, std::int64_t root,
                                            std::int64_t limit) override {
        auto found = find_in(state_.thread_participants, std::pair(conversation, root))
                         .value_or(std::vector<UserId>{});
        if (static_cast<std::int64_t>(found.size()) > limit) {
            found.resize(static_cast<std::size_t>(limit));
        }
        return found;
    }
    std::vector<Entry> thread_messages_from(ConversationId conversation, std::int64_t root,
                                            std::int64_t seq, std::int64_t limit,
                                            std::size_t bytes_max) override {
        return chosen(conversation, false, Limit(limit, bytes_max), [&](const Entry& one) {
            return one.kind == EntryKind::message && one.thread == root && one.seq >= seq;
        });
    }
    std::vector<Entry> thread_messages_down_from(ConversationId conversation, std::int64_t root,
                                                 std::int64_t seq, std::int64_t limit,
                                                 std::size_t bytes_max) override {
        return chosen(conversation, true, Limit(limit, bytes_max), [&](const Entry& one) {
            return one.kind == EntryKind::message && one.thread == root && one.seq <= seq;
        });
    }
    std::vector<Entry> edits(ConversationId conversation, std::int64_t seq,
                             std::int64_t after_version, std::int64_t limit,
                             std::size_t bytes_max) override {
        return chosen(conversation, false, Limit(limit, bytes_max), [&](const Entry& one) {
            return one.kind == EntryKind::message_edited && one.target == seq &&
                   one.version > after_version;
        });
    }

    std::vector<FollowRow> follows(UserId user, ConversationId conversation,
                                   std::int64_t before_pos, std::int64_t limit) override {
        std::vector<FollowRow> found = rows_of(state_.follows, user);
        std::erase_if(found, [&](const FollowRow& row) {
            return !row.following || row.pos >= before_pos ||
                   (conversation && row.conversation != conversation);
        });
        std::sort(found.begin(), found.end(),
                  [](const auto& one, const auto& other) { return one.pos > other.pos; });
        return first_of(std::move(found), limit);
    }
    ThreadCounts thread_counts(UserId user) override {
        ThreadCounts counts;
        for (const FollowRow& row : rows_of(state_.follows, user)) {
            const auto held = thread(row.conversation, row.root);
            if (!row.following || !held || held->head <= row.read) continue;
            ++counts.unread_threads;
            counts.unread_replies += held->head - row.read;
        }
        return counts;
    }
    std::vector<PersonalRow> personals(UserId user) override {
        std::vector<PersonalRow> found = rows_of(state_.personals, user);
        for (PersonalRow& row : found)
            row.draft.clear();
        return found;
    }
    std::vector<BanRow> bans(ConversationId conversation, UserId after,
                             std::int64_t limit) override {
        std::vector<BanRow> found = rows(&FakeTables::bans, conversation);
        std::erase_if(found, [after](const BanRow& row) { return row.user <= after; });
        return first_of(std::move(found), limit);
    }
    std::vector<JoinRequestRow> join_requests(ConversationId conversation, UserId after,
                                              std::int64_t limit) override {
        std::vector<JoinRequestRow> found = rows(&FakeTables::join_requests, conversation);
        std::erase_if(found, [after](const JoinRequestRow& row) { return row.user <= after; });
        return first_of(std::move(found), limit);
    }
    std::vector<ConversationRow> public_groups(std::string_view prefix, std::string_view after_key,
                                               ConversationId after, std::int64_t limit) override {
        std::map<std::pair<std::string, ConversationId>, ConversationRow> found;
        for (const auto& [id, row] : state_.conversations) {
            if (row.join == JoinRule::invite || !row.title_key.starts_with(prefix)) continue;
            found.emplace(std::pair(row.title_key, id), row);
        }
        std::vector<ConversationRow> in_order;
        for (auto next = found.upper_bound({std::string(after_key), after}); next != found.end();
             ++next) {
            in_order.push_back(next->second);
        }
        return first_of(std::move(in_order), limit);
    }
    std::vector<UserRow> users_by_prefix(std::string_view prefix, std::int64_t limit) override {
        std::map<std::tuple<bool, std::string, UserId>, UserRow> found;
        for (const auto& [id, row] : state_.users) {
            if (row.disabled) continue;
            const std::string login = without_case(row.login);
            const bool by_login = login.starts_with(without_case(prefix));
            if (!by_login && !row.name_key.starts_with(prefix)) continue;
            found.emplace(std::tuple(!by_login, by_login ? login : row.name_key, id), row);
        }
        std::vector<UserRow> in_order;
        for (const auto& [key, row] : found)
            in_order.push_back(row);
        return first_of(std::move(in_order), limit);
    }

    std::vector<InviteRow> invites(std::int64_t limit) override {
        std::vector<InviteRow> found;
        for (const auto& [hash, row] : state_.invites)
            found.push_back(row);
        std::sort(found.begin(), found.end(),
                  [](const auto& one, const auto& other) { return one.created > other.created; });
        return first_of(std::move(found), limit);
    }
    std::vector<SessionRow> sessions_before(SessionId before, std::int64_t limit) override {
        std::vector<SessionRow> found;
        for (const auto& [id, row] : state_.sessions) {
            if (id < before) found.push_back(row);
        }
        std::reverse(found.begin(), found.end());
        return first_of(std::move(found), limit);
    }

    std::int64_t search_pos_before(WallTime time) override {
        std::int64_t pos = 0;
        for (const auto& [log, entries] : state_.logs) {
            for (const Entry& one : entries) {
                if (one.kind == EntryKind::message && one.time < time) pos = std::max(pos, one.pos);
            }
        }
        return pos;
    }
    std::vector<SearchHit> search(std::string_view expression, std::int64_t before_pos,
                                  std::int64_t limit) override {
        return search_fake_state(state_, expression, before_pos, limit);
    }

    std::vector<ConversationRow> conversations(ConversationId after, std::int64_t limit) override {
        std::vector<ConversationRow> found;
        for (const auto& [id, row] : state_.conversations) {
            if (id > after && static_cast<std::int64_t>(found.size()) < limit) found.push_back(row);
        }
        return found;
    }
    std::vector<KeyUse> keys(const KeyUse& after, std::int64_t limit) override {
        std::vector<KeyUse> found;
        for (const auto& [key, row] : state_.keys) {
            if (key <= std::pair(after.key, after.user)) continue;
            if (static_cast<std::int64_t>(found.size()) < limit) {
                found.push_back({key.first, key.second, row});
            }
        }
        return found;
    }
    std::int64_t user_count() override { return static_cast<std::int64_t>(state_.users.size()); }
    std::int64_t conversation_count() override {
        return static_cast<std::int64_t>(state_.conversations.size());
    }

  private:
    const std::vector<Entry>& log_of(LogId log) const {
        static const std::vector<Entry> none;
        const auto found = state_.logs.find(log);
        return found == state_.logs.end() ? none : found->second;
    }
    const Entry& counted(const Entry& entry) {
        ++whole_.entries_read;
        return entry;
    }
    template <class Chooser>
    std::vector<Entry> chosen(ConversationId conversation, bool downwards, const Limit& limit,
                              const Chooser& is_chosen) {
        std::vector<Entry> log = log_of(conversation);
        if (downwards) std::reverse(log.begin(), log.end());
        std::vector<Entry> found;
        for (const Entry& one : log) {
            if (!is_chosen(one)) continue;
            if (limit.reached(found)) break;
            found.push_back(counted(one));
        }
        return found;
    }
    std::vector<Entry> messages(ConversationId conversation, std::int64_t seq_min,
                                std::int64_t seq_max, bool downwards, const Limit& limit) {
        return chosen(conversation, downwards, limit, [&](const Entry& one) {
            return one.kind == EntryKind::message && one.seq >= seq_min && one.seq <= seq_max;
        });
    }
    template <class Row>
    static std::vector<Row> first_of(std::vector<Row> rows, std::int64_t limit) {
        const auto size = static_cast<std::size_t>(limit);
        if (rows.size() > size) rows.erase(rows.begin() + limit, rows.end());
        return rows;
    }
    const FakeTables* look_up() override { return &state_; }

    const FakeState empty_;
    FakeState& whole_;
    const FakeState& state_;
};

}  // namespace

std::unique_ptr<Snapshot> make_fake_snapshot(FakeState& state) {
    return std::make_unique<FakeSnapshot>(state);
}

}  // namespace parley
