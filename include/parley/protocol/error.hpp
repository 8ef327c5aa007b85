#pragma once
// What a client is told when something is refused: section 7 of the wire protocol.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

enum class ErrorCode {
    bad_frame,
    bad_field,
    unknown_type,
    bad_state,
    too_large,
    unauthenticated,
    bad_credentials,
    forbidden,
    not_found,
    gone,
    conflict,
    idempotency_conflict,
    already,
    rate_limited,
    quota,
    read_only,
    overloaded,
    storage_failed,
    outcome_unknown,
    unsupported,
    internal,
};

// The code's name on the wire, its retry verdict ("no", "after", "resync", "reauth") and its
// status.
std::string_view name_of(ErrorCode code);
std::string_view retry_of(ErrorCode code);
int http_status_of(ErrorCode code);

// A value. Only the members that the code calls for are set.
struct ProtocolError {
    ErrorCode code = ErrorCode::internal;
    std::string message;                         // for people; one English sentence
    std::string field;                           // bad_field, too_large: which member
    std::optional<std::int64_t> limit;           // too_large: the limit that was passed
    std::optional<std::int64_t> retry_after_ms;  // retry "after"
    std::string need;                            // forbidden: author, admin or owner
    std::string scope;                           // rate_limited: which limit
    std::optional<std::int64_t> current;         // conflict: the present rev or version
    std::string reference;                       // internal: also in the log
};

// Shorthands for the refusals that many places make.
ProtocolError make_error(ErrorCode code, std::string_view message);
ProtocolError bad_field(std::string_view field, std::string_view message);
ProtocolError too_large(std::string_view field, std::int64_t limit);
ProtocolError not_found(std::string_view what);
ProtocolError forbidden(std::string_view need);

}  // namespace parley
