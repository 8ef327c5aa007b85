#include "control_client.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <nlohmann/json.hpp>

#include <limits>

namespace parley {

namespace asio = boost::asio;
namespace http = boost::beast::http;

std::string ControlClient::request(std::string_view method, std::string_view target,
                                   std::string body) const {
    const std::filesystem::path path = data_dir_ / "parleyctl.sock";
    asio::io_context io;
    asio::local::stream_protocol::socket socket(io);
    boost::system::error_code error;
    socket.connect(asio::local::stream_protocol::endpoint(path.string()), error);
    if (error) throw NoDaemon("no daemon answers at " + path.string() + ": " + error.message());

    http::request<http::string_body> request(http::string_to_verb({method.data(), method.size()}),
                                             {target.data(), target.size()}, 11);
    request.set(http::field::host, "parley");
    request.body() = std::move(body);
    request.prepare_payload();
    http::write(socket, request);

    boost::beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
    http::read(socket, buffer, parser);
    http::response<http::string_body> response = parser.release();
    if (response.result_int() < 300) return response.body();

    const auto parsed = nlohmann::json::parse(response.body(), nullptr, false);
    if (parsed.is_object() && parsed.contains("error")) {
        const auto& refusal = parsed["error"];
        throw std::runtime_error(refusal.value("code", "") + ": " + refusal.value("message", ""));
    }
    throw std::runtime_error("the daemon answered " + std::to_string(response.result_int()));
}

}  // namespace parley
