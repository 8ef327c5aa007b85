#pragma once
// One WebSocket connection of the load generator: a socket that does not block, what came in and is
// not yet a whole frame, what is to go out. Nothing here waits or keeps time.

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace parley::bench {

// Where the server listens, taken apart and resolved once.
struct Target {
    std::string host;
    std::uint16_t port = 0;
    std::string path = "/v1/ws";
    std::uint32_t address = 0;  // IPv4, network order
};
// Takes `ws://host:port[/path]`. Throws std::runtime_error that says what is wrong.
Target parse_target(const std::string& url);

class Connection {
  public:
    enum class State : std::uint8_t { upgrading, open, ended };

    // Begins to connect and to ask for the upgrade.
    explicit Connection(const Target& target);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    int fd() const { return fd_; }
    State state() const { return state_; }
    const std::string& why_ended() const { return why_ended_; }

    // Adds a text frame to what goes out with the next flush().
    void add(std::string_view text);
    // Hands to the system what it takes. False if something is left: flush again when writable.
    bool flush();
    bool has_output() const { return sent_ < out_.size(); }

    // Reads once and calls `on_text` with each whole message. Pings are answered in the next
    // flush(). False if there was nothing to read.
    bool read(const std::function<void(std::string_view)>& on_text);

  private:
    void end(std::string why);
    // Takes whole frames (or the upgrade's answer) from the front; returns how many bytes it took.
    std::size_t take(std::string_view bytes, const std::function<void(std::string_view)>& on_text);
    std::size_t take_upgrade(std::string_view bytes);
    void take_control(unsigned opcode, std::string_view payload);

    int fd_ = -1;
    State state_ = State::upgrading;
    std::string in_;   // the beginning of a frame
    std::string out_;  // [sent_, size) is still to go
    std::size_t sent_ = 0;
    std::string why_ended_;
};

}  // namespace parley::bench
