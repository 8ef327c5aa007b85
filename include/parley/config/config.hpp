#pragma once
// What an operator can set: one struct per module, so that each gets its own part only. The
// defaults here are the only ones; keys, ranges and parsers are in src/config/settings.cpp, and
// what a setting means to an operator is in docs/configuration.md.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parley {

struct GatewayConfig {
    // An IP address without brackets, and a port; 0 is any free one.
    struct Endpoint {
        std::string address;
        std::uint16_t port;
        bool operator==(const Endpoint&) const = default;
    };
    Endpoint listen{"127.0.0.1", 7400};
    std::size_t loops = 1;
    // Origins are kept as a browser sends them: lower case, without the scheme's usual port.
    std::string public_url;  // empty: the own origin is any that agrees with the request's Host
    std::vector<std::string> allowed_origins;
    std::vector<std::string> trusted_proxies;  // "192.0.2.7", "10.0.0.0/8"
    std::chrono::milliseconds hello_timeout = std::chrono::seconds{10};
    std::chrono::milliseconds drain_timeout = std::chrono::seconds{8};
    bool operator==(const GatewayConfig&) const = default;
};

struct AccountsConfig {
    enum class Registration : std::uint8_t { open, invite, closed };
    enum class Directory : std::uint8_t { all, shared };
    Registration registration = Registration::invite;
    Directory directory = Directory::all;
    std::size_t password_threads = 1;
    std::size_t password_queue = 64;
    bool operator==(const AccountsConfig&) const = default;
};

struct StoreConfig {
    enum class Sync : std::uint8_t { full, normal };
    Sync sync = Sync::full;
    std::size_t read_threads = 2;
    std::size_t cache_bytes = 64 * 1024 * 1024;
    bool operator==(const StoreConfig&) const = default;
};

struct LimitsConfig {
    // False lifts the last group below and the closing of connections that send bad frames: that by
    // which one client is kept from crowding out others. All else holds always.
    bool enabled = true;

    // What a client may ask for; told to it in the answer to `hello`.
    std::size_t frame_bytes = 64 * 1024;
    std::size_t text_bytes = 16 * 1024;
    std::size_t in_flight = 64;
    std::size_t members = 10000;
    std::size_t page = 200;
    std::size_t small_group = 100;
    std::size_t watch = 1000;

    // What the server takes upon itself.
    std::size_t connections = 20000;  // 0: as many as RLIMIT_NOFILE allows
    std::size_t outbox_bytes = 256 * 1024;
    std::size_t writer_queue = 65536;   // commands
    std::size_t devices_per_user = 50;  // signed in at once

    // Lifted by `enabled = false`.
    std::size_t connections_per_user = 50;
    std::size_t unauthenticated = 2000;
    std::size_t unauthenticated_per_address = 20;
    std::size_t sign_ins_per_account_per_minute = 5;
    std::size_t sign_ins_per_address_per_minute = 20;
    std::size_t sign_ups_per_address_per_hour = 20;
    bool operator==(const LimitsConfig&) const = default;
};

struct HeartbeatConfig {
    std::chrono::milliseconds interval = std::chrono::seconds{25};
    std::chrono::milliseconds timeout = std::chrono::seconds{60};
    bool operator==(const HeartbeatConfig&) const = default;
};

struct PresenceConfig {
    std::chrono::milliseconds offline_grace = std::chrono::seconds{5};
    bool operator==(const PresenceConfig&) const = default;
};

struct LogConfig {
    enum class Level : std::uint8_t { trace, debug, info, warn, error, off };
    enum class Format : std::uint8_t { text, json };
    Level level = Level::info;
    Format format = Format::text;
    bool operator==(const LogConfig&) const = default;
};

struct Config {
    std::filesystem::path data_dir = "parley-data";  // relative: to the working directory
    GatewayConfig gateway;
    AccountsConfig accounts;
    StoreConfig store;
    LimitsConfig limits;
    HeartbeatConfig heartbeat;
    PresenceConfig presence;
    LogConfig log;
    bool operator==(const Config&) const = default;
};

}  // namespace parley
