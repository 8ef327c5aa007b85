#pragma once
#include <cstdint>
#include <string>

#include "parley/config/config.hpp"

namespace parley {

// Where a browser finds the server: gateway.public_url, else what it listens on, with the `port`
// that it got. Without a slash at the end.
std::string web_address(const GatewayConfig& config, std::uint16_t port);

}  // namespace parley
