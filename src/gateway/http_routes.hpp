#pragma once
#include <atomic>
#include <optional>
#include <string>
#include <string_view>

#include "http_admin.hpp"
#include "http_session.hpp"
#include "net.hpp"
#include "origin.hpp"
#include "parley/gateway/gateway.hpp"
#include "parley/protocol/error.hpp"
#include "parley/protocol/http_bodies.hpp"
#include "trusted_proxies.hpp"

namespace parley {

// An error as a response; 405 is the one status that is not its code's.
HttpResponse error_response(const ProtocolError& error);
HttpResponse json_response(http::status status, std::string body);
// 405, with the methods that the path has.
HttpResponse method_not_allowed(std::string_view allowed);

// Everything under HTTP: what each path does. Shared by the loops.
class HttpRoutes {
  public:
    explicit HttpRoutes(const GatewayOptions& options);

    // Where a request came from that `peer` sent: itself, or whom a trusted proxy names.
    std::string client_of(const asio::ip::address& peer, const HttpRequest& request) const;
    bool is_proxy(const asio::ip::address& peer) const { return proxies_.trusts(peer); }

    bool is_upgrade(const HttpRequest& request) const;
    // Why the upgrade to WebSocket is refused; none: upgrade_response() may go out.
    std::optional<HttpResponse> refuse_upgrade(const HttpRequest& request) const;
    std::string upgrade_response(const HttpRequest& request) const;

    Task<HttpResponse> answer(Loop& loop, std::string address, HttpRequest request);

    // Before the loops start. `web_address` is where invites lead.
    void start(std::string web_address);
    // From now on /readyz answers 503. Any thread.
    void drain() { ready_ = false; }
    AdminRoutes& admin() { return admin_; }

  private:
    struct Caller {
        UserId user;
        SessionId session;
        bool administrator = false;
    };

    Task<HttpResponse> route(Loop& loop, const std::string& address, const HttpRequest& request);
    Task<HttpResponse> sign_up(Loop& loop, std::string address, std::string body);
    Task<HttpResponse> sign_in(Loop& loop, std::string address, std::string body);
    Task<HttpResponse> sign_out(Loop& loop, std::string authorization);
    Task<HttpResponse> create_invite(Loop& loop, std::string authorization, std::string body);
    Task<HttpResponse> administer(Loop& loop, std::string authorization,
                                  const HttpRequest& request);
    Task<std::optional<Caller>> caller(Loop& loop, std::string authorization);

    const GatewayOptions& options_;
    const OriginRules origins_;
    const TrustedProxies proxies_;
    AdminRoutes admin_;
    std::string web_address_;
    std::atomic<bool> ready_ = false;
};

ProtocolError overloaded_error();
ProtocolError internal_error();

}  // namespace parley
