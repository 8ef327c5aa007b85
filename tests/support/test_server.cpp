#include "support/test_server.hpp"

#include <gtest/gtest.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/ringbuffer_sink.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <exception>
#include <future>
#include <iostream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "parley/app/server.hpp"

namespace parley::test {
namespace {

constexpr std::size_t kLogLinesKept = 400;

std::string must_be(const HttpAnswer& answer, int status, const std::string& what) {
    if (answer.status != status) {
        throw TestFailure(what + " was answered " + std::to_string(answer.status) + ' ' +
                          answer.body);
    }
    return answer.body;
}

Account make_user_by(std::uint16_t port, const std::string& login, Json more) {
    Account account;
    account.login = login;
    account.password = "password of " + login;
    more["login"] = login;
    more["password"] = account.password;
    const HttpAnswer made = http(port, "POST", "/v1/accounts", more);
    must_be(made, 201, "making the account " + login);
    account.user = made.json().at("user").at("id").get<std::string>();
    return sign_in(port, account);
}

}  // namespace

TemporaryDirectory::TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "parley-test-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        throw std::system_error(errno, std::generic_category(), name);
    }
    path_ = name;
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

// The server lives on a thread of its own that does what main() does: start, wait, stop.
struct TestServer::Running {
    std::shared_ptr<spdlog::sinks::ringbuffer_sink_mt> sink =
        std::make_shared<spdlog::sinks::ringbuffer_sink_mt>(kLogLinesKept);
    std::shared_ptr<spdlog::logger> log = std::make_shared<spdlog::logger>("test", sink);
    std::unique_ptr<Server> server;  // made on `thread`, destroyed when that has ended
    std::thread thread;
    int exit_code = -1;

    // Returns when the server is ready. Throws if it refuses to start.
    void start(const Config& config, std::uint16_t& port, std::string& administrator_invite) {
        std::promise<void> ready;
        std::future<void> when_ready = ready.get_future();
        thread = std::thread([&, config, ready = std::move(ready)]() mutable {
            auto started = Server::start(config, log);
            if (auto* refusal = std::get_if<StartRefusal>(&started)) {
                exit_code = refusal->exit_code;
                ready.set_exception(std::make_exception_ptr(
                    std::runtime_error("the server did not start: " + refusal->reason)));
                return;
            }
            server = std::move(std::get<std::unique_ptr<Server>>(started));
            port = server->port();
            administrator_invite = server->first_administrator_invite();
            ready.set_value();
            exit_code = server->wait();
            server->stop();
        });
        try {
            when_ready.get();
        } catch (...) {
            thread.join();
            throw;
        }
    }
};

TestServer::TestServer(const Change& change) {
    config_.data_dir = directory_.path() / "data";
    config_.gateway.listen = {"127.0.0.1", 0};
    config_.accounts.registration = AccountsConfig::Registration::open;
    config_.limits.enabled = false;
    config_.log.level = LogConfig::Level::debug;
    start(change);
}

TestServer::~TestServer() {
    const bool failed = ::testing::Test::HasFailure() || std::uncaught_exceptions() > 0;
    if (failed && running_) std::cerr << "the server's log:\n" << log_lines();
    stop();
}

void TestServer::start(const Change& change) {
    if (change) change(config_);
    running_ = std::make_unique<Running>();
    running_->log->set_level(spdlog::level::debug);
    running_->start(config_, port_, administrator_invite_);
}

void TestServer::request_stop() {
    if (running_ && running_->thread.joinable()) running_->server->request_stop();
}

int TestServer::stop() {
    if (!running_) return 0;
    request_stop();
    if (running_->thread.joinable()) running_->thread.join();
    const int exit_code = running_->exit_code;
    running_.reset();
    return exit_code;
}

void TestServer::restart() {
    stop();
    start();
}

std::string TestServer::log_lines() const {
    std::string lines;
    if (!running_) return lines;
    for (const std::string& line : running_->sink->last_formatted())
        lines += "  " + line;
    return lines;
}

Account make_user(std::uint16_t port, const std::string& login) {
    return make_user_by(port, login, Json::object());
}

Account sign_in(std::uint16_t port, const Account& account) {
    const HttpAnswer answer =
        http(port, "POST", "/v1/sessions",
             Json{{"login", account.login},
                  {"password", account.password},
                  {"device", {{"name", "test of " + account.login}, {"platform", "test"}}}});
    must_be(answer, 201, "signing in as " + account.login);
    const Json body = answer.json();
    Account signed_in = account;
    signed_in.token = body.at("token").get<std::string>();
    signed_in.device = body.at("device").get<std::string>();
    signed_in.session = body.at("session").get<std::string>();
    return signed_in;
}

Account TestServer::make_user(const std::string& login) const {
    return test::make_user(port_, login);
}

std::vector<Account> TestServer::make_users(const std::vector<std::string>& logins) const {
    std::vector<Account> accounts;
    for (const std::string& login : logins)
        accounts.push_back(make_user(login));
    return accounts;
}

Account TestServer::make_administrator(const std::string& login) const {
    return make_user_by(port_, login, Json{{"invite", administrator_invite_}});
}

Account TestServer::sign_in(const Account& account) const { return test::sign_in(port_, account); }

int TestServer::sign_out(const Account& account) const {
    return http("DELETE", "/v1/sessions/current", std::nullopt,
                {{"Authorization", "Bearer " + account.token}})
        .status;
}

TestClient TestServer::online(const Account& account) const {
    TestClient client{port_, account.login};
    client.come_online(account.token);
    return client;
}

}  // namespace parley::test
