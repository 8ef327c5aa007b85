#include "parley/protocol/error.hpp"

#include <gtest/gtest.h>

#include <array>

#include "support.hpp"

namespace parley {
namespace {

struct Row {
    ErrorCode code;
    std::string_view name;
    int http_status;
    std::string_view retry;
};

// The table of the protocol, line by line.
constexpr std::array<Row, 21> kTable = {{
    {ErrorCode::bad_frame, "bad_frame", 400, "no"},
    {ErrorCode::bad_field, "bad_field", 400, "no"},
    {ErrorCode::unknown_type, "unknown_type", 400, "no"},
    {ErrorCode::bad_state, "bad_state", 409, "no"},
    {ErrorCode::too_large, "too_large", 413, "no"},
    {ErrorCode::unauthenticated, "unauthenticated", 401, "reauth"},
    {ErrorCode::bad_credentials, "bad_credentials", 401, "no"},
    {ErrorCode::forbidden, "forbidden", 403, "no"},
    {ErrorCode::not_found, "not_found", 404, "no"},
    {ErrorCode::gone, "gone", 410, "no"},
    {ErrorCode::conflict, "conflict", 409, "resync"},
    {ErrorCode::idempotency_conflict, "idempotency_conflict", 409, "no"},
    {ErrorCode::already, "already", 409, "no"},
    {ErrorCode::rate_limited, "rate_limited", 429, "after"},
    {ErrorCode::quota, "quota", 403, "no"},
    {ErrorCode::read_only, "read_only", 503, "after"},
    {ErrorCode::overloaded, "overloaded", 503, "after"},
    {ErrorCode::storage_failed, "storage_failed", 503, "after"},
    {ErrorCode::outcome_unknown, "outcome_unknown", 504, "after"},
    {ErrorCode::unsupported, "unsupported", 501, "no"},
    {ErrorCode::internal, "internal", 500, "after"},
}};

TEST(ErrorTest, EveryCodeIsWhatTheProtocolSays) {
    for (const Row& row : kTable) {
        EXPECT_EQ(name_of(row.code), row.name);
        EXPECT_EQ(retry_of(row.code), row.retry) << row.name;
        EXPECT_EQ(http_status_of(row.code), row.http_status) << row.name;
    }
}

TEST(ErrorTest, TheShorthandsSetWhatTheirCodeCallsFor) {
    const ProtocolError field = bad_field("seq", "Why.");
    EXPECT_EQ(field.code, ErrorCode::bad_field);
    EXPECT_EQ(field.field, "seq");
    EXPECT_EQ(field.message, "Why.");
    const ProtocolError large = too_large("text", 16384);
    EXPECT_EQ(large.code, ErrorCode::too_large);
    EXPECT_EQ(large.field, "text");
    EXPECT_EQ(large.limit, 16384);
    const ProtocolError missing = not_found("conversation");
    EXPECT_EQ(missing.code, ErrorCode::not_found);
    EXPECT_EQ(missing.message, "There is no such conversation.");
    const ProtocolError refused = forbidden("owner");
    EXPECT_EQ(refused.code, ErrorCode::forbidden);
    EXPECT_EQ(refused.need, "owner");
}

}  // namespace
}  // namespace parley
