#pragma once
// What the router holds in memory of the store's rows, so that a message costs no look-up. Always
// as new as the open batch: every change of a cached row goes through here. Heads, read cursors and
// the times of last messages are written back once per batch. Keeper: the writer's thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parley/store/store.hpp"

namespace parley {

// A map that forgets what was not asked for while half of its bound was filled twice: new and used
// rows are in the young half; age() makes it the old half and forgets the former old one.
// References stay good until then.
template <class Key, class Row, class Hash = std::hash<Key>>
class AgingMap {
  public:
    Row* find(const Key& key) {
        if (auto hit = young_.find(key); hit != young_.end()) return &hit->second;
        if (old_.empty()) return nullptr;
        auto node = old_.extract(key);
        return node ? &young_.insert(std::move(node)).position->second : nullptr;
    }
    // The key must not be held yet.
    Row& insert(const Key& key, Row row) {
        return young_.emplace(key, std::move(row)).first->second;
    }
    void erase(const Key& key) {
        young_.erase(key);
        old_.erase(key);
    }
    std::size_t young_size() const { return young_.size(); }
    void age() {
        old_.swap(young_);
        young_.clear();
    }
    void clear() {
        young_.clear();
        old_.clear();
    }

  private:
    std::unordered_map<Key, Row, Hash> young_;
    std::unordered_map<Key, Row, Hash> old_;
};

struct CachedConversation {
    ConversationRow row;
    std::int64_t committed_rev = 0;  // while changed: of the head before the open batch
    bool head_changed = false;
    bool row_changed = false;
};

struct CachedMember {
    ConversationId conversation;
    std::optional<MemberRow> row;  // none: not a member
    bool progress_changed = false;
    std::size_t receipt = 0;  // where its read receipt of the open batch stands, counted from 1
};

struct CachedUser {
    UserId id;
    LogHead self;
    bool read_receipts = true;
    bool self_changed = false;
};

class RowCache {
  public:
    RowCache(Store& store, std::size_t rows_max) : store_(store), rows_max_(rows_max) {}

    // None if there is no such conversation or user. All results are good until the batch ends.
    CachedConversation* conversation(ConversationId id);
    CachedUser* user(UserId id);
    CachedMember& member(ConversationId conversation, UserId user);
    // Whether the session is this user's and neither it nor the account has ended.
    bool is_live(SessionId session, UserId user);

    CachedConversation& insert_conversation(ConversationRow row);
    void put_member(ConversationId conversation, const MemberRow& row);  // or replaces
    void remove_member(ConversationId conversation, UserId user);
    void remove_session(SessionId id);

    // To be called before the head is changed in place, or when the row's other members, the cursor
    // or the time of the last message is.
    void head_changed(CachedConversation& conversation);
    void row_changed(CachedConversation& conversation);
    void self_changed(CachedUser& user);
    void progress_changed(CachedMember& member);

    // Writes every changed row to the store, in the order of its first change.
    void write_back();
    // After a commit: forgets the rows longest unused if the bound is reached.
    void trim();
    // After a failed one: forgets everything.
    void drop();

  private:
    struct MemberKey {
        ConversationId conversation;
        UserId user;
        friend bool operator==(const MemberKey&, const MemberKey&) = default;
    };
    struct MemberHash {
        std::size_t operator()(const MemberKey& key) const noexcept {
            const std::size_t mixed = std::hash<ConversationId>()(key.conversation);
            return (mixed ^ (mixed >> 32)) * 31 + std::hash<UserId>()(key.user);
        }
    };

    Store& store_;
    const std::size_t rows_max_;
    AgingMap<ConversationId, CachedConversation> conversations_;
    AgingMap<MemberKey, CachedMember, MemberHash> members_;
    AgingMap<UserId, CachedUser> users_;
    AgingMap<SessionId, UserId> sessions_;  // live ones alone
    std::vector<CachedConversation*> changed_conversations_;
    std::vector<CachedMember*> changed_members_;
    std::vector<CachedUser*> changed_users_;
};

}  // namespace parley
