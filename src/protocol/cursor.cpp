#include "parley/protocol/cursor.hpp"

#include <array>
#include <charconv>

namespace parley {
namespace {

constexpr int kBase = 36;
constexpr std::size_t kTextMax = 200;  // the protocol's bound; ours are at most 47

void append_number(std::string& out, std::uint64_t number, int base) {
    std::array<char, 24> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, base).ptr;
    out.append(digits.data(), end);
}

// Takes a number and the dot behind it, if one must follow, off `text`. A number has one spelling
// only, so that two cursors are the same place exactly if they are the same text.
template <class Number>
bool take_number(std::string_view& text, Number& number, int base, bool dot) {
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), number, base);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (problem != std::errc() || text[0] == '-' || (text[0] == '0' && length > 1)) return false;
    for (const char c : text.substr(0, length)) {
        if (c >= 'A' && c <= 'Z') return false;
    }
    text.remove_prefix(length);
    if (!dot) return text.empty();
    if (text.empty() || text[0] != '.') return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<Cursor> parse_cursor(std::string_view text) {
    if (text.size() > kTextMax) return std::nullopt;
    Cursor cursor;
    if (!take_number(text, cursor.epoch, kBase, true)) return std::nullopt;
    if (!take_number(text, cursor.run, kBase, true)) return std::nullopt;
    if (!take_number(text, cursor.pos, 10, false)) return std::nullopt;
    return cursor;
}

CursorWriter::CursorWriter(std::uint64_t epoch, std::uint64_t run) {
    append_number(prefix_, epoch, kBase);
    prefix_ += '.';
    append_number(prefix_, run, kBase);
    prefix_ += '.';
}

void CursorWriter::append(std::string& out, std::int64_t pos) const {
    out += prefix_;
    append_number(out, static_cast<std::uint64_t>(pos), 10);
}

std::string CursorWriter::text(std::int64_t pos) const {
    std::string out;
    append(out, pos);
    return out;
}

}  // namespace parley
