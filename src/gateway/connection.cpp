// The socket side of a connection: bytes in, frames out, its end. What the client says is in
// connection_requests.cpp, what it gets in connection_stream.cpp.
#include "connection.hpp"

#include <sys/socket.h>

#include <cerrno>
#include <utility>

#include "loop.hpp"
#include "parley/core/assert.hpp"
#include "parley/websocket/frame_writer.hpp"
#include "presence_hub.hpp"

namespace parley {
namespace {

// How long a peer may take to answer our close frame.
constexpr std::chrono::seconds kCloseTimeout{2};
// Before a request to come, in bytes (section 1 of the wire protocol).
constexpr std::size_t kHelloBytesMax = 4096;
// Rounds of one flush, so that a fast reader of a long catch-up does not hold up the others.
constexpr int kSendRoundsMax = 4;

}  // namespace

Connection::Connection(Loop& loop, Ticket ticket, Socket socket, Unauthenticated::Place place)
    : loop_(loop),
      ticket_(ticket),
      socket_(std::move(socket)),
      reader_(kHelloBytesMax),
      place_(std::move(place)),
      heard_(loop.now()) {}

Connection::~Connection() = default;

void Connection::start(std::span<char> first_bytes) {
    take(first_bytes);
    mark_dirty();
}

void Connection::wait_readable() {
    if (waiting_readable_) return;
    waiting_readable_ = true;
    socket_.async_wait(Socket::wait_read, [&loop = loop_, ticket = ticket_](error_code error) {
        if (Connection* self = loop.connection(ticket)) self->on_readable(error);
    });
}

void Connection::on_readable(const error_code& error) {
    waiting_readable_ = false;
    if (error || state_ == State::finished) return finish();
    if (paused_) return;  // flush() waits again when it goes on
    const std::span<char> buffer = loop_.read_buffer();
    const ssize_t received =
        ::recv(socket_.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (received == 0) return finish();
    if (received < 0) {
        if (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return finish();
        return wait_readable();
    }
    if (state_ == State::closing) return wait_readable();
    if (state_ != State::waiting) heard_ = loop_.now();
    pinged_ = false;
    take(buffer.first(static_cast<std::size_t>(received)));
}

void Connection::mark_dirty() {
    if (dirty_) return;
    dirty_ = true;
    loop_.mark_dirty(ticket_);
}

void Connection::push_frame(FramePtr frame) {
    if (is_over()) return;
    outbox_.push(std::move(frame));
    mark_dirty();
}

void Connection::push_text(std::string_view text) {
    push_frame(make_frame(websocket::frame(text)));
}

void Connection::flush() {
    dirty_ = false;
    if (state_ == State::finished) return;
    if (!waiting_writable_ && !outbox_.empty() && !send_some()) return;
    if (state_ == State::closing) {
        if (outbox_.empty() && !sent_end_) {
            sent_end_ = true;
            ::shutdown(socket_.native_handle(), SHUT_WR);
        }
        return;
    }
    if (draining_ && in_flight_ == 0) return close(kCloseGoingAway, reconnect_after_ms());
    advance();
    if (paused_ && may_take()) {
        paused_ = false;
        heard_ = loop_.now();  // while we do not read, silence does not count
        take({});
    }
}

// False if the connection ended.
bool Connection::send_some() {
    const std::span<char> buffer = loop_.write_buffer();
    for (int round = 0; round < kSendRoundsMax && !outbox_.empty(); ++round) {
        const std::size_t size = outbox_.copy_front(buffer.data(), buffer.size());
        const ssize_t sent =
            ::send(socket_.native_handle(), buffer.data(), size, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) {
                finish();
                return false;
            }
            wait_writable();
            return true;
        }
        outbox_.pop(static_cast<std::size_t>(sent));
        if (static_cast<std::size_t>(sent) < size) {
            wait_writable();
            return true;
        }
    }
    if (!outbox_.empty()) mark_dirty();
    return true;
}

void Connection::wait_writable() {
    waiting_writable_ = true;
    socket_.async_wait(Socket::wait_write, [&loop = loop_, ticket = ticket_](error_code error) {
        if (Connection* self = loop.connection(ticket)) self->on_writable(error);
    });
}

void Connection::on_writable(const error_code& error) {
    waiting_writable_ = false;
    if (error) return finish();
    // The peer took bytes that were waiting for it.
    if (state_ == State::open) heard_ = loop_.now();
    mark_dirty();
}

void Connection::sweep(SteadyTime now) {
    const GatewayOptions& options = loop_.context().options;
    const auto silent = now - heard_;
    switch (state_) {
        case State::waiting:
            if (silent >= options.gateway.hello_timeout) {
                close(kCloseNotAuthenticated, "no hello in time");
            }
            return;
        case State::open:
            if (paused_) {
                heard_ = now;
            } else if (silent >= options.heartbeat.timeout) {
                close(kCloseHeartbeatMissed, "nothing heard");
            } else if (silent >= options.heartbeat.interval && !pinged_) {
                pinged_ = true;
                push_frame(make_frame(websocket::ping_frame({})));
            }
            tell_delivery();
            return;
        case State::closing:
            if (silent >= kCloseTimeout) finish();
            return;
        case State::greeting:
        case State::finished:
            return;
    }
}

void Connection::close(std::uint16_t code, std::string_view reason) {
    if (is_over()) return;
    push_frame(make_frame(websocket::close_frame(code, reason)));
    state_ = State::closing;
    heard_ = loop_.now();
    stream_.mode = Stream::Mode::none;
    reads_.reset();
    paused_ = false;
    wait_readable();  // for the peer's answer, which also keeps ours from being reset away
}

// After how long a client may come back, spread so that they do not all come at once.
std::string Connection::reconnect_after_ms() const {
    return std::to_string(500 + ticket_ * 7919 % 2000);
}

void Connection::drain() {
    draining_ = true;
    paused_ = true;
    mark_dirty();
}

void Connection::finish() {
    if (state_ == State::finished) return;
    state_ = State::finished;
    place_.release();
    if (user_) loop_.context().presence.disconnect(loop_, user_, ticket_);
    if (account_) {
        loop_.note_device_now({device_, delivery_.acked_pos, loop_.wall_now()});
        std::erase(account_->connections, this);
        if (account_->connections.empty()) loop_.members().leave(*account_);
        account_ = nullptr;
    }
    error_code ignored;
    socket_.close(ignored);
    outbox_.clear();
    loop_.finished(ticket_);
}

}  // namespace parley
