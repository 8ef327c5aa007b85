#include "test_client_link.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http.hpp>

#include "parley/websocket/frame_writer.hpp"

namespace parley::test {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

HttpAnswer to_answer(const beast::websocket::response_type& response) {
    HttpAnswer answer;
    answer.status = static_cast<int>(response.result_int());
    answer.body = response.body();
    for (const auto& field : response) {
        std::string name(field.name_string());
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        answer.headers[name] = std::string(field.value());
    }
    return answer;
}

}  // namespace

TestClient::Link::Link() {
    stream_.control_callback([this](beast::websocket::frame_type type, beast::string_view) {
        if (type == beast::websocket::frame_type::ping) ++pings_;
    });
    stream_.read_message_max(256 * 1024 * 1024);
    stream_.auto_fragment(false);
}

HttpAnswer TestClient::Link::open(std::uint16_t port, const ConnectOptions& options) {
    tcp::socket& socket = stream_.next_layer().socket();
    socket.open(tcp::v4());
    if (options.receive_buffer_bytes > 0) {
        socket.set_option(asio::socket_base::receive_buffer_size(options.receive_buffer_bytes));
    }
    socket.connect({asio::ip::address_v4::loopback(), port});
    socket.set_option(tcp::no_delay(true));
    stream_.set_option(
        beast::websocket::stream_base::decorator([&](beast::websocket::request_type& request) {
            if (!options.subprotocol.empty()) {
                request.set(beast::http::field::sec_websocket_protocol, options.subprotocol);
            }
            for (const auto& [name, value] : options.headers)
                request.set(name, value);
        }));
    beast::websocket::response_type response;
    error_code outcome;
    bool done = false;
    stream_.async_handshake(response, "127.0.0.1:" + std::to_string(port), options.target,
                            [&](const error_code& error) {
                                outcome = error;
                                done = true;
                            });
    if (!run_until(done, Clock::now() + kPatience)) {
        error_code ignored;
        socket.close(ignored);
        run_until(done, Clock::now() + kPatience);
        throw std::runtime_error("no answer to the upgrade");
    }
    if (outcome && outcome != beast::websocket::error::upgrade_declined) {
        throw std::runtime_error("upgrade: " + outcome.message());
    }
    open_ = !outcome;
    subprotocol_ = std::string(response[beast::http::field::sec_websocket_protocol]);
    return to_answer(response);
}

void TestClient::Link::cut() {
    error_code ignored;
    stream_.next_layer().socket().close(ignored);
    // The handlers that the cut ends run now, so that none is left that points here.
    io_.restart();
    io_.poll();
    ended_ = true;
    if (why_ended_.empty()) why_ended_ = "cut by the test";
}

void TestClient::Link::start_close() {
    stream_.async_close(beast::websocket::close_code::normal, [this](const error_code& error) {
        ended_ = true;
        if (why_ended_.empty()) why_ended_ = "closed by the test: " + error.message();
    });
}

TestClient::Link::Outcome TestClient::Link::read(std::string& text, Clock::time_point deadline) {
    if (!frame_ready_ && !ended_) {
        start_read();
        const bool& frame_ready = frame_ready_;
        io_.restart();
        while (!frame_ready && !ended_) {
            if (io_.run_one_until(deadline) == 0) return Outcome::nothing;
        }
    }
    if (!frame_ready_) return Outcome::end;
    frame_ready_ = false;
    text = beast::buffers_to_string(buffer_.data());
    buffer_.consume(buffer_.size());
    if (!frame_is_text_) throw TestFailure("the server sent a binary frame");
    return Outcome::frame;
}

void TestClient::Link::start_read() {
    if (reading_) return;
    reading_ = true;
    stream_.async_read(buffer_, [this](const error_code& error, std::size_t) { on_read(error); });
}

void TestClient::Link::on_read(const error_code& error) {
    reading_ = false;
    if (!error) {
        frame_ready_ = true;
        frame_is_text_ = stream_.got_text();
        return;
    }
    ended_ = true;
    if (error == beast::websocket::error::closed) {
        close_code_ = stream_.reason().code;
        close_reason_ = std::string(stream_.reason().reason.c_str());
        why_ended_ = "close " + std::to_string(close_code_) + ' ' + close_reason_;
    } else {
        why_ended_ = error.message();
    }
}

bool TestClient::Link::run_until(const bool& done, Clock::time_point deadline) {
    io_.restart();
    while (!done) {
        if (io_.run_one_until(deadline) == 0) return false;
    }
    return true;
}

bool TestClient::Link::write(std::string_view payload, bool text) {
    stream_.text(text);
    error_code outcome;
    bool done = false;
    stream_.async_write(asio::buffer(payload), [&](const error_code& error, std::size_t) {
        outcome = error;
        done = true;
    });
    if (run_until(done, Clock::now() + kPatience)) return !outcome;
    cut();  // the handler points at this call's variables
    return false;
}

void TestClient::Link::write_raw(std::string_view bytes) {
    bool done = false;
    asio::async_write(stream_.next_layer(), asio::buffer(bytes),
                      [&](const error_code&, std::size_t) { done = true; });
    // The peer may have closed in the middle: that shows in what is read next.
    if (!run_until(done, Clock::now() + kPatience)) cut();
}

void TestClient::Link::write_in_background(std::vector<std::string> texts) {
    const bool idle = background_.empty();
    for (std::string& text : texts)
        background_.push_back(std::move(text));
    if (idle) write_next_of_background();
}

void TestClient::Link::write_next_of_background() {
    if (background_.empty()) return;
    stream_.text(true);
    stream_.async_write(asio::buffer(background_.front()),
                        [this](const error_code& error, std::size_t) {
                            if (error) return;
                            background_.pop_front();
                            write_next_of_background();
                        });
}

std::string TestClient::Link::frame_bytes(std::string_view text) {
    std::string bytes;
    websocket::append_masked_frame(bytes, websocket::Opcode::text, text, {'k', 'e', 'y', '!'});
    return bytes;
}

}  // namespace parley::test
