#pragma once
// The Asio types that the gateway uses: bound to io_context itself, not to the type-erased
// executor, which saves memory per socket and an indirection per operation.

#include <cstdint>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/basic_waitable_timer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace parley {

namespace asio = boost::asio;
using boost::system::error_code;

using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using LocalSocket = asio::basic_stream_socket<asio::local::stream_protocol, Executor>;
using LocalAcceptor = asio::basic_socket_acceptor<asio::local::stream_protocol, Executor>;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;
template <class T>
using Task = asio::awaitable<T, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_task;

// What a loop knows a connection or an HTTP request by. Slots are used again, generations are not.
using Ticket = std::uint64_t;

// Close codes of the wire protocol.
inline constexpr std::uint16_t kCloseGoingAway = 4400;
inline constexpr std::uint16_t kCloseHeartbeatMissed = 4401;
inline constexpr std::uint16_t kCloseInternal = 4403;
inline constexpr std::uint16_t kCloseProtocolViolation = 4500;
inline constexpr std::uint16_t kCloseSessionEnded = 4501;
inline constexpr std::uint16_t kCloseNotAuthenticated = 4502;
inline constexpr std::uint16_t kCloseBanned = 4503;

}  // namespace parley
