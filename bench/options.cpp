#include "options.hpp"

#include <CLI/CLI.hpp>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace parley::bench {
namespace {

void add_connection_options(CLI::App& command, Options& options) {
    command.add_option("--url", options.url, "Where the daemon listens")->capture_default_str();
    command
        .add_option("--users", options.users_file,
                    "Lines {\"login\",\"user\",\"token\"}, as `parleyctl user import` writes them")
        ->required()
        ->check(CLI::ExistingFile);
    command.add_option("--pid", options.pid, "The daemon's process: reports its memory and time");
    command.add_flag("--json", options.json, "One JSON object instead of a table");
}

void add_load_options(CLI::App& command, Options& options) {
    command.add_option("--in-flight", options.in_flight, "Unanswered messages per sender")
        ->capture_default_str()
        ->check(CLI::Range(1, 64));
    command.add_option("--text-bytes", options.text_bytes, "Size of a message's text")
        ->capture_default_str()
        ->check(CLI::Range(1, 16384));
    command.add_option("--rate", options.rate,
                       "Messages per second in all, evenly spaced (0: as fast as answers come)");
    command.add_option("--warmup", options.warmup_s, "Seconds before anything is measured")
        ->capture_default_str();
    command.add_option("--duration", options.duration_s, "Seconds that are measured")
        ->capture_default_str();
}

}  // namespace

std::optional<Options> parse_options(int argc, char** argv, int& exit_code) {
    Options options;
    CLI::App app{"Loads a Parley daemon and measures it", "parley-bench"};
    app.set_version_flag("--version", PARLEY_VERSION);
    app.require_subcommand(1);

    CLI::App* direct = app.add_subcommand("direct", "Pairs of users; one of each pair sends");
    add_connection_options(*direct, options);
    add_load_options(*direct, options);
    direct->add_option("--pairs", options.pairs, "How many pairs")->capture_default_str();

    CLI::App* group = app.add_subcommand("group", "Groups in which some members send");
    add_connection_options(*group, options);
    add_load_options(*group, options);
    group->add_option("--groups", options.groups, "How many groups")->capture_default_str();
    group->add_option("--members", options.members, "Members of each group")
        ->capture_default_str()
        ->check(CLI::Range(2, 10000));
    group->add_option("--senders", options.senders, "Members of each group that send")
        ->capture_default_str();

    CLI::App* idle = app.add_subcommand("idle", "Signed-in connections that do nothing");
    add_connection_options(*idle, options);
    idle->add_option("--connections", options.connections, "How many")->capture_default_str();
    idle->add_option("--duration", options.duration_s, "Seconds to stay")->capture_default_str();

    CLI::App* disk = app.add_subcommand("disk", "One fdatasync, to relate the other figures to");
    disk->add_option("--dir", options.directory, "A directory on the disk in question")
        ->required()
        ->check(CLI::ExistingDirectory);
    disk->add_option("--count", options.count, "How many")->capture_default_str();
    disk->add_option("--rate", options.rate,
                     "How many per second: a disk that was idle answers otherwise than a busy one");
    disk->add_flag("--json", options.json, "One JSON object instead of a table");

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        exit_code = app.exit(error) == 0 ? 0 : 2;
        return std::nullopt;
    }
    if (group->parsed()) options.scenario = Options::Scenario::group;
    if (idle->parsed()) options.scenario = Options::Scenario::idle;
    if (disk->parsed()) options.scenario = Options::Scenario::disk;
    return options;
}

std::vector<User> read_users(const std::string& file) {
    std::ifstream in(file);
    if (!in) throw std::runtime_error(file + ": cannot be read");
    std::vector<User> users;
    std::string line;
    for (std::size_t number = 1; std::getline(in, line); ++number) {
        if (line.empty()) continue;
        try {
            const nlohmann::json json = nlohmann::json::parse(line);
            users.push_back({json.at("login").get<std::string>(),
                             json.at("user").get<std::string>(),
                             json.at("token").get<std::string>()});
        } catch (const nlohmann::json::exception& error) {
            throw std::runtime_error(file + ':' + std::to_string(number) + ": " + error.what());
        }
    }
    return users;
}

}  // namespace parley::bench
