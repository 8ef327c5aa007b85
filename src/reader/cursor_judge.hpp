#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "parley/store/sqlite.hpp"

namespace parley {

// Where a stream goes on.
struct Resumption {
    bool resumed = false;
    std::string_view reason;     // if not resumed
    std::int64_t start_pos = 0;  // the cursor's, or the head
};

// Decides whether this database wrote a cursor and still stands where the cursor says. Pure.
class CursorJudge {
  public:
    CursorJudge(std::uint64_t epoch, std::uint64_t run, std::vector<RunRow> former_runs);
    // `head_pos`: the newest commit of the state that the stream starts from.
    Resumption judge(const std::optional<std::string>& cursor, std::int64_t head_pos) const;

  private:
    const std::uint64_t epoch_;
    const std::uint64_t run_;
    std::vector<RunRow> former_runs_;  // by run
};

}  // namespace parley
