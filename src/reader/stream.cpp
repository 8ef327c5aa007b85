#include "stream.hpp"

#include <algorithm>

#include "merge.hpp"

namespace parley {
namespace {

// Read ahead for one page, beside the page itself.
constexpr std::size_t kBufferBytesMax = 1u << 20;

// Finds what is still to be sent of each log. Everything follows from the job and what is
// committed, so that the pages of one stream fit together though nothing is kept between them.
class Planner {
  public:
    Planner(Snapshot& snapshot, const StreamJob& job, std::int64_t end_pos)
        : snapshot_(snapshot),
          job_(job),
          end_pos_(end_pos),
          window_(job.until_pos ? job.window : std::nullopt) {}

    // Ascending by log, `self` first.
    std::vector<Stretch> stretches() {
        std::vector<Stretch> found;
        if (const auto user = snapshot_.user(job_.user)) {
            add(found, {job_.user, user->self, 1, 0});
        }
        for (const Membership& one : snapshot_.memberships_behind(job_.user, job_.from_pos)) {
            add(found, {one.conversation.id, one.conversation.head, one.member.joined_rev,
                        one.member.joined_pos});
        }
        return found;
    }

  private:
    // A log, and where it begins for this account.
    struct Source {
        LogId log;
        LogHead head;
        std::int64_t joined_rev = 1;
        std::int64_t joined_pos = 0;
    };

    // The first rev that lies behind `pos` and not before the joining.
    std::int64_t first_rev_behind(const Source& source, std::int64_t pos) {
        if (source.joined_pos > pos) return source.joined_rev;
        if (source.head.pos <= pos) return source.head.rev + 1;
        return snapshot_.first_rev_behind(source.log, source.head, pos);
    }

    void add(std::vector<Stretch>& found, const Source& source) {
        // A page of gaps goes on behind the log whose gap was the last one sent.
        const bool sent = job_.gaps_after != LogId() && source.log <= job_.gaps_after;
        if (window_ == 0 && sent) return;
        if (source.head.pos <= job_.from_pos || source.joined_pos > end_pos_) return;
        Stretch stretch{source.log, first_rev_behind(source, job_.from_pos),
                        first_rev_behind(source, end_pos_) - 1, std::nullopt};
        if (stretch.next_rev > stretch.last_rev) return;
        if (window_) leave_out(stretch, source);
        found.push_back(stretch);
    }

    // Leaves out all but the newest `window` of what was missed. Where the first of those was sent
    // already, so was the gap before it.
    void leave_out(Stretch& stretch, const Source& source) {
        const std::int64_t sent_from = stretch.last_rev - *window_ + 1;
        if (stretch.next_rev > sent_from) return;
        const std::int64_t missed_from = first_rev_behind(source, job_.origin_pos);
        if (missed_from < sent_from) stretch.gap_from_rev = missed_from;
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

// Window 0: one gap for each log. False if the page ended before the last of them.
bool add_gaps(StreamPage& page, const std::vector<Stretch>& stretches, const StreamJob& job,
              const IdCodec& ids) {
    for (const Stretch& stretch : stretches) {
        if (full(page, job)) return false;
        if (stretch.gap_from_rev) {
            add_gap(page, stretch.log, *stretch.gap_from_rev, stretch.last_rev, ids);
        }
        page.gaps_after = stretch.log;
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
                       const IdCodec& ids) {
    const std::int64_t head_pos = snapshot.head_pos();
    const std::int64_t end_pos = std::min(job.until_pos.value_or(head_pos), head_pos);
    StreamPage page;
    page.next_pos = job.from_pos;

    bool all = job.from_pos >= end_pos;
    if (!all) {
        const std::vector<Stretch> stretches = Planner(snapshot, job, end_pos).stretches();
        if (job.until_pos && job.window == 0) {
            all = add_gaps(page, stretches, job, ids);
        } else {
            Merge merge(snapshot, stretches, kBufferBytesMax);
            all = add_entries(page, merge, job, cursors, ids);
        }
    }
    if (!all) return page;
    page.gaps_after = LogId();
    page.next_pos = std::max(job.from_pos, end_pos);
    page.complete = page.next_pos >= job.until_pos.value_or(head_pos);
    return page;
}

}  // namespace parley
