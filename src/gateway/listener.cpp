#include "listener.hpp"

#include <sys/socket.h>

#include <spdlog/spdlog.h>
#include <boost/asio/detail/socket_option.hpp>

#include <memory>
#include <utility>

#include "http_routes.hpp"
#include "http_session.hpp"
#include "loop.hpp"
#include "parley/accounts/attempt_limiter.hpp"

namespace parley {
namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// When the process is out of descriptors accepting would fail at once, again and again.
constexpr std::chrono::milliseconds kPause{50};

constexpr std::string_view kFull =
    "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nRetry-After: 2\r\n"
    "Connection: close\r\n\r\n";

}  // namespace

Listener::Listener(Loop& loop, HttpRoutes& routes, const asio::ip::tcp::endpoint& endpoint,
                   bool shared)
    : loop_(loop), routes_(routes), acceptor_(loop.io()), pause_(loop.io()) {
    acceptor_.open(endpoint.protocol());
    acceptor_.set_option(asio::socket_base::reuse_address(true));
    if (shared) acceptor_.set_option(ReusePort(true));
    acceptor_.bind(endpoint);
    acceptor_.listen(asio::socket_base::max_listen_connections);
}

void Listener::start() { accept(); }

void Listener::close() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void Listener::accept() {
    acceptor_.async_accept(loop_.io(), [this](error_code error, Socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error) {
            loop_.context().services.log.warn("accept_failed error={}", error.message());
            return pause();
        }
        take(std::move(socket));
        accept();
    });
}

void Listener::pause() {
    pause_.expires_after(kPause);
    pause_.async_wait([this](error_code error) {
        if (!error) accept();
    });
}

void Listener::take(Socket socket) {
    error_code error;
    const auto peer = socket.remote_endpoint(error);
    if (error) return;
    socket.set_option(asio::ip::tcp::no_delay(true), error);
    const LoopContext& context = loop_.context();
    const LimitsConfig& limits = context.options.limits;
    // Of a proxy's connection each request tells whose it is.
    const bool is_proxy = routes_.is_proxy(peer.address());
    auto [verdict, place] =
        context.unauthenticated.take(is_proxy ? "" : address_key(peer.address().to_string()));
    const bool crowded =
        limits.connections > 0 &&
        loop_.connection_count() * context.options.gateway.loops >= limits.connections;
    if (crowded || (limits.enabled && verdict == Unauthenticated::Verdict::full)) {
        // Not worth a coroutine: what fits into the socket's buffer must do.
        socket.write_some(asio::buffer(kFull), error);
        return;
    }
    const bool refused = limits.enabled && verdict == Unauthenticated::Verdict::address_full;
    std::make_shared<HttpSession>(loop_, routes_, std::move(socket), std::move(place),
                                  peer.address(), refused)
        ->start();
}

}  // namespace parley
