#include "http_routes.hpp"

#include <boost/beast/core/string.hpp>

#include <algorithm>
#include <utility>

#include "blocking.hpp"
#include "http_assets.hpp"
#include "parley/websocket/handshake.hpp"

namespace parley {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kAdminPath = "/v1/admin/";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

std::string_view path_of(const HttpRequest& request) {
    const std::string_view target = view(request.target());
    return target.substr(0, target.find('?'));
}

// All fields of that name as one list, as RFC 9110 (5.3) has it.
template <class Name>
std::optional<std::string> joined_field(const HttpRequest& request, Name name) {
    std::optional<std::string> joined;
    const auto range = request.equal_range(name);
    for (auto at = range.first; at != range.second; ++at) {
        if (joined) joined->append(",");
        if (!joined) joined.emplace();
        joined->append(view(at->value()));
    }
    return joined;
}

ProtocolError foreign_origin() {
    return make_error(ErrorCode::forbidden, "This origin may not use this server.");
}

bool is_json(const HttpRequest& request) {
    const std::string_view type = view(request[http::field::content_type]);
    return boost::beast::iequals(type.substr(0, type.find_first_of("; \t")), kJson);
}

void allow_cross_origin(HttpResponse& response, std::string_view origin) {
    response.set(http::field::access_control_allow_origin, origin);
    response.set(http::field::vary, "Origin");
}

HttpResponse preflight_response() {
    HttpResponse response(http::status::no_content, 11);
    response.set(http::field::access_control_allow_methods, "GET, POST, PATCH, DELETE");
    response.set(http::field::access_control_allow_headers, "Authorization, Content-Type");
    response.set(http::field::access_control_max_age, "600");
    return response;
}

}  // namespace

HttpResponse json_response(http::status status, std::string body) {
    HttpResponse response(status, 11);
    response.set(http::field::content_type, kJson);
    response.set(http::field::cache_control, "no-store");
    response.body() = std::move(body);
    return response;
}

HttpResponse error_response(const ProtocolError& error) {
    std::string body;
    append_http_error(body, error);
    const auto status = static_cast<http::status>(http_status_of(error.code));
    HttpResponse response = json_response(status, std::move(body));
    if (error.retry_after_ms) {
        response.set(http::field::retry_after,
                     std::to_string((*error.retry_after_ms + 999) / 1000));
    }
    if (error.code == ErrorCode::unauthenticated) {
        response.set(http::field::www_authenticate, "Bearer");
    }
    return response;
}

HttpResponse method_not_allowed(std::string_view allowed) {
    HttpResponse response =
        error_response(make_error(ErrorCode::unknown_type, "The path has no such method."));
    response.result(http::status::method_not_allowed);
    response.set(http::field::allow, allowed);
    return response;
}

HttpRoutes::HttpRoutes(const GatewayOptions& options)
    : options_(options),
      origins_{options.gateway.public_url, options.gateway.allowed_origins},
      proxies_(options.gateway.trusted_proxies),
      admin_(options) {}

void HttpRoutes::start(std::string web_address) {
    web_address_ = std::move(web_address);
    ready_ = true;
}

std::string HttpRoutes::client_of(const asio::ip::address& peer, const HttpRequest& request) const {
    return proxies_.client_of(peer, joined_field(request, "X-Forwarded-For").value_or(""));
}

bool HttpRoutes::is_upgrade(const HttpRequest& request) const {
    return path_of(request) == "/v1/ws" && request.method() == http::verb::get &&
           request.find(http::field::upgrade) != request.end();
}

std::optional<HttpResponse> HttpRoutes::refuse_upgrade(const HttpRequest& request) const {
    const std::optional<std::string> origin = joined_field(request, http::field::origin);
    if (judge_origin(origins_, origin, view(request[http::field::host])) ==
        OriginVerdict::refused) {
        return error_response(foreign_origin());
    }
    const auto refuse = [](std::string_view message) {
        return error_response(make_error(ErrorCode::bad_frame, message));
    };
    if (!boost::beast::iequals(request[http::field::upgrade], "websocket") ||
        !http::token_list(request[http::field::connection]).exists("upgrade")) {
        return refuse("This is no upgrade to WebSocket.");
    }
    if (request[http::field::sec_websocket_version] != "13") {
        HttpResponse response = refuse("Only version 13 of WebSocket is served.");
        response.result(http::status::upgrade_required);
        response.set(http::field::sec_websocket_version, "13");
        return response;
    }
    if (!websocket::accept_key(view(request[http::field::sec_websocket_key]))) {
        return refuse("Sec-WebSocket-Key is not 16 bytes in base64.");
    }
    const auto offered = joined_field(request, http::field::sec_websocket_protocol);
    if (websocket::choose_subprotocol(offered.value_or("")) ==
        websocket::SubprotocolChoice::refused) {
        return refuse("The only subprotocol is parley.v1.");
    }
    return std::nullopt;
}

std::string HttpRoutes::upgrade_response(const HttpRequest& request) const {
    std::string response =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: ";
    response += *websocket::accept_key(view(request[http::field::sec_websocket_key]));
    const auto offered = joined_field(request, http::field::sec_websocket_protocol);
    if (websocket::choose_subprotocol(offered.value_or("")) ==
        websocket::SubprotocolChoice::parley_v1) {
        response += "\r\nSec-WebSocket-Protocol: ";
        response += websocket::kSubprotocol;
    }
    return response + "\r\n\r\n";
}

Task<HttpResponse> HttpRoutes::answer(Loop& loop, std::string address, HttpRequest request) {
    const bool is_api = path_of(request).starts_with("/v1/");
    const std::optional<std::string> origin = joined_field(request, http::field::origin);
    const OriginVerdict verdict = judge_origin(origins_, origin, view(request[http::field::host]));
    HttpResponse response;
    if (is_api && verdict == OriginVerdict::refused) {
        response = error_response(foreign_origin());
    } else if (is_api && request.method() == http::verb::options) {
        response = preflight_response();
    } else {
        response = co_await route(loop, address, request);
    }
    if (is_api && verdict == OriginVerdict::configured) allow_cross_origin(response, *origin);
    response.set(http::field::server, "Parley");
    response.set("X-Content-Type-Options", "nosniff");
    response.set("Referrer-Policy", "no-referrer");
    co_return response;
}

Task<HttpResponse> HttpRoutes::route(Loop& loop, const std::string& address,
                                     const HttpRequest& request) {
    const std::string_view path = path_of(request);
    const http::verb method = request.method();
    const bool is_get = method == http::verb::get || method == http::verb::head;
    const std::string authorization(view(request[http::field::authorization]));

    if (!path.starts_with("/v1/")) {
        if (!is_get) co_return method_not_allowed("GET, HEAD");
        if (path != "/healthz" && path != "/readyz") co_return asset_response(request, path);
        if (path == "/healthz") co_return json_response(http::status::ok, "{\"ok\":true}");
        if (ready_) co_return json_response(http::status::ok, "{\"ready\":true}");
        co_return json_response(http::status::service_unavailable,
                                "{\"ready\":false,\"reason\":\"draining\"}");
    }
    if (path == "/v1/server") {
        if (!is_get) co_return method_not_allowed("GET, HEAD");
        co_return co_await admin_.server(loop);
    }
    if (path.starts_with(kAdminPath)) {
        co_return co_await administer(loop, authorization, request);
    }
    if (path == "/v1/sessions/current") {
        if (method != http::verb::delete_) co_return method_not_allowed("DELETE");
        co_return co_await sign_out(loop, authorization);
    }
    if (path == "/v1/ws") {
        if (!is_get) co_return method_not_allowed("GET");
        co_return error_response(
            make_error(ErrorCode::bad_frame, "This path speaks WebSocket: ask for the upgrade."));
    }
    if (path != "/v1/accounts" && path != "/v1/sessions" && path != "/v1/invites") {
        co_return error_response(not_found("path"));
    }
    if (method != http::verb::post) co_return method_not_allowed("POST");
    if (!is_json(request)) {
        co_return error_response(
            make_error(ErrorCode::bad_frame, "The body must be application/json."));
    }
    if (path == "/v1/accounts") co_return co_await sign_up(loop, address, request.body());
    if (path == "/v1/sessions") co_return co_await sign_in(loop, address, request.body());
    co_return co_await create_invite(loop, authorization, request.body());
}

// Who asks is judged before anything that is asked.
Task<HttpResponse> HttpRoutes::administer(Loop& loop, std::string authorization,
                                          const HttpRequest& request) {
    const auto who = co_await caller(loop, std::move(authorization));
    if (!who) {
        co_return error_response(make_error(ErrorCode::unauthenticated, "The token is not good."));
    }
    if (!who->administrator) co_return error_response(forbidden("administrator"));
    auto query = parse_query(view(request.target()));
    if (!query) {
        co_return error_response(make_error(ErrorCode::bad_frame, "The query is not readable."));
    }
    if (!request.body().empty() && !is_json(request)) {
        co_return error_response(
            make_error(ErrorCode::bad_frame, "The body must be application/json."));
    }
    const std::string_view rest = path_of(request).substr(kAdminPath.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    AdminRequest wanted;
    wanted.actor = Actor{who->user, who->session};
    wanted.method = request.method();
    wanted.place = rest.substr(0, slash);
    wanted.id = rest.substr(std::min(slash + 1, rest.size()));
    wanted.query = *std::move(query);
    wanted.body = request.body();
    co_return co_await admin_.answer(loop, std::move(wanted));
}

}  // namespace parley
