#include "support/control.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>

namespace parley::test {

namespace asio = boost::asio;
namespace beast = boost::beast;

HttpAnswer control_request(const std::filesystem::path& data_dir, std::string_view method,
                           std::string_view target, std::string body) {
    asio::io_context io{1};
    asio::local::stream_protocol::socket socket(io);
    socket.connect({(data_dir / "parleyctl.sock").string()});
    beast::http::request<beast::http::string_body> request;
    request.method_string({method.data(), method.size()});
    request.target({target.data(), target.size()});
    request.version(11);
    request.set(beast::http::field::host, "parley");
    request.body() = std::move(body);
    request.prepare_payload();
    beast::http::write(socket, request);
    beast::flat_buffer buffer;
    beast::http::response<beast::http::string_body> response;
    beast::http::read(socket, buffer, response);
    HttpAnswer answer;
    answer.status = static_cast<int>(response.result_int());
    answer.body = response.body();
    return answer;
}

}  // namespace parley::test
