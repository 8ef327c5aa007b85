#include "router_model.hpp"

namespace parley {

using model::changed_to;
using model::error;
using model::field;
using model::need;
using model::unchanged;

namespace {

Mentions as_kept(Mentions mentions) {
    if (mentions.all) mentions.users.clear();
    std::sort(mentions.users.begin(), mentions.users.end());
    return mentions;
}

}  // namespace

void RouterModel::follow(UserId user, ConversationId id, std::int64_t root, std::int64_t read,
                         UserId by) {
    follows_[{user, id, root}] = {.following = true, .read = read};
    log_self(user, EntryKind::self_thread, by);
}

Outcome RouterModel::write(UserId actor, const MessageSend& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::send)) return *refusal;
    Conversation& conversation = conversations_.at(id);
    Member& member = conversation.members.at(actor);
    if (member.role == Role::member && conversation.slow_ms > 0 && now_ >= member.last_message &&
        now_ - member.last_message < conversation.slow_ms) {
        ProtocolError slow = error(ErrorCode::rate_limited);
        slow.scope = "slow_mode";
        slow.retry_after_ms = member.last_message + conversation.slow_ms - now_;
        return slow;
    }
    if (request.if_rev && *request.if_rev != conversation.rev) return changed_to(conversation.rev);
    const auto can_be_seen = [&](std::int64_t seq) {
        return seq >= member.floor_seq && seq <= conversation.seq();
    };
    if (request.reply_to) {
        if (!can_be_seen(*request.reply_to)) return field("reply_to");
        if (conversation.message(*request.reply_to).deleted) return error(ErrorCode::gone);
    }
    if (request.mentions && !know_all(request.mentions->users)) return error(ErrorCode::not_found);
    if (request.thread) {
        if (!can_be_seen(*request.thread)) return field("thread");
        if (conversation.message(*request.thread).thread != 0) return field("thread");
        if (conversation.message(*request.thread).deleted) return error(ErrorCode::gone);
    }

    WriteOk ok = log(id, EntryKind::message, actor);
    Message& message = conversation.messages.back();
    message.text = request.text;
    message.mentions = as_kept(request.mentions.value_or(Mentions{}));
    ok.seq = member.read_seq = conversation.seq();
    member.last_message = now_;
    if (!request.thread) return ok;

    const std::int64_t root = *request.thread;
    Thread& thread = conversation.threads[root];
    message.thread = root;
    ok.thread_seq = ++thread.head;
    thread.last_seq = conversation.seq();
    thread.participants.insert(actor);
    made_.back().columns = {root, thread.head, 0, 0};
    Follow& own = follows_[{actor, id, root}];
    own.read = thread.head;
    if (!own.following) follow(actor, id, root, thread.head, actor);
    const UserId author = conversation.message(root).by;
    if (thread.head == 1 && conversation.members.contains(author) &&
        !follows_.contains({author, id, root})) {
        follow(author, id, root, 0, actor);
    }
    return ok;
}

Outcome RouterModel::write(UserId actor, const MessageEdit& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::edit)) return *refusal;
    if (auto refusal = refuse_seq(actor, id, "seq", request.seq)) return *refusal;
    Conversation& conversation = conversations_.at(id);
    Message& message = conversation.message(request.seq);
    if (message.deleted) return error(ErrorCode::gone);
    if (message.by != actor) return need("author");
    if (request.if_version && *request.if_version != message.version) {
        return changed_to(message.version);
    }
    if (request.mentions && !know_all(request.mentions->users)) return error(ErrorCode::not_found);
    const Mentions mentions = as_kept(request.mentions.value_or(message.mentions));
    const std::string format = request.format.value_or("plain");
    if (message.text == request.text && message.format == format && message.mentions == mentions) {
        WriteOk ok = unchanged();
        ok.version = message.version;
        return ok;
    }
    WriteOk ok = log(id, EntryKind::message_edited, actor);
    ok.version = ++message.version;
    made_.back().columns = {0, 0, request.seq, message.version};
    if (!conversation.versions) erase(id, message.text_rev);
    message.text_rev = message.changed_rev = *ok.rev;
    message.revs_about.push_back(*ok.rev);
    message.text = request.text;
    message.format = format;
    message.mentions = mentions;
    return ok;
}

Outcome RouterModel::write(UserId actor, const MessageDelete& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::read)) return *refusal;
    for (const std::int64_t seq : request.seqs) {
        if (auto refusal = refuse_seq(actor, id, "seqs", seq)) return *refusal;
    }
    Conversation& conversation = conversations_.at(id);
    const bool is_admin = conversation.members.at(actor).role != Role::member;
    std::vector<std::int64_t> doomed;
    for (const std::int64_t seq : request.seqs) {
        const Message& message = conversation.message(seq);
        if (message.deleted) continue;
        if (message.by != actor && !is_admin) return need(conversation.direct ? "author" : "admin");
        doomed.push_back(seq);
    }
    if (doomed.empty()) return unchanged();
    const WriteOk ok = log(id, EntryKind::message_deleted, actor);
    for (const std::int64_t seq : doomed) {
        Message& message = conversation.message(seq);
        erase(id, message.rev);
        for (const std::int64_t rev : message.revs_about)
            erase(id, rev);
        message.deleted = true;
        message.pinned = false;
        message.reactions.clear();
        message.mentions = {};
        message.changed_rev = *ok.rev;
    }
    return ok;
}

Outcome RouterModel::write(UserId actor, const MessageReact& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::react)) return *refusal;
    if (auto refusal = refuse_seq(actor, id, "seq", request.seq)) return *refusal;
    Message& message = conversations_.at(id).message(request.seq);
    if (message.deleted) return error(ErrorCode::gone);
    std::set<UserId>& users = message.reactions[request.emoji];
    if (users.contains(actor) == request.on) return unchanged();
    const WriteOk ok = log(id, EntryKind::message_reacted, actor);
    made_.back().columns = {0, 0, request.seq, 0};
    if (request.on) {
        users.insert(actor);
    } else {
        users.erase(actor);
    }
    message.revs_about.push_back(*ok.rev);
    message.changed_rev = *ok.rev;
    return ok;
}

Outcome RouterModel::write(UserId actor, const MessagePin& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::pin)) return *refusal;
    if (auto refusal = refuse_seq(actor, id, "seq", request.seq)) return *refusal;
    Message& message = conversations_.at(id).message(request.seq);
    if (message.deleted) return error(ErrorCode::gone);
    if (message.pinned == request.on) return unchanged();
    const WriteOk ok = log(id, EntryKind::message_pinned, actor);
    made_.back().columns = {0, 0, request.seq, 0};
    message.pinned = request.on;
    message.changed_rev = *ok.rev;
    return ok;
}

Outcome RouterModel::write(UserId actor, const ConversationRead& request) {
    if (auto refusal = refuse(actor, request.conversation, May::read)) return *refusal;
    Conversation& conversation = conversations_.at(request.conversation);
    if (request.seq > conversation.seq()) return field("seq");
    Member& member = conversation.members.at(actor);
    WriteOk ok = unchanged();
    if (request.seq > member.read_seq) {
        member.read_seq = request.seq;
        ok = log_self(actor, EntryKind::self_read, actor);
        if (!discreet_.contains(actor) && conversation.members.size() > 1 &&
            std::ssize(conversation.members) <= options_.small_group) {
            receipts_[{request.conversation, actor}] = request.seq;
        }
    }
    ok.read_seq = member.read_seq;
    ok.unread = conversation.seq() - member.read_seq;
    return ok;
}

Outcome RouterModel::write(UserId actor, const ThreadFollow& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::read)) return *refusal;
    Conversation& conversation = conversations_.at(id);
    if (refuse_seq(actor, id, "thread", request.thread)) return field("thread");
    if (conversation.message(request.thread).thread != 0) return field("thread");
    const auto kept = follows_.find({actor, id, request.thread});
    const bool is_following = kept != follows_.end() && kept->second.following;
    if (is_following == request.on) return unchanged();
    Follow& changed = follows_[{actor, id, request.thread}];
    changed.following = request.on;
    const auto thread = conversation.threads.find(request.thread);
    if (request.on) changed.read = thread == conversation.threads.end() ? 0 : thread->second.head;
    return log_self(actor, EntryKind::self_thread, actor);
}

Outcome RouterModel::write(UserId actor, const ThreadRead& request) {
    const ConversationId id = request.conversation;
    if (auto refusal = refuse(actor, id, May::read)) return *refusal;
    const auto kept = follows_.find({actor, id, request.thread});
    if (kept == follows_.end() || !kept->second.following) return error(ErrorCode::bad_state);
    const Conversation& conversation = conversations_.at(id);
    const auto thread = conversation.threads.find(request.thread);
    const std::int64_t head = thread == conversation.threads.end() ? 0 : thread->second.head;
    if (request.thread_seq > head) return field("thread_seq");
    WriteOk ok = unchanged();
    if (request.thread_seq > kept->second.read) {
        kept->second.read = request.thread_seq;
        ok = log_self(actor, EntryKind::self_thread, actor);
    }
    ok.read = kept->second.read;
    ok.unread = head - kept->second.read;
    return ok;
}

}  // namespace parley
