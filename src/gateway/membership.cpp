#include "membership.hpp"

#include <algorithm>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

auto position_of(std::vector<JoinedRoom>& rooms, ConversationId conversation) {
    return std::lower_bound(
        rooms.begin(), rooms.end(), conversation,
        [](const JoinedRoom& room, ConversationId id) { return room.conversation < id; });
}

bool adds(EntryKind kind) {
    return kind == EntryKind::member_added || kind == EntryKind::conversation_created;
}

}  // namespace

const JoinedRoom* Account::find(ConversationId conversation) const {
    auto& mutable_rooms = const_cast<std::vector<JoinedRoom>&>(rooms);
    const auto at = position_of(mutable_rooms, conversation);
    return at != rooms.end() && at->conversation == conversation ? &*at : nullptr;
}

Account* MembershipIndex::account(UserId user) {
    const auto at = accounts_.find(user);
    return at == accounts_.end() ? nullptr : at->second.get();
}

const Room* MembershipIndex::room(ConversationId conversation) const {
    const auto at = rooms_.find(conversation);
    return at == rooms_.end() ? nullptr : &at->second;
}

Account& MembershipIndex::enter(const HelloResult& result) {
    std::unique_ptr<Account>& slot = accounts_[result.user.id];
    if (slot) return *slot;
    slot = std::make_unique<Account>();
    slot->user = result.user.id;
    slot->state_pos = result.pos;
    slot->read_receipts = result.user.read_receipts;
    slot->rooms.reserve(result.conversations.size());
    for (const JoinedConversation& joined : result.conversations) {
        auto [at, is_new] = rooms_.try_emplace(joined.conversation);
        if (is_new) {
            at->second.members_count = joined.members_count;
            at->second.blocked = joined.blocked;
        }
        join(*slot, joined.conversation, joined.joined_pos);
    }
    return *slot;
}

void MembershipIndex::leave(Account& account) {
    for (const JoinedRoom& room : account.rooms)
        take_out(room.conversation, room.room_index);
    accounts_.erase(account.user);
}

void MembershipIndex::catch_up(Account& account, const CommittedBatch& batch) {
    for (const LoggedEntry& logged : batch.entries)
        catch_up_entry(account, logged);
    apply_users(batch);
    apply_blocks(batch);
}

void MembershipIndex::apply_users(const CommittedBatch& batch) {
    for (const UserRow& user : batch.changed_users) {
        if (Account* changed = account(user.id)) changed->read_receipts = user.read_receipts;
    }
}

void MembershipIndex::apply_blocks(const CommittedBatch& batch) {
    for (const BlockChange& change : batch.blocks) {
        const auto room = rooms_.find(change.direct);
        if (room != rooms_.end()) room->second.blocked = change.direct_blocked;
    }
}

void MembershipIndex::catch_up_entry(Account& account, const LoggedEntry& logged) {
    const bool counts = adds(logged.entry.kind) || logged.entry.kind == EntryKind::member_removed;
    if (counts) set_members_count(logged);
    if (std::find(logged.users.begin(), logged.users.end(), account.user) == logged.users.end()) {
        return;
    }
    const ConversationId conversation = logged.entry.log.conversation();
    if (adds(logged.entry.kind)) {
        join(account, conversation, logged.entry.pos);
        rooms_[conversation].members_count = logged.members_count;
    } else {
        part(account, conversation);
    }
}

void MembershipIndex::apply_additions(const LoggedEntry& logged) {
    const Entry& entry = logged.entry;
    if (!adds(entry.kind)) return;
    for (UserId user : logged.users) {
        Account* added = account(user);
        if (added && entry.pos > added->state_pos) {
            join(*added, entry.log.conversation(), entry.pos);
        }
    }
    set_members_count(logged);
}

void MembershipIndex::apply_removals(const LoggedEntry& logged) {
    const Entry& entry = logged.entry;
    if (entry.kind != EntryKind::member_removed) return;
    set_members_count(logged);
    for (UserId user : logged.users) {
        Account* removed = account(user);
        if (removed && entry.pos > removed->state_pos) part(*removed, entry.log.conversation());
    }
}

void MembershipIndex::set_members_count(const LoggedEntry& logged) {
    const auto room = rooms_.find(logged.entry.log.conversation());
    if (room != rooms_.end()) room->second.members_count = logged.members_count;
}

void MembershipIndex::join(Account& account, ConversationId conversation, std::int64_t joined_pos) {
    auto at = position_of(account.rooms, conversation);
    if (at != account.rooms.end() && at->conversation == conversation) {
        at->joined_pos = joined_pos;
        return;
    }
    Room& room = rooms_[conversation];
    account.rooms.insert(
        at, JoinedRoom{conversation, joined_pos, static_cast<std::uint32_t>(room.accounts.size())});
    room.accounts.push_back(&account);
}

void MembershipIndex::part(Account& account, ConversationId conversation) {
    const auto at = position_of(account.rooms, conversation);
    if (at == account.rooms.end() || at->conversation != conversation) return;
    const std::uint32_t room_index = at->room_index;
    account.rooms.erase(at);
    take_out(conversation, room_index);
}

// The last account of the room takes the place that falls free.
void MembershipIndex::take_out(ConversationId conversation, std::uint32_t room_index) {
    const auto found = rooms_.find(conversation);
    PARLEY_ASSERT(found != rooms_.end());
    std::vector<Account*>& accounts = found->second.accounts;
    if (room_index + 1 != accounts.size()) {
        Account* moved = accounts.back();
        accounts[room_index] = moved;
        const auto at = position_of(moved->rooms, conversation);
        PARLEY_ASSERT(at != moved->rooms.end() && at->conversation == conversation);
        at->room_index = room_index;
    }
    accounts.pop_back();
    if (accounts.empty()) rooms_.erase(found);
}

}  // namespace parley
