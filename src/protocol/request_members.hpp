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
inline constexpr std::int64_t kReasonMax = 256;      // code points
inline constexpr std::int64_t kQueryMax = 256;       // code points
inline constexpr std::int64_t kPrefixMax = 64;       // code points
inline constexpr std::int64_t kStatusTextMax = 100;  // code points
inline constexpr std::int64_t kDeviceNameMax = 64;   // code points

class RequestMembers : public MemberReader {
  public:
    RequestMembers(const Json& object, const IdCodec& ids, const RequestLimits& limits,
                   std::string_view prefix = {})
        : MemberReader(object, prefix), ids_(ids), limits_(limits) {}
    // For an object that is a member; its errors are its own.
    RequestMembers nested(const Json& object, std::string_view prefix) const {
        return RequestMembers(object, ids_, limits_, prefix);
    }

    const RequestLimits& limits() const { return limits_; }

    std::string idempotency_key();
    std::string text();
    std::optional<std::string> draft();  // empty, also for null: taken away
    std::string title();
    std::optional<std::string> optional_title();
    std::optional<std::string> topic();
    std::optional<std::string> format();
    std::optional<std::string> reason() { return optional_line("reason", kReasonMax); }
    std::string emoji();
    std::optional<std::string> optional_emoji();
    // 1 to `max` characters, to look for.
    std::string query(std::string_view name, std::int64_t max);
    // 1…limits.page, which is also the default.
    std::int64_t limit();

    UserId user();
    std::optional<UserId> optional_user(std::string_view name);
    ConversationId conversation();
    std::optional<ConversationId> optional_conversation();
    DeviceId device();
    // Whether `device` is the word for all devices but one's own; it is then no id.
    bool names_others() const;
    LogName log();
    // At most `max` different ones; none twice.
    std::vector<UserId> users(std::string_view name, std::int64_t max);
    std::vector<UserId> optional_users(std::string_view name, std::int64_t max);
    std::optional<Mentions> mentions();
    // `seqs`, ascending, none twice.
    std::vector<std::int64_t> seqs();

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
