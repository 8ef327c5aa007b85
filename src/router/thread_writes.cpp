// thread.follow, thread.read, and what a reply does.

#include "parley/protocol/entry_data.hpp"
#include "threads.hpp"

namespace parley {
namespace {

FollowRow follow_of(WriteTurn& turn, UserId user, ConversationId conversation, std::int64_t root) {
    FollowRow none;
    none.conversation = conversation;
    none.root = root;
    return turn.store.follow(user, conversation, root).value_or(none);
}

std::string data_of(const WriteTurn& turn, const FollowRow& follow) {
    return thread_data(follow.conversation, follow.root, follow.following, follow.read, turn.ids);
}

// Makes someone follow who did not ask for it.
void start_following(WriteTurn& turn, UserId user, FollowRow follow) {
    CachedUser* account = turn.rows.user(user);
    if (!account) return;  // the store failed under the look-up
    follow.following = true;
    follow.pos =
        turn.log.append_self(*account, EntryKind::self_thread, turn.actor, data_of(turn, follow))
            .pos;
    turn.store.put_follow(user, follow);
}

void follow_by_replying(WriteTurn& turn, ConversationId conversation, const ThreadRow& thread) {
    FollowRow follow = follow_of(turn, turn.actor, conversation, thread.root);
    follow.read = thread.head;
    if (follow.following) {
        turn.store.put_follow(turn.actor, follow);
    } else {
        start_following(turn, turn.actor, std::move(follow));
    }
}

// The first reply is unread to the author of the root.
void follow_by_being_answered(WriteTurn& turn, ConversationId conversation, const Thread& thread) {
    const UserId author = thread.root_author;
    if (author == turn.actor || !turn.rows.member(conversation, author).row) return;
    if (turn.store.follow(author, conversation, thread.row.root)) return;
    FollowRow follow;
    follow.conversation = conversation;
    follow.root = thread.row.root;
    start_following(turn, author, std::move(follow));
}

}  // namespace

std::variant<Thread, ProtocolError> find_thread(WriteTurn& turn, const Place& place,
                                                std::int64_t root) {
    const ConversationId conversation = place.row().id;
    const auto no_root = [] {
        return bad_field("thread", "There is no such message to reply to.");
    };
    if (root < place.floor_seq() || root > place.row().head.seq) return no_root();
    Thread thread;
    if (auto row = turn.store.thread(conversation, root)) {
        thread.row = *row;
        return thread;
    }
    const std::optional<Entry> message = turn.store.message(conversation, root);
    if (!message || message->thread != 0) return no_root();
    thread.row.root = root;
    thread.root_author = message->by;
    return thread;
}

void add_reply(WriteTurn& turn, ConversationId conversation, const Thread& thread,
               const Numbered& reply) {
    ThreadRow row = thread.row;
    ++row.head;
    row.last_seq = reply.seq;
    row.last_time = reply.time;
    if (turn.store.add_thread_participant(conversation, row.root, turn.actor, reply.seq)) {
        ++row.participants_count;
    }
    turn.store.put_thread(conversation, row);
    follow_by_replying(turn, conversation, row);
    if (thread.row.head == 0) follow_by_being_answered(turn, conversation, thread);
}

Decision decide_write(WriteTurn& turn, const ThreadFollow& request) {
    const Place place = turn.enter(request.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    const auto found = find_thread(turn, place, request.thread);
    if (const auto* refusal = std::get_if<ProtocolError>(&found)) return *refusal;
    FollowRow follow = follow_of(turn, turn.actor, request.conversation, request.thread);
    if (follow.following == request.on) return unchanged_ok();
    CachedUser* account = turn.rows.user(turn.actor);
    if (!account) return lookup_failed();
    if (!turn.claim_key(*account)) return KeyTaken{};

    follow.following = request.on;
    if (request.on) follow.read = std::get<Thread>(found).row.head;
    const Numbered entry =
        turn.append_self(*account, EntryKind::self_thread, data_of(turn, follow));
    if (request.on) follow.pos = entry.pos;
    turn.store.put_follow(turn.actor, follow);
    return ok_of(entry);
}

Decision decide_write(WriteTurn& turn, const ThreadRead& request) {
    const Place place = turn.enter(request.conversation, Action::read);
    if (place.verdict != Verdict::allowed) return refusal_of(place.verdict);
    FollowRow follow = follow_of(turn, turn.actor, request.conversation, request.thread);
    if (!follow.following) {
        return make_error(ErrorCode::bad_state, "This thread is not followed.");
    }
    const auto thread = turn.store.thread(request.conversation, request.thread);
    const std::int64_t head = thread ? thread->head : 0;
    if (request.thread_seq > head) {
        return bad_field("thread_seq", "There is no such message yet.");
    }

    WriteOk ok = unchanged_ok();
    CachedUser* account = turn.rows.user(turn.actor);
    if (request.thread_seq > follow.read && account) {
        follow.read = request.thread_seq;
        ok = ok_of(turn.log.append_self(*account, EntryKind::self_thread, turn.actor,
                                        data_of(turn, follow)));
        turn.store.put_follow(turn.actor, follow);
    }
    ok.read = follow.read;
    ok.unread = head - follow.read;
    return ok;
}

}  // namespace parley
