#include "parley/protocol/error.hpp"

#include <array>

namespace parley {
namespace {

struct Code {
    std::string_view name;
    std::string_view retry;
    int http_status;
};

// In the order of ErrorCode.
constexpr std::array<Code, 21> kCodes = {{
    {"bad_frame", "no", 400},
    {"bad_field", "no", 400},
    {"unknown_type", "no", 400},
    {"bad_state", "no", 409},
    {"too_large", "no", 413},
    {"unauthenticated", "reauth", 401},
    {"bad_credentials", "no", 401},
    {"forbidden", "no", 403},
    {"not_found", "no", 404},
    {"gone", "no", 410},
    {"conflict", "resync", 409},
    {"idempotency_conflict", "no", 409},
    {"already", "no", 409},
    {"rate_limited", "after", 429},
    {"quota", "no", 403},
    {"read_only", "after", 503},
    {"overloaded", "after", 503},
    {"storage_failed", "after", 503},
    {"outcome_unknown", "after", 504},
    {"unsupported", "no", 501},
    {"internal", "after", 500},
}};
static_assert(static_cast<std::size_t>(ErrorCode::internal) + 1 == kCodes.size());

const Code& code_of(ErrorCode code) { return kCodes[static_cast<std::size_t>(code)]; }

}  // namespace

std::string_view name_of(ErrorCode code) { return code_of(code).name; }
std::string_view retry_of(ErrorCode code) { return code_of(code).retry; }
int http_status_of(ErrorCode code) { return code_of(code).http_status; }

ProtocolError make_error(ErrorCode code, std::string_view message) {
    ProtocolError error;
    error.code = code;
    error.message = message;
    return error;
}

ProtocolError bad_field(std::string_view field, std::string_view message) {
    ProtocolError error;
    error.code = ErrorCode::bad_field;
    error.message = message;
    error.field = field;
    return error;
}

ProtocolError too_large(std::string_view field, std::int64_t limit) {
    ProtocolError error;
    error.code = ErrorCode::too_large;
    error.message = "This is more than the server takes.";
    error.field = field;
    error.limit = limit;
    return error;
}

ProtocolError not_found(std::string_view what) {
    ProtocolError error;
    error.code = ErrorCode::not_found;
    error.message = "There is no such " + std::string(what) + ".";
    return error;
}

ProtocolError forbidden(std::string_view need) {
    ProtocolError error;
    error.code = ErrorCode::forbidden;
    error.message = "Your role does not allow this.";
    error.need = need;
    return error;
}

}  // namespace parley
