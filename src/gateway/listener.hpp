#pragma once
#include <string>

#include "net.hpp"
#include "parley/config/config.hpp"

namespace parley {

class HttpRoutes;
class Loop;

// Accepts for one loop. With several loops each has its own, on the same port (SO_REUSEPORT).
// Keeper: its loop, but for the constructor.
class Listener {
  public:
    // Binds and listens. Throws boost::system::system_error.
    Listener(Loop& loop, HttpRoutes& routes, const asio::ip::tcp::endpoint& endpoint, bool shared);

    asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }
    void start();
    void close();

  private:
    void accept();
    void take(Socket socket);
    void pause();

    Loop& loop_;
    HttpRoutes& routes_;
    Acceptor acceptor_;
    Timer pause_;
};

}  // namespace parley
