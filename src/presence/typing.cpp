#include "parley/presence/typing.hpp"

namespace parley {

bool TypingGate::pass(UserId user, ConversationId conversation, bool active, SteadyTime now) {
    const Key key{user, conversation};
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
        if (entries_.size() >= options_.entries_max) return false;
        entries_.emplace(key, Entry{now, now, 1, active});
        checks_.push_back({now + options_.repeat_interval, key});
        return true;
    }
    Entry& entry = found->second;
    if (entry.active == active && now - entry.passed < options_.repeat_interval) return false;
    if (now - entry.counted >= options_.repeat_interval) {
        entry.counted = now;
        entry.passes = 0;
    }
    if (entry.passes >= options_.changes_max) return false;
    ++entry.passes;
    entry.passed = now;
    entry.active = active;
    return true;
}

void TypingGate::tick(SteadyTime now) {
    while (!checks_.empty() && checks_.front().at <= now) {
        const Key key = checks_.front().key;
        checks_.pop_front();
        const auto found = entries_.find(key);
        if (found->second.passed + options_.repeat_interval <= now) {
            entries_.erase(found);
        } else {
            checks_.push_back({now + options_.repeat_interval, key});
        }
    }
}

}  // namespace parley
