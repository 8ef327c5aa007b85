#pragma once
// Keeps chatty clients from being heard more often than readers need.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <unordered_map>

#include "parley/core/ids.hpp"
#include "parley/core/time.hpp"

namespace parley {

struct TypingOptions {
    // The same value repeated within this time is not passed on. A reader ends a typing that was
    // not repeated for 6 s, so that one in three may be lost.
    std::chrono::milliseconds repeat_interval = std::chrono::seconds{2};
    // So many changes to and fro are passed on within that time.
    std::uint32_t changes_max = 4;
    // So many pairs of user and conversation at once; what goes beyond is not passed on.
    std::size_t entries_max = 65'536;
};

// Keeper: one loop. All times passed as `now` come from one clock and do not fall.
class TypingGate {
  public:
    explicit TypingGate(TypingOptions options = {}) : options_(options) {}

    // Whether the others are to be told that the user is (no longer) typing. True also for an end
    // whose beginning is not remembered.
    [[nodiscard]] bool pass(UserId user, ConversationId conversation, bool active, SteadyTime now);

    // Forgets what is of no further use: about two intervals after the last that was passed on.
    void tick(SteadyTime now);

    [[nodiscard]] std::size_t size() const { return entries_.size(); }

  private:
    struct Key {
        UserId user;
        ConversationId conversation;
        friend bool operator==(Key, Key) = default;
    };
    struct KeyHash {
        std::size_t operator()(Key key) const noexcept {
            const std::size_t user = std::hash<UserId>()(key.user);
            return (user ^ user >> 32) * 31 + std::hash<ConversationId>()(key.conversation);
        }
    };
    struct Entry {
        SteadyTime passed;   // the last one
        SteadyTime counted;  // since when `passes` counts
        std::uint32_t passes = 0;
        bool active = false;
    };
    struct Check {
        SteadyTime at;
        Key key;
    };

    const TypingOptions options_;
    std::unordered_map<Key, Entry, KeyHash> entries_;
    std::deque<Check> checks_;  // one for each entry, in order of time
};

}  // namespace parley
