#include "random_commands.hpp"

#include <algorithm>

namespace parley {
namespace {

constexpr UserId kNobody{77};
constexpr ConversationId kNowhere{777};

template <class Request>
Request with_key(Request request, const std::string& key) {
    request.idempotency_key = key;
    return request;
}

}  // namespace

void RandomCommands::note(ConversationId id, std::int64_t seq, std::int64_t rev) {
    if (heads_.insert_or_assign(id, std::pair(seq, rev)).second) conversations_.push_back(id);
}

void RandomCommands::note_end(SessionId session) {
    for (const Actor& actor : actors_) {
        if (actor.session == session) former_actors_.push_back(actor);
    }
    std::erase_if(actors_, [&](const Actor& actor) { return actor.session == session; });
}

const Actor& RandomCommands::some_actor() {
    const bool is_former = actors_.empty() || (!former_actors_.empty() && chance(3));
    return one_of(is_former ? former_actors_ : actors_);
}

UserId RandomCommands::some_user() { return chance(3) ? kNobody : UserId(pick(1, 5)); }

std::vector<UserId> RandomCommands::some_users() {
    std::set<UserId> users;
    for (std::int64_t n = pick(1, 3); n > 0; --n)
        users.insert(some_user());
    return {users.begin(), users.end()};
}

ConversationId RandomCommands::some_conversation() {
    if (conversations_.empty() || chance(3)) return kNowhere;
    // Some are busier than others, so that much happens in one place.
    return chance(60) ? conversations_.front() : one_of(conversations_);
}

std::int64_t RandomCommands::some_seq(ConversationId id) {
    const std::int64_t head = heads_[id].first;
    if (chance(5)) return head + pick(1, 2);
    return std::max<std::int64_t>(chance(5) ? 0 : 1, head - pick(0, 8));
}

std::vector<std::int64_t> RandomCommands::some_seqs(ConversationId id) {
    std::set<std::int64_t> seqs;
    for (std::int64_t n = pick(1, 2); n > 0; --n)
        seqs.insert(some_seq(id));
    return {seqs.begin(), seqs.end()};
}

AccountCommand RandomCommands::sign_in(UserId user) {
    CreateSession session;
    session.user = user;
    session.token_hash = random_.bytes<32>();
    return session;
}

AccountCommand RandomCommands::some_account_command() {
    if (chance(25)) {
        ChangeUser change;
        change.user = UserId(pick(1, 5));
        change.disabled = chance(10);
        return change;
    }
    if (chance(25)) return EndSession{some_actor().session};
    return sign_in(some_user());
}

MessageSend RandomCommands::some_message() {
    MessageSend request;
    request.conversation = some_conversation();
    request.text = some_text();
    if (chance(20)) request.reply_to = some_seq(request.conversation);
    if (chance(30)) request.thread = some_seq(request.conversation);
    if (chance(5)) request.if_rev = heads_[request.conversation].second;
    if (chance(25)) request.mentions = Mentions{.all = chance(30), .users = some_users()};
    return request;
}

MessageEdit RandomCommands::some_edit() {
    MessageEdit request;
    request.conversation = some_conversation();
    request.seq = some_seq(request.conversation);
    request.text = some_text();
    if (chance(10)) request.format = chance(50) ? "plain" : "markdown";
    if (chance(10)) request.if_version = pick(1, 3);
    if (chance(30)) {
        request.mentions = chance(20) ? Mentions{} : Mentions{chance(30), some_users()};
    }
    return request;
}

ConversationCreate RandomCommands::some_group() {
    ConversationCreate request;
    request.title = some_text();
    request.members = some_users();
    if (chance(40)) request.history = History::joined;
    if (chance(20)) request.post = Audience::admins;
    if (chance(30)) request.invite = Audience::admins;
    if (chance(30)) request.pin = Audience::admins;
    if (chance(50)) request.settings = Audience::members;
    if (chance(60)) request.join = JoinRule(pick(0, 2));
    if (chance(20)) request.slow_ms = 150;
    if (chance(40)) request.versions = false;
    return request;
}

ConversationUpdate RandomCommands::some_update() {
    ConversationUpdate request;
    request.conversation = some_conversation();
    if (chance(30)) request.title = some_text();
    if (chance(30)) request.topic = chance(50) ? "" : some_text();
    if (chance(20)) request.history = History(pick(0, 1));
    if (chance(20)) request.post = some_audience();
    if (chance(20)) request.invite = some_audience();
    if (chance(20)) request.pin = some_audience();
    if (chance(20)) request.settings = some_audience();
    if (chance(30)) request.join = JoinRule(pick(0, 2));
    if (chance(20)) request.slow_ms = chance(50) ? 150 : 0;
    if (chance(30)) request.versions = chance(50);
    if (chance(5)) request.if_rev = heads_[request.conversation].second;
    return request;
}

ConversationSettings RandomCommands::some_settings() {
    ConversationSettings request;
    if (chance(25)) {
        request.log.self = true;
        request.read_receipts = chance(50);
        return request;
    }
    request.log.conversation = some_conversation();
    if (chance(50)) request.pinned = chance(50);
    if (chance(50)) request.marked_unread = chance(50);
    if (chance(30)) request.draft = chance(50) ? "" : some_text();
    if (chance(30)) request.muted_until = chance(50) ? 0 : kForEver;
    return request;
}

ConversationJoin RandomCommands::some_join() {
    ConversationJoin request;
    if (!tokens_.empty() && chance(50)) {
        request.token = one_of(tokens_);
    } else {
        request.conversation = some_conversation();
    }
    return request;
}

InviteCreate RandomCommands::some_invite() {
    InviteCreate request;
    request.conversation = some_conversation();
    if (chance(50)) request.uses = pick(1, 2);
    if (chance(50)) request.expires_in = pick(1, 400);
    return request;
}

InviteRevoke RandomCommands::some_end_of_invite() {
    InviteRevoke request;
    if (invites_.empty()) return request;
    const auto& [conversation, rev] = one_of(invites_);
    request.conversation = conversation;
    request.invite = rev;
    return request;
}

DeviceRevoke RandomCommands::some_revocation() {
    DeviceRevoke request;
    request.others = chance(20);
    if (!request.others) request.device = DeviceId(pick(1, 12));
    return request;
}

WriteRequest RandomCommands::some_message_request(const std::string& key) {
    const std::int64_t dice = pick(1, 100);
    const ConversationId where = some_conversation();
    if (dice <= 40) return with_key(some_message(), key);
    if (dice <= 55) return with_key(some_edit(), key);
    if (dice <= 60) return MessageDelete{key, where, some_seqs(where), {}};
    if (dice <= 72) return MessageReact{key, where, some_seq(where), some_text(), chance(70)};
    if (dice <= 78) return MessagePin{key, where, some_seq(where), chance(70)};
    if (dice <= 90) return ConversationRead{where, some_seq(where)};
    if (dice <= 95) return ThreadFollow{key, where, some_seq(where), chance(60)};
    return ThreadRead{where, some_seq(where), pick(0, 3)};
}

WriteRequest RandomCommands::some_member_request(const std::string& key, WallTime now) {
    const std::int64_t dice = pick(1, 100);
    const ConversationId where = some_conversation();
    if (dice <= 15) return MemberAdd{key, where, some_users()};
    if (dice <= 20) return MemberRemove{key, where, some_users()};
    if (dice <= 25) return MemberLeave{key, where};
    if (dice <= 36) return MemberRole{key, where, some_user(), Role(pick(0, 2))};
    if (dice <= 46) return MemberBan{key, where, some_user(), chance(30), {}};
    if (dice <= 56) {
        return MemberMute{key, where, some_user(), chance(70) ? now + pick(-50, 300) : 0};
    }
    if (dice <= 72) return with_key(some_join(), key);
    if (dice <= 86) return JoinDecide{key, where, some_user(), chance(50)};
    if (dice <= 94) return with_key(some_invite(), key);
    return with_key(some_end_of_invite(), key);
}

WriteRequest RandomCommands::some_personal_request(const std::string& key) {
    const std::int64_t dice = pick(1, 100);
    if (dice <= 40) return with_key(some_settings(), key);
    if (dice <= 60) return UserBlock{key, some_user(), chance(40)};
    if (dice <= 80) return UserUpdate{key, some_text(), {}, {}, {}};
    if (dice <= 95) return DeviceRename{key, DeviceId(pick(1, 12)), some_text()};
    return with_key(some_revocation(), key);
}

WriteRequest RandomCommands::some_request(WallTime now) {
    const std::string key = "k" + std::to_string(pick(1, 10'000));
    const std::int64_t dice = pick(1, 100);
    if (dice <= 60) return some_message_request(key);
    if (dice <= 80) return some_member_request(key, now);
    if (dice <= 83) return ConversationOpen{key, some_user()};
    if (dice <= 84) return with_key(some_group(), key);
    if (dice <= 88) return with_key(some_update(), key);
    return some_personal_request(key);
}

Command RandomCommands::next(WallTime now) {
    if (chance(6)) return World::command({}, some_account_command());
    if (!sent_.empty() && chance(15)) {
        // Again, or with another body under the same key.
        Command again = one_of(sent_);
        auto* message = std::get_if<MessageSend>(&std::get<WriteRequest>(again.body));
        if (message && chance(20)) message->text += "!";
        return again;
    }
    Command command = World::command(some_actor(), some_request(now));
    sent_.push_back(command);
    return command;
}

}  // namespace parley
