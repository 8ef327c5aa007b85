#include "stream.hpp"

#include <algorithm>

#include "merge.hpp"

namespace parley {
namespace {

// Read ahead for one page, beside the page itself.
constexpr std::size_t kBufferBytesMax = 1u << 20;

// A log, and where it begins for this account.
struct Source {
    LogId log;
    LogHead head;
    std::int64_t joined_rev = 1;
    std::int64_t joined_pos = 0;
};

// The account's logs with entries behind from_pos, ascending: `self` first.
std::vector<Source> sources_of(Snapshot& snapshot, const StreamJob& job) {
    std::vector<Source> sources;
    const auto user = snapshot.user(job.user);
    if (user && user->self.pos > job.from_pos) sources.push_back({job.user, user->self, 1, 0});
    for (const MembershipHead& one : snapshot.membership_heads(job.user, job.from_pos))
        sources.push_back({one.conversation, one.head, one.joined_rev, one.joined_pos});
    return sources;
}

// Finds what is still to be sent of each log. Everything follows from the job and what is
// committed, so that the pages of one stream fit together though nothing need be kept between them.
class Planner {
  public:
    Planner(Snapshot& snapshot, const StreamJob& job, std::int64_t end_pos)
        : snapshot_(snapshot),
          job_(job),
          end_pos_(end_pos),
          window_(job.until_pos ? job.window : std::nullopt) {}

    // None if nothing is left of the log.
    std::optional<Stretch> stretch_of(const Source& source) {
        if (source.joined_pos > end_pos_) return std::nullopt;
        const LogPlace next = first_behind(source, job_.from_pos);
        const std::int64_t last_rev = first_behind(source, end_pos_).rev - 1;
        if (next.rev > last_rev) return std::nullopt;
        Stretch stretch{source.log, source.joined_pos, next.rev, next.pos, last_rev, std::nullopt};
        if (window_) leave_out(stretch, source);
        return stretch;
    }

    // The same for all logs, with what an earlier page has found: `known`, ascending by log.
    std::vector<Stretch> stretches_of(const std::vector<Source>& sources,
                                      const std::vector<Stretch>& known) {
        std::vector<Stretch> stretches;
        auto one = known.begin();
        for (const Source& source : sources) {
            while (one != known.end() && one->log < source.log)
                ++one;
            const bool is_known = one != known.end() && one->log == source.log &&
                                  one->joined_pos == source.joined_pos;
            if (!is_known) {
                if (const auto found = stretch_of(source)) stretches.push_back(*found);
                continue;
            }
            stretches.push_back(*one);
            // Without an end the log may have gone on since.
            if (!job_.until_pos) stretches.back().last_rev = source.head.rev;
        }
        return stretches;
    }

  private:
    // The first entry that lies behind `pos` and not before the joining.
    LogPlace first_behind(const Source& source, std::int64_t pos) {
        if (source.joined_pos > pos) return {source.joined_rev, source.joined_pos};
        if (source.head.pos <= pos) return {source.head.rev + 1, 0};
        return snapshot_.first_behind(source.log, source.head, pos);
    }

    // Leaves out all but the newest `window` of what was missed. Where the first of those was sent
    // already, so was the gap before it.
    void leave_out(Stretch& stretch, const Source& source) {
        const std::int64_t sent_from = stretch.last_rev - *window_ + 1;
        if (stretch.next_rev > sent_from) return;
        const std::int64_t missed_from = job_.from_pos == job_.origin_pos
                                             ? stretch.next_rev
                                             : first_behind(source, job_.origin_pos).rev;
        if (missed_from < sent_from) stretch.gap_from_rev = missed_from;
        if (stretch.next_rev < sent_from) stretch.next_pos = 0;
        stretch.next_rev = sent_from;
    }

    Snapshot& snapshot_;
    const StreamJob& job_;
    const std::int64_t end_pos_;
    const std::optional<std::int64_t> window_;
};

bool full(const StreamPage& page, const StreamJob& job) {
    return !page.frames.ends.empty() && page.frames.bytes.size() >= job.bytes_max;
}

void add_gap(StreamPage& page, LogId log, std::int64_t from_rev, std::int64_t to_rev,
             const IdCodec& ids) {
    append_gap(page.frames.bytes, log, from_rev, to_rev, ids);
    page.frames.ends.push_back(page.frames.bytes.size());
}

// Window 0: one gap for each log, from the one on behind which the page before ended. False if this
// page ended before the last of them.
bool add_gaps(StreamPage& page, Planner& planner, const std::vector<Source>& sources,
              const StreamJob& job, const IdCodec& ids) {
    for (const Source& source : sources) {
        if (job.gaps_after != LogId() && source.log <= job.gaps_after) continue;
        if (full(page, job)) return false;
        const auto stretch = planner.stretch_of(source);
        if (!stretch) continue;
        if (stretch->gap_from_rev) {
            add_gap(page, stretch->log, *stretch->gap_from_rev, stretch->last_rev, ids);
        }
        page.gaps_after = stretch->log;
    }
    return true;
}

// The entries by pos, each gap directly before the first entry of its log. False if the page ended
// before the last of them.
bool add_entries(StreamPage& page, Merge& merge, const StreamJob& job, const CursorWriter& cursors,
                 const IdCodec& ids) {
    while (!full(page, job)) {
        const auto item = merge.next();
        if (!item) return true;
        const Entry& entry = *item->entry;
        if (item->gap_from_rev) {
            add_gap(page, entry.log, *item->gap_from_rev, entry.rev - 1, ids);
        }
        append_entry_event(page.frames.bytes, entry, cursors, ids);
        page.frames.ends.push_back(page.frames.bytes.size());
        page.next_pos = entry.pos;
    }
    return merge.empty();
}

}  // namespace

StreamPage stream_page(Snapshot& snapshot, const StreamJob& job, const CursorWriter& cursors,
                       const IdCodec& ids, StreamCache& cache) {
    const std::int64_t head_pos = snapshot.head_pos();
    const std::int64_t end_pos = std::min(job.until_pos.value_or(head_pos), head_pos);
    StreamPage page;
    page.next_pos = job.from_pos;

    bool all = job.from_pos >= end_pos;
    if (!all) {
        const std::vector<Source> sources = sources_of(snapshot, job);
        Planner planner(snapshot, job, end_pos);
        if (job.until_pos && job.window == 0) {
            all = add_gaps(page, planner, sources, job, ids);
        } else {
            // What ends before the stream's own end would not be the same for the next page.
            const bool keeps = end_pos == job.until_pos.value_or(head_pos);
            const auto known = keeps ? cache.take(job) : std::vector<Stretch>();
            Merge merge(snapshot, planner.stretches_of(sources, known), kBufferBytesMax);
            all = add_entries(page, merge, job, cursors, ids);
            if (!all && keeps) cache.put(job, page.next_pos, merge.rest());
        }
    }
    if (!all) return page;
    page.gaps_after = LogId();
    page.next_pos = std::max(job.from_pos, end_pos);
    page.complete = page.next_pos >= job.until_pos.value_or(head_pos);
    return page;
}

}  // namespace parley
