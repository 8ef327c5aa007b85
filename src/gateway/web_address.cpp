#include "parley/gateway/web_address.hpp"

namespace parley {

std::string web_address(const GatewayConfig& config, std::uint16_t port) {
    if (!config.public_url.empty()) return config.public_url;
    const std::string& address = config.listen.address;
    const bool is_ipv6 = address.find(':') != std::string::npos;
    return "http://" + (is_ipv6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace parley
