#pragma once
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "http_session.hpp"
#include "net.hpp"
#include "parley/core/time.hpp"
#include "parley/store/rows.hpp"

namespace parley {

class Loop;

// The operator's door: HTTP with JSON over a Unix socket in the data directory, for parleyctl. Who
// can open the socket (0600) may do everything here. Keeper: the first loop.
class ControlServer {
  public:
    // `web_address` is where invites lead. Throws boost::system::system_error.
    ControlServer(Loop& loop, const std::filesystem::path& path, std::string web_address);

    void start();
    void close();

  private:
    void accept();
    void pause();
    Task<void> serve(LocalSocket socket);
    Task<HttpResponse> answer(HttpRequest request);

    Task<HttpResponse> status();
    Task<HttpResponse> add_user(std::string body);
    Task<HttpResponse> list_users(std::string after);
    Task<HttpResponse> import_users(std::string lines);
    Task<HttpResponse> change_user(std::string login, std::string what, std::string body);
    Task<HttpResponse> create_invite(std::string body);
    Task<HttpResponse> list_sessions(std::string login);
    Task<HttpResponse> revoke_session(std::string id);
    Task<HttpResponse> verify_store();
    Task<HttpResponse> compact_store();
    Task<std::optional<UserRow>> find_user(std::string login);

    Loop& loop_;
    const std::filesystem::path path_;
    const std::string web_address_;
    LocalAcceptor acceptor_;
    Timer pause_;
    const SteadyTime started_;
};

}  // namespace parley
