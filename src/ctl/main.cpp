// parleyctl: the operator's tool. Each command is one function below; what it does is the daemon's.
#include <fcntl.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "control_client.hpp"
#include "parley/config/load_config.hpp"
#include "parley/store/verify.hpp"

namespace {

using nlohmann::json;
using parley::ControlClient;

constexpr std::size_t kImportLinesPerRequest = 500;

struct Arguments {
    std::optional<std::string> config_file;
    std::optional<std::string> data_dir;
    std::string login;
    std::string display_name;
    std::string file;
    std::string tokens_file;
    std::string session;
    bool administrator = false;
    bool enable = false;
    std::int64_t uses = 1;
    std::int64_t hours = 24 * 7;
};

std::filesystem::path data_dir_of(const Arguments& arguments) {
    if (arguments.data_dir) return *arguments.data_dir;
    std::optional<std::filesystem::path> path;
    if (arguments.config_file) path = *arguments.config_file;
    const parley::LoadedConfig loaded = parley::load_config(path, {});
    for (const parley::ConfigProblem& problem : loaded.problems) {
        std::cerr << parley::to_string(problem) << "\n";
    }
    if (!loaded.config) throw std::runtime_error("the configuration is not good");
    return loaded.config->data_dir;
}

std::string date_of(std::int64_t milliseconds) {
    const std::time_t seconds = milliseconds / 1000;
    std::tm fields{};
    gmtime_r(&seconds, &fields);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M", &fields);
    return text;
}

// From the terminal without showing it, else the first line of standard input: never from the
// command line, where others could read it.
std::string read_password() {
    const bool is_terminal = isatty(STDIN_FILENO) != 0;
    termios shown{};
    if (is_terminal) {
        std::cerr << "Password: " << std::flush;
        tcgetattr(STDIN_FILENO, &shown);
        termios hidden = shown;
        hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        tcsetattr(STDIN_FILENO, TCSANOW, &hidden);
    }
    std::string password;
    const bool read = static_cast<bool>(std::getline(std::cin, password));
    if (is_terminal) {
        tcsetattr(STDIN_FILENO, TCSANOW, &shown);
        std::cerr << "\n";
    }
    if (!read || password.empty()) throw std::runtime_error("no password was given");
    return password;
}

void show_status(const ControlClient& daemon) {
    const json status = json::parse(daemon.request("GET", "/status"));
    for (const auto& [name, value] : status.items()) {
        std::cout << name << ": " << (value.is_string() ? value.get<std::string>() : value.dump())
                  << "\n";
    }
}

void add_user(const ControlClient& daemon, const Arguments& arguments) {
    json user = {{"login", arguments.login}, {"password", read_password()}};
    if (!arguments.display_name.empty()) user["display_name"] = arguments.display_name;
    const json added = json::parse(daemon.request("POST", "/users", user.dump()));
    std::cout << "added " << added["login"].get<std::string>() << " "
              << added["user"].get<std::string>() << "\n";
}

void list_users(const ControlClient& daemon) {
    for (std::string after;;) {
        const json page = json::parse(daemon.request("GET", "/users?" + after));
        for (const json& user : page["users"]) {
            std::cout << user["user"].get<std::string>() << "  " << date_of(user["created"]) << "  "
                      << user["login"].get<std::string>()
                      << (user["administrator"].get<bool>() ? "  administrator" : "")
                      << (user["disabled"].get<bool>() ? "  disabled" : "") << "\n";
        }
        if (!page.contains("next")) return;
        after = page["next"].get<std::string>();
    }
}

// Tokens are as good as passwords, so their file is for the operator's eyes only.
void write_private(int fd, const std::string& text) {
    std::size_t written = 0;
    while (written < text.size()) {
        const ssize_t part = ::write(fd, text.data() + written, text.size() - written);
        if (part < 0) throw std::runtime_error("cannot write the tokens");
        written += static_cast<std::size_t>(part);
    }
}

void import_users(const ControlClient& daemon, const Arguments& arguments) {
    std::ifstream in(arguments.file);
    if (!in) throw std::runtime_error("cannot read " + arguments.file);
    const int out = ::open(arguments.tokens_file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
                           S_IRUSR | S_IWUSR);
    if (out < 0) throw std::runtime_error("cannot write " + arguments.tokens_file);
    ::fchmod(out, S_IRUSR | S_IWUSR);
    std::size_t imported = 0;
    std::size_t line_count = 0;
    std::string chunk;
    const auto flush = [&] {
        if (line_count == 0) return;
        write_private(out, daemon.request("POST", "/users/import", std::exchange(chunk, {})));
        imported += std::exchange(line_count, 0);
    };
    for (std::string line; std::getline(in, line);) {
        if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
        chunk += line + "\n";
        if (++line_count == kImportLinesPerRequest) flush();
    }
    flush();
    ::close(out);
    std::cout << "imported " << imported << " users, tokens in " << arguments.tokens_file << "\n";
}

void disable_user(const ControlClient& daemon, const Arguments& arguments) {
    daemon.request("POST",
                   "/users/" + arguments.login + (arguments.enable ? "/enable" : "/disable"));
    std::cout << arguments.login << (arguments.enable ? " is enabled\n" : " is disabled\n");
}

void set_password(const ControlClient& daemon, const Arguments& arguments) {
    daemon.request("POST", "/users/" + arguments.login + "/password", read_password());
    std::cout << "changed; all sessions of " << arguments.login << " have ended\n";
}

void create_invite(const ControlClient& daemon, const Arguments& arguments) {
    const json wanted = {{"role", arguments.administrator ? "administrator" : "member"},
                         {"uses", arguments.uses},
                         {"expires_in", arguments.hours * 3600}};
    const json made = json::parse(daemon.request("POST", "/invites", wanted.dump()));
    std::cout << made["url"].get<std::string>() << "\n";
    std::cerr << "good until " << date_of(made["expires"]) << " UTC for "
              << made["uses"].get<std::int64_t>() << " account(s)\n";
}

void list_sessions(const ControlClient& daemon, const Arguments& arguments) {
    const json page = json::parse(daemon.request("GET", "/sessions?" + arguments.login));
    for (const json& session : page["sessions"]) {
        std::cout << session["session"].get<std::string>() << "  " << date_of(session["created"])
                  << "  " << session["name"].get<std::string>() << "  "
                  << session["platform"].get<std::string>() << "\n";
    }
}

void revoke_session(const ControlClient& daemon, const Arguments& arguments) {
    daemon.request("DELETE", "/sessions/" + arguments.session);
    std::cout << "revoked\n";
}

void compact_store(const ControlClient& daemon) {
    daemon.request("POST", "/compact");
    std::cout << "compacted; what was erased is gone from the files, too\n";
}

parley::VerifyReport report_of(const json& answer) {
    parley::VerifyReport report;
    report.counts.conversations = answer["conversations"];
    report.counts.own_logs = answer["own_logs"];
    report.counts.messages = answer["messages"];
    report.counts.other_entries = answer["other_entries"];
    report.counts.keys = answer["keys"];
    report.findings_count = answer["findings_count"];
    report.read_failed = answer["read_failed"];
    for (const json& finding : answer["findings"]) {
        report.findings.push_back({finding["log"], finding["rev"], finding["problem"]});
    }
    return report;
}

// By the daemon if it runs, since nobody else may open its file; else by ourselves.
parley::VerifyReport make_report(const ControlClient& daemon,
                                 const std::filesystem::path& data_dir) {
    try {
        return report_of(json::parse(daemon.request("POST", "/verify")));
    } catch (const parley::NoDaemon&) {
        auto opened = parley::StoppedDatabase::open(data_dir);
        if (const auto* refusal = std::get_if<parley::OpenRefusal>(&opened)) {
            throw std::runtime_error(refusal->reason);
        }
        auto& database = *std::get<std::unique_ptr<parley::StoppedDatabase>>(opened);
        return verify(*database.reader().begin_snapshot(), database.ids());
    }
}

int verify_database(const ControlClient& daemon, const Arguments& arguments) {
    const parley::VerifyReport report = make_report(daemon, data_dir_of(arguments));
    for (const parley::VerifyFinding& finding : report.findings) {
        std::cout << finding.log << " rev " << finding.rev << ": " << finding.problem << "\n";
    }
    std::cout << report.counts.conversations << " conversations, " << report.counts.messages
              << " messages, " << report.counts.other_entries << " other entries, "
              << report.counts.own_logs << " own logs, " << report.counts.keys
              << " keys: " << (report.is_sound() ? "sound" : "NOT SOUND") << "\n";
    return report.is_sound() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("The operator's tool of Parley", "parleyctl");
    Arguments arguments;
    app.set_version_flag("--version", std::string("parleyctl ") + PARLEY_VERSION);
    app.add_option("--config", arguments.config_file, "The daemon's configuration file");
    app.add_option("--data-dir", arguments.data_dir, "Its data directory, instead");
    app.require_subcommand(1);
    int exit_code = 0;
    const auto on = [&](CLI::App* command, auto run) {
        command->callback([&arguments, run] { run(ControlClient(data_dir_of(arguments))); });
    };

    on(app.add_subcommand("status", "What the daemon is doing"), show_status);
    auto* user = app.add_subcommand("user", "Accounts")->require_subcommand(1);
    auto* add = user->add_subcommand("add", "Add an account; the password is asked for");
    add->add_option("login", arguments.login)->required();
    add->add_option("--display-name", arguments.display_name);
    on(add, [&](const ControlClient& daemon) { add_user(daemon, arguments); });
    on(user->add_subcommand("list", "All accounts"), list_users);
    auto* import = user->add_subcommand("import", "Add accounts from JSON lines");
    import->add_option("file", arguments.file)->required();
    import->add_option("--tokens", arguments.tokens_file, "Where their tokens go")->required();
    on(import, [&](const ControlClient& daemon) { import_users(daemon, arguments); });
    auto* disable = user->add_subcommand("disable", "End an account's sessions and let it not in");
    disable->add_option("login", arguments.login)->required();
    disable->add_flag("--undo", arguments.enable, "Let it in again");
    on(disable, [&](const ControlClient& daemon) { disable_user(daemon, arguments); });
    auto* password = user->add_subcommand("password", "Set a password; it is asked for");
    password->add_option("login", arguments.login)->required();
    on(password, [&](const ControlClient& daemon) { set_password(daemon, arguments); });

    auto* invite = app.add_subcommand("invite", "Invites")->require_subcommand(1);
    auto* create = invite->add_subcommand("create", "Make a link that lets people sign up");
    create->add_flag("--admin", arguments.administrator, "For an administrator's account");
    create->add_option("--uses", arguments.uses, "For how many accounts")->capture_default_str();
    create->add_option("--hours", arguments.hours, "Good for so long")->capture_default_str();
    on(create, [&](const ControlClient& daemon) { create_invite(daemon, arguments); });

    auto* session = app.add_subcommand("session", "Sessions")->require_subcommand(1);
    auto* list = session->add_subcommand("list", "The sessions of an account");
    list->add_option("login", arguments.login)->required();
    on(list, [&](const ControlClient& daemon) { list_sessions(daemon, arguments); });
    auto* revoke = session->add_subcommand("revoke", "End a session at once");
    revoke->add_option("session", arguments.session)->required();
    on(revoke, [&](const ControlClient& daemon) { revoke_session(daemon, arguments); });

    on(app.add_subcommand("compact", "Overwrite what was deleted; writers wait for it"),
       compact_store);
    on(app.add_subcommand("verify", "Recompute every hash chain and number"),
       [&](const ControlClient& daemon) { exit_code = verify_database(daemon, arguments); });

    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "parleyctl: " << error.what() << "\n";
        return 1;
    }
    return exit_code;
}
