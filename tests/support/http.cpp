#include "support/http.hpp"

#include <algorithm>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <charconv>
#include <set>
#include <stdexcept>
#include <vector>

namespace parley::test {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using asio::ip::tcp;

tcp::endpoint local(std::uint16_t port) { return {asio::ip::address_v4::loopback(), port}; }

// Runs what was started on `io` to its end and returns how it ended. The stream's own timer sees to
// it that there is an end.
boost::system::error_code run(asio::io_context& io, const boost::system::error_code& outcome) {
    io.restart();
    io.run();
    return outcome;
}

}  // namespace

Json parse_strictly(std::string_view text) {
    std::vector<std::set<std::string>> open_objects;
    std::string repeated;
    const auto watch = [&](int, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) {
            open_objects.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            open_objects.pop_back();
        } else if (event == Json::parse_event_t::key) {
            const auto name = parsed.get<std::string>();
            if (!open_objects.back().insert(name).second) repeated = name;
        }
        return true;
    };
    Json value = Json::parse(text, watch, false);
    if (value.is_discarded()) throw std::runtime_error("not JSON: " + std::string(text));
    if (!repeated.empty()) {
        throw std::runtime_error("member \"" + repeated + "\" twice in " + std::string(text));
    }
    return value;
}

std::string HttpAnswer::error() const {
    if (body.empty() || status < 400) return {};
    return json().at("error").at("code").get<std::string>();
}

std::string HttpAnswer::header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? std::string() : found->second;
}

HttpAnswer http(std::uint16_t port, std::string_view method, std::string_view target,
                const std::optional<Json>& body, const HttpHeaders& headers) {
    beast::http::request<beast::http::string_body> request;
    request.method_string(beast::string_view(method.data(), method.size()));
    request.target(beast::string_view(target.data(), target.size()));
    request.version(11);
    request.set(beast::http::field::host, "127.0.0.1:" + std::to_string(port));
    request.keep_alive(false);
    if (body) {
        request.set(beast::http::field::content_type, "application/json");
        request.body() = body->dump();
    }
    for (const auto& [name, value] : headers)
        request.set(name, value);
    request.prepare_payload();

    asio::io_context io{1};
    beast::tcp_stream stream{io};
    beast::flat_buffer buffer;
    beast::http::response_parser<beast::http::string_body> answer;
    boost::system::error_code outcome;
    const auto done = [&](const boost::system::error_code& error, auto...) { outcome = error; };
    const auto must = [&](const char* step) {
        if (run(io, outcome)) {
            throw std::runtime_error(std::string(method) + ' ' + std::string(target) + ": " + step +
                                     ": " + outcome.message());
        }
    };
    answer.body_limit(64 * 1024 * 1024);
    stream.expires_after(kPatience);
    stream.async_connect(local(port), done);
    must("connect");
    beast::http::async_write(stream, request, done);
    must("write");
    if (method == "HEAD") answer.skip(true);
    beast::http::async_read(stream, buffer, answer, done);
    must("read");

    HttpAnswer result;
    result.status = static_cast<int>(answer.get().result_int());
    result.body = answer.get().body();
    for (const auto& field : answer.get()) {
        std::string name(field.name_string());
        std::ranges::transform(name, name.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        result.headers[name] = std::string(field.value());
    }
    return result;
}

struct RawConnection::Impl {
    asio::io_context io{1};
    beast::tcp_stream stream{io};
    std::string received;
    boost::system::error_code outcome;
};

RawConnection::RawConnection(std::uint16_t port) : impl_(std::make_unique<Impl>()) {
    impl_->stream.socket().open(tcp::v4());
    impl_->stream.socket().connect(local(port));
}
RawConnection::~RawConnection() = default;
RawConnection::RawConnection(RawConnection&&) noexcept = default;

void RawConnection::write(std::string_view bytes) {
    impl_->stream.expires_after(kPatience);
    asio::async_write(
        impl_->stream, asio::buffer(bytes),
        [this](const boost::system::error_code& error, std::size_t) { impl_->outcome = error; });
    // A peer that has closed already is no failure of the test: its answer tells.
    run(impl_->io, impl_->outcome);
}

void RawConnection::shut_down_sending() {
    boost::system::error_code ignored;
    impl_->stream.socket().shutdown(tcp::socket::shutdown_send, ignored);
}

std::string RawConnection::read_to_end(std::chrono::milliseconds patience) {
    impl_->stream.expires_after(patience);
    asio::async_read(
        impl_->stream, asio::dynamic_buffer(impl_->received),
        [this](const boost::system::error_code& error, std::size_t) { impl_->outcome = error; });
    const auto outcome = run(impl_->io, impl_->outcome);
    if (outcome != asio::error::eof && outcome != asio::error::connection_reset) {
        throw std::runtime_error("the server did not close: " + outcome.message());
    }
    return std::exchange(impl_->received, {});
}

std::string RawConnection::read_until(std::string_view end) {
    impl_->stream.expires_after(kPatience);
    std::size_t length = 0;
    asio::async_read_until(impl_->stream, asio::dynamic_buffer(impl_->received), std::string(end),
                           [&](const boost::system::error_code& error, std::size_t bytes) {
                               impl_->outcome = error;
                               length = bytes;
                           });
    if (const auto outcome = run(impl_->io, impl_->outcome)) {
        throw std::runtime_error("waiting for \"" + std::string(end) + "\": " + outcome.message() +
                                 " after \"" + impl_->received + '"');
    }
    std::string result = impl_->received.substr(0, length);
    impl_->received.erase(0, length);
    return result;
}

int status_of(std::string_view answer) {
    constexpr std::string_view kVersion = "HTTP/1.1 ";
    int status = 0;
    if (answer.starts_with(kVersion)) {
        const std::string_view digits = answer.substr(kVersion.size(), 3);
        std::from_chars(digits.data(), digits.data() + digits.size(), status);
    }
    return status;
}

}  // namespace parley::test
