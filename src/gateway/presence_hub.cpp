#include "presence_hub.hpp"

#include <string>
#include <utility>

#include "loop.hpp"
#include "parley/protocol/encode.hpp"

namespace parley {
namespace {

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

void PresenceHub::watch(Loop& from, Ticket connection, std::int64_t request_id,
                        std::vector<WatchedUser> users) {
    keep(from, [this, &from, connection, request_id, users = std::move(users)](SteadyTime now) {
        std::vector<WatchTarget> targets;
        for (const WatchedUser& user : users) {
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
                   [loop, conversation, user, text] { loop->typing(conversation, user, text); });
        }
    });
}

void PresenceHub::user_changed(UserId user, std::int64_t user_rev, SteadyTime now) {
    tracker_.user_changed(user, user_rev, now);
    announce(now);
}

void PresenceHub::tick(SteadyTime now) {
    tracker_.tick(now);
    typing_.tick(now);
    announce(now);
}

// One text for all watchers of a user, one hand-over for each loop that has some.
void PresenceHub::announce(SteadyTime now) {
    while (const auto announcement = tracker_.next_announcement(now)) {
        std::string text;
        append_presence(text, fields_of(announcement->presence), ids_);
        std::vector<std::vector<Ticket>> by_loop(loops_.size());
        for (const WatcherKey& watcher : announcement->watchers) {
            by_loop[watcher.loop].push_back(watcher.ticket);
        }
        for (std::size_t i = 0; i < loops_.size(); ++i) {
            if (by_loop[i].empty()) continue;
            Loop* loop = loops_[i];
            run_on(*loops_.front(), *loop, [loop, text, tickets = std::move(by_loop[i])] {
                for (Ticket ticket : tickets)
                    loop->hint(ticket, text);
            });
        }
    }
}

}  // namespace parley
