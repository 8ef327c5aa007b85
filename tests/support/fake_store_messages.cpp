// What became of messages, and what goes with memberships and accounts.

#include <algorithm>

#include "support/fake_store.hpp"

namespace parley {

void FakeStore::add_mentions(ConversationId conversation, std::int64_t seq, bool all,
                             std::span<const UserId> users) {
    PARLEY_ASSERT(all || !users.empty());
    Mention changed = mention(conversation, seq).value_or(Mention{});
    PARLEY_ASSERT(!(all && changed.all));
    changed.all = changed.all || all;
    for (const UserId user : users) {
        PARLEY_ASSERT(std::count(changed.users.begin(), changed.users.end(), user) == 0);
        changed.users.push_back(user);
    }
    put(tables_.mentions, {conversation, seq}, changed);
}

void FakeStore::remove_mentions(ConversationId conversation, std::int64_t seq, bool all,
                                std::span<const UserId> users) {
    Mention changed = mention(conversation, seq).value_or(Mention{});
    if (all) changed.all = false;
    for (const UserId user : users)
        std::erase(changed.users, user);
    if (changed.all || !changed.users.empty()) {
        put(tables_.mentions, {conversation, seq}, changed);
    } else {
        remove(tables_.mentions, {conversation, seq});
    }
}

void FakeStore::put_message_state(ConversationId conversation, const MessageStateRow& row) {
    PARLEY_ASSERT(tables_.revs.contains({conversation, row.seq}));
    put(tables_.message_states, {conversation, row.seq}, row);
}

void FakeStore::add_reaction(ConversationId conversation, std::int64_t seq, std::string_view emoji,
                             UserId user, std::int64_t rev) {
    PARLEY_ASSERT(tables_.revs.contains({conversation, seq}));
    const std::tuple key(conversation, seq, std::string(emoji));
    const auto held = tables_.reactions.find(key);
    FakeTables::Emoji changed;
    if (held != tables_.reactions.end()) changed = held->second;
    for (const auto& [other_rev, other] : changed.users) {
        PARLEY_ASSERT(other != user && other_rev < rev);
    }
    if (changed.users.empty()) changed.first_rev = rev;
    changed.users.emplace_back(rev, user);
    put(tables_.reactions, key, changed);
}

void FakeStore::remove_reaction(ConversationId conversation, std::int64_t seq,
                                std::string_view emoji, UserId user) {
    const std::tuple key(conversation, seq, std::string(emoji));
    FakeTables::Emoji changed = tables_.reactions.at(key);
    const auto gone =
        std::erase_if(changed.users, [user](const auto& one) { return one.second == user; });
    PARLEY_ASSERT(gone == 1);
    if (changed.users.empty()) {
        remove(tables_.reactions, key);
    } else {
        put(tables_.reactions, key, changed);
    }
}

void FakeStore::remove_reactions(ConversationId conversation, std::int64_t seq) {
    for (;;) {
        const auto next = tables_.reactions.lower_bound({conversation, seq, std::string()});
        if (next == tables_.reactions.end() || std::get<0>(next->first) != conversation ||
            std::get<1>(next->first) != seq) {
            return;
        }
        const auto key = next->first;
        remove(tables_.reactions, key);
    }
}

void FakeStore::put_pin(ConversationId conversation, const PinRow& row) {
    PARLEY_ASSERT(tables_.revs.contains({conversation, row.seq}));
    put(tables_.pins, {conversation, row.seq}, row);
}

void FakeStore::remove_pin(ConversationId conversation, std::int64_t seq) {
    remove(tables_.pins, {conversation, seq});
}

void FakeStore::put_thread(ConversationId conversation, const ThreadRow& row) {
    PARLEY_ASSERT(tables_.revs.contains({conversation, row.root}));
    put(tables_.threads, {conversation, row.root}, row);
}

bool FakeStore::add_thread_participant(ConversationId conversation, std::int64_t root, UserId user,
                                       std::int64_t seq) {
    PARLEY_ASSERT(seq > root);
    std::vector<UserId> changed;
    if (const auto held = tables_.thread_participants.find({conversation, root});
        held != tables_.thread_participants.end()) {
        changed = held->second;
    }
    if (std::count(changed.begin(), changed.end(), user) != 0) return false;
    changed.push_back(user);
    put(tables_.thread_participants, {conversation, root}, changed);
    return true;
}

void FakeStore::put_follow(UserId user, const FollowRow& row) {
    put(tables_.follows, {user, row.conversation, row.root}, row);
}

void FakeStore::erase(LogId log, std::int64_t rev) {
    Entry entry = tables_.entries.at({log, rev});
    entry.data.clear();
    entry.salt = {};
    entry.digest = {};
    put(tables_.entries, {log, rev}, entry);
}

std::vector<std::int64_t> FakeStore::revs_about(ConversationId conversation, std::int64_t seq) {
    std::vector<std::int64_t> revs;
    if (look_up() == nullptr) return revs;
    for (const Entry& entry : entries_of(conversation)) {
        const bool is_about =
            entry.kind == EntryKind::message_edited || entry.kind == EntryKind::message_reacted;
        if (is_about && entry.target == seq) revs.push_back(entry.rev);
    }
    return revs;
}

void FakeStore::unindex(ConversationId conversation, std::int64_t seq) {
    PARLEY_ASSERT(in_batch_);
    undo_.push_back([this] { taken_out_.pop_back(); });
    taken_out_.emplace_back(conversation, seq);
}

void FakeStore::put_personal(UserId user, const PersonalRow& row) {
    PersonalRow none;
    none.conversation = row.conversation;
    if (row == none) {
        remove(tables_.personals, {user, row.conversation});
    } else {
        put(tables_.personals, {user, row.conversation}, row);
    }
}

void FakeStore::remove_personal(UserId user, ConversationId conversation) {
    remove(tables_.personals, {user, conversation});
    for (const FollowRow& row : rows_of(tables_.follows, user)) {
        if (row.conversation == conversation) {
            remove(tables_.follows, {user, conversation, row.root});
        }
    }
}

void FakeStore::put_block(UserId blocker, UserId blocked) {
    put(tables_.blocks, {blocker, blocked}, true);
}

void FakeStore::remove_block(UserId blocker, UserId blocked) {
    remove(tables_.blocks, {blocker, blocked});
}

void FakeStore::put_ban(ConversationId conversation, const BanRow& row) {
    put(tables_.bans, {conversation, row.user}, row);
}

void FakeStore::remove_ban(ConversationId conversation, UserId user) {
    remove(tables_.bans, {conversation, user});
}

void FakeStore::put_restraint(ConversationId conversation, const RestraintRow& row) {
    put(tables_.restraints, {conversation, row.user}, row);
}

void FakeStore::remove_restraint(ConversationId conversation, UserId user) {
    remove(tables_.restraints, {conversation, user});
}

void FakeStore::put_join_request(ConversationId conversation, const JoinRequestRow& row) {
    put(tables_.join_requests, {conversation, row.user}, row);
}

void FakeStore::remove_join_request(ConversationId conversation, UserId user) {
    remove(tables_.join_requests, {conversation, user});
}

void FakeStore::insert_group_invite(const GroupInviteRow& row) {
    PARLEY_ASSERT(!tables_.group_invites.contains({row.conversation, row.rev}));
    put(tables_.group_invites, {row.conversation, row.rev}, row);
}

void FakeStore::put_group_invite_uses(ConversationId conversation, std::int64_t rev,
                                      std::int64_t uses_left) {
    GroupInviteRow row = tables_.group_invites.at({conversation, rev});
    row.uses_left = uses_left;
    put(tables_.group_invites, {conversation, rev}, row);
}

void FakeStore::remove_group_invite(ConversationId conversation, std::int64_t rev) {
    remove(tables_.group_invites, {conversation, rev});
}

}  // namespace parley
