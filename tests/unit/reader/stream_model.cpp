#include "stream_model.hpp"

#include <algorithm>
#include <map>
#include <ostream>

#include "world.hpp"

namespace parley {
namespace {

std::string wire_name(LogId log, const IdCodec& ids) {
    return log.is_self() ? "self" : ids.encode(log.conversation());
}

// The entries of one log that the account missed between the stream's origin and its end.
std::vector<Entry> missed_of(const FakeState& state, const StreamJob& job, LogId log,
                             std::int64_t joined_pos) {
    std::vector<Entry> missed;
    const auto found = state.logs.find(log);
    if (found == state.logs.end()) return missed;
    const std::int64_t end = job.until_pos.value_or(state.head_pos);
    for (const Entry& entry : found->second) {
        if (entry.pos > job.origin_pos && entry.pos >= joined_pos && entry.pos <= end) {
            missed.push_back(entry);
        }
    }
    return missed;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const ModelFrame& frame) {
    out << frame.log << " rev " << frame.rev;
    if (frame.gap_to_rev != 0) return out << " gap to " << frame.gap_to_rev;
    return out << " pos " << frame.pos;
}

std::vector<ModelFrame> frames_left(const FakeState& state, const StreamJob& job,
                                    const IdCodec& ids) {
    std::map<LogId, std::int64_t> logs;  // with the pos of the joining
    logs[job.user] = 0;
    for (const auto& [key, member] : state.members) {
        if (key.second == job.user) logs[key.first] = member.joined_pos;
    }

    std::map<std::int64_t, std::vector<ModelFrame>> by_pos;
    std::vector<ModelFrame> bare_gaps;
    for (const auto& [log, joined_pos] : logs) {
        const std::string name = wire_name(log, ids);
        const std::vector<Entry> missed = missed_of(state, job, log, joined_pos);
        std::size_t skipped = 0;
        if (job.until_pos && job.window) {
            const auto window = static_cast<std::size_t>(*job.window);
            skipped = missed.size() - std::min(missed.size(), window);
        }
        for (std::size_t i = skipped; i < missed.size(); ++i) {
            auto& frames = by_pos[missed[i].pos];
            if (i == skipped && skipped > 0) {
                frames.push_back({name, missed.front().rev, missed[skipped - 1].rev, 0});
            }
            frames.push_back({name, missed[i].rev, 0, missed[i].pos});
        }
        const bool sent = job.gaps_after != LogId() && log <= job.gaps_after;
        if (skipped > 0 && skipped == missed.size() && !sent) {
            bare_gaps.push_back({name, missed.front().rev, missed.back().rev, 0});
        }
    }

    std::vector<ModelFrame> left = bare_gaps;
    for (const auto& [pos, frames] : by_pos) {
        if (pos > job.from_pos) left.insert(left.end(), frames.begin(), frames.end());
    }
    return left;
}

std::vector<ModelFrame> model_frames(const FrameTexts& frames) {
    std::vector<ModelFrame> found;
    for (const auto& frame : frames_of(frames)) {
        ModelFrame one;
        one.log = frame.at("conversation").get<std::string>();
        if (frame.at("type") == "gap") {
            one.rev = frame.at("from_rev").get<std::int64_t>();
            one.gap_to_rev = frame.at("to_rev").get<std::int64_t>();
        } else {
            one.rev = frame.at("rev").get<std::int64_t>();
            one.pos = parse_cursor(frame.at("cursor").get<std::string>()).value().pos;
        }
        found.push_back(one);
    }
    return found;
}

}  // namespace parley
