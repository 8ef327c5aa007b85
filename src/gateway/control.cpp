#include "control.hpp"

#include <sys/stat.h>

#include <spdlog/spdlog.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <utility>

#include "blocking.hpp"
#include "http_routes.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::uint64_t kBodyBytesMax = 16 << 20;
// When the process is out of descriptors accepting would fail at once, again and again.
constexpr std::chrono::milliseconds kPause{50};

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// `/users/mei/disable` -> users, mei, disable.
std::vector<std::string> parts_of(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::size_t end = std::min(path.find('/'), path.size());
        parts.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return parts;
}

}  // namespace

ControlServer::ControlServer(Loop& loop, const std::filesystem::path& path, std::string web_address)
    : loop_(loop),
      path_(path),
      web_address_(std::move(web_address)),
      acceptor_(loop.io()),
      pause_(loop.io()),
      started_(loop.now()) {
    // The data directory's lock is ours, so a socket that is there was left by a killed daemon.
    std::filesystem::remove(path);
    acceptor_.open();
    acceptor_.bind(asio::local::stream_protocol::endpoint(path.string()));
    ::chmod(path.c_str(), S_IRUSR | S_IWUSR);
    acceptor_.listen();
}

void ControlServer::start() { accept(); }

void ControlServer::close() {
    error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
    std::error_code also_ignored;
    std::filesystem::remove(path_, also_ignored);
}

void ControlServer::accept() {
    acceptor_.async_accept(loop_.io(), [this](error_code error, LocalSocket socket) {
        if (error == asio::error::operation_aborted) return;
        if (error) {
            // Out of descriptors, say: the operator will need this when there are some again.
            loop_.context().services.log.warn("control_accept_failed error={}", error.message());
            return pause();
        }
        asio::co_spawn(
            loop_.io(),
            [this, shared = std::make_shared<LocalSocket>(std::move(socket))]() {
                return serve(std::move(*shared));
            },
            [this](std::exception_ptr failure) {
                if (failure) loop_.context().services.log.error("control_exception");
            });
        accept();
    });
}

void ControlServer::pause() {
    pause_.expires_after(kPause);
    pause_.async_wait([this](error_code error) {
        if (!error) accept();
    });
}

// One request for each connection: parleyctl asks no more.
Task<void> ControlServer::serve(LocalSocket socket) {
    boost::beast::flat_buffer buffer;
    http::request_parser<http::string_body> parser;
    parser.body_limit(kBodyBytesMax);
    error_code error;
    co_await http::async_read(socket, buffer, parser, asio::redirect_error(use_task, error));
    if (error) co_return;
    HttpRequest request = parser.release();
    HttpResponse response = co_await answer(std::move(request));
    response.version(11);
    response.keep_alive(false);
    response.prepare_payload();
    co_await http::async_write(socket, response, asio::redirect_error(use_task, error));
}

Task<HttpResponse> ControlServer::answer(HttpRequest request) {
    const std::string target(view(request.target()));
    const std::size_t query_begin = std::min(target.find('?'), target.size());
    const std::vector<std::string> parts = parts_of(target.substr(0, query_begin));
    const std::string query = target.substr(std::min(query_begin + 1, target.size()));
    const http::verb method = request.method();
    const std::string first = parts.empty() ? "" : parts[0];
    std::string body = std::move(request.body());

    if (method == http::verb::get) {
        if (first == "status") co_return co_await status();
        if (first == "users") co_return co_await list_users(query);
        if (first == "sessions") co_return co_await list_sessions(query);
    } else if (method == http::verb::post) {
        if (first == "users" && parts.size() == 1) co_return co_await add_user(std::move(body));
        if (first == "users" && parts.size() == 2 && parts[1] == "import") {
            co_return co_await import_users(std::move(body));
        }
        if (first == "users" && parts.size() == 3) {
            co_return co_await change_user(parts[1], parts[2], std::move(body));
        }
        if (first == "invites") co_return co_await create_invite(std::move(body));
        if (first == "verify") co_return co_await verify_store();
        if (first == "compact") co_return co_await compact_store();
    } else if (method == http::verb::delete_ && first == "sessions" && parts.size() == 2) {
        co_return co_await revoke_session(parts[1]);
    }
    co_return error_response(not_found("path"));
}

}  // namespace parley
