// What the client says: items of the frame reader become requests, and their outcomes answers.
#include <algorithm>
#include <exception>
#include <utility>

#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>

#include "connection.hpp"
#include "http_routes.hpp"
#include "loop.hpp"
#include "parley/accounts/tokens.hpp"
#include "parley/core/assert.hpp"
#include "parley/protocol/encode.hpp"
#include "parley/router/user_fields.hpp"
#include "parley/websocket/frame_writer.hpp"
#include "password_change.hpp"
#include "presence_hub.hpp"

namespace parley {
namespace {

// So many frames that were no frames within so long, and the peer is not worth an answer.
constexpr std::uint8_t kStrikesMax = 100;
constexpr std::chrono::seconds kStrikesWindow{60};

template <class... Handlers>
struct Overloaded : Handlers... {
    using Handlers::operator()...;
};
template <class... Handlers>
Overloaded(Handlers...) -> Overloaded<Handlers...>;

ProtocolError say_hello_first() {
    return make_error(ErrorCode::unauthenticated, "Say hello first.");
}

}  // namespace

bool Connection::may_take() const {
    const LimitsConfig& limits = loop_.context().options.limits;
    return (state_ == State::waiting || state_ == State::open) && !draining_ &&
           !changing_password_ && in_flight_ < limits.in_flight &&
           outbox_.has_room(limits.outbox_bytes);
}

// Takes requests out of `bytes`, and of what was kept, as long as the limits let it; then waits for
// more, or pauses until flush() finds that it may go on.
void Connection::take(std::span<char> bytes) {
    while (may_take()) {
        const websocket::Item item = reader_.next(bytes);
        if (item.kind == websocket::Item::Kind::none) return wait_readable();
        take_item(item);
    }
    if (is_over()) return;
    reader_.keep(bytes);
    paused_ = true;
}

void Connection::take_item(const websocket::Item& item) {
    using Kind = websocket::Item::Kind;
    switch (item.kind) {
        case Kind::text:
            return take_text(item.payload);
        case Kind::binary:
            refuse(std::nullopt, make_error(ErrorCode::bad_frame, "Binary frames are not taken."));
            return count_strike();
        case Kind::ping:
            return push_frame(make_frame(websocket::pong_frame(item.payload)));
        case Kind::pong:
            return;
        case Kind::close:
            return close(item.code, {});
        case Kind::error:
            return close(item.code, item.payload);
        case Kind::none:
            return;
    }
}

void Connection::take_text(std::string_view text) {
    const LoopContext& context = loop_.context();
    auto parsed = parse_request(text, context.options.identity.ids, context.request_limits);
    if (auto* refused = std::get_if<RefusedFrame>(&parsed)) {
        if (state_ == State::waiting && refused->needs_hello) {
            return refuse(refused->id, say_hello_first());
        }
        refuse(refused->id, refused->error);
        if (refused->error.code == ErrorCode::bad_frame) count_strike();
        return;
    }
    Request& request = std::get<Request>(parsed);
    const auto* session_request = std::get_if<SessionRequest>(&request.body);
    const bool is_hello = session_request && std::holds_alternative<Hello>(*session_request);
    if (state_ == State::waiting && !is_hello) {
        const bool has_reply =
            !session_request || (!std::holds_alternative<Ack>(*session_request) &&
                                 !std::holds_alternative<Typing>(*session_request));
        std::optional<std::int64_t> id;
        if (has_reply) id = request.id;
        return refuse(id, say_hello_first());
    }
    std::visit(Overloaded{[&](const SessionRequest& body) { request_session(request.id, body); },
                          [&](WriteRequest& body) { request_write(request.id, std::move(body)); },
                          [&](ReadRequest& body) { request_read(request.id, std::move(body)); }},
               request.body);
}

void Connection::refuse(std::optional<std::int64_t> id, const ProtocolError& error) {
    std::string text;
    append_error(text, id, error);
    push_text(text);
}

void Connection::count_strike() {
    if (!loop_.context().options.limits.enabled) return;
    if (loop_.now() - strikes_since_ > kStrikesWindow) {
        strikes_since_ = loop_.now();
        strikes_ = 0;
    }
    if (++strikes_ < kStrikesMax) return;
    close(kCloseProtocolViolation, "too many bad frames");
}

void Connection::request_session(std::int64_t id, const SessionRequest& request) {
    std::visit(Overloaded{[&](const Hello& hello) { request_hello(id, hello); },
                          [&](const Ping&) {
                              std::string text;
                              append_ok(text, id);
                              push_text(text);
                          },
                          [&](const Ack& ack) { take_ack(ack); },
                          [&](const PresenceSet& set) { request_presence(id, set.state); },
                          [&](const Typing& typing) { request_typing(typing); },
                          [&](const AccountPassword& body) { request_password(id, body); }},
               request);
}

void Connection::request_hello(std::int64_t id, const Hello& hello) {
    if (state_ != State::waiting) {
        return refuse(id, make_error(ErrorCode::bad_state, "This connection has said hello."));
    }
    const std::optional<Sha256> hash = token_hash(TokenKind::session, hello.token);
    if (!hash) return on_hello(id, hello, TokenRefused{});
    state_ = State::greeting;
    ++in_flight_;
    HelloJob job{*hash, hello.cursor};
    loop_.read(
        [&loop = loop_, ticket = ticket_, id, hello, job](Reader& reader) -> Loop::AfterRead {
            auto result = std::make_shared<std::variant<HelloResult, TokenRefused, ProtocolError>>(
                reader.hello(job));
            return [&loop, ticket, id, hello, result] {
                if (Connection* self = loop.connection(ticket)) {
                    self->answered();
                    self->on_hello(id, hello, *result);
                }
            };
        });
}

void Connection::on_hello(std::int64_t id, const Hello& hello,
                          const std::variant<HelloResult, TokenRefused, ProtocolError>& result) {
    if (is_over()) return;
    if (const auto* error = std::get_if<ProtocolError>(&result)) {
        refuse(id, *error);
        return close(kCloseInternal, "hello failed");
    }
    const auto* accepted = std::get_if<HelloResult>(&result);
    bool ended = !accepted;
    bool disabled = !accepted && std::get<TokenRefused>(result).disabled;
    if (accepted) {
        if (!loop_.tail().covers(accepted->pos)) {  // read again: too much happened since
            state_ = State::waiting;
            return request_hello(id, hello);
        }
        loop_.tail().for_each_batch_behind(accepted->pos, [&](const CommittedBatch& batch) {
            for (const EndedSession& session : batch.ended_sessions) {
                if (session.session != accepted->session.id) continue;
                ended = true;
                disabled = session.disabled;
            }
        });
    }
    if (ended) {
        refuse(id, make_error(ErrorCode::unauthenticated, "The token is not good."));
        return disabled ? close(kCloseBanned, "account disabled")
                        : close(kCloseNotAuthenticated, "not authenticated");
    }
    welcome(id, hello, *accepted);
}

void Connection::welcome(std::int64_t id, const Hello& hello, const HelloResult& result) {
    const LoopContext& context = loop_.context();
    const Account* known = loop_.members().account(result.user.id);
    const LimitsConfig& limits = context.options.limits;
    if (limits.enabled && known && known->connections.size() >= limits.connections_per_user) {
        ProtocolError error = make_error(ErrorCode::overloaded, "Too many connections.");
        error.retry_after_ms = 30'000;
        refuse(id, error);
        return close(kCloseGoingAway, "30000");
    }
    state_ = State::open;
    heard_ = loop_.now();
    place_.release();
    reader_.set_message_bytes_max(limits.frame_bytes);
    user_ = result.user.id;
    session_ = result.session.id;
    device_ = result.session.device;

    HelloOk ok;
    ok.user = fields_of(result.user, true);
    ok.device = result.session.device;
    ok.session = result.session.id;
    ok.pos = result.pos;
    ok.resumed = result.resumed;
    ok.reason = result.reason;
    ok.self_rev = result.user.self.rev;
    ok.read_receipts = result.user.read_receipts;
    std::string text;
    append_hello_ok(text, id, ok, context.facts, context.cursors, loop_.wall_now(),
                    context.options.identity.ids);
    push_text(text);
    begin_stream(result, hello);
    context.presence.connect(loop_, user_, ticket_);
}

void Connection::request_write(std::int64_t id, WriteRequest request) {
    ++in_flight_;
    loop_.submit(ticket_, id, Actor{user_, session_}, std::move(request));
}

void Connection::on_write(std::int64_t id, const Outcome& outcome) {
    answered();
    if (is_over()) return;
    const IdCodec& ids = loop_.context().options.identity.ids;
    std::string text;
    if (const auto* ok = std::get_if<WriteOk>(&outcome)) {
        append_write_ok(text, id, *ok, ids);
    } else {
        append_error(text, id, std::get<ProtocolError>(outcome));
    }
    push_text(text);
}

void Connection::on_overloaded(std::int64_t id) {
    ProtocolError error = make_error(ErrorCode::overloaded, "The server has too much to write.");
    error.retry_after_ms = 1000;
    on_write(id, error);
}

void Connection::request_read(std::int64_t id, ReadRequest request) {
    ++in_flight_;
    if (!reads_) reads_ = std::make_unique<std::deque<QueuedRead>>();
    reads_->push_back(QueuedRead{id, std::move(request)});
    mark_dirty();
}

void Connection::on_read(std::int64_t id, ReadAnswer answer) {
    reading_ = false;
    if (is_over()) return answered();
    if (const auto* watched = std::get_if<std::vector<WatchedUser>>(&answer.content)) {
        return loop_.context().presence.watch(loop_, ticket_, user_, id, *watched);
    }
    answered();
    push_text(std::get<std::string>(answer.content));
}

void Connection::on_watch(std::int64_t id, const std::vector<PresenceFields>& presence) {
    answered();
    std::string text;
    append_presence_ok(text, id, presence, loop_.context().options.identity.ids);
    push_text(text);
    mark_dirty();
}

void Connection::request_presence(std::int64_t id, PresenceState state) {
    loop_.context().presence.set_state(loop_, user_, ticket_, state);
    std::string text;
    append_ok(text, id);
    push_text(text);
}

void Connection::request_typing(const Typing& typing) {
    const LoopContext& context = loop_.context();
    if (!account_->find(typing.conversation)) return;
    const Room* room = loop_.members().room(typing.conversation);
    if (room->blocked || !loop_.is_small(*room)) return;
    context.presence.typing(loop_, typing.conversation, user_, typing.active);
}

// It wants password work, so it is no write like the others: a story of its own, and whoever asks
// waits for it.
void Connection::request_password(std::int64_t id, const AccountPassword& request) {
    ++in_flight_;
    changing_password_ = true;
    const Actor actor{user_, session_};
    asio::co_spawn(
        loop_.io(),
        [&loop = loop_, actor, request] { return change_password(loop, actor, request); },
        [&loop = loop_, ticket = ticket_, id](std::exception_ptr failure, Outcome outcome) {
            if (failure) {
                loop.context().services.log.error("password_exception");
                outcome = internal_error();
            }
            if (Connection* self = loop.connection(ticket)) {
                self->changing_password_ = false;
                self->on_write(id, outcome);
            }
        });
}

// Nobody can have received what was not sent; what is no cursor of this log says nothing.
void Connection::take_ack(const Ack& ack) {
    const std::optional<Cursor> cursor = parse_cursor(ack.cursor);
    if (!cursor || cursor->epoch != loop_.context().options.identity.epoch) return;
    const std::int64_t pos = std::min(cursor->pos, stream_.pos);
    if (pos <= delivery_.acked_pos) return;
    delivery_.acked_pos = pos;
    tell_delivery();
}

// A request got its answer, or will get none.
void Connection::answered() {
    PARLEY_ASSERT(in_flight_ > 0);
    --in_flight_;
    mark_dirty();
}

}  // namespace parley
