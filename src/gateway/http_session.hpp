#pragma once
#include <functional>
#include <memory>
#include <string>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "net.hpp"
#include "unauthenticated.hpp"

namespace parley {

class Loop;
class HttpRoutes;

namespace http = boost::beast::http;
using HttpRequest = http::request<http::string_body>;
using HttpResponse = http::response<http::string_body>;

// One accepted TCP connection as long as it speaks HTTP: answers requests in order until it is
// closed, has been silent for too long, or becomes a WebSocket connection. Keeper: its loop.
class HttpSession : public std::enable_shared_from_this<HttpSession> {
  public:
    HttpSession(Loop& loop, HttpRoutes& routes, Socket socket, Unauthenticated::Place place,
                const asio::ip::address& peer, bool refused);

    // Runs as a coroutine that keeps the session alive.
    void start();

  private:
    using Parser = http::request_parser<http::string_body>;

    Task<void> serve();
    Task<error_code> read(Parser& parser);
    Task<bool> answer_one(Parser& parser, error_code error);
    Task<bool> write(HttpResponse response, bool is_head);
    Task<void> upgrade(const HttpRequest& request);
    void arm_deadline();
    void place_by(const HttpRequest& request);

    Loop& loop_;
    HttpRoutes& routes_;
    Socket socket_;
    Timer deadline_;
    Unauthenticated::Place place_;
    const asio::ip::address peer_;
    std::string address_;  // the client's: the peer's own, or whom a trusted proxy names
    bool refused_;         // too many of that address: every request is answered 429
    boost::beast::flat_buffer buffer_;
};

}  // namespace parley
