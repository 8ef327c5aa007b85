#include <algorithm>

#include "answers.hpp"

namespace parley {
namespace {

struct ReadableLog {
    LogId log;
    std::int64_t floor_rev = 1;
    std::int64_t head_rev = 0;
};

std::variant<ReadableLog, ProtocolError> readable_log(const Asker& asker, const LogName& name) {
    if (name.self) {
        const auto user = asker.snapshot.user(asker.user);
        return ReadableLog{asker.user, 1, user ? user->self.rev : 0};
    }
    auto found = readable_conversation(asker, name.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    return ReadableLog{name.conversation, floor_rev_of(membership),
                       membership.conversation.head.rev};
}

}  // namespace

Refusal write_answer(const Asker& asker, const LogGet& request, JsonWriter& out) {
    auto found = readable_log(asker, request.log);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& log = std::get<ReadableLog>(found);
    const std::int64_t from_rev = std::max(request.from_rev, log.floor_rev);
    const std::int64_t to_rev = std::min(request.to_rev.value_or(log.head_rev), log.head_rev);

    std::vector<Entry> entries;
    if (from_rev <= to_rev) {
        entries = asker.snapshot.entries(log.log, from_rev, to_rev, request.limit, kPageBytes);
    }
    out.key("events").begin_array();
    for (const Entry& entry : entries) {
        append_entry_event(out.element().out(), entry, asker.cursors, asker.ids);
    }
    out.end_array();
    // More of what was asked for: a client that fills a hole is done when this is false.
    out.key("more").boolean(!entries.empty() && entries.back().rev < to_rev);
    out.key("floor_rev").integer(log.floor_rev).key("head_rev").integer(log.head_rev);
    return std::nullopt;
}

}  // namespace parley
