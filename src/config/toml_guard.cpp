#include "toml_guard.hpp"

#include <cstddef>
#include <string>

namespace parley {
namespace {

constexpr unsigned kDotsPerLineMax = 1000;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_ascii(char c) { return static_cast<unsigned char>(c) < 0x80U; }
bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Walks over the text and knows what is a string and what is a comment, as far as the text is TOML;
// where it is not, toml++ stops too.
class Guard {
  public:
    explicit Guard(std::string_view text) : text_{text} {
        if (text_.starts_with(kByteOrderMark)) text_.remove_prefix(kByteOrderMark.size());
    }

    std::optional<TomlSyntaxError> find() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (!is_ascii(c)) return error("a character beyond ASCII outside of quotes");
            if (c == '"' || c == '\'') {
                if (text_.substr(at_, 3) == std::string(3, c)) {
                    return error("strings over several lines are not taken here");
                }
                pass_string(c);
            } else if (c == '#') {
                pass_until_line_end();
            } else {
                pass();
            }
            if (dots_ > kDotsPerLineMax) return error("more than 1000 dots in one line");
        }
        return std::nullopt;
    }

  private:
    std::optional<TomlSyntaxError> error(std::string_view message) const {
        return TomlSyntaxError{place_, "not valid TOML: " + std::string{message}};
    }

    void pass() {
        const char c = text_[at_++];
        if (c == '\n') {
            place_ = {place_.line + 1, 1};
            dots_ = 0;
        } else if (at_ == text_.size() || !is_continuation(text_[at_])) {
            ++place_.column;
        }
        if (c == '.') ++dots_;
    }

    // To behind the closing quote, or to the end of its line.
    void pass_string(char quote) {
        pass();
        while (at_ < text_.size() && text_[at_] != '\n') {
            const char c = text_[at_];
            pass();
            if (c == quote) return;
            // What is escaped does not close the string.
            const bool escapes = c == '\\' && quote == '"';
            if (escapes && at_ < text_.size() && text_[at_] != '\n') pass();
        }
    }

    void pass_until_line_end() {
        while (at_ < text_.size() && text_[at_] != '\n')
            pass();
    }

    std::string_view text_;
    std::size_t at_ = 0;
    TomlPlace place_{1, 1};
    unsigned dots_ = 0;  // in this line
};

}  // namespace

std::optional<TomlSyntaxError> find_trap(std::string_view text) { return Guard{text}.find(); }

}  // namespace parley
