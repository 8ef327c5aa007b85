#include "member_reader.hpp"

#include <algorithm>

#include "parley/protocol/names.hpp"

namespace parley {
namespace {

constexpr std::size_t kAsciiBytesMax = 200;  // cursors and page tokens

}  // namespace

void MemberReader::refuse_field(std::string_view name, std::string_view message) {
    if (error_) return;
    error_ = bad_field(name, message);
    error_->field.insert(0, prefix_);
}

const Json* MemberReader::find(std::string_view name) const {
    const auto member = object_.find(name);
    return member == object_.end() ? nullptr : &*member;
}

const Json* MemberReader::require(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr) refuse_field(name, "This member is missing.");
    return value;
}

std::string MemberReader::string_in(const Json& value, std::string_view name) {
    if (value.is_string()) return value.get_ref<const std::string&>();
    refuse_field(name, "This must be a string.");
    return {};
}

std::string MemberReader::string(std::string_view name) {
    const Json* value = require(name);
    return value == nullptr ? std::string() : string_in(*value, name);
}

std::optional<std::string> MemberReader::optional_string(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return string_in(*value, name);
}

std::string MemberReader::ascii_in(const Json& value, std::string_view name) {
    std::string text = string_in(value, name);
    if (text.empty() || text.size() > kAsciiBytesMax || !is_ascii(text)) {
        refuse_field(name, "This must be 1 to 200 ASCII characters.");
    }
    return text;
}

std::string MemberReader::ascii(std::string_view name) {
    const Json* value = require(name);
    return value == nullptr ? std::string() : ascii_in(*value, name);
}

std::optional<std::string> MemberReader::optional_ascii(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return ascii_in(*value, name);
}

std::int64_t MemberReader::integer_in(const Json& value, std::string_view name, std::int64_t min,
                                      std::int64_t max) {
    if (!value.is_number_integer()) {
        refuse_field(name, "This must be an integer.");
        return min;
    }
    const auto number = value.get<std::int64_t>();
    if (number < min || number > max) {
        refuse_field(name, "This integer is out of range.");
        return min;
    }
    return number;
}

std::int64_t MemberReader::integer(std::string_view name, std::int64_t min, std::int64_t max) {
    const Json* value = require(name);
    return value == nullptr ? min : integer_in(*value, name, min, max);
}

std::optional<std::int64_t> MemberReader::optional_integer(std::string_view name, std::int64_t min,
                                                           std::int64_t max) {
    const Json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return integer_in(*value, name, min, max);
}

bool MemberReader::boolean_in(const Json& value, std::string_view name) {
    if (value.is_boolean()) return value.get<bool>();
    refuse_field(name, "This must be true or false.");
    return false;
}

bool MemberReader::boolean(std::string_view name) {
    const Json* value = require(name);
    return value != nullptr && boolean_in(*value, name);
}

std::optional<bool> MemberReader::optional_boolean(std::string_view name) {
    const Json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return boolean_in(*value, name);
}

bool MemberReader::is_null(std::string_view name) const {
    const Json* value = find(name);
    return value != nullptr && value->is_null();
}

std::string MemberReader::line_in(const Json& value, std::string_view name, std::int64_t max) {
    std::string text = string_in(value, name);
    if (text.empty() || code_points_of(text) > max || has_control_characters(text)) {
        refuse_field(name, "This must be 1 to " + std::to_string(max) +
                               " characters, without control characters.");
    }
    return text;
}

std::string MemberReader::line(std::string_view name, std::int64_t max) {
    const Json* value = require(name);
    return value == nullptr ? std::string() : line_in(*value, name, max);
}

std::optional<std::string> MemberReader::optional_line(std::string_view name, std::int64_t max) {
    const Json* value = find(name);
    if (value == nullptr) return std::nullopt;
    return line_in(*value, name, max);
}

std::optional<std::string> MemberReader::optional_display_name() {
    constexpr std::string_view kName = "display_name";
    const auto given = optional_string(kName);
    if (!given || error_) return std::nullopt;
    auto name = normalized_display_name(*given);
    if (!name) {
        refuse_field(kName,
                     "A name is 1 to 64 characters, one of them visible, without characters "
                     "that control or hide.");
    }
    return name;
}

std::int64_t code_points_of(std::string_view text) {
    return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

bool has_control_characters(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c < 0x20 || c == 0x7F) return true;
        if (c == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) {
            return true;
        }
    }
    return false;
}

bool is_ascii(std::string_view text) {
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace parley
