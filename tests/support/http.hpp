#pragma once
// HTTP for tests: whole requests with their answers, and raw bytes for what no HTTP library sends.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "support/json.hpp"

namespace parley::test {

// How long a test waits for something that has to come. Only a failing test waits that long;
// sanitizers make everything several times slower.
#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
inline constexpr std::chrono::milliseconds kPatience = std::chrono::seconds{30};
#else
inline constexpr std::chrono::milliseconds kPatience = std::chrono::seconds{10};
#endif

// Reads JSON the way the protocol asks of a careful client: one value, no member twice. Throws
// std::runtime_error that says what is wrong.
Json parse_strictly(std::string_view text);

using HttpHeaders = std::map<std::string, std::string>;

struct HttpAnswer {
    int status = 0;
    HttpHeaders headers;  // names in lower case
    std::string body;

    Json json() const { return parse_strictly(body); }
    // The code of an error answer, empty if this is none.
    std::string error() const;
    // Empty if it was not sent.
    std::string header(const std::string& name) const;
};

// One request on a connection of its own. A body is sent as application/json unless `headers` says
// otherwise. Throws if there is no whole answer within kPatience.
HttpAnswer http(std::uint16_t port, std::string_view method, std::string_view target,
                const std::optional<Json>& body = std::nullopt, const HttpHeaders& headers = {});

// A TCP connection that sends any bytes.
class RawConnection {
  public:
    explicit RawConnection(std::uint16_t port);
    ~RawConnection();
    RawConnection(RawConnection&&) noexcept;

    void write(std::string_view bytes);
    void shut_down_sending();
    // Everything up to the end that the peer makes. Throws if it makes none within `patience`.
    std::string read_to_end(std::chrono::milliseconds patience = kPatience);
    // Reads until `end` has been received; returns everything up to and with it.
    std::string read_until(std::string_view end);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// The status of a raw HTTP answer, 0 if the bytes do not begin with one.
int status_of(std::string_view answer);

}  // namespace parley::test
