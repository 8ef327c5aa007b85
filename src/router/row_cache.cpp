#include "row_cache.hpp"

namespace parley {

CachedConversation* RowCache::conversation(ConversationId id) {
    if (!id) return nullptr;
    if (CachedConversation* cached = conversations_.find(id)) return cached;
    std::optional<ConversationRow> row = store_.conversation(id);
    if (!row) return nullptr;
    return &conversations_.insert(id, CachedConversation{.row = *std::move(row)});
}

CachedUser* RowCache::user(UserId id) {
    if (!id) return nullptr;
    if (CachedUser* cached = users_.find(id)) return cached;
    const std::optional<UserRow> row = store_.user(id);
    if (!row) return nullptr;
    return &users_.insert(
        id, CachedUser{.id = id, .self = row->self, .read_receipts = row->read_receipts});
}

CachedMember& RowCache::member(ConversationId conversation, UserId user) {
    const MemberKey key{conversation, user};
    if (CachedMember* cached = members_.find(key)) return *cached;
    return members_.insert(
        key, CachedMember{.conversation = conversation, .row = store_.member(conversation, user)});
}

bool RowCache::is_live(SessionId session, UserId user) {
    if (!session || !user) return false;
    if (const UserId* owner = sessions_.find(session)) return *owner == user;
    const std::optional<SessionRow> row = store_.session(session);
    if (!row || row->user != user) return false;
    const std::optional<UserRow> account = store_.user(user);
    if (!account || account->disabled) return false;
    sessions_.insert(session, user);
    return true;
}

CachedConversation& RowCache::insert_conversation(ConversationRow row) {
    store_.insert_conversation(row);
    const ConversationId id = row.id;
    return conversations_.insert(id, CachedConversation{.row = std::move(row)});
}

void RowCache::put_member(ConversationId conversation, const MemberRow& row) {
    store_.put_member(conversation, row);
    const MemberKey key{conversation, row.user};
    if (CachedMember* cached = members_.find(key)) {
        cached->row = row;
    } else {
        members_.insert(key, CachedMember{.conversation = conversation, .row = row});
    }
}

void RowCache::remove_member(ConversationId conversation, UserId user) {
    store_.remove_member(conversation, user);
    member(conversation, user).row.reset();
}

void RowCache::remove_session(SessionId id) {
    store_.remove_session(id);
    sessions_.erase(id);
}

void RowCache::head_changed(CachedConversation& conversation) {
    if (conversation.head_changed) return;
    conversation.head_changed = true;
    conversation.committed_rev = conversation.row.head.rev;
    changed_conversations_.push_back(&conversation);
}

void RowCache::row_changed(CachedConversation& conversation) {
    head_changed(conversation);
    conversation.row_changed = true;
}

void RowCache::self_changed(CachedUser& user) {
    if (user.self_changed) return;
    user.self_changed = true;
    changed_users_.push_back(&user);
}

void RowCache::progress_changed(CachedMember& member) {
    if (member.progress_changed) return;
    member.progress_changed = true;
    changed_members_.push_back(&member);
}

void RowCache::write_back() {
    for (CachedConversation* conversation : changed_conversations_) {
        if (conversation->row_changed) {
            store_.update_conversation(conversation->row);
        } else {
            store_.put_head(conversation->row.id, conversation->row.head);
        }
        conversation->head_changed = conversation->row_changed = false;
    }
    for (CachedMember* member : changed_members_) {
        // One that was removed later in the batch has no row to write to.
        if (member->row) {
            store_.put_progress(member->conversation, member->row->user, member->row->read_seq,
                                member->row->last_message);
        }
        member->progress_changed = false;
        member->receipt = 0;
    }
    for (CachedUser* user : changed_users_) {
        store_.put_self_head(user->id, user->self);
        user->self_changed = false;
    }
    changed_conversations_.clear();
    changed_members_.clear();
    changed_users_.clear();
}

void RowCache::trim() {
    const std::size_t young = conversations_.young_size() + members_.young_size() +
                              users_.young_size() + sessions_.young_size();
    if (young < rows_max_ / 2) return;
    conversations_.age();
    members_.age();
    users_.age();
    sessions_.age();
}

void RowCache::drop() {
    conversations_.clear();
    members_.clear();
    users_.clear();
    sessions_.clear();
    changed_conversations_.clear();
    changed_members_.clear();
    changed_users_.clear();
}

}  // namespace parley
