#pragma once
// What both fakes hold alike, and the look-ups in it.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "parley/store/store.hpp"

namespace parley {

struct FakeTables {
    struct Emoji {
        std::int64_t first_rev = 0;  // stays until the last reaction with it is gone
        std::vector<std::pair<std::int64_t, UserId>> users;  // by rev
    };
    using MessageKey = std::pair<ConversationId, std::int64_t>;  // seq

    std::map<DeviceId, DeviceRow> devices;
    std::map<MessageKey, MessageStateRow> message_states;
    std::map<std::tuple<ConversationId, std::int64_t, std::string>, Emoji> reactions;
    std::map<MessageKey, PinRow> pins;
    std::map<MessageKey, ThreadRow> threads;
    std::map<MessageKey, std::vector<UserId>> thread_participants;  // by first reply
    std::map<std::tuple<UserId, ConversationId, std::int64_t>, FollowRow> follows;
    std::map<std::pair<UserId, ConversationId>, PersonalRow> personals;
    std::map<std::pair<UserId, UserId>, bool> blocks;  // (blocker, blocked)
    std::map<std::pair<ConversationId, UserId>, BanRow> bans;
    std::map<std::pair<ConversationId, UserId>, RestraintRow> restraints;
    std::map<std::pair<ConversationId, UserId>, JoinRequestRow> join_requests;
    std::map<std::pair<ConversationId, std::int64_t>, GroupInviteRow> group_invites;  // rev
};

// The rows of one conversation (or user), which is the first part of the key.
template <class Map, class First>
std::vector<typename Map::mapped_type> rows_of(const Map& map, First first) {
    std::vector<typename Map::mapped_type> rows;
    for (const auto& [key, row] : map) {
        if (std::get<0>(key) == first) rows.push_back(row);
    }
    return rows;
}

// `Interface` is Store or Snapshot: the part of Lookup that is answered from FakeTables.
template <class Interface>
class FakeLookupsOf : public Interface {
  public:
    std::optional<DeviceRow> device(DeviceId id) override { return find(&FakeTables::devices, id); }
    std::vector<DeviceRow> devices(UserId user) override {
        std::vector<DeviceRow> rows;
        if (const FakeTables* tables = look_up()) {
            for (const auto& [id, row] : tables->devices) {
                if (row.user == user) rows.push_back(row);
            }
        }
        return rows;
    }

    std::optional<MessageStateRow> message_state(ConversationId conversation,
                                                 std::int64_t seq) override {
        return find(&FakeTables::message_states, std::pair(conversation, seq));
    }
    bool has_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                      UserId user) override {
        const auto held = emoji_of(conversation, seq, emoji);
        return std::any_of(held.users.begin(), held.users.end(),
                           [user](const auto& one) { return one.second == user; });
    }
    std::int64_t reaction_count(ConversationId conversation, std::int64_t seq,
                                std::string_view emoji) override {
        return static_cast<std::int64_t>(emoji_of(conversation, seq, emoji).users.size());
    }
    std::int64_t emoji_count(ConversationId conversation, std::int64_t seq) override {
        const FakeTables* tables = look_up();
        if (tables == nullptr) return 0;
        return std::count_if(
            tables->reactions.begin(), tables->reactions.end(), [&](const auto& one) {
                return std::get<0>(one.first) == conversation && std::get<1>(one.first) == seq;
            });
    }
    std::vector<PinRow> pins(ConversationId conversation) override {
        return rows(&FakeTables::pins, conversation);
    }
    std::optional<ThreadRow> thread(ConversationId conversation, std::int64_t root) override {
        return find(&FakeTables::threads, std::pair(conversation, root));
    }
    std::optional<FollowRow> follow(UserId user, ConversationId conversation,
                                    std::int64_t root) override {
        return find(&FakeTables::follows, std::tuple(user, conversation, root));
    }

    std::optional<PersonalRow> personal(UserId user, ConversationId conversation) override {
        return find(&FakeTables::personals, std::pair(user, conversation));
    }
    bool blocks(UserId blocker, UserId blocked) override {
        return find(&FakeTables::blocks, std::pair(blocker, blocked)).has_value();
    }
    std::vector<UserId> blocked_by(UserId blocker) override {
        std::vector<UserId> users;
        if (const FakeTables* tables = look_up()) {
            for (const auto& [key, is_set] : tables->blocks) {
                if (key.first == blocker) users.push_back(key.second);
            }
        }
        return users;
    }

    std::optional<BanRow> ban(ConversationId conversation, UserId user) override {
        return find(&FakeTables::bans, std::pair(conversation, user));
    }
    std::optional<RestraintRow> restraint(ConversationId conversation, UserId user) override {
        return find(&FakeTables::restraints, std::pair(conversation, user));
    }
    std::optional<JoinRequestRow> join_request(ConversationId conversation, UserId user) override {
        return find(&FakeTables::join_requests, std::pair(conversation, user));
    }
    std::optional<GroupInviteRow> group_invite(ConversationId conversation,
                                               std::int64_t rev) override {
        return find(&FakeTables::group_invites, std::pair(conversation, rev));
    }
    std::optional<GroupInviteRow> group_invite_by_token(std::string_view token) override {
        if (const FakeTables* tables = look_up()) {
            for (const auto& [key, row] : tables->group_invites) {
                if (row.token == token) return row;
            }
        }
        return std::nullopt;
    }
    std::vector<GroupInviteRow> group_invites(ConversationId conversation) override {
        return rows(&FakeTables::group_invites, conversation);
    }

  protected:
    // What a look-up looks into; none if look-ups fail. Called once for each.
    virtual const FakeTables* look_up() = 0;

    template <class Map>
    std::vector<typename Map::mapped_type> rows(const Map FakeTables::*map, ConversationId id) {
        const FakeTables* tables = look_up();
        if (tables == nullptr) return {};
        return rows_of(tables->*map, id);
    }

  private:
    template <class Map>
    std::optional<typename Map::mapped_type> find(const Map FakeTables::*map,
                                                  const typename Map::key_type& key) {
        const FakeTables* tables = look_up();
        if (tables == nullptr) return std::nullopt;
        const auto held = (tables->*map).find(key);
        if (held == (tables->*map).end()) return std::nullopt;
        return held->second;
    }
    FakeTables::Emoji emoji_of(ConversationId conversation, std::int64_t seq,
                               std::string_view emoji) {
        return find(&FakeTables::reactions, std::tuple(conversation, seq, std::string(emoji)))
            .value_or(FakeTables::Emoji{});
    }
};

}  // namespace parley
