#include "support/fake_snapshot.hpp"

#include <strings.h>

#include <algorithm>

namespace parley {
namespace {

template <class Map, class Key>
auto find_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
    const auto found = map.find(key);
    if (found == map.end()) return std::nullopt;
    return found->second;
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

class FakeSnapshot final : public Snapshot {
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
    std::optional<DeviceRow> device(DeviceId id) override { return find_in(state_.devices, id); }
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

    std::vector<Membership> memberships(UserId user) override {
        return memberships_behind(user, -1);
    }
    std::vector<Membership> memberships_behind(UserId user, std::int64_t pos) override {
        std::vector<Membership> found;
        for (const auto& [id, row] : state_.conversations) {
            const auto own = state_.members.find({id, user});
            if (own != state_.members.end() && row.head.pos > pos) {
                found.push_back({row, own->second});
            }
        }
        return found;
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
    std::int64_t first_rev_behind(LogId log, const LogHead& head, std::int64_t pos) override {
        for (const Entry& one : log_of(log)) {
            if (one.pos > pos) return one.rev;
        }
        return head.rev + 1;
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
    std::vector<Entry> messages(ConversationId conversation, std::int64_t seq_min,
                                std::int64_t seq_max, bool downwards, const Limit& limit) {
        std::vector<Entry> log = log_of(conversation);
        if (downwards) std::reverse(log.begin(), log.end());
        std::vector<Entry> found;
        for (const Entry& one : log) {
            if (one.kind != EntryKind::message || one.seq < seq_min || one.seq > seq_max) continue;
            if (limit.reached(found)) break;
            found.push_back(counted(one));
        }
        return found;
    }

    const FakeState empty_;
    FakeState& whole_;
    const FakeState& state_;
};

}  // namespace

std::unique_ptr<Snapshot> make_fake_snapshot(FakeState& state) {
    return std::make_unique<FakeSnapshot>(state);
}

}  // namespace parley
