#include "parley/store/verify.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "parley/store/hash_chain.hpp"
#include "verify_messages.hpp"
#include "wrapping.hpp"

namespace parley {
namespace {

constexpr std::int64_t kRowsPerPage = 1'000;
constexpr std::size_t kBytesPerPage = 4u << 20;
constexpr std::int64_t kChunkBits = 4'096;
constexpr Salt kNoSalt{};
constexpr Sha256 kNoHash{};

// Which positions were seen. Needs memory for what is there only, whatever a damaged file claims.
class PositionSet {
  public:
    // False if it is in already.
    bool insert(std::int64_t pos) {
        std::vector<bool>& chunk = chunks_[pos / kChunkBits];
        chunk.resize(kChunkBits);
        const auto place = static_cast<std::size_t>(pos % kChunkBits);
        if (chunk[place]) return false;
        chunk[place] = true;
        return true;
    }

  private:
    std::unordered_map<std::int64_t, std::vector<bool>> chunks_;
};

class Verification {
  public:
    Verification(Snapshot& snapshot, const IdCodec& ids, const VerifyProgress& progress)
        : snapshot_(snapshot),
          ids_(ids),
          progress_(progress),
          chain_(ids),
          messages_(snapshot, [this](LogId log, std::int64_t rev, std::string problem) {
              report(log, rev, std::move(problem));
          }) {}

    VerifyReport run() {
        check_conversations();
        check_own_logs();
        check_keys();
        report_.read_failed = snapshot_.failed();
        return std::move(report_);
    }

  private:
    void report(LogId log, std::int64_t rev, std::string problem) {
        if (report_.findings_count++ >= std::int64_t{VerifyReport::kFindingsKept}) return;
        const std::string name = log.is_self() ? fmt::format("self of {}", ids_.encode(log.user()))
                                               : ids_.encode(log.conversation());
        report_.findings.push_back(VerifyFinding{name, rev, std::move(problem)});
    }

    bool goes_on() {
        if (snapshot_.failed() || report_.stopped) return false;
        if (progress_ && !progress_(report_.counts)) report_.stopped = true;
        return !report_.stopped;
    }

    void check_conversations() {
        ConversationId after;
        for (;;) {
            const auto rows = snapshot_.conversations(after, kRowsPerPage);
            if (rows.empty()) return;
            for (const ConversationRow& row : rows) {
                check_log(row.id, row.head);
                messages_.check_rows(row.id, row.head);
                check_members(row);
                ++report_.counts.conversations;
                if (!goes_on()) return;
            }
            after = rows.back().id;
        }
    }

    void check_own_logs() {
        UserId after;
        for (;;) {
            if (report_.stopped) return;
            const auto rows = snapshot_.users(after, kRowsPerPage);
            if (rows.empty()) return;
            for (const UserRow& row : rows) {
                check_log(row.id, row.self);
                ++report_.counts.own_logs;
                if (!goes_on()) return;
            }
            after = rows.back().id;
        }
    }

    // Walks one log from its beginning; `head` is what its row claims.
    void check_log(LogId log, const LogHead& head) {
        logs_.insert(log);
        LogHead walked;
        if (!log.is_self()) walked.chain = chain_.start(log.conversation());
        for (std::int64_t from = 1;;) {
            const auto entries =
                snapshot_.entries(log, from, INT64_MAX, kRowsPerPage, kBytesPerPage);
            if (entries.empty()) break;
            for (const Entry& entry : entries)
                check_entry(entry, walked);
            // Numbers that go backwards or end: found already.
            if (entries.back().rev < from || entries.back().rev == INT64_MAX) break;
            from = entries.back().rev + 1;
        }
        check_head(log, walked, head);
    }

    void check_entry(const Entry& entry, LogHead& walked) {
        const bool is_message = entry.kind == EntryKind::message;
        ++(is_message ? report_.counts.messages : report_.counts.other_entries);
        if (entry.rev != wrapping_add(walked.rev, 1)) {
            report(entry.log, entry.rev, fmt::format("follows rev {}", walked.rev));
        }
        const std::int64_t seq = wrapping_add(walked.seq, is_message ? 1 : 0);
        if (entry.seq != seq) {
            report(entry.log, entry.rev, fmt::format("has seq {} instead of {}", entry.seq, seq));
        }
        check_pos(entry, walked.pos);
        walked.rev = entry.rev;
        walked.seq = entry.seq;
        walked.pos = entry.pos;
        if (is_message) walked.message_time = entry.time;
        if (entry.log.is_self()) return;
        check_hashes(entry, walked.chain);
        messages_.see(entry);
    }

    void check_pos(const Entry& entry, std::int64_t before) {
        if (entry.pos <= before) {
            report(entry.log, entry.rev, fmt::format("has pos {} after {}", entry.pos, before));
        } else if (entry.pos > snapshot_.head_pos()) {
            report(
                entry.log, entry.rev,
                fmt::format("has pos {} beyond the newest, {}", entry.pos, snapshot_.head_pos()));
        } else if (!seen_pos_.insert(entry.pos)) {
            report(entry.log, entry.rev, fmt::format("has pos {} like another entry", entry.pos));
        }
    }

    void check_hashes(const Entry& entry, Sha256& chain) {
        Entry hashed = entry;
        if (entry.salt != kNoSalt) {
            hashed.commitment = chain_.commitment(entry.salt, entry.data);
        } else if (!entry.data.empty() || entry.commitment == kNoHash) {
            report(entry.log, entry.rev, "has no salt, and was not erased properly");
        }
        if (chain_.next(chain, hashed) != entry.chain) {
            report(entry.log, entry.rev, "is not what its chain hash was made of");
        }
        // One changed entry is one finding: what follows is checked against the stored hash.
        chain = entry.chain;
    }

    void check_head(LogId log, const LogHead& walked, const LogHead& head) {
        if (head.rev != walked.rev || head.pos != walked.pos) {
            report(log, walked.rev,
                   fmt::format("is the last entry (pos {}), but the head is rev {} (pos {})",
                               walked.pos, head.rev, head.pos));
        }
        if (log.is_self()) return;
        if (head.seq != walked.seq || head.message_time != walked.message_time) {
            report(log, walked.rev,
                   fmt::format("the last message is seq {} of time {}, but the head says {} of {}",
                               walked.seq, walked.message_time, head.seq, head.message_time));
        }
        if (head.chain != walked.chain) {
            report(log, walked.rev, "the chain hash of the head is another than the last entry's");
        }
    }

    void check_members(const ConversationRow& row) {
        std::int64_t count = 0;
        UserId after;
        for (;;) {
            const auto members = snapshot_.members(row.id, after, kRowsPerPage);
            if (members.empty()) break;
            count += std::ssize(members);
            after = members.back().user;
        }
        if (count != row.members_count) {
            report(row.id, 0,
                   fmt::format("has {} members, but counts {}", count, row.members_count));
        }
    }

    void check_keys() {
        KeyUse after;
        for (;;) {
            if (report_.stopped) return;
            const auto keys = snapshot_.keys(after, kRowsPerPage);
            if (keys.empty()) return;
            for (const KeyUse& use : keys)
                check_key(use);
            report_.counts.keys += std::ssize(keys);
            if (!goes_on()) return;
            after = keys.back();
        }
    }

    void check_key(const KeyUse& use) {
        const auto entry = snapshot_.entry(use.leads_to.log, use.leads_to.rev);
        if (!entry) {
            report(use.leads_to.log, use.leads_to.rev,
                   fmt::format("is missing, but an idempotency key of {} leads there",
                               ids_.encode(use.user)));
        } else if (entry->by != use.user) {
            report(use.leads_to.log, use.leads_to.rev,
                   fmt::format("is by {}, but an idempotency key of {} leads there",
                               ids_.encode(entry->by), ids_.encode(use.user)));
        } else if (!logs_.contains(use.leads_to.log)) {
            report(use.leads_to.log, use.leads_to.rev, "belongs to no conversation and no user");
        }
    }

    Snapshot& snapshot_;
    const IdCodec& ids_;
    const VerifyProgress& progress_;
    HashChain chain_;
    MessageVerification messages_;
    PositionSet seen_pos_;
    std::unordered_set<LogId> logs_;
    VerifyReport report_;
};

}  // namespace

VerifyReport verify(Snapshot& snapshot, const IdCodec& ids, const VerifyProgress& progress) {
    return Verification(snapshot, ids, progress).run();
}

}  // namespace parley
