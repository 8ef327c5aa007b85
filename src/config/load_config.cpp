#include "parley/config/load_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "formats.hpp"
#include "nearest.hpp"
#include "parley/core/trimmed.hpp"
#include "read_file.hpp"
#include "rules.hpp"
#include "settings.hpp"
#include "toml_text.hpp"

namespace parley {
namespace {

constexpr std::size_t kShownBytesMax = 64;
constexpr std::size_t kLineBytesMax = 1000;

// A key's segment as it is written: in quotes if it could be taken for something else.
std::string segment_of(const std::string& key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '_' || c == '-';
    });
    return bare ? key : in_quotes(key);
}

// What stands in a table: the names of its settings; at the top (""), those of the tables too.
std::vector<std::string_view> names_in(std::string_view table) {
    std::vector<std::string_view> names;
    for (const Setting& setting : all_settings()) {
        std::string_view name = setting.key;
        if (!table.empty()) {
            if (!name.starts_with(table) || name.substr(table.size(), 1) != ".") continue;
            name.remove_prefix(table.size() + 1);
        }
        name = name.substr(0, name.find('.'));
        if (names.empty() || names.back() != name) names.push_back(name);
    }
    return names;
}

// Says which key or table may have been meant, or what there is.
std::string unknown_name(std::string_view key, bool is_table) {
    std::vector<std::string_view> known;
    if (is_table) {
        known = names_in("");
    } else {
        for (const Setting& setting : all_settings())
            known.push_back(setting.key);
    }
    const std::string what =
        fmt::format("unknown {} {}", is_table ? "table" : "key", printable(key, kShownBytesMax));
    if (const auto nearest = nearest_name(key, known)) {
        return fmt::format("{}; did you mean {}?", what, *nearest);
    }
    const std::string_view table = key.substr(0, key.find('.'));
    if (table != key && is_table_of_settings(table)) {
        return fmt::format("{}; in {} there are {}", what, table, fmt::join(names_in(table), ", "));
    }
    return fmt::format("{}; there are {}", what, fmt::join(names_in(""), ", "));
}

// Collects settings and problems from the file and the overrides, in this order.
class Loader {
  public:
    void take_file(std::string_view text, std::string_view source) {
        source_ = source;
        const TomlText parsed = parse_toml(text);
        if (parsed.error) {
            complete_ = false;
            add_problem(parsed.error->place, parsed.error->message);
            return;
        }
        take_table(parsed.root, "");
    }

    void take_unreadable_file(std::string_view source, std::string_view error) {
        source_ = source;
        complete_ = false;
        add_problem({}, std::string{error});
    }

    void take_override(std::string_view text) {
        source_ = fmt::format("--set {}", printable(text, kShownBytesMax));
        const std::size_t equals = text.find('=');
        if (equals == std::string_view::npos) {
            add_problem({}, "is not key=value; write it like --set log.level=debug");
            return;
        }
        const std::string_view key = trimmed(text.substr(0, equals));
        const Setting* const setting = find_setting(key);
        if (setting == nullptr) {
            add_problem({}, is_table_of_settings(key)
                                ? fmt::format("{} is a table; one key of it is set at a time, "
                                              "like {}.{}=…",
                                              key, key, names_in(key).front())
                                : unknown_name(key, false));
            return;
        }
        take_override_of(*setting, trimmed(text.substr(equals + 1)));
    }

    LoadedConfig finish() {
        // A file that was not understood as a whole proves nothing about what its values add up to.
        if (complete_) check_rules();
        std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) {
            return std::tuple{a.line == 0, a.line, a.column} <
                   std::tuple{b.line == 0, b.line, b.column};
        });
        LoadedConfig loaded;
        if (problems_.empty()) loaded.config = std::move(config_);
        loaded.problems = std::move(problems_);
        return loaded;
    }

  private:
    // Where a setting got its value; defaults have none.
    struct Origin {
        std::string source;
        TomlPlace place;
        bool good = false;
    };

    void take_table(const TomlValue& table, const std::string& prefix) {
        for (const TomlMember& member : table.members) {
            const std::string key = prefix + segment_of(member.key);
            const bool is_table = member.value.type == TomlValue::Type::table;
            if (const Setting* const setting = find_setting(key)) {
                take_value(*setting, member.value, key + ": ");
            } else if (!is_table_of_settings(key)) {
                add_problem(member.place, unknown_name(key, is_table));
            } else if (is_table) {
                take_table(member.value, key + '.');
            } else {
                add_problem(
                    member.place,
                    fmt::format("{} is a table; write [{}] once, and its keys below", key, key));
            }
        }
    }

    // An override of a text needs no quotes, whatever it looks like; of all else, where it is no
    // TOML.
    void take_override_of(const Setting& setting, std::string_view text) {
        const TomlText parsed = parse_toml(fmt::format("value = {}", text));
        // More than one member: the text went on in a second line.
        const bool is_toml = !parsed.error && parsed.root.members.size() == 1;
        const std::string_view opening = setting.is_text ? "\"'" : "\"'[{";
        TomlValue value;
        if (is_toml &&
            (!setting.is_text || parsed.root.members[0].value.type == TomlValue::Type::string)) {
            value = parsed.root.members[0].value;
        } else if (parsed.error && !text.empty() &&
                   opening.find(text.front()) != std::string_view::npos) {
            origins_[setting.key] = {source_, {}, false};
            add_problem({}, parsed.error->message);
            return;
        } else {
            value.text = text;
        }
        take_value(setting, value, "");
    }

    void take_value(const Setting& setting, const TomlValue& value, const std::string& prefix) {
        const auto complaints = setting.read(value, config_);
        for (const PlacedComplaint& complaint : complaints) {
            add_problem(complaint.place, prefix + complaint.message);
        }
        const bool is_override = prefix.empty();
        origins_[setting.key] = {source_, is_override ? TomlPlace{} : value.place,
                                 complaints.empty()};
    }

    void check_rules() {
        for (const BrokenRule& rule : broken_rules(config_)) {
            const auto key = origins_.find(rule.key);
            const auto other = origins_.find(rule.other);
            const bool has_key = key != origins_.end();
            const bool has_other = other != origins_.end();
            if ((has_key && !key->second.good) || (has_other && !other->second.good)) continue;
            // An override is what changed last; else the key that the rule is about is to blame.
            const bool blame_other =
                has_other &&
                (!has_key || (other->second.place.line == 0 && key->second.place.line != 0));
            const Origin& origin = blame_other ? other->second : key->second;
            problems_.push_back(
                {origin.source, origin.place.line, origin.place.column, rule.message});
        }
    }

    void add_problem(TomlPlace place, std::string message) {
        const bool in_file = !source_.starts_with("--set ");
        problems_.push_back(
            {source_, in_file ? place.line : 0, in_file ? place.column : 0, std::move(message)});
    }

    Config config_;
    std::vector<ConfigProblem> problems_;
    std::map<std::string_view, Origin> origins_;  // the keys are those of the settings
    std::string source_;                          // of what is being taken
    bool complete_ = true;
};

}  // namespace

std::string to_string(const ConfigProblem& problem) {
    const std::string place =
        problem.line == 0 ? "" : fmt::format(":{}:{}", problem.line, problem.column);
    return fmt::format("{}{}: {}", printable(problem.source, kLineBytesMax), place,
                       printable(problem.message, kLineBytesMax));
}

LoadedConfig load_config(const std::optional<std::filesystem::path>& file,
                         const std::vector<std::string>& overrides) {
    Loader loader;
    if (file) {
        const std::string source = file->empty() ? "\"\"" : file->string();
        const FileText read = read_file(*file);
        if (read.error.empty()) {
            loader.take_file(read.text, source);
        } else {
            loader.take_unreadable_file(source, read.error);
        }
    }
    for (const std::string& text : overrides)
        loader.take_override(text);
    return loader.finish();
}

LoadedConfig parse_config(std::string_view text, std::string_view source,
                          const std::vector<std::string>& overrides) {
    Loader loader;
    loader.take_file(text, source);
    for (const std::string& override_text : overrides)
        loader.take_override(override_text);
    return loader.finish();
}

}  // namespace parley
