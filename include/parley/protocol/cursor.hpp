#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace parley {

// A place in the account's stream of events. On the wire `epoch.run.pos`: opaque to clients, in the
// clear, the same for everyone.
struct Cursor {
    std::uint64_t epoch = 0;
    std::uint64_t run = 0;
    std::int64_t pos = 0;
    friend bool operator==(const Cursor&, const Cursor&) = default;
};

// None if the text is not a cursor that some Parley wrote: it then counts as one of another epoch.
std::optional<Cursor> parse_cursor(std::string_view text);

// Writes the cursors of one run: the part before `pos` is spelled once.
class CursorWriter {
  public:
    CursorWriter(std::uint64_t epoch, std::uint64_t run);
    void append(std::string& out, std::int64_t pos) const;  // without quotation marks
    std::string text(std::int64_t pos) const;

  private:
    std::string prefix_;
};

}  // namespace parley
