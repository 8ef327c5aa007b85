#include "cutting_proxy.hpp"

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <random>
#include <thread>

namespace parley::test {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

// One client's connection and the one to the server. Lives as long as a handler of it waits.
class Pair : public std::enable_shared_from_this<Pair> {
  public:
    Pair(tcp::socket client, std::size_t budget)
        : client_{std::move(client), {}},
          server_{tcp::socket(client_.socket.get_executor()), {}},
          budget_(budget) {}

    void start(std::uint16_t port) {
        server_.socket.async_connect({asio::ip::address_v4::loopback(), port},
                                     [self = shared_from_this()](error_code error) {
                                         if (error) return self->cut();
                                         error_code ignored;
                                         for (End* end : {&self->client_, &self->server_})
                                             end->socket.set_option(tcp::no_delay(true), ignored);
                                         self->pass(self->client_, self->server_);
                                         self->pass(self->server_, self->client_);
                                     });
    }
    void cut() {
        error_code ignored;
        client_.socket.close(ignored);
        server_.socket.close(ignored);
    }

  private:
    struct End {
        tcp::socket socket;
        std::array<char, 4096> bytes;
    };

    void pass(End& from, End& to) {
        from.socket.async_read_some(
            asio::buffer(from.bytes),
            [this, &from, &to, self = shared_from_this()](error_code error, std::size_t size) {
                if (error) return cut();
                const std::size_t passed = std::min(size, budget_);
                budget_ -= passed;
                asio::async_write(to.socket, asio::buffer(from.bytes.data(), passed),
                                  [this, &from, &to, self](error_code failed, std::size_t) {
                                      if (failed || budget_ == 0) return cut();
                                      pass(from, to);
                                  });
            });
    }

    End client_;
    End server_;
    std::size_t budget_;  // of both directions
};

}  // namespace

struct CuttingProxy::Impl {
    Impl(std::uint16_t target, std::uint64_t seed)
        : server_port(target), random(seed), acceptor(io, {asio::ip::address_v4::loopback(), 0}) {
        accept();
        thread = std::thread([this] { io.run(); });
    }
    ~Impl() {
        io.stop();
        thread.join();
    }

    void accept() {
        acceptor.async_accept([this](error_code error, tcp::socket socket) {
            if (error) return;
            ++count;
            const auto pair = std::make_shared<Pair>(std::move(socket), next_budget());
            pair->start(server_port);
            accept();
        });
    }
    // Some connections end before they have said much, most after a while.
    std::size_t next_budget() {
        const std::size_t most = random() % 4 == 0 ? 2'500 : 30'000;
        return 400 + random() % most;
    }

    const std::uint16_t server_port;
    std::mt19937_64 random;  // the thread's
    std::atomic<int> count = 0;
    asio::io_context io{1};
    tcp::acceptor acceptor;
    std::thread thread;
};

CuttingProxy::CuttingProxy(std::uint16_t server_port, std::uint64_t seed)
    : impl_(std::make_unique<Impl>(server_port, seed)) {}
CuttingProxy::~CuttingProxy() = default;
std::uint16_t CuttingProxy::port() const { return impl_->acceptor.local_endpoint().port(); }
int CuttingProxy::connections() const { return impl_->count; }

}  // namespace parley::test
