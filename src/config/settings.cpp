#include "settings.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

#include "setting_kinds.hpp"

namespace parley {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t kKiB = 1024;
constexpr std::size_t kMiB = 1024 * kKiB;
constexpr std::size_t kGiB = 1024 * kMiB;
constexpr std::size_t kListItemsMax = 100;

// A list of texts of one kind, for complaints.
struct ListKind {
    std::string_view item;    // "an origin"
    std::string_view items;   // "origins"
    std::string_view sample;  // in quotes
    std::size_t most;
    Complaint (*parse)(std::string_view text, std::string& item);
};

// Each bad item is reported at its own place.
std::vector<PlacedComplaint> read_list(const TomlValue& value, const ListKind& kind,
                                       std::vector<std::string>& field) {
    if (value.type != TomlValue::Type::list) {
        return {{value.place, fmt::format("{} is not a list; write one in brackets, like "
                                          "[{}], or [] for none",
                                          shown(value), kind.sample)}};
    }
    if (value.items.size() > kind.most) {
        return {{value.place, fmt::format("{} {} are above {}; allowed is 0 to {}",
                                          value.items.size(), kind.items, kind.most, kind.most)}};
    }
    std::vector<PlacedComplaint> complaints;
    std::vector<std::string> read;
    for (const TomlValue& item : value.items) {
        std::string text;
        Complaint complaint;
        if (item.type == TomlValue::Type::string) {
            complaint = kind.parse(item.text, text);
        } else {
            complaint = fmt::format("{} is not {}; write it in quotes, like {}", shown(item),
                                    kind.item, kind.sample);
        }
        if (complaint) complaints.push_back({item.place, std::move(*complaint)});
        read.push_back(std::move(text));
    }
    if (complaints.empty()) field = std::move(read);
    return complaints;
}

Setting list_setting(std::string_view key, std::vector<std::string> GatewayConfig::*field,
                     const ListKind& kind) {
    Setting made;
    made.key = key;
    made.allowed = fmt::format("up to {} {}", kind.most, kind.items);
    made.read = [field, kind](const TomlValue& value, Config& config) {
        return read_list(value, kind, config.gateway.*field);
    };
    made.write = [field](const Config& config) {
        std::vector<std::string> texts;
        for (const std::string& text : config.gateway.*field)
            texts.push_back(in_quotes(text));
        return fmt::format("[{}]", fmt::join(texts, ", "));
    };
    return made;
}

Complaint parse_data_dir(const std::string& text, std::filesystem::path& field) {
    if (text.empty()) return "\"\" is no directory; write its path, like \"parley-data\"";
    if (text.starts_with('~')) {
        return fmt::format("{} begins with ~, which only a shell replaces; write the whole path",
                           in_quotes(printable(text, 64)));
    }
    if (text.find('\0') != std::string::npos) return "a path cannot hold a zero byte";
    field = text;
    return std::nullopt;
}

Complaint parse_public_url(const std::string& text, std::string& field) {
    if (!text.empty()) return parse_web_origin(text, field);
    field.clear();
    return std::nullopt;
}

std::string same(const std::string& text) { return text; }

void add_gateway(std::vector<Setting>& list) {
    const auto at = [](auto field) { return in(&Config::gateway, field); };
    list.push_back(text("gateway.listen", at(&GatewayConfig::listen),
                        "IP address and port, in brackets if IPv6; port 0 is any free one",
                        parse_endpoint, format_endpoint));
    list.push_back(count("gateway.loops", at(&GatewayConfig::loops), 1, 256));
    list.push_back(text("gateway.public_url", at(&GatewayConfig::public_url),
                        "an http or https origin without path, or empty", parse_public_url, same));
    list.push_back(list_setting(
        "gateway.allowed_origins", &GatewayConfig::allowed_origins,
        {"an origin", "origins", "\"https://chat.example.org\"", kListItemsMax, parse_origin}));
    list.push_back(list_setting("gateway.trusted_proxies", &GatewayConfig::trusted_proxies,
                                {"an address or network", "addresses or networks", "\"10.0.0.0/8\"",
                                 kListItemsMax, parse_network}));
    list.push_back(duration("gateway.hello_timeout", at(&GatewayConfig::hello_timeout), seconds{1},
                            minutes{10}));
    list.push_back(duration("gateway.drain_timeout", at(&GatewayConfig::drain_timeout),
                            milliseconds{100}, minutes{10}));
}

void add_accounts(std::vector<Setting>& list) {
    using Registration = AccountsConfig::Registration;
    using Directory = AccountsConfig::Directory;
    const auto at = [](auto field) { return in(&Config::accounts, field); };
    list.push_back(choice<Registration>("accounts.registration", at(&AccountsConfig::registration),
                                        {{"open", Registration::open},
                                         {"invite", Registration::invite},
                                         {"closed", Registration::closed}}));
    list.push_back(choice<Directory>("accounts.directory", at(&AccountsConfig::directory),
                                     {{"all", Directory::all}, {"shared", Directory::shared}}));
    list.push_back(
        count("accounts.password_threads", at(&AccountsConfig::password_threads), 1, 64));
    list.push_back(
        count("accounts.password_queue", at(&AccountsConfig::password_queue), 1, 100'000));
}

void add_store(std::vector<Setting>& list) {
    using Sync = StoreConfig::Sync;
    const auto at = [](auto field) { return in(&Config::store, field); };
    list.push_back(choice<Sync>("store.sync", at(&StoreConfig::sync),
                                {{"full", Sync::full}, {"normal", Sync::normal}}));
    list.push_back(count("store.read_threads", at(&StoreConfig::read_threads), 1, 64));
    list.push_back(bytes("store.cache_bytes", at(&StoreConfig::cache_bytes), 1 * kMiB, 256 * kGiB));
}

void add_limits(std::vector<Setting>& list) {
    using L = LimitsConfig;
    const auto at = [](auto field) { return in(&Config::limits, field); };
    list.push_back(flag("limits.enabled", at(&L::enabled)));
    list.push_back(bytes("limits.frame_bytes", at(&L::frame_bytes), 4 * kKiB, 16 * kMiB));
    list.push_back(bytes("limits.text_bytes", at(&L::text_bytes), 1, 16 * kMiB));
    list.push_back(count("limits.in_flight", at(&L::in_flight), 1, 4096));
    list.push_back(count("limits.members", at(&L::members), 2, 1'000'000));
    list.push_back(count("limits.page", at(&L::page), 1, 1000));
    list.push_back(count("limits.small_group", at(&L::small_group), 2, 10'000));
    list.push_back(count("limits.watch", at(&L::watch), 1, 100'000));
    list.push_back(count("limits.connections", at(&L::connections), 0, 10'000'000));
    list.push_back(bytes("limits.outbox_bytes", at(&L::outbox_bytes), 16 * kKiB, 1 * kGiB));
    list.push_back(count("limits.writer_queue", at(&L::writer_queue), 64, 10'000'000));
    list.push_back(count("limits.devices_per_user", at(&L::devices_per_user), 1, 1'000'000));
    list.push_back(
        count("limits.connections_per_user", at(&L::connections_per_user), 1, 1'000'000));
    list.push_back(count("limits.unauthenticated", at(&L::unauthenticated), 1, 10'000'000));
    list.push_back(count("limits.unauthenticated_per_address", at(&L::unauthenticated_per_address),
                         1, 10'000'000));
    list.push_back(count("limits.sign_ins_per_account_per_minute",
                         at(&L::sign_ins_per_account_per_minute), 1, 1'000'000));
    list.push_back(count("limits.sign_ins_per_address_per_minute",
                         at(&L::sign_ins_per_address_per_minute), 1, 1'000'000));
    list.push_back(count("limits.sign_ups_per_address_per_hour",
                         at(&L::sign_ups_per_address_per_hour), 1, 1'000'000));
}

void add_times_and_log(std::vector<Setting>& list) {
    using Level = LogConfig::Level;
    using Format = LogConfig::Format;
    const auto heartbeat = [](auto field) { return in(&Config::heartbeat, field); };
    const auto log = [](auto field) { return in(&Config::log, field); };
    list.push_back(duration("heartbeat.interval", heartbeat(&HeartbeatConfig::interval), seconds{1},
                            hours{1}));
    list.push_back(
        duration("heartbeat.timeout", heartbeat(&HeartbeatConfig::timeout), seconds{2}, hours{2}));
    list.push_back(duration("presence.offline_grace",
                            in(&Config::presence, &PresenceConfig::offline_grace), milliseconds{0},
                            minutes{10}));
    list.push_back(choice<Level>("log.level", log(&LogConfig::level),
                                 {{"trace", Level::trace},
                                  {"debug", Level::debug},
                                  {"info", Level::info},
                                  {"warn", Level::warn},
                                  {"error", Level::error},
                                  {"off", Level::off}}));
    list.push_back(choice<Format>("log.format", log(&LogConfig::format),
                                  {{"text", Format::text}, {"json", Format::json}}));
}

std::vector<Setting> list_settings() {
    std::vector<Setting> list;
    list.push_back(text(
        "data_dir", [](auto& config) -> decltype(auto) { return (config.data_dir); }, "a path",
        parse_data_dir, [](const std::filesystem::path& path) { return path.string(); }));
    add_gateway(list);
    add_accounts(list);
    add_store(list);
    add_limits(list);
    add_times_and_log(list);
    return list;
}

}  // namespace

const std::vector<Setting>& all_settings() {
    static const std::vector<Setting> list = list_settings();
    return list;
}

const Setting* find_setting(std::string_view key) {
    for (const Setting& setting : all_settings()) {
        if (setting.key == key) return &setting;
    }
    return nullptr;
}

bool is_table_of_settings(std::string_view name) {
    const auto& list = all_settings();
    return std::any_of(list.begin(), list.end(), [name](const Setting& setting) {
        return setting.key.size() > name.size() && setting.key.starts_with(name) &&
               setting.key[name.size()] == '.';
    });
}

}  // namespace parley
