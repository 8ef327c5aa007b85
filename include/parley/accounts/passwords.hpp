#pragma once
// Passwords and tokens: what is hashed, and on which thread.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "parley/store/rows.hpp"

namespace parley {

// argon2id, version 1.3, with the parameters of the OWASP Password Storage Cheat Sheet: 19 MiB,
// 2 passes, 1 lane. The result is a PHC string; empty if memory ran out, which is `overloaded` and
// never to be stored. About 20 ms and 19 MiB: PasswordPool's threads only.
std::string hash_password(std::string_view password);
// Any thread that may take as long. Compares in constant time. An empty or unreadable `hash`, and
// one that asks for more than 256 MiB or 10 passes, is never a match, but costs the same time as a
// wrong password.
bool verify_password(std::string_view hash, std::string_view password);

// The bounded pool for such work, behind all other threads in the processor's favour. A slot
// belongs to the job, not to the asker, so that whoever hangs up does not free it while the
// processor still works. A job must not throw.
class PasswordPool {
  public:
    PasswordPool(std::size_t threads, std::size_t queue_max);
    ~PasswordPool();  // stop()
    PasswordPool(const PasswordPool&) = delete;
    PasswordPool& operator=(const PasswordPool&) = delete;

    // Any thread. False when as many jobs wait as may, or it was stopped: `overloaded`.
    [[nodiscard]] bool submit(std::function<void()> job);
    // Does what waits, then ends the threads. Not from a job.
    void stop();

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace parley
