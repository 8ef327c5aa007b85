#include "request_members.hpp"

#include <algorithm>
#include <unordered_set>

#include "parley/protocol/names.hpp"

namespace parley {
namespace {

constexpr std::int64_t kIdempotencyKeyMax = 64;  // code points
constexpr std::size_t kIdBytesMax = 40;
constexpr std::string_view kAll = "all";
constexpr std::string_view kSelf = "self";
constexpr std::string_view kOthers = "others";

// U+0000 is refused in what is stored and shown: too many programs take it for the end of a text.
bool has_zero(std::string_view text) { return text.find('\0') != std::string_view::npos; }

}  // namespace

std::string RequestMembers::idempotency_key() {
    constexpr std::string_view kName = "idempotency_key";
    std::string key = string(kName);
    if (key.empty() || code_points_of(key) > kIdempotencyKeyMax || has_zero(key)) {
        refuse_field(kName, "This must be 1 to 64 characters, without U+0000.");
    }
    return key;
}

std::string RequestMembers::text() {
    constexpr std::string_view kName = "text";
    std::string text = string(kName);
    if (text.empty() || has_zero(text)) {
        refuse_field(kName, "This must not be empty or contain U+0000.");
    }
    if (std::ssize(text) > limits_.text_bytes) refuse(too_large(kName, limits_.text_bytes));
    return text;
}

std::optional<std::string> RequestMembers::draft() {
    constexpr std::string_view kName = "draft";
    if (is_null(kName)) return std::string();
    std::optional<std::string> draft = optional_string(kName);
    if (!draft) return draft;
    if (has_zero(*draft)) refuse_field(kName, "This must not contain U+0000.");
    if (std::ssize(*draft) > limits_.text_bytes) refuse(too_large(kName, limits_.text_bytes));
    return draft;
}

std::string RequestMembers::title() { return line("title", kTitleMax); }

std::optional<std::string> RequestMembers::optional_title() {
    return optional_line("title", kTitleMax);
}

std::optional<std::string> RequestMembers::topic() {
    constexpr std::string_view kName = "topic";
    std::optional<std::string> topic = optional_string(kName);
    if (!topic) return topic;
    if (has_zero(*topic)) refuse_field(kName, "This must not contain U+0000.");
    if (std::ssize(*topic) > kTopicBytesMax) refuse(too_large(kName, kTopicBytesMax));
    return topic;
}

std::optional<std::string> RequestMembers::format() {
    return optional_word<std::string>("format",
                                      [](std::string_view name) -> std::optional<std::string> {
                                          if (name != "plain" && name != "markdown")
                                              return std::nullopt;
                                          return std::string(name);
                                      });
}

std::string RequestMembers::emoji() {
    if (require("emoji") == nullptr) return {};
    return optional_emoji().value_or("");
}

std::optional<std::string> RequestMembers::optional_emoji() {
    constexpr std::string_view kName = "emoji";
    std::optional<std::string> emoji = optional_string(kName);
    if (emoji && !is_emoji(*emoji)) {
        refuse_field(kName, "This must be 1 to 64 bytes, without white space.");
    }
    return emoji;
}

std::string RequestMembers::query(std::string_view name, std::int64_t max) {
    std::string query = string(name);
    if (query.empty() || code_points_of(query) > max || has_zero(query)) {
        refuse_field(name,
                     "This must be 1 to " + std::to_string(max) + " characters, without U+0000.");
    }
    return query;
}

std::int64_t RequestMembers::limit() {
    return std::min(optional_integer("limit", 1).value_or(limits_.page), limits_.page);
}

bool RequestMembers::check_id(const Json& value, std::string_view name) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (text.size() <= kIdBytesMax && is_ascii(text)) return true;
    }
    refuse_field(name, "An id is a string of at most 40 ASCII characters.");
    return false;
}

std::string_view RequestMembers::id_text(std::string_view name) {
    const Json* value = require(name);
    if (value == nullptr || !check_id(*value, name)) return {};
    return value->get_ref<const std::string&>();
}

UserId RequestMembers::user() { return ids_.user(id_text("user")); }

std::optional<UserId> RequestMembers::optional_user(std::string_view name) {
    if (find(name) == nullptr) return std::nullopt;
    return ids_.user(id_text(name));
}

ConversationId RequestMembers::conversation() { return ids_.conversation(id_text("conversation")); }

std::optional<ConversationId> RequestMembers::optional_conversation() {
    if (find("conversation") == nullptr) return std::nullopt;
    return conversation();
}

DeviceId RequestMembers::device() { return ids_.device(id_text("device")); }

bool RequestMembers::names_others() const {
    const Json* value = find("device");
    return value != nullptr && value->is_string() &&
           value->get_ref<const std::string&>() == kOthers;
}

LogName RequestMembers::log() {
    const std::string_view text = id_text("conversation");
    LogName log;
    log.self = text == kSelf;
    if (!log.self) log.conversation = ids_.conversation(text);
    return log;
}

RequestMembers::IdList RequestMembers::id_list(const Json& value, std::string_view name,
                                               std::int64_t max) {
    IdList list;
    if (!value.is_array()) {
        refuse_field(name, "This must be a list of ids.");
        return list;
    }
    std::unordered_set<std::string_view> seen;
    bool has_unknown = false;
    for (const Json& item : value) {
        if (!check_id(item, name)) return list;
        const std::string_view text = item.get_ref<const std::string&>();
        if (!seen.insert(text).second) continue;
        if (std::ssize(seen) > max) {
            refuse(too_large(name, max));
            return list;
        }
        if (text == kAll) {
            list.all = true;
            continue;
        }
        // An id has one spelling, so that different texts are different users. What names nobody
        // is kept, once, so that it is not found.
        const UserId user = ids_.user(text);
        if (user || !has_unknown) list.users.push_back(user);
        if (!user) has_unknown = true;
    }
    return list;
}

std::vector<UserId> RequestMembers::users(std::string_view name, std::int64_t max) {
    const Json* value = require(name);
    if (value == nullptr) return {};
    IdList list = id_list(*value, name, max);
    // "all" means something in `mentions` only.
    if (list.all) list.users.push_back(UserId());
    return std::move(list.users);
}

std::vector<UserId> RequestMembers::optional_users(std::string_view name, std::int64_t max) {
    return find(name) == nullptr ? std::vector<UserId>() : users(name, max);
}

std::optional<Mentions> RequestMembers::mentions() {
    constexpr std::string_view kName = "mentions";
    const Json* value = find(kName);
    if (value == nullptr) return std::nullopt;
    Mentions mentions;
    if (value->is_string() && value->get_ref<const std::string&>() == kAll) {
        mentions.all = true;
        return mentions;
    }
    IdList list = id_list(*value, kName, limits_.page);
    mentions.all = list.all;
    mentions.users = std::move(list.users);
    return mentions;
}

std::vector<std::int64_t> RequestMembers::seqs() {
    constexpr std::string_view kName = "seqs";
    const Json* value = require(kName);
    std::vector<std::int64_t> seqs;
    if (value == nullptr) return seqs;
    if (!value->is_array() || value->empty()) {
        refuse_field(kName, "This must be a list of one seq at least.");
        return seqs;
    }
    for (const Json& item : *value)
        seqs.push_back(integer_in(item, kName, 1));
    std::sort(seqs.begin(), seqs.end());
    seqs.erase(std::unique(seqs.begin(), seqs.end()), seqs.end());
    if (std::ssize(seqs) > limits_.page) refuse(too_large(kName, limits_.page));
    return seqs;
}

}  // namespace parley
