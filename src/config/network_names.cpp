#include "network_names.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "formats.hpp"

namespace parley {
namespace {

constexpr std::size_t kHostBytesMax = 253;  // of a DNS name
constexpr std::size_t kShownBytesMax = 64;
constexpr std::string_view kEndpointForm =
    R"(write an IP address and a port, like "127.0.0.1:7400" or "[::1]:7400")";
constexpr std::string_view kNetworkForm =
    R"(write an IP address, or a network like "10.0.0.0/8" or "2001:db8::/32")";
constexpr std::string_view kOriginForm =
    "write scheme and host, and the port if it is not the usual one, like "
    "\"https://chat.example.org\"";

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

std::string in_lower_case(std::string_view text) {
    std::string lower{text};
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

Complaint complain(std::string_view text, std::string_view what, std::string_view form) {
    return fmt::format("\"{}\" {}; {}", printable(text, kShownBytesMax), what, form);
}

// The address in its one canonical form, which for IPv6 is the shortest; nothing if it is none.
std::optional<std::string> canonical_address(const std::string& text, int family) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> canonical{};
    if (text.find('\0') != std::string::npos) return std::nullopt;
    if (inet_pton(family, text.c_str(), bytes.data()) != 1) return std::nullopt;
    if (inet_ntop(family, bytes.data(), canonical.data(), canonical.size()) == nullptr) {
        return std::nullopt;
    }
    return canonical.data();
}

// Digits only; nothing if it is none or above 65535.
std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const char* const end = text.data() + text.size();
    const auto [rest, error] = std::from_chars(text.data(), end, port);
    if (error != std::errc{} || rest != end) return std::nullopt;
    return port;
}

// Splits "host:port", where an IPv6 host stands in brackets (and keeps them). Without a port,
// `port` is nothing. False if that is not its form.
bool split_host(std::string_view text, std::string_view& host,
                std::optional<std::string_view>& port) {
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == std::string_view::npos) return false;
    const std::size_t colon = text.find(':', bracket);
    host = text.substr(0, colon);
    if (colon != std::string_view::npos) port = text.substr(colon + 1);
    // "::1" without brackets, or something between bracket and colon.
    return (!port || port->find(':') == std::string_view::npos) &&
           (bracket == 0 || host.size() == bracket + 1);
}

std::optional<std::string> canonical_host(std::string_view host) {
    if (host.starts_with('[')) {
        const auto address =
            canonical_address(std::string{host.substr(1, host.size() - 2)}, AF_INET6);
        return address ? std::optional{'[' + *address + ']'} : std::nullopt;
    }
    const bool well_formed =
        !host.empty() && host.size() <= kHostBytesMax && host[0] != '.' &&
        host.find("..") == std::string_view::npos &&
        std::all_of(host.begin(), host.end(), [](char c) {
            return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_';
        });
    if (!well_formed) return std::nullopt;
    // A host that ends in a number is an IPv4 address to browsers, or nothing.
    const std::string_view last_label = host.substr(host.rfind('.') + 1);
    if (!last_label.empty() && std::all_of(last_label.begin(), last_label.end(), is_digit)) {
        return canonical_address(std::string{host}, AF_INET);
    }
    return in_lower_case(host);
}

// Whether all bits behind the first `prefix_bits` are 0.
bool is_network_address(const std::string& address, int family, int prefix_bits) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    inet_pton(family, address.c_str(), bytes.data());
    const int bits = family == AF_INET ? 32 : 128;
    for (int bit = prefix_bits; bit < bits; ++bit) {
        if (bytes[static_cast<std::size_t>(bit / 8)] & (0x80 >> bit % 8)) return false;
    }
    return true;
}

bool is_scheme(std::string_view text) {
    return !text.empty() && is_letter(text[0]) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
    });
}

}  // namespace

Complaint parse_endpoint(std::string_view text, GatewayConfig::Endpoint& endpoint) {
    std::string_view host;
    std::optional<std::string_view> port_text;
    if (!split_host(text, host, port_text)) {
        return complain(text, "is not an address to listen on", kEndpointForm);
    }
    if (!port_text) return complain(text, "has no port", kEndpointForm);
    const auto address =
        host.starts_with('[')
            ? canonical_address(std::string{host.substr(1, host.size() - 2)}, AF_INET6)
            : canonical_address(std::string{host}, AF_INET);
    if (!address) {
        return complain(host, "is not an IP address", kEndpointForm);
    }
    const auto port = parse_port(*port_text);
    if (!port) {
        return complain(*port_text, "is not a port from 0 (any free one) to 65535", kEndpointForm);
    }
    endpoint = {*address, *port};
    return std::nullopt;
}

std::string format_endpoint(const GatewayConfig::Endpoint& endpoint) {
    const bool is_v6 = endpoint.address.find(':') != std::string::npos;
    return is_v6 ? fmt::format("[{}]:{}", endpoint.address, endpoint.port)
                 : fmt::format("{}:{}", endpoint.address, endpoint.port);
}

Complaint parse_origin(std::string_view text, std::string& origin) {
    const std::size_t scheme_end = text.find("://");
    if (scheme_end == std::string_view::npos || !is_scheme(text.substr(0, scheme_end))) {
        return complain(text, "is not an origin", kOriginForm);
    }
    const std::string scheme = in_lower_case(text.substr(0, scheme_end));
    const std::string_view authority = text.substr(scheme_end + 3);
    if (authority.find_first_of("/?#\\") != std::string_view::npos) {
        return complain(text, "has a path or slash behind the host", kOriginForm);
    }
    if (authority.find('@') != std::string_view::npos) {
        return complain(text, "has a user name", kOriginForm);
    }
    std::string_view host_text;
    std::optional<std::string_view> port_text;
    std::optional<std::string> host;
    if (split_host(authority, host_text, port_text)) host = canonical_host(host_text);
    if (!host) {
        return complain(text, "has no valid host (names in ASCII, IPv6 in brackets)", kOriginForm);
    }
    origin = fmt::format("{}://{}", scheme, *host);
    if (!port_text) return std::nullopt;

    const auto port = parse_port(*port_text);
    if (!port || *port == 0) return complain(text, "has no port from 1 to 65535", kOriginForm);
    const bool usual = (scheme == "http" && *port == 80) || (scheme == "https" && *port == 443);
    if (!usual) origin += fmt::format(":{}", *port);
    return std::nullopt;
}

Complaint parse_network(std::string_view text, std::string& network) {
    const std::size_t slash = std::min(text.find('/'), text.size());
    const int family =
        text.substr(0, slash).find(':') == std::string_view::npos ? AF_INET : AF_INET6;
    const auto address = canonical_address(std::string{text.substr(0, slash)}, family);
    if (!address) return complain(text, "is not an address or network", kNetworkForm);
    network = *address;
    if (slash == text.size()) return std::nullopt;
    const auto prefix_bits = parse_port(text.substr(slash + 1));
    const int bits_max = family == AF_INET ? 32 : 128;
    if (!prefix_bits || *prefix_bits > bits_max) {
        return complain(text, fmt::format("has no prefix from 0 to {}", bits_max), kNetworkForm);
    }
    if (!is_network_address(*address, family, *prefix_bits)) {
        return complain(text, "has bits set behind its prefix", kNetworkForm);
    }
    network += fmt::format("/{}", *prefix_bits);
    return std::nullopt;
}

Complaint parse_web_origin(std::string_view text, std::string& origin) {
    if (Complaint complaint = parse_origin(text, origin)) return complaint;
    if (!origin.starts_with("http://") && !origin.starts_with("https://")) {
        return complain(text, "is not http or https", kOriginForm);
    }
    return std::nullopt;
}

}  // namespace parley
