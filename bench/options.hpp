#pragma once
// What the command line says, and the users that the load generator acts for.

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace parley::bench {

struct Options {
    enum class Scenario { direct, group, idle, disk };
    Scenario scenario = Scenario::direct;

    std::string url = "ws://127.0.0.1:7400";
    std::string users_file;
    bool json = false;
    int pid = 0;  // of the daemon, 0: its memory and CPU time are not reported

    std::size_t pairs = 100;
    std::size_t groups = 1;
    std::size_t members = 100;
    std::size_t senders = 1;  // per group
    std::size_t in_flight = 8;
    std::size_t text_bytes = 64;
    double rate = 0;  // messages per second in all, 0: as fast as answers come
    double warmup_s = 1;
    double duration_s = 10;

    std::size_t connections = 1000;

    std::string directory;
    std::size_t count = 1000;
};

// Nothing if the program is to end at once: `exit_code` then says how.
std::optional<Options> parse_options(int argc, char** argv, int& exit_code);

struct User {
    std::string login;
    std::string id;
    std::string token;
};
// Lines as `parleyctl user import` writes them. Throws std::runtime_error that names the line.
std::vector<User> read_users(const std::string& file);

}  // namespace parley::bench
