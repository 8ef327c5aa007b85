// Any text as a configuration file, with any overrides: there is a configuration or there are
// problems, each with its line, and what is accepted holds to its own rules.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "parley/config/load_config.hpp"

namespace {

// Parts the file from the overrides, and these from each other. It cannot stand in TOML.
constexpr char kSeparator = '\x1E';
constexpr std::string_view kSource = "p.toml";

void require(bool condition) {
    if (!condition) std::abort();
}

// A carriage return alone ends no line.
unsigned lines_of(std::string_view text) {
    unsigned lines = 1;
    for (const char c : text)
        lines += c == '\n' ? 1U : 0U;
    return lines;
}

void check(const parley::ConfigProblem& problem, unsigned lines) {
    if (problem.source == kSource) {
        // The end of the text may be behind its last line.
        require(problem.line >= 1 && problem.line <= lines + 1 && problem.column >= 1);
    } else {
        require(problem.source.starts_with("--set ") && problem.line == 0);
    }
    require(!problem.message.empty());
    for (const char c : to_string(problem))
        require(static_cast<unsigned char>(c) >= 0x20);
}

void check(const parley::Config& config) {
    require(!config.data_dir.empty());
    require(config.gateway.loops >= 1 && config.gateway.loops <= 256);
    require(config.gateway.hello_timeout.count() > 0);
    require(config.heartbeat.timeout > config.heartbeat.interval);
    require(config.limits.text_bytes < config.limits.frame_bytes);
    require(config.limits.outbox_bytes >= config.limits.frame_bytes);
    require(config.limits.page >= 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest{reinterpret_cast<const char*>(data), size};
    std::size_t end = rest.find(kSeparator);
    const std::string_view text = rest.substr(0, end);
    std::vector<std::string> overrides;
    while (end != std::string_view::npos) {
        rest.remove_prefix(end + 1);
        end = rest.find(kSeparator);
        overrides.emplace_back(rest.substr(0, end));
    }

    const parley::LoadedConfig loaded = parley::parse_config(text, kSource, overrides);
    require(loaded.config.has_value() == loaded.problems.empty());
    for (const parley::ConfigProblem& problem : loaded.problems)
        check(problem, lines_of(text));
    if (loaded.config) check(*loaded.config);
    return 0;
}
