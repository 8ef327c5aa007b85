#pragma once
// Reads the members of a JSON object whose shape is prescribed. The first thing that is wrong is
// kept in `error`; what is read after it is harmless and of no meaning, so a caller reads all
// members in one expression and looks at `error` once.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "json_reader.hpp"
#include "parley/protocol/error.hpp"

namespace parley {

inline constexpr std::int64_t kNumberMax = kJsonIntegerMax - 1;  // of all numbers on the wire

class MemberReader {
  public:
    // `prefix` stands before the names in `error.field`, as `device.`.
    explicit MemberReader(const Json& object, std::string_view prefix = {})
        : object_(object), prefix_(prefix) {}

    std::optional<ProtocolError>& error() { return error_; }
    void refuse(ProtocolError error) {
        if (!error_) error_ = std::move(error);
    }
    void refuse_field(std::string_view name, std::string_view message);

    // None if there is no such member; a required one that is missing is an error.
    const Json* find(std::string_view name) const;
    const Json* require(std::string_view name);

    std::string string(std::string_view name);
    std::optional<std::string> optional_string(std::string_view name);
    // 1…200 ASCII characters.
    std::string ascii(std::string_view name);
    std::optional<std::string> optional_ascii(std::string_view name);

    std::int64_t integer(std::string_view name, std::int64_t min, std::int64_t max = kNumberMax);
    std::optional<std::int64_t> optional_integer(std::string_view name, std::int64_t min,
                                                 std::int64_t max = kNumberMax);
    bool boolean(std::string_view name);
    std::optional<bool> optional_boolean(std::string_view name);
    bool is_null(std::string_view name) const;

    // 1 to `max` characters without control characters: what stands in one line.
    std::string line(std::string_view name, std::int64_t max);
    std::optional<std::string> optional_line(std::string_view name, std::int64_t max);
    // In NFC; see normalized_display_name().
    std::optional<std::string> optional_display_name();

    // One of a fixed set of words; `value_of` knows them.
    template <class Enum>
    Enum word(std::string_view name, std::optional<Enum> (*value_of)(std::string_view)) {
        const Json* value = require(name);
        return value == nullptr ? Enum{} : word_in(*value, name, value_of);
    }
    template <class Enum>
    std::optional<Enum> optional_word(std::string_view name,
                                      std::optional<Enum> (*value_of)(std::string_view)) {
        const Json* value = find(name);
        if (value == nullptr) return std::nullopt;
        return word_in(*value, name, value_of);
    }

  protected:
    std::int64_t integer_in(const Json& value, std::string_view name, std::int64_t min,
                            std::int64_t max = kNumberMax);

  private:
    template <class Enum>
    Enum word_in(const Json& value, std::string_view name,
                 std::optional<Enum> (*value_of)(std::string_view)) {
        if (value.is_string()) {
            if (const auto known = value_of(value.get_ref<const std::string&>())) return *known;
        }
        refuse_field(name, "This must be one of the words that the protocol lists.");
        return Enum{};
    }
    std::string string_in(const Json& value, std::string_view name);
    std::string ascii_in(const Json& value, std::string_view name);
    std::string line_in(const Json& value, std::string_view name, std::int64_t max);
    bool boolean_in(const Json& value, std::string_view name);

    const Json& object_;
    const std::string_view prefix_;
    std::optional<ProtocolError> error_;
};

// `text` is valid UTF-8.
std::int64_t code_points_of(std::string_view text);
// U+0000…U+001F, U+007F…U+009F.
bool has_control_characters(std::string_view text);
bool is_ascii(std::string_view text);

}  // namespace parley
