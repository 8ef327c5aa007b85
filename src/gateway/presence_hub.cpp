#include "presence_hub.hpp"

#include <string>
#include <utility>

#include "loop.hpp"
#include "parley/protocol/encode.hpp"

namespace parley {
namespace {

// Longer than any read takes.
constexpr std::chrono::minutes kRecentBlock{1};

PresenceFields fields_of(const Presence& presence) {
    return {presence.user, presence.state, presence.last_seen, presence.user_rev};
}

PresenceOptions options_of(const PresenceConfig& config) {
    PresenceOptions options;
    options.offline_grace = config.offline_grace;
    return options;
}

// Runs on `loop`: at once if it is the caller's own.
void run_on(Loop& from, Loop& loop, std::function<void()> work) {
    if (&from == &loop) return work();
    loop.post(std::move(work));
}

}  // namespace

PresenceHub::PresenceHub(const PresenceConfig& config, const IdCodec& ids, const Clock& clock)
    : ids_(ids), clock_(clock), tracker_(options_of(config)) {}

void PresenceHub::keep(Loop& from, std::function<void(SteadyTime now)> work) {
    Loop& keeper = *loops_.front();
    run_on(from, keeper, [this, &keeper, work = std::move(work)] {
        work(keeper.now());
        announce(keeper.now());
    });
}

void PresenceHub::connect(Loop& from, UserId user, Ticket connection) {
    keep(from, [this, user, key = ConnectionKey{from.index(), connection}](SteadyTime now) {
        tracker_.connect(user, key, now);
    });
}

void PresenceHub::disconnect(Loop& from, UserId user, Ticket connection) {
    keep(from, [this, user, key = ConnectionKey{from.index(), connection}](SteadyTime now) {
        tracker_.unwatch(key);
        tracker_.disconnect(user, key, now, clock_.wall());
    });
}

void PresenceHub::set_state(Loop& from, UserId user, Ticket connection, PresenceState state) {
    keep(from, [this, user, state, key = ConnectionKey{from.index(), connection}](SteadyTime now) {
        tracker_.set_state(user, key, state, now);
    });
}

void PresenceHub::watch(Loop& from, Ticket connection, UserId by, std::int64_t request_id,
                        std::vector<WatchedUser> users) {
    keep(from, [this, &from, connection, by, request_id,
                users = std::move(users)](SteadyTime now) mutable {
        std::vector<WatchTarget> targets;
        for (WatchedUser& user : users) {
            user.visible = user.visible && !was_blocked(by, user.user);
            if (user.visible) targets.push_back({user.user, user.user_rev});
        }
        const WatcherKey key{from.index(), connection};
        const std::vector<Presence> states = tracker_.watch(key, targets, now);

        std::vector<PresenceFields> answer;
        auto state = states.begin();
        for (const WatchedUser& user : users) {
            PresenceFields unseen;
            unseen.user = user.user;
            unseen.user_rev = user.user_rev;
            answer.push_back(user.visible ? fields_of(*state++) : unseen);
        }
        run_on(*loops_.front(), from, [&from, connection, request_id, answer = std::move(answer)] {
            if (Connection* asker = from.connection(connection)) {
                asker->on_watch(request_id, answer);
            }
        });
    });
}

void PresenceHub::typing(Loop& from, ConversationId conversation, UserId user, bool active) {
    keep(from, [this, conversation, user, active](SteadyTime now) {
        if (!typing_.pass(user, conversation, active, now)) return;
        std::string text;
        append_typing(text, conversation, user, active, ids_);
        for (Loop* loop : loops_) {
            run_on(*loops_.front(), *loop,
                   [loop, conversation, user, text] { loop->hint_room(conversation, user, text); });
        }
    });
}

void PresenceHub::tell(Loop& from, const std::vector<ReceiptFields>& receipts) {
    std::vector<std::string> texts;
    for (const ReceiptFields& receipt : receipts)
        append_receipt(texts.emplace_back(), receipt, ids_);
    for (Loop* loop : loops_) {
        run_on(from, *loop, [loop, receipts, texts] {
            for (std::size_t i = 0; i < texts.size(); ++i)
                loop->hint_room(receipts[i].conversation, receipts[i].user, texts[i]);
        });
    }
}

void PresenceHub::block(UserId blocker, UserId blocked, bool on, SteadyTime now) {
    if (!on) {
        recent_blocks_.erase({blocker, blocked});
        return;
    }
    recent_blocks_[{blocker, blocked}] = now;
    part(blocker, blocked, now);
    part(blocked, blocker, now);
}

void PresenceHub::part(UserId watcher, UserId watched, SteadyTime now) {
    const PresenceTracker::Parted parted = tracker_.part(watcher, watched, now);
    Presence unseen;
    unseen.user = watched;
    unseen.user_rev = parted.user_rev;
    announce_to(unseen, parted.watchers);
}

bool PresenceHub::was_blocked(UserId one, UserId other) const {
    return recent_blocks_.contains({one, other}) || recent_blocks_.contains({other, one});
}

void PresenceHub::user_changed(UserId user, std::int64_t user_rev, SteadyTime now) {
    tracker_.user_changed(user, user_rev, now);
    announce(now);
}

void PresenceHub::tick(SteadyTime now) {
    tracker_.tick(now);
    typing_.tick(now);
    std::erase_if(recent_blocks_,
                  [now](const auto& block) { return now - block.second > kRecentBlock; });
    announce(now);
}

void PresenceHub::announce(SteadyTime now) {
    while (const auto announcement = tracker_.next_announcement(now))
        announce_to(announcement->presence, announcement->watchers);
}

// One text for all watchers of a user, one hand-over for each loop that has some.
void PresenceHub::announce_to(const Presence& presence, std::span<const WatcherKey> watchers) {
    std::string text;
    append_presence(text, fields_of(presence), ids_);
    std::vector<std::vector<Ticket>> by_loop(loops_.size());
    for (const WatcherKey& watcher : watchers)
        by_loop[watcher.loop].push_back(watcher.ticket);
    for (std::size_t i = 0; i < loops_.size(); ++i) {
        if (by_loop[i].empty()) continue;
        Loop* loop = loops_[i];
        run_on(*loops_.front(), *loop, [loop, text, tickets = std::move(by_loop[i])] {
            for (Ticket ticket : tickets)
                loop->hint(ticket, text);
        });
    }
}

}  // namespace parley
