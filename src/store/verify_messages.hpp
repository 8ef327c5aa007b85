#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <unordered_map>

#include "parley/store/store.hpp"

namespace parley {

// Checks what became of the messages of one conversation after the other: that what other tables
// say follows from its entries. Needs memory for what was edited, erased or answered in a thread.
class MessageVerification {
  public:
    using Report = std::function<void(LogId log, std::int64_t rev, std::string problem)>;
    MessageVerification(Snapshot& snapshot, Report report)
        : snapshot_(snapshot), report_(std::move(report)) {}

    // Each entry of the conversation, in order.
    void see(const Entry& entry);
    // Behind the last of them: compares, and forgets them.
    void check_rows(ConversationId conversation, const LogHead& head);

  private:
    void see_reply(const Entry& entry);
    void see_about(const Entry& entry);
    void check_state(ConversationId conversation, const LogHead& head, const MessageStateRow& row);
    void check_states(ConversationId conversation, const LogHead& head);
    void check_threads(ConversationId conversation);

    Snapshot& snapshot_;
    const Report report_;
    std::int64_t newest_seq_ = 0;
    std::unordered_map<std::int64_t, std::int64_t> thread_heads_;  // by root
    std::unordered_map<std::int64_t, std::int64_t> versions_;      // by the message's seq
    std::unordered_map<std::int64_t, std::int64_t> erased_;        // seq -> rev
};

}  // namespace parley
