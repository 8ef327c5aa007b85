#include "http_session.hpp"

#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <exception>
#include <utility>

#include "http_routes.hpp"
#include "loop.hpp"
#include "parley/accounts/attempt_limiter.hpp"
#include "parley/protocol/http_bodies.hpp"
#include "parley/websocket/handshake.hpp"

namespace parley {
namespace {

constexpr std::uint32_t kHeaderBytesMax = 8 << 10;
constexpr std::uint64_t kBodyBytesMax = 64 << 10;
// For one whole request to arrive, and for the next one of a kept connection to begin.
constexpr std::chrono::seconds kRequestTimeout{10};
// For one that is refused whatever it asks.
constexpr std::chrono::seconds kRefusalTimeout{1};

ProtocolError refusal_of(const error_code& error) {
    const bool header = error == http::error::header_limit;
    if (!header && error != http::error::body_limit) {
        return make_error(ErrorCode::bad_frame, "The request is not valid HTTP/1.1.");
    }
    ProtocolError refusal = make_error(ErrorCode::too_large, "The request is too long.");
    refusal.limit = header ? kHeaderBytesMax : kBodyBytesMax;
    return refusal;
}

// The peer hung up, or the deadline did it for us: there is nobody to answer.
bool is_gone(const error_code& error) {
    return error == http::error::end_of_stream || error == asio::error::operation_aborted ||
           error == asio::error::connection_reset || error == asio::error::bad_descriptor;
}

}  // namespace

HttpSession::HttpSession(Loop& loop, HttpRoutes& routes, Socket socket,
                         Unauthenticated::Place place, const asio::ip::address& peer, bool refused)
    : loop_(loop),
      routes_(routes),
      socket_(std::move(socket)),
      deadline_(loop.io()),
      place_(std::move(place)),
      peer_(peer),
      address_(peer.to_string()),
      refused_(refused) {}

void HttpSession::start() {
    asio::co_spawn(
        loop_.io(), [self = shared_from_this()] { return self->serve(); },
        [self = shared_from_this()](std::exception_ptr failure) {
            self->deadline_.cancel();
            if (!failure) return;
            try {
                std::rethrow_exception(failure);
            } catch (const std::exception& error) {
                self->loop_.context().services.log.error("http_exception address={} what={}",
                                                         self->address_, error.what());
            }
        });
}

// One timer for reading and writing: whoever lets it run out is cut off.
void HttpSession::arm_deadline() {
    deadline_.expires_after(refused_ ? kRefusalTimeout : kRequestTimeout);
    deadline_.async_wait([weak = weak_from_this()](error_code error) {
        const auto self = weak.lock();
        if (error || !self) return;
        error_code ignored;
        self->socket_.close(ignored);
    });
}

Task<void> HttpSession::serve() {
    for (bool keep_alive = true; keep_alive;) {
        Parser parser;
        parser.header_limit(kHeaderBytesMax);
        parser.body_limit(kBodyBytesMax);
        const error_code error = co_await read(parser);
        if (is_gone(error)) co_return;
        keep_alive = co_await answer_one(parser, error);
    }
    // Not reset by what the peer may still have sent, so that it sees the answer.
    error_code ignored;
    socket_.shutdown(Socket::shutdown_send, ignored);
    arm_deadline();
    char rest[512];
    while (!ignored) {
        co_await socket_.async_read_some(asio::buffer(rest),
                                         asio::redirect_error(use_task, ignored));
    }
}

Task<error_code> HttpSession::read(Parser& parser) {
    arm_deadline();
    error_code error;
    co_await http::async_read_header(socket_, buffer_, parser,
                                     asio::redirect_error(use_task, error));
    if (error) co_return error;
    if (boost::beast::iequals(parser.get()[http::field::expect], "100-continue")) {
        const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await asio::async_write(socket_, asio::buffer(go_on),
                                   asio::redirect_error(use_task, error));
        if (error) co_return error;
    }
    co_await http::async_read(socket_, buffer_, parser, asio::redirect_error(use_task, error));
    deadline_.cancel();
    co_return error;
}

// False if the connection ends with it, or is no longer HTTP.
Task<bool> HttpSession::answer_one(Parser& parser, error_code error) {
    const bool is_head = parser.get().method() == http::verb::head;
    if (error) {
        HttpResponse response = error_response(refusal_of(error));
        response.keep_alive(false);
        co_return co_await write(std::move(response), is_head);
    }
    HttpRequest request = parser.release();
    if (routes_.is_proxy(peer_)) place_by(request);
    if (refused_) {
        ProtocolError refusal;
        refusal.code = ErrorCode::rate_limited;
        refusal.message = "Too many connections from this address.";
        refusal.scope = "connections_per_address";
        refusal.retry_after_ms = 1000;
        HttpResponse response = error_response(refusal);
        response.keep_alive(false);
        co_return co_await write(std::move(response), is_head);
    }
    if (routes_.is_upgrade(request)) {
        if (std::optional<HttpResponse> refusal = routes_.refuse_upgrade(request)) {
            refusal->keep_alive(false);
            co_return co_await write(std::move(*refusal), is_head);
        }
        co_await upgrade(request);
        co_return false;
    }
    const bool keep_alive = request.keep_alive();
    HttpResponse response = co_await routes_.answer(loop_, address_, std::move(request));
    response.keep_alive(keep_alive && response.keep_alive());
    co_return co_await write(std::move(response), is_head);
}

// A proxy hands in the requests of many, on one connection as it likes.
void HttpSession::place_by(const HttpRequest& request) {
    using Verdict = Unauthenticated::Verdict;
    const LoopContext& context = loop_.context();
    address_ = routes_.client_of(peer_, request);
    place_.release();
    auto [verdict, place] = context.unauthenticated.take(address_key(address_));
    place_ = std::move(place);
    refused_ = context.options.limits.enabled && verdict != Verdict::welcome;
}

Task<bool> HttpSession::write(HttpResponse response, bool is_head) {
    response.version(11);
    // These two have no body, and so no length of one (RFC 9110, 8.6).
    const bool bodiless = response.result() == http::status::no_content ||
                          response.result() == http::status::not_modified;
    if (!bodiless) response.prepare_payload();
    // The length that was just written stays: it says what a GET would bring.
    if (is_head) response.body().clear();
    arm_deadline();
    error_code error;
    co_await http::async_write(socket_, response, asio::redirect_error(use_task, error));
    deadline_.cancel();
    co_return !error && response.keep_alive();
}

// Answers 101 and hands the socket over, with what came behind the request.
Task<void> HttpSession::upgrade(const HttpRequest& request) {
    const std::string response = routes_.upgrade_response(request);
    arm_deadline();
    error_code error;
    co_await asio::async_write(socket_, asio::buffer(response),
                               asio::redirect_error(use_task, error));
    deadline_.cancel();
    if (error) co_return;
    socket_.non_blocking(true, error);
    const auto rest = buffer_.data();
    loop_.adopt(std::move(socket_), std::move(place_),
                {static_cast<char*>(rest.data()), rest.size()});
}

}  // namespace parley
