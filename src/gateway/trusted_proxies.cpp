#include "trusted_proxies.hpp"

#include <boost/asio/ip/address_v6.hpp>

#include <algorithm>
#include <charconv>
#include <optional>

#include "parley/core/trimmed.hpp"

namespace parley {
namespace {

namespace ip = boost::asio::ip;

constexpr int kBitsBeforeV4 = 96;

// Some proxies add the port: 192.0.2.7:4711, [2001:db8::7]:4711.
std::optional<ip::address> parse(std::string_view text) {
    text = trimmed(text);
    if (text.starts_with('[')) {
        text = text.substr(1, text.find(']') - 1);
    } else if (std::count(text.begin(), text.end(), ':') == 1) {
        text = text.substr(0, text.find(':'));
    }
    boost::system::error_code error;
    const ip::address address = ip::make_address(std::string(text), error);
    if (error) return std::nullopt;
    return address;
}

}  // namespace

TrustedProxies::TrustedProxies(const std::vector<std::string>& networks) {
    for (const std::string& text : networks) {
        const std::size_t slash = std::min(text.find('/'), text.size());
        const ip::address address = ip::make_address(text.substr(0, slash));
        Network network{bytes_of(address), 8 * static_cast<int>(sizeof(Bytes))};
        if (slash < text.size()) {
            std::from_chars(text.data() + slash + 1, text.data() + text.size(),
                            network.prefix_bits);
            if (address.is_v4()) network.prefix_bits += kBitsBeforeV4;
        }
        networks_.push_back(network);
    }
}

TrustedProxies::Bytes TrustedProxies::bytes_of(const ip::address& address) {
    if (address.is_v6()) return address.to_v6().to_bytes();
    return ip::make_address_v6(ip::v4_mapped, address.to_v4()).to_bytes();
}

bool TrustedProxies::trusts(const ip::address& address) const {
    const Bytes bytes = bytes_of(address);
    return std::any_of(networks_.begin(), networks_.end(), [&](const Network& network) {
        for (int bit = 0; bit < network.prefix_bits; ++bit) {
            const auto at = static_cast<std::size_t>(bit / 8);
            const int mask = 0x80 >> bit % 8;
            if ((bytes[at] & mask) != (network.address[at] & mask)) return false;
        }
        return true;
    });
}

std::string TrustedProxies::client_of(const ip::address& peer,
                                      std::string_view forwarded_for) const {
    ip::address client = peer;
    while (trusts(client) && !forwarded_for.empty()) {
        const std::size_t comma = forwarded_for.rfind(',');
        const std::size_t begin = comma == std::string_view::npos ? 0 : comma + 1;
        const std::optional<ip::address> before = parse(forwarded_for.substr(begin));
        if (!before) break;
        client = *before;
        forwarded_for = forwarded_for.substr(0, begin == 0 ? 0 : comma);
    }
    return client.to_string();
}

}  // namespace parley
