#pragma once
// The members that requests have in common.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "member_reader.hpp"
#include "parley/core/id_codec.hpp"
#include "parley/protocol/requests.hpp"

namespace parley {

inline constexpr std::int64_t kTitleMax = 128;  // code points
inline constexpr std::int64_t kTopicBytesMax = 1024;

class RequestMembers : public MemberReader {
  public:
    RequestMembers(const Json& object, const IdCodec& ids, const RequestLimits& limits)
        : MemberReader(object), ids_(ids), limits_(limits) {}

    const RequestLimits& limits() const { return limits_; }

    std::string idempotency_key();
    std::string text();
    std::string title();
    std::optional<std::string> topic();
    // 1…limits.page, which is also the default.
    std::int64_t limit();

    UserId user();
    ConversationId conversation();
    LogName log();
    // At most `max` different ones; none twice.
    std::vector<UserId> users(std::string_view name, std::int64_t max);
    std::vector<UserId> optional_users(std::string_view name, std::int64_t max);
    std::optional<Mentions> mentions();

  private:
    struct IdList {
        bool all = false;  // whether "all" is among the items
        std::vector<UserId> users;
    };
    bool check_id(const Json& value, std::string_view name);
    std::string_view id_text(std::string_view name);
    IdList id_list(const Json& value, std::string_view name, std::int64_t max);

    const IdCodec& ids_;
    const RequestLimits& limits_;
};

}  // namespace parley
