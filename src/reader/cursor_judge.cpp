#include "cursor_judge.hpp"

#include <algorithm>
#include <utility>

#include "parley/protocol/cursor.hpp"

namespace parley {
namespace {

bool lower_run(const RunRow& one, const RunRow& other) { return one.run < other.run; }

}  // namespace

CursorJudge::CursorJudge(std::uint64_t epoch, std::uint64_t run, std::vector<RunRow> former_runs)
    : epoch_(epoch), run_(run), former_runs_(std::move(former_runs)) {
    std::sort(former_runs_.begin(), former_runs_.end(), lower_run);
}

Resumption CursorJudge::judge(const std::optional<std::string>& cursor,
                              std::int64_t head_pos) const {
    if (!cursor) return {false, "fresh", head_pos};
    const Resumption foreign{false, "epoch_changed", head_pos};
    const std::optional<Cursor> place = parse_cursor(*cursor);
    if (!place || place->epoch != epoch_) return foreign;

    if (place->run == run_) {
        if (place->pos > head_pos) return {false, "ahead", head_pos};
        return {true, {}, place->pos};
    }
    // A run that this database does not know, or that went on past what it knows of it, was written
    // to another copy of it: the same positions may name other entries there.
    const auto run = std::lower_bound(former_runs_.begin(), former_runs_.end(),
                                      RunRow{place->run, 0}, lower_run);
    if (run == former_runs_.end() || run->run != place->run) return foreign;
    if (place->pos > run->last_pos) return foreign;
    return {true, {}, place->pos};
}

}  // namespace parley
