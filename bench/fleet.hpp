#pragma once
// The connections of one run, all on one epoll: brings them up a few at a time, asks single
// questions, and waits. The load itself is driven by Load.

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "connection.hpp"
#include "frame_scan.hpp"
#include "options.hpp"

namespace parley::bench {

// Nanoseconds of a clock that never goes back.
std::int64_t now_ns();

class Fleet {
  public:
    using OnFrame = std::function<void(std::size_t connection, const ScannedFrame& frame)>;

    explicit Fleet(Target target);
    ~Fleet();
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    // Connects each user, says hello and waits for `synced`. `progress` hears how many are up.
    // Throws std::runtime_error if one is refused.
    void sign_in(const std::vector<User>& users, const std::function<void(std::size_t)>& progress);

    std::size_t size() const { return connections_.size(); }

    // Sends a request and waits for its answer; throws if that is an error. Returns the
    // `conversation` that the answer names.
    std::string ask(std::size_t connection, const std::string& request);

    // What every frame from now on is given to. It may add().
    void on_frame(OnFrame handler) { handler_ = std::move(handler); }
    // Adds a frame; flush_added() sends all that was added.
    void add(std::size_t connection, std::string_view text);
    void flush_added();
    // Handles what there is, waiting until `deadline_ns` if there is nothing; flushes what the
    // handler added. Throws if a connection has ended.
    void turn(std::int64_t deadline_ns);
    // When the frame that is being handled was read.
    std::int64_t read_at_ns() const { return read_at_ns_; }

  private:
    std::size_t connect();
    void watch(std::size_t connection, bool writable);
    void handle(std::size_t connection, std::uint32_t events);
    void flush(std::size_t connection);
    void arm(std::int64_t deadline_ns);

    Target target_;
    int epoll_ = -1;
    int timer_ = -1;
    std::int64_t armed_ns_ = 0;
    std::int64_t read_at_ns_ = 0;
    std::vector<std::unique_ptr<Connection>> connections_;
    std::vector<bool> writable_watched_;
    std::vector<std::size_t> added_;  // connections with output that nobody flushed yet
    std::vector<bool> is_added_;
    OnFrame handler_;
};

}  // namespace parley::bench
