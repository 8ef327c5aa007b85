#pragma once
// What a client keeps of its stream, by the rule for clients in docs/protocol.md: one log per
// conversation and one for `self`. It is stricter than a client has to be: whatever the protocol
// promises of order fails the test as soon as it does not hold.

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "support/http.hpp"

namespace parley::test {

class ClientModel {
  public:
    struct Log {
        std::int64_t have = 0;
        std::int64_t streamed = 0;            // the last rev that came on the stream, 0: none yet
        std::int64_t seq = 0;                 // of the last message, 0: not known
        std::map<std::int64_t, Json> events;  // by rev, without their cursor
        std::map<std::int64_t, std::int64_t> holes;  // from → to, both included
        bool operator==(const Log&) const = default;
    };

    // The answer to a `hello`, and whether that had a `window`. Without `resumed` all that was held
    // is dropped.
    void begin(const Json& hello_ok, bool windowed = false);
    // An `event`, `gap` or `synced`; other frames are passed over. Throws std::runtime_error that
    // says which promise was broken.
    void apply(const Json& frame);
    // An item of conversation.list or the answer to conversation.get.
    void take_snapshot(const Json& item);
    // The `events` of log.get: fills holes.
    void fill(const std::string& conversation, const Json& events);

    // To be given at the next `hello`: of the last event or `synced`. Empty: none yet.
    const std::string& cursor() const { return cursor_; }
    bool synced() const { return synced_; }
    bool holds(const std::string& conversation) const { return logs_.contains(conversation); }
    const Log& log(const std::string& conversation) const;
    const std::map<std::string, Log>& logs() const { return logs_; }
    // The texts of all messages held of a conversation, in order.
    std::vector<std::string> texts(const std::string& conversation) const;

  private:
    void apply_event(const Json& event);
    void apply_gap(const Json& gap);
    bool may_leap(const Json& event);
    void advance(const std::string& cursor, bool may_repeat);

    std::map<std::string, Log> logs_;
    std::string user_;
    std::string cursor_;
    std::int64_t position_ = -1;  // of cursor_
    // After a `gap`: which event has to come next.
    std::string gap_conversation_;
    std::int64_t gap_next_rev_ = 0;
    // Gaps behind the cursor: if the connection ends now, they are not told of any more.
    std::map<std::string, std::int64_t> open_gaps_;  // conversation → from
    bool synced_ = false;
    // A window may have skipped an own `left`: a log then goes on from the last own `member.added`.
    bool windowed_ = false;
    // A catch-up with a window ended before its gaps were told: the next event of these shows it.
    std::set<std::string> leaping_;
};

// The place that a cursor stands for. Clients must not look at it; tests may, to check the order.
std::int64_t position_of(const std::string& cursor);

}  // namespace parley::test
