#include "refusals.hpp"

#include "parley/core/assert.hpp"

namespace parley {
namespace {

// When to come back after a commit that failed: a full disk is not emptied sooner, and a daemon
// that ends is not started again sooner.
constexpr std::int64_t kRetryAfterMs = 1000;

}  // namespace

ProtocolError refusal(ErrorCode code, std::string_view message) {
    ProtocolError error;
    error.code = code;
    error.message = message;
    return error;
}

ProtocolError refusal_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::allowed:
            break;
        case Verdict::not_found:
            return not_found("conversation");
        case Verdict::need_admin:
            return forbidden("admin");
        case Verdict::need_owner:
            return forbidden("owner");
        case Verdict::impossible:
            return refusal(ErrorCode::bad_state,
                           "The members of a direct conversation do not change.");
    }
    assertion_failed("a verdict that refuses", __FILE__, __LINE__);
}

ProtocolError commit_failed(CommitOutcome outcome) {
    ProtocolError error =
        outcome == CommitOutcome::unknown
            ? refusal(ErrorCode::outcome_unknown,
                      "Whether this was stored is not known. Send the same again.")
            : refusal(ErrorCode::storage_failed, "This could not be stored; nothing was.");
    error.retry_after_ms = kRetryAfterMs;
    return error;
}

}  // namespace parley
