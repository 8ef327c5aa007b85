#pragma once
// The whole server in the test process: port 0, a data directory of its own that goes away with it,
// and users made in one call. By default everybody may sign up and no limits per account or address
// are in force; what a test is about, it sets itself.

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "parley/config/config.hpp"
#include "support/http.hpp"
#include "support/test_client.hpp"

namespace parley::test {

// A directory under the system's place for temporary files, removed with what is in it.
class TemporaryDirectory {
  public:
    TemporaryDirectory();
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

class TestServer {
  public:
    using Change = std::function<void(Config&)>;

    explicit TestServer(const Change& change = nullptr);
    // stop(). If the test has failed, the server's last log lines are printed.
    ~TestServer();

    // Starts again on the same data directory, on another port. Clients are told with set_port().
    void start(const Change& change = nullptr);
    // Drains. Returns the exit code that the daemon would have had.
    int stop();
    void restart();
    // Begins the drain, as SIGTERM does, and returns at once; stop() waits for its end.
    void request_stop();

    std::uint16_t port() const { return port_; }
    const std::filesystem::path& data_dir() const { return config_.data_dir; }
    const Config& config() const { return config_; }
    // Of this start; empty once there is an administrator.
    const std::string& first_administrator_invite() const { return administrator_invite_; }
    std::string log_lines() const;

    HttpAnswer http(std::string_view method, std::string_view target,
                    const std::optional<Json>& body = std::nullopt,
                    const HttpHeaders& headers = {}) const {
        return test::http(port_, method, target, body, headers);
    }

    // An account and a session of it.
    Account make_user(const std::string& login) const;
    std::vector<Account> make_users(const std::vector<std::string>& logins) const;
    Account make_administrator(const std::string& login) const;
    // Another session: another device of the same user.
    Account sign_in(const Account& account) const;
    int sign_out(const Account& account) const;  // the HTTP status

    // A client that is online: fresh and synced.
    TestClient online(const Account& account) const;
    // A client that is not yet connected, named after the login.
    TestClient client(const std::string& name) const { return {port_, name}; }

  private:
    struct Running;

    TemporaryDirectory directory_;
    Config config_;
    std::unique_ptr<Running> running_;
    std::uint16_t port_ = 0;
    std::string administrator_invite_;
};

// For tests in which the daemon is a process of its own.
Account make_user(std::uint16_t port, const std::string& login);
Account sign_in(std::uint16_t port, const Account& account);

}  // namespace parley::test
