#include "world.hpp"

namespace parley {
namespace {

void add_number(std::string& text, const char* name, const std::optional<std::int64_t>& number) {
    if (number) text += std::string(" ") + name + "=" + std::to_string(*number);
}

std::string describe_ok(const WriteOk& ok) {
    std::string text = "ok";
    add_number(text, "rev", ok.rev);
    if (ok.duplicate) text += " duplicate";
    if (ok.unchanged) text += " unchanged";
    add_number(text, "seq", ok.seq);
    if (ok.conversation) add_number(text, "conversation", ok.conversation.value);
    add_number(text, "read_seq", ok.read_seq);
    add_number(text, "read", ok.read);
    add_number(text, "unread", ok.unread);
    add_number(text, "version", ok.version);
    add_number(text, "thread_seq", ok.thread_seq);
    add_number(text, "invite", ok.invite);
    if (!ok.token.empty()) text += " token";
    if (ok.requested) text += " requested";
    if (!ok.user.empty()) text += " user";
    return text;
}

std::string describe_error(const ProtocolError& error) {
    std::string text(name_of(error.code));
    if (!error.field.empty()) text += " field=" + error.field;
    if (!error.need.empty()) text += " need=" + error.need;
    if (!error.scope.empty()) text += " scope=" + error.scope;
    add_number(text, "limit", error.limit);
    add_number(text, "current", error.current);
    add_number(text, "retry_after_ms", error.retry_after_ms);
    return text;
}

std::vector<UserId> ids_of(const std::vector<Actor>& actors) {
    std::vector<UserId> users;
    for (const Actor& actor : actors)
        users.push_back(actor.user);
    return users;
}

}  // namespace

std::string describe(const Outcome& outcome) {
    if (const auto* ok = std::get_if<WriteOk>(&outcome)) return describe_ok(*ok);
    if (const auto* error = std::get_if<ProtocolError>(&outcome)) return describe_error(*error);
    return "done";
}

std::string code_of(const Outcome& outcome) {
    const auto* error = std::get_if<ProtocolError>(&outcome);
    return error ? std::string(name_of(error->code)) : "ok";
}

std::string describe(const std::vector<LoggedEntry>& entries) {
    std::string text;
    for (const LoggedEntry& logged : entries) {
        if (!text.empty()) text += ' ';
        text += name_of(logged.entry.kind);
        if (logged.entry.log.is_self()) {
            text += ':' + std::to_string(logged.entry.log.user().value);
        }
    }
    return text;
}

World::World(Store& the_store, const RouterOptions& options, const IdCodec& the_ids)
    : store(the_store), ids(the_ids), options_(options) {
    restart();
}

void World::restart() { router_ = make_router(store, random, ids, options_); }

BatchPtr World::process(std::vector<Command> commands) {
    last_batch = router_->process(commands, now);
    return last_batch;
}

Outcome World::ask(const Actor& actor, WriteRequest request) {
    return process({command(actor, std::move(request))})->answers[0].at(0).outcome;
}

Outcome World::ask(const Actor& actor, AccountCommand body) {
    return process({command(actor, std::move(body))})->answers[0].at(0).outcome;
}

WriteOk World::ok(const Actor& actor, WriteRequest request) {
    const Outcome outcome = ask(actor, std::move(request));
    EXPECT_EQ(code_of(outcome), "ok");
    const auto* ok = std::get_if<WriteOk>(&outcome);
    return ok ? *ok : WriteOk{};
}

Actor World::sign_up(const std::string& login) {
    CreateAccount account;
    account.login = login;
    account.display_name = login;
    account.password_hash = "hash of " + login;
    const UserRow user = std::get<UserRow>(ask_as_operator(account));
    return {.user = user.id, .session = sign_in(user.id).session.id};
}

SessionMade World::sign_in(UserId user, DeviceId device) {
    CreateSession session;
    session.user = user;
    session.device = device;
    session.device_name = "phone";
    session.token_hash = {++last_token_};
    return std::get<SessionMade>(ask_as_operator(session));
}

ConversationId World::open(const Actor& one, const Actor& other) {
    return ok(one, opening(other)).conversation;
}

ConversationId World::create(const Actor& owner, const std::vector<Actor>& members,
                             ConversationCreate settings) {
    ConversationCreate request = std::move(settings);
    request.idempotency_key = new_key();
    request.title = "a group";
    request.members = ids_of(members);
    return ok(owner, std::move(request)).conversation;
}

WriteOk World::send(const Actor& sender, ConversationId conversation, const std::string& text) {
    return ok(sender, message(conversation, text));
}

void World::add(const Actor& actor, ConversationId conversation, const Actor& added) {
    ok(actor, addition(conversation, {added}));
}

void World::give_role(const Actor& owner, ConversationId conversation, const Actor& user,
                      Role new_role) {
    ok(owner, role(conversation, user, new_role));
}

MessageSend World::message(ConversationId conversation, const std::string& text) {
    MessageSend request;
    request.idempotency_key = new_key();
    request.conversation = conversation;
    request.text = text;
    return request;
}

MessageSend World::reply(ConversationId conversation, std::int64_t root, const std::string& text) {
    MessageSend request = message(conversation, text);
    request.thread = root;
    return request;
}

MessageEdit World::edit(ConversationId conversation, std::int64_t seq, const std::string& text) {
    MessageEdit request = keyed<MessageEdit>(conversation);
    request.seq = seq;
    request.text = text;
    return request;
}

MessageDelete World::deletion(ConversationId conversation, std::vector<std::int64_t> seqs) {
    MessageDelete request = keyed<MessageDelete>(conversation);
    request.seqs = std::move(seqs);
    return request;
}

MessageReact World::reaction(ConversationId conversation, std::int64_t seq,
                             const std::string& emoji, bool on) {
    MessageReact request = keyed<MessageReact>(conversation);
    request.seq = seq;
    request.emoji = emoji;
    request.on = on;
    return request;
}

MessagePin World::pin(ConversationId conversation, std::int64_t seq, bool on) {
    MessagePin request = keyed<MessagePin>(conversation);
    request.seq = seq;
    request.on = on;
    return request;
}

ThreadFollow World::follow(ConversationId conversation, std::int64_t root, bool on) {
    ThreadFollow request = keyed<ThreadFollow>(conversation);
    request.thread = root;
    request.on = on;
    return request;
}

ConversationSettings World::settings(ConversationId conversation) {
    ConversationSettings request;
    request.idempotency_key = new_key();
    request.log.conversation = conversation;
    return request;
}

ConversationJoin World::join_by(const std::string& token) {
    ConversationJoin request = keyed<ConversationJoin>({});
    request.token = token;
    return request;
}

JoinDecide World::decision(ConversationId conversation, const Actor& user, bool accept) {
    JoinDecide request = keyed<JoinDecide>(conversation);
    request.user = user.user;
    request.accept = accept;
    return request;
}

MemberBan World::ban(ConversationId conversation, const Actor& user, bool on) {
    MemberBan request = keyed<MemberBan>(conversation);
    request.user = user.user;
    request.on = on;
    return request;
}

MemberMute World::mute(ConversationId conversation, const Actor& user, WallTime until) {
    MemberMute request = keyed<MemberMute>(conversation);
    request.user = user.user;
    request.until = until;
    return request;
}

UserBlock World::block(const Actor& user, bool on) {
    return {.idempotency_key = new_key(), .user = user.user, .on = on};
}

ConversationOpen World::opening(const Actor& other) {
    return {.idempotency_key = new_key(), .user = other.user};
}

ConversationCreate World::group(const std::vector<Actor>& members) {
    ConversationCreate request;
    request.idempotency_key = new_key();
    request.title = "a group";
    request.members = ids_of(members);
    return request;
}

MemberAdd World::addition(ConversationId conversation, const std::vector<Actor>& users) {
    return {.idempotency_key = new_key(), .conversation = conversation, .users = ids_of(users)};
}

MemberRemove World::removal(ConversationId conversation, const std::vector<Actor>& users) {
    return {.idempotency_key = new_key(), .conversation = conversation, .users = ids_of(users)};
}

MemberLeave World::leaving(ConversationId conversation) {
    return {.idempotency_key = new_key(), .conversation = conversation};
}

MemberRole World::role(ConversationId conversation, const Actor& user, Role role) {
    return {.idempotency_key = new_key(),
            .conversation = conversation,
            .user = user.user,
            .role = role};
}

Command World::command(const Actor& actor, WriteRequest request, std::uint32_t loop) {
    Command command;
    command.reply_to.loop = loop;
    command.actor = actor;
    command.body = std::move(request);
    return command;
}

Command World::command(const Actor& actor, AccountCommand body, std::uint32_t loop) {
    Command command;
    command.reply_to.loop = loop;
    command.actor = actor;
    command.body = std::move(body);
    return command;
}

}  // namespace parley
