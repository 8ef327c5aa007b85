#pragma once
// The socket below a TestClient: Beast's WebSocket stream, driven by calls that wait. A read that
// has not ended when its caller stops waiting stays begun and is gone on with by the next call,
// because Beast cannot take a read back.

#include <boost/asio/io_context.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <chrono>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "support/test_client.hpp"

namespace parley::test {

struct TestClient::Link {
  public:
    enum class Outcome : std::uint8_t { frame, nothing, end };
    using Clock = std::chrono::steady_clock;

    Link();

    // Connects and asks for the upgrade. Throws if there is no HTTP answer.
    HttpAnswer open(std::uint16_t port, const ConnectOptions& options);
    void cut();
    void start_close();

    Outcome read(std::string& text, Clock::time_point deadline);
    // False if the frame could not be handed to the system within kPatience.
    bool write(std::string_view payload, bool text);
    void write_raw(std::string_view bytes);
    void write_in_background(std::vector<std::string> texts);
    bool background_done() const { return background_.empty(); }

    bool open() const { return open_; }
    bool ended() const { return ended_; }
    // 0 if the end came without a close frame.
    int close_code() const { return close_code_; }
    const std::string& close_reason() const { return close_reason_; }
    const std::string& why_ended() const { return why_ended_; }
    const std::string& subprotocol() const { return subprotocol_; }
    std::size_t pings() const { return pings_; }

    static std::string frame_bytes(std::string_view text);

  private:
    void start_read();
    void on_read(const boost::system::error_code& error);
    void write_next_of_background();
    // Runs handlers until `done` or the deadline; true if done.
    bool run_until(const bool& done, Clock::time_point deadline);

    // Handlers that are still waiting are destroyed with it, last.
    boost::asio::io_context io_{1};
    boost::beast::websocket::stream<boost::beast::tcp_stream> stream_{io_};
    boost::beast::flat_buffer buffer_;
    std::deque<std::string> background_;
    bool open_ = false;
    bool reading_ = false;
    bool frame_ready_ = false;
    bool frame_is_text_ = false;
    bool ended_ = false;
    int close_code_ = 0;
    std::string close_reason_;
    std::string why_ended_;
    std::string subprotocol_;
    std::size_t pings_ = 0;
};

}  // namespace parley::test
