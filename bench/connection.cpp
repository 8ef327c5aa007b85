#include "connection.hpp"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include "parley/websocket/frame_writer.hpp"

namespace parley::bench {
namespace {

// Masking protects proxies from scripts in browsers; there is neither here.
constexpr websocket::MaskingKey kNoMask{0, 0, 0, 0};

struct Frame {
    unsigned opcode = 0;
    bool final = false;
    std::size_t header_bytes = 0;
    std::size_t payload_bytes = 0;
};

// False if the header is not whole yet.
bool read_header(std::string_view bytes, Frame& frame) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    if (bytes.size() < 2) return false;
    frame.final = (byte(0) & 0x80U) != 0;
    frame.opcode = byte(0) & 0x0FU;
    const unsigned length = byte(1) & 0x7FU;
    const std::size_t extra = length == 126 ? 2 : length == 127 ? 8 : 0;
    if (bytes.size() < 2 + extra) return false;
    std::size_t payload = extra == 0 ? length : 0;
    for (std::size_t i = 0; i < extra; ++i)
        payload = payload << 8 | byte(2 + i);
    frame.header_bytes = 2 + extra;
    frame.payload_bytes = payload;
    return true;
}

}  // namespace

Target parse_target(const std::string& url) {
    constexpr std::string_view kScheme = "ws://";
    if (!url.starts_with(kScheme)) throw std::runtime_error(url + ": expected ws://host:port");
    Target target;
    std::string rest = url.substr(kScheme.size());
    if (const std::size_t slash = rest.find('/'); slash != std::string::npos) {
        if (slash + 1 < rest.size()) target.path = rest.substr(slash);
        rest.resize(slash);
    }
    const std::size_t colon = rest.rfind(':');
    target.host = rest.substr(0, colon);
    const std::string port = colon == std::string::npos ? "80" : rest.substr(colon + 1);
    const char* end = port.data() + port.size();
    if (std::from_chars(port.data(), end, target.port).ptr != end || target.port == 0) {
        throw std::runtime_error(url + ": no port");
    }
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = getaddrinfo(target.host.c_str(), nullptr, &hints, &found); error != 0) {
        throw std::runtime_error(target.host + ": " + gai_strerror(error));
    }
    sockaddr_in address{};
    std::memcpy(&address, found->ai_addr, sizeof address);
    target.address = address.sin_addr.s_addr;
    freeaddrinfo(found);
    return target;
}

Connection::Connection(const Target& target) {
    fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "socket");
    const int on = 1;
    setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(target.port);
    address.sin_addr.s_addr = target.address;
    sockaddr generic{};
    std::memcpy(&generic, &address, sizeof address);
    if (::connect(fd_, &generic, sizeof address) != 0 && errno != EINPROGRESS) {
        end(std::string("connect: ") + std::strerror(errno));
        return;
    }
    out_ = "GET " + target.path + " HTTP/1.1\r\nHost: " + target.host + ':' +
           std::to_string(target.port) +
           "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Key: cGFybGV5LWJlbmNoLWtleQ==\r\nSec-WebSocket-Version: 13\r\n"
           "Sec-WebSocket-Protocol: parley.v1\r\n\r\n";
}

Connection::~Connection() {
    if (fd_ >= 0) ::close(fd_);
}

void Connection::end(std::string why) {
    state_ = State::ended;
    if (why_ended_.empty()) why_ended_ = std::move(why);
}

void Connection::add(std::string_view text) {
    websocket::append_masked_frame(out_, websocket::Opcode::text, text, kNoMask);
}

bool Connection::flush() {
    while (has_output() && state_ != State::ended) {
        const ssize_t sent =
            ::send(fd_, out_.data() + sent_, out_.size() - sent_, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0) {
            if (errno == EINTR) continue;
            // ENOTCONN: the connection is still being made.
            if (errno == EAGAIN || errno == ENOTCONN) return false;
            end(std::string("send: ") + std::strerror(errno));
            return true;
        }
        sent_ += static_cast<std::size_t>(sent);
    }
    out_.clear();
    sent_ = 0;
    return true;
}

bool Connection::read(const std::function<void(std::string_view)>& on_text) {
    // Shared by all connections: each call leaves nothing in it.
    static std::array<char, 256 * 1024> buffer;
    const ssize_t received = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (received < 0) {
        if (errno == EAGAIN || errno == EINTR || errno == ENOTCONN) return false;
        end(std::string("recv: ") + std::strerror(errno));
        return false;
    }
    if (received == 0) {
        end("the server closed the connection");
        return false;
    }
    const std::string_view bytes(buffer.data(), static_cast<std::size_t>(received));
    if (in_.empty()) {
        in_ = bytes.substr(take(bytes, on_text));
    } else {
        in_ += bytes;
        in_.erase(0, take(in_, on_text));
    }
    if (in_.empty() && in_.capacity() > 4096) in_.shrink_to_fit();
    return true;
}

std::size_t Connection::take(std::string_view bytes,
                             const std::function<void(std::string_view)>& on_text) {
    std::size_t taken = 0;
    if (state_ == State::upgrading) taken = take_upgrade(bytes);
    while (state_ == State::open) {
        Frame frame;
        const std::string_view rest = bytes.substr(taken);
        if (!read_header(rest, frame)) break;
        if (rest.size() - frame.header_bytes < frame.payload_bytes) break;
        const std::string_view payload = rest.substr(frame.header_bytes, frame.payload_bytes);
        taken += frame.header_bytes + frame.payload_bytes;
        if (frame.opcode >= 8) {
            take_control(frame.opcode, payload);
        } else if (frame.opcode != 1 || !frame.final) {
            end("the server sent a frame that is no whole text");
        } else {
            on_text(payload);
        }
    }
    return taken;
}

std::size_t Connection::take_upgrade(std::string_view bytes) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const std::size_t end_of_head = bytes.find(kEnd);
    if (end_of_head == std::string_view::npos) return 0;
    if (!bytes.starts_with("HTTP/1.1 101")) {
        end("the upgrade was refused: " + std::string(bytes.substr(0, bytes.find('\r'))));
        return bytes.size();
    }
    state_ = State::open;
    return end_of_head + kEnd.size();
}

void Connection::take_control(unsigned opcode, std::string_view payload) {
    if (opcode == static_cast<unsigned>(websocket::Opcode::ping)) {
        websocket::append_masked_frame(out_, websocket::Opcode::pong, payload, kNoMask);
    } else if (opcode == static_cast<unsigned>(websocket::Opcode::close)) {
        unsigned code = 0;
        if (payload.size() >= 2) {
            code = static_cast<unsigned char>(payload[0]) * 256U +
                   static_cast<unsigned char>(payload[1]);
        }
        end("the server closed with " + std::to_string(code));
    }
}

}  // namespace parley::bench
