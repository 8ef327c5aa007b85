// parleyd: arguments, configuration, signals, exit code.
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>
#include <CLI/CLI.hpp>

#include <csignal>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "parley/app/logging.hpp"
#include "parley/app/server.hpp"
#include "parley/config/load_config.hpp"
#include "parley/gateway/web_address.hpp"

namespace {

constexpr int kExitUsage = 2;

sigset_t stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    return signals;
}

// The invite is a secret, so it goes to the operator's terminal and nowhere else.
void greet(const parley::Config& config, parley::Server& server) {
    const std::string address = parley::web_address(config.gateway, server.port());
    std::printf("Parley is ready: %s\n", address.c_str());
    if (isatty(STDOUT_FILENO)) {
        const std::string invite = server.first_administrator_invite();
        if (!invite.empty()) {
            std::printf(
                "No administrator yet. Within an hour, create the account here:\n"
                "  %s/#invite=%s\n",
                address.c_str(), invite.c_str());
        }
    }
    std::fflush(stdout);
}

int serve(const parley::Config& config, bool accept_lost_wal) {
    // Blocked before any thread starts, so that every thread inherits it and only the one below
    // takes these signals.
    const sigset_t signals = stop_signals();
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
    umask(077);

    auto started = parley::Server::start(config, parley::make_logger(config.log), accept_lost_wal);
    if (const auto* refusal = std::get_if<parley::StartRefusal>(&started)) {
        std::fprintf(stderr, "parleyd: %s\n", refusal->reason.c_str());
        return refusal->exit_code;
    }
    parley::Server& server = *std::get<std::unique_ptr<parley::Server>>(started);
    std::thread signal_thread([&] {
        int signal_number = 0;
        sigwait(&signals, &signal_number);
        server.request_stop();
    });
    greet(config, server);
    const int exit_code = server.wait();
    if (exit_code != 0) {
        // Only recovery can tell what is stored. The clients are being told so; then we are gone,
        // without a tidy end that would touch the file.
        std::this_thread::sleep_for(std::chrono::milliseconds(200));
        std::_Exit(exit_code);
    }
    server.stop();
    signal_thread.join();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Parley, a chat server", "parleyd");
    std::optional<std::string> config_file;
    std::vector<std::string> overrides;
    bool check_only = false;
    bool accept_lost_wal = false;
    app.add_option("--config", config_file, "Configuration file (TOML); none: the defaults");
    app.add_option("--set", overrides, "key=value: overrides the file; may be repeated")
        ->expected(1)
        ->take_all();
    app.add_flag("--check-config", check_only, "Check the configuration and exit");
    app.add_flag("--accept-lost-wal", accept_lost_wal,
                 "Start although the write-ahead log is gone: what it held is lost");
    app.set_version_flag("--version", std::string("parleyd ") + PARLEY_VERSION);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : kExitUsage;
    }

    std::optional<std::filesystem::path> path;
    if (config_file) path = *config_file;
    const parley::LoadedConfig loaded = parley::load_config(path, overrides);
    for (const parley::ConfigProblem& problem : loaded.problems) {
        std::fprintf(stderr, "%s\n", parley::to_string(problem).c_str());
    }
    if (!loaded.config) return kExitUsage;
    if (check_only) {
        std::puts("The configuration is good.");
        return 0;
    }
    return serve(*loaded.config, accept_lost_wal);
}
