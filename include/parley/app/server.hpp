#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "parley/config/config.hpp"

namespace spdlog {
class logger;
}

namespace parley {

// Why the server did not start, and the exit code that says so: 2 for what the operator gave
// (configuration, address, lock), 65 for what lies in the data directory.
struct StartRefusal {
    std::string reason;
    int exit_code = 2;
};

// The whole daemon but arguments and signals: builds all modules in order, stops them in reverse.
// Main thread only, but for what is said otherwise.
class Server {
  public:
    // Opens the data directory, listens, serves. Returns when it is ready. With `accept_lost_wal`
    // also on a database whose write-ahead log is gone: what it held is lost, clients load anew.
    static std::variant<std::unique_ptr<Server>, StartRefusal> start(
        const Config& config, std::shared_ptr<spdlog::logger> log, bool accept_lost_wal = false);

    virtual ~Server() = default;  // stop()

    // The port that `gateway.listen` got.
    virtual std::uint16_t port() const = 0;
    // A new one-time invite for an administrator's account, good for an hour: only while there is
    // no administrator, else empty.
    virtual std::string first_administrator_invite() = 0;

    // Blocks until request_stop() or a failure. Returns the exit code: 0 after request_stop(), 74
    // when a commit's outcome was unknown.
    virtual int wait() = 0;
    // Any thread; also safe from a signal-handling thread.
    virtual void request_stop() = 0;
    // Drains: stops accepting, finishes what was accepted, closes connections with 4400, closes the
    // database cleanly. At most gateway.drain_timeout and the time of one commit.
    virtual void stop() = 0;
};

}  // namespace parley
