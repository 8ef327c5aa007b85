#pragma once
// Addresses to listen on, and origins. Checked here without a socket or a name server.

#include <optional>
#include <string>
#include <string_view>

#include "parley/config/config.hpp"

namespace parley {

// What is wrong with a value and what would be right, without the key. Nothing if it is good.
using Complaint = std::optional<std::string>;

// "127.0.0.1:7400", "[::1]:7400": an address, not a name, so that it means the same at every start.
Complaint parse_endpoint(std::string_view text, GatewayConfig::Endpoint& endpoint);
std::string format_endpoint(const GatewayConfig::Endpoint& endpoint);

// Any "scheme://host[:port]": an embedding app's web view may have a scheme of its own. The origin
// is brought into the form in which a browser sends it.
Complaint parse_origin(std::string_view text, std::string& origin);

// An address, or a network with its prefix: "127.0.0.1", "10.0.0.0/8", "2001:db8::/32". No name,
// and no bit set behind the prefix.
Complaint parse_network(std::string_view text, std::string& network);

// An origin with the scheme http or https.
Complaint parse_web_origin(std::string_view text, std::string& origin);

}  // namespace parley
