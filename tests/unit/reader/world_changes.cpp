// What becomes of messages and members in the World.

#include <algorithm>
#include <stdexcept>

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {

std::int64_t World::reply(ConversationId conversation, UserId by, std::int64_t root,
                          const std::string& text) {
    ThreadRow& thread = state.threads[{conversation, root}];
    thread.root = root;
    ++thread.head;
    MessageSend request;
    request.idempotency_key = "key-" + std::to_string(state.head_pos + 1);
    request.conversation = conversation;
    request.text = text;
    request.thread = root;
    const std::int64_t seq =
        append_message(conversation, by, message_data(request, thread.head, ids()),
                       {.thread = root, .thread_seq = thread.head});
    thread.last_seq = seq;
    thread.last_time = message_of(conversation, seq).time;
    auto& participants = state.thread_participants[{conversation, root}];
    if (std::find(participants.begin(), participants.end(), by) == participants.end()) {
        participants.push_back(by);
        ++thread.participants_count;
    }
    waiting_.push_back([=](Store& store) {
        (void)store.add_thread_participant(conversation, root, by, seq);
        store.put_thread(conversation, thread);
    });
    return seq;
}

const Entry& World::message_of(ConversationId conversation, std::int64_t seq) {
    for (const Entry& one : state.logs.at(conversation)) {
        if (one.kind == EntryKind::message && one.seq == seq) return one;
    }
    throw std::runtime_error("no such message");
}

MessageStateRow World::state_of(ConversationId conversation, std::int64_t seq) {
    const auto found = state.message_states.find({conversation, seq});
    if (found != state.message_states.end()) return found->second;
    MessageStateRow fresh;
    fresh.seq = seq;
    return fresh;
}

void World::put_state(ConversationId conversation, const MessageStateRow& row) {
    state.message_states[{conversation, row.seq}] = row;
    waiting_.push_back([=](Store& store) { store.put_message_state(conversation, row); });
}

void World::edit(ConversationId conversation, std::int64_t seq, const std::string& text,
                 const std::optional<Mentions>& mentions) {
    MessageStateRow row = state_of(conversation, seq);
    MessageEdit request;
    request.conversation = conversation;
    request.seq = seq;
    request.text = text;
    waiting_.push_back([=](Store& store) { store.unindex(conversation, seq); });
    const Entry& edit =
        append(conversation, EntryKind::message_edited, message_of(conversation, seq).by,
               edited_data(request, row.version + 1, mentions, ids()),
               {.target = seq, .version = row.version + 1});
    ++row.version;
    row.rev = row.text_rev = edit.rev;
    row.edited_at = edit.time;
    put_state(conversation, row);
    if (mentions) put_mentions(conversation, seq, *mentions);
}

void World::erase(ConversationId conversation, std::int64_t rev) {
    Entry& entry = state.logs.at(conversation).at(static_cast<std::size_t>(rev - 1));
    entry.data.clear();
    entry.salt = {};
    entry.digest = {};
    waiting_.push_back([=](Store& store) { store.erase(conversation, rev); });
}

void World::remove(ConversationId conversation, std::int64_t seq) {
    MessageStateRow row = state_of(conversation, seq);
    const UserId by = message_of(conversation, seq).by;
    waiting_.push_back([=](Store& store) {
        store.unindex(conversation, seq);
        store.remove_reactions(conversation, seq);
        store.remove_pin(conversation, seq);
    });
    std::erase_if(state.reactions, [&](const auto& one) {
        return std::get<0>(one.first) == conversation && std::get<1>(one.first) == seq;
    });
    state.pins.erase({conversation, seq});
    const std::vector<std::int64_t> seqs = {seq};
    const std::int64_t rev =
        append(conversation, EntryKind::message_deleted, by, deleted_data(seqs, std::nullopt)).rev;
    for (const Entry& one : std::vector<Entry>(state.logs.at(conversation))) {
        const bool is_message = one.kind == EntryKind::message && one.seq == seq;
        if (is_message || (one.target == seq && one.kind != EntryKind::message_pinned)) {
            erase(conversation, one.rev);
        }
    }
    row.rev = rev;
    row.deleted = true;
    row.pinned = false;
    put_state(conversation, row);
}

void World::react(ConversationId conversation, std::int64_t seq, UserId by,
                  const std::string& emoji) {
    MessageReact request;
    request.conversation = conversation;
    request.seq = seq;
    request.emoji = emoji;
    request.on = true;
    const std::int64_t rev =
        append(conversation, EntryKind::message_reacted, by, reacted_data(request), {.target = seq})
            .rev;
    auto& held = state.reactions[{conversation, seq, emoji}];
    if (held.first_rev == 0) held.first_rev = rev;
    held.users.emplace_back(rev, by);
    waiting_.push_back(
        [=](Store& store) { store.add_reaction(conversation, seq, emoji, by, rev); });
    MessageStateRow row = state_of(conversation, seq);
    row.rev = rev;
    put_state(conversation, row);
}

void World::pin(ConversationId conversation, std::int64_t seq, UserId by) {
    MessagePin request;
    request.conversation = conversation;
    request.seq = seq;
    request.on = true;
    const Entry& entry =
        append(conversation, EntryKind::message_pinned, by, pinned_data(request), {.target = seq});
    const PinRow pin{seq, by, entry.time};
    state.pins[{conversation, seq}] = pin;
    waiting_.push_back([=](Store& store) { store.put_pin(conversation, pin); });
    MessageStateRow row = state_of(conversation, seq);
    row.rev = entry.rev;
    row.pinned = true;
    put_state(conversation, row);
}

void World::index() {
    flush();
    if (!database_) return;
    for (bool idle = false; !idle;) {
        const Store::Indexing indexing = database_->store().index_messages(1'000);
        if (!indexing.ok) throw std::runtime_error("not indexed");
        idle = indexing.idle;
    }
}

void World::change(UserId user, const std::function<void(UserRow&)>& change) {
    UserRow& row = state.users.at(user);
    change(row);
    waiting_.push_back([row](Store& store) { store.update_user(row); });
}

void World::change(ConversationId conversation,
                   const std::function<void(ConversationRow&)>& change) {
    ConversationRow& row = state.conversations.at(conversation);
    change(row);
    waiting_.push_back([row](Store& store) { store.update_conversation(row); });
}

void World::change(ConversationId conversation, UserId user,
                   const std::function<void(MemberRow&)>& change) {
    change(state.members.at({conversation, user}));
    put_member(conversation, user);
}

void World::deliver(DeviceId device, std::int64_t pos) {
    DeviceRow& row = state.devices.at(device);
    row.delivered_pos = pos;
    waiting_.push_back(
        [row](Store& store) { store.put_device_progress(row.id, row.delivered_pos, 0); });
}

void World::follow(UserId user, ConversationId conversation, std::int64_t root, std::int64_t read) {
    const std::int64_t pos = append(user, EntryKind::self_thread, user,
                                    thread_data(conversation, root, true, read, ids()))
                                 .pos;
    const FollowRow row{conversation, root, true, read, pos};
    state.follows[{user, conversation, root}] = row;
    waiting_.push_back([=](Store& store) { store.put_follow(user, row); });
}

void World::set_personal(UserId user, const PersonalRow& row) {
    state.personals[{user, row.conversation}] = row;
    waiting_.push_back([=](Store& store) { store.put_personal(user, row); });
}

void World::block(UserId blocker, UserId blocked) {
    state.blocks[{blocker, blocked}] = true;
    waiting_.push_back([=](Store& store) { store.put_block(blocker, blocked); });
}

void World::ban(ConversationId conversation, const BanRow& row) {
    state.bans[{conversation, row.user}] = row;
    waiting_.push_back([=](Store& store) { store.put_ban(conversation, row); });
}

void World::ask_to_join(ConversationId conversation, UserId user) {
    const JoinRequestRow row{user, now++};
    state.join_requests[{conversation, user}] = row;
    waiting_.push_back([=](Store& store) { store.put_join_request(conversation, row); });
}

void World::invite(const GroupInviteRow& row) {
    state.group_invites[{row.conversation, row.rev}] = row;
    waiting_.push_back([=](Store& store) { store.insert_group_invite(row); });
}

}  // namespace parley
