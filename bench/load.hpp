#pragma once
// The scenarios `direct` and `group`: senders with a bounded number of unanswered messages,
// receivers that check the order of what they get, and what all of it measures.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "fleet.hpp"
#include "histogram.hpp"
#include "options.hpp"

namespace parley::bench {

struct LoadResult {
    std::size_t conversations = 0;
    std::size_t senders = 0;
    double seconds = 0;                  // that were measured
    std::uint64_t acknowledged = 0;      // in them
    std::uint64_t delivered = 0;         // in them: events of messages to others than their sender
    std::uint64_t echoed = 0;            // in them: events of messages to their sender
    std::uint64_t sent_in_all = 0;       // with warm-up
    std::uint64_t missing = 0;           // acknowledged or not, but never delivered to someone
    std::uint64_t order_violations = 0;  // an event whose rev did not follow the one before
    std::uint64_t unmeasured = 0;        // too long under way to know when they were sent
    std::map<std::string, std::uint64_t> errors;  // by code
    Histogram ack;       // from the moment of sending (with a rate: from when it was due)
    Histogram delivery;  // to each receiver but the sender
    double client_cpu_seconds = 0;
    double daemon_cpu_seconds = 0;  // if its process is known

    bool flawless() const { return missing == 0 && order_violations == 0 && errors.empty(); }
};

class Load {
  public:
    // Opens the conversations of the scenario: connection i of the fleet is users[i].
    Load(Fleet& fleet, const Options& options, const std::vector<User>& users);
    // Runs warm-up, measurement and the wait for what is still under way.
    LoadResult run();
    // How many users the scenario needs.
    static std::size_t users_needed(const Options& options);

  private:
    struct Sender {
        std::size_t connection = 0;
        std::size_t in_flight = 0;
        std::string head;    // of a message up to its id's digits
        std::string middle;  // between id and key
        std::size_t receivers = 0;
    };
    struct Receiver {
        std::string conversation;
        std::int64_t have = 0;
        std::size_t sender = 0;  // index + 1 of the sender behind this connection, 0: none
    };
    struct Sent {
        std::uint64_t number = 0;
        std::int64_t at_ns = 0;
        std::uint32_t sender = 0;
    };

    void open_pairs(const std::vector<User>& users);
    void open_groups(const std::vector<User>& users);
    void add_sender(std::size_t connection, const std::string& conversation, std::size_t receivers);
    void send(std::size_t sender, std::int64_t at_ns);
    void send_what_is_due();
    void take(std::size_t connection, const ScannedFrame& frame);
    void take_answer(const ScannedFrame& frame);
    void take_event(std::size_t connection, const ScannedFrame& frame);
    std::uint64_t key_number(std::string_view key) const;
    std::uint64_t outstanding() const;
    void report_progress(std::int64_t now);

    Fleet& fleet_;
    const Options& options_;
    std::vector<Sender> senders_;
    std::vector<Receiver> receivers_;
    std::vector<Sent> sent_;  // a ring by number
    std::string key_prefix_;  // this run's, ordered by time
    std::string text_;
    std::string frame_;
    std::uint64_t next_number_ = 1;
    std::uint64_t answered_ = 0;
    std::uint64_t events_ = 0;
    std::uint64_t events_expected_ = 0;
    std::int64_t interval_ns_ = 0;  // with a rate
    std::int64_t next_due_ns_ = 0;
    std::size_t next_sender_ = 0;
    std::int64_t measure_from_ns_ = 0;
    std::int64_t stop_sending_ns_ = 0;
    std::int64_t now_ns_ = 0;
    std::int64_t next_progress_ns_ = 0;
    bool show_progress_ = false;
    LoadResult result_;
};

}  // namespace parley::bench
