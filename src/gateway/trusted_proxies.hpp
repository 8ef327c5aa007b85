#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/address.hpp>

namespace parley {

// Whose word on the client's address is taken: the proxies of gateway.trusted_proxies. Constant;
// any thread.
class TrustedProxies {
  public:
    // Addresses and networks as the configuration has them: "10.0.0.0/8", "::1".
    explicit TrustedProxies(const std::vector<std::string>& networks);

    bool trusts(const boost::asio::ip::address& address) const;
    // Where a request came from that `peer` handed in: the rightmost address of X-Forwarded-For
    // that is no trusted proxy's, since each proxy adds on the right whom it had the request from.
    // What cannot be read, and what stands left of it, is nobody's word.
    std::string client_of(const boost::asio::ip::address& peer,
                          std::string_view forwarded_for) const;

  private:
    using Bytes = std::array<unsigned char, 16>;  // IPv4 as it is inside IPv6
    struct Network {
        Bytes address{};
        int prefix_bits = 0;
    };
    static Bytes bytes_of(const boost::asio::ip::address& address);

    std::vector<Network> networks_;
};

}  // namespace parley
