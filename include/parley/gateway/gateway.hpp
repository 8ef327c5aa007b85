#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "parley/accounts/passwords.hpp"
#include "parley/config/config.hpp"
#include "parley/core/time.hpp"
#include "parley/reader/read_pool.hpp"
#include "parley/router/writer.hpp"
#include "parley/store/sqlite.hpp"

namespace spdlog {
class logger;
}

namespace parley {

struct GatewayOptions {
    GatewayConfig gateway;
    LimitsConfig limits;
    HeartbeatConfig heartbeat;
    PresenceConfig presence;
    AccountsConfig accounts;
    bool fsync = true;  // what an ACK means, for `hello`
    DatabaseIdentity identity;
    std::int64_t head_pos = 0;             // of the log at start
    std::filesystem::path control_socket;  // of parleyctl
    std::string version;
    WallTime started = 0;
};

// The other modules, as the gateway calls them. All outlive it.
struct GatewayServices {
    Writer& writer;
    ReadPool& readers;
    PasswordPool& passwords;
    const Clock& clock;
    spdlog::logger& log;
};

// Sockets end here: network loops, connections, HTTP, the operator's socket.
class Gateway : public CommitListener {
  public:
    static std::unique_ptr<Gateway> create(GatewayOptions options);

    // Listens and starts the loops. Throws std::system_error when an address cannot be had. Main
    // thread, once.
    virtual void start(const GatewayServices& services) = 0;
    virtual std::uint16_t port() const = 0;

    // A change by the operator; returns after its commit. Main thread, between start() and stop().
    virtual Outcome execute(AccountCommand command) = 0;

    // Stops accepting and reading, lets what was accepted be answered, and closes every connection
    // with 4400. Returns when none is left or drain_timeout is over. Main thread.
    virtual void drain() = 0;
    // Ends the loops; what is still open is dropped. Main thread.
    virtual void stop() = 0;
};

}  // namespace parley
