#include "frame_scan.hpp"

#include <cstring>

namespace parley::bench {
namespace {

// Walks over one JSON text. Every step stays within [at_, end_).
class Scanner {
  public:
    explicit Scanner(std::string_view text) : at_(text.data()), end_(text.data() + text.size()) {}

    bool take(char c) {
        skip_space();
        if (at_ == end_ || *at_ != c) return false;
        ++at_;
        return true;
    }

    // The inside of a string, with its escapes as they are.
    std::string_view string() {
        if (!take('"')) return {};
        const char* begin = at_;
        while (at_ < end_) {
            const auto rest = static_cast<std::size_t>(end_ - at_);
            const auto* quote = static_cast<const char*>(std::memchr(at_, '"', rest));
            if (quote == nullptr) break;
            at_ = quote + 1;
            const char* backslash = quote;
            while (backslash > begin && backslash[-1] == '\\')
                --backslash;
            if ((quote - backslash) % 2 == 0) {
                return {begin, static_cast<std::size_t>(quote - begin)};
            }
        }
        at_ = end_;
        return {};
    }

    std::int64_t integer() {
        skip_space();
        std::int64_t value = 0;
        bool any = false;
        while (at_ < end_ && *at_ >= '0' && *at_ <= '9') {
            value = value * 10 + (*at_ - '0');
            ++at_;
            any = true;
        }
        return any ? value : -1;
    }

    void skip_value() {
        skip_space();
        int depth = 0;
        while (at_ < end_) {
            const char c = *at_;
            if (c == '"') {
                string();
                if (depth == 0) return;
                continue;
            }
            if (c == '{' || c == '[') {
                ++depth;
            } else if (c == '}' || c == ']') {
                if (depth == 0) return;  // of the object around a number or literal
                if (--depth == 0) {
                    ++at_;
                    return;
                }
            } else if (c == ',' && depth == 0) {
                return;
            }
            ++at_;
        }
    }

    char peek() {
        skip_space();
        return at_ < end_ ? *at_ : '\0';
    }

  private:
    void skip_space() {
        while (at_ < end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t'))
            ++at_;
    }

    const char* at_;
    const char* end_;
};

// Calls `member` with each member's name; it takes the value.
template <class Member>
void each_member(Scanner& scanner, Member member) {
    if (!scanner.take('{') || scanner.take('}')) return;
    do {
        const std::string_view name = scanner.string();
        if (!scanner.take(':')) return;
        member(name);
    } while (scanner.take(','));
    scanner.take('}');
}

}  // namespace

ScannedFrame scan_frame(std::string_view text) {
    ScannedFrame frame;
    Scanner scanner(text);
    each_member(scanner, [&](std::string_view name) {
        if (name == "type") {
            frame.type = scanner.string();
        } else if (name == "id") {
            frame.id = scanner.integer();
        } else if (name == "rev") {
            frame.rev = scanner.integer();
        } else if (name == "kind") {
            frame.kind = scanner.string();
        } else if (name == "code") {
            frame.code = scanner.string();
        } else if (name == "conversation") {
            frame.conversation = scanner.string();
        } else if (name == "data" && scanner.peek() == '{') {
            each_member(scanner, [&](std::string_view inner) {
                if (inner == "idempotency_key") {
                    frame.idempotency_key = scanner.string();
                } else {
                    scanner.skip_value();
                }
            });
        } else {
            scanner.skip_value();
        }
    });
    return frame;
}

}  // namespace parley::bench
