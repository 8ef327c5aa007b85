// parley-bench: loads a running daemon over its public protocol and reports what it measured.
// Exit codes: 0; 1 if anything was missing, out of order or refused; 2 for the command line and
// what it names.

#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <iostream>

#include "report.hpp"

namespace {

using namespace parley::bench;

// Each connection is a file: as many as we may.
void raise_file_limit() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

Json run_load(const Options& options, bool& flawless) {
    std::vector<User> users = read_users(options.users_file);
    const std::size_t needed = Load::users_needed(options);
    if (users.size() < needed) {
        throw std::runtime_error("this needs " + std::to_string(needed) + " users, there are " +
                                 std::to_string(users.size()));
    }
    users.resize(needed);
    Fleet fleet(parse_target(options.url));
    const bool show_progress = isatty(STDERR_FILENO) != 0;
    fleet.sign_in(users, [&](std::size_t up) {
        if (show_progress) std::fprintf(stderr, "\r%zu of %zu connected   ", up, needed);
    });
    Load load(fleet, options, users);
    const LoadResult result = load.run();
    flawless = result.flawless();
    return to_json(result, options);
}

}  // namespace

int main(int argc, char** argv) {
    int exit_code = 0;
    const auto options = parse_options(argc, argv, exit_code);
    if (!options) return exit_code;
    raise_file_limit();
    try {
        bool flawless = true;
        Json report;
        switch (options->scenario) {
            case Options::Scenario::direct:
            case Options::Scenario::group:
                report = run_load(*options, flawless);
                break;
            case Options::Scenario::idle:
                report = to_json(run_idle(*options, read_users(options->users_file)));
                break;
            case Options::Scenario::disk:
                report = to_json(run_disk(options->directory, options->count, options->rate));
                break;
        }
        if (options->json) {
            std::cout << report.dump(2) << '\n';
        } else {
            print_table(report);
        }
        return flawless ? 0 : 1;
    } catch (const std::exception& error) {
        std::cerr << "parley-bench: " << error.what() << '\n';
        return 2;
    }
}
