#pragma once
// What a coroutine of a loop has done on other threads: a look-up, a password, a write.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "loop.hpp"
#include "net.hpp"
#include "pending.hpp"

namespace parley {

// A write, answered after its commit.
Task<Outcome> execute(Loop& loop, Actor actor, AccountCommand command);

// None if the password pool is full, or memory is: `overloaded`.
Task<std::optional<std::string>> hash_on_pool(Loop& loop, std::string password);
Task<std::optional<bool>> verify_on_pool(Loop& loop, std::string hash, std::string password);

// Looks something up in a fresh snapshot. None if the store failed.
template <class T>
Task<std::optional<T>> look_up(Loop& loop, std::function<T(Snapshot&)> look) {
    auto pending = std::make_shared<Pending<std::optional<T>>>(loop.io());
    loop.read([pending, look = std::move(look)](Reader& reader) -> Loop::AfterRead {
        const std::unique_ptr<Snapshot> snapshot = reader.snapshot();
        auto found = std::make_shared<std::optional<T>>(look(*snapshot));
        if (snapshot->failed()) found->reset();
        return [pending, found] { pending->set(std::move(*found)); };
    });
    co_return co_await pending->get();
}

}  // namespace parley
