#include "parley/protocol/json_writer.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

// Not zero if one of the eight bytes is `"`, `\` or below 0x20. The classic test for a zero byte,
// three times; it may report a byte beside a true one, never one where there is none.
constexpr std::uint64_t special_bytes(std::uint64_t word) {
    const std::uint64_t quote = word ^ (kOnes * '"');
    const std::uint64_t backslash = word ^ (kOnes * '\\');
    return (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
            ((word - kOnes * 0x20) & ~word)) &
           kHighBits;
}

constexpr bool is_special(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

// The length of the part of `text` that needs no escape.
std::size_t plain_length(std::string_view text) {
    std::size_t at = 0;
    while (at + 8 <= text.size()) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        if (special_bytes(word) != 0) break;
        at += 8;
    }
    while (at < text.size() && !is_special(static_cast<unsigned char>(text[at])))
        ++at;
    return at;
}

void append_escape(std::string& out, unsigned char c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\t':
            out += "\\t";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\r':
            out += "\\r";
            return;
        default:
            out += "\\u00";
            out += kHex[c >> 4];
            out += kHex[c & 15];
    }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
    out += '"';
    for (;;) {
        const std::size_t plain = plain_length(text);
        out.append(text.data(), plain);
        if (plain == text.size()) break;
        append_escape(out, static_cast<unsigned char>(text[plain]));
        text.remove_prefix(plain + 1);
    }
    out += '"';
}

void JsonWriter::separate() {
    if (out_.size() == start_) return;
    const char last = out_.back();
    if (last != '{' && last != '[' && last != ':') out_ += ',';
}

JsonWriter& JsonWriter::begin_object() {
    separate();
    out_ += '{';
    return *this;
}

JsonWriter& JsonWriter::end_object() {
    PARLEY_ASSERT(!out_.empty() && out_.back() != ':');
    out_ += '}';
    return *this;
}

JsonWriter& JsonWriter::begin_array() {
    separate();
    out_ += '[';
    return *this;
}

JsonWriter& JsonWriter::end_array() {
    PARLEY_ASSERT(!out_.empty() && out_.back() != ':');
    out_ += ']';
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    PARLEY_ASSERT(!out_.empty() && out_.back() != ':');
    // A member always stands in an object, so that a comma may be due also for the first thing that
    // this writer writes.
    if (out_.back() != '{') out_ += ',';
    out_ += '"';
    out_ += name;
    out_ += "\":";
    return *this;
}

JsonWriter& JsonWriter::string(std::string_view text) {
    separate();
    append_json_string(out_, text);
    return *this;
}

JsonWriter& JsonWriter::integer(std::int64_t number) {
    separate();
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out_.append(digits.data(), end);
    return *this;
}

JsonWriter& JsonWriter::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

JsonWriter& JsonWriter::members_of(std::string_view json_object) {
    PARLEY_ASSERT(json_object.size() >= 2 && json_object.front() == '{' &&
                  json_object.back() == '}');
    if (json_object.size() == 2) return *this;
    PARLEY_ASSERT(!out_.empty());
    if (out_.back() != '{') out_ += ',';
    out_ += json_object.substr(1, json_object.size() - 2);
    return *this;
}

JsonWriter& JsonWriter::element() {
    separate();
    return *this;
}

}  // namespace parley
