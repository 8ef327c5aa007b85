#include "refusals.hpp"

#include "parley/core/assert.hpp"

namespace parley {
namespace {

// When to come back after a commit that failed: a full disk is not emptied sooner, and a daemon
// that ends is not started again sooner.
constexpr std::int64_t kRetryAfterMs = 1000;

}  // namespace

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
        case Verdict::blocked:
            return make_error(ErrorCode::forbidden, "The two of you do not talk to each other.");
        case Verdict::impossible:
            return make_error(ErrorCode::bad_state,
                              "A direct conversation has neither settings nor other members.");
    }
    assertion_failed("a verdict that refuses", __FILE__, __LINE__);
}

ProtocolError conflict(std::string_view message, std::int64_t current) {
    ProtocolError error = make_error(ErrorCode::conflict, message);
    error.current = current;
    return error;
}

ProtocolError gone() { return make_error(ErrorCode::gone, "This message is gone."); }

ProtocolError key_conflict() {
    return make_error(ErrorCode::idempotency_conflict,
                      "This idempotency key was used for another request.");
}

ProtocolError commit_failed(CommitOutcome outcome) {
    ProtocolError error =
        outcome == CommitOutcome::unknown
            ? make_error(ErrorCode::outcome_unknown,
                         "Whether this was stored is not known. Send the same again.")
            : make_error(ErrorCode::storage_failed, "This could not be stored; nothing was.");
    error.retry_after_ms = kRetryAfterMs;
    return error;
}

ProtocolError not_compacted() {
    ProtocolError error = make_error(
        ErrorCode::storage_failed,
        "What was erased may still be in the files: somebody has been reading for long (verify, a "
        "backup), or the disk is full. Try again.");
    error.retry_after_ms = kRetryAfterMs;
    return error;
}

}  // namespace parley
