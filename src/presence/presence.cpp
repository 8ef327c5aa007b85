#include "parley/presence/presence.hpp"

#include <algorithm>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

constexpr std::uint32_t kNowhere = 0xFFFF'FFFF;

}  // namespace

void PresenceTracker::connect(UserId user, ConnectionKey connection, SteadyTime now) {
    advance(now);
    UserEntry& entry = *users_.try_emplace(user).first;
    if (find(entry.second, connection)) return;
    if (entry.second.leaving) {
        leaving_.erase({entry.second.leaving->over, user});
        entry.second.leaving.reset();
    }
    entry.second.connections.push_back({connection});
    changed(entry, now);
}

void PresenceTracker::disconnect(UserId user, ConnectionKey connection, SteadyTime now,
                                 WallTime wall) {
    advance(now);
    const auto found = users_.find(user);
    if (found == users_.end()) return;
    auto& connections = found->second.connections;
    Connection* const gone = find(found->second, connection);
    if (!gone) return;

    const PresenceState before = state_of(found->second);
    *gone = connections.back();
    connections.pop_back();
    if (!connections.empty()) return changed(*found, now);
    std::vector<Connection>().swap(connections);
    const SteadyTime over = now + options_.offline_grace;
    found->second.leaving = std::make_unique<Leaving>(Leaving{over, wall, before});
    leaving_.insert({over, user});
}

void PresenceTracker::set_state(UserId user, ConnectionKey connection, PresenceState state,
                                SteadyTime now) {
    PARLEY_ASSERT(state != PresenceState::offline);
    advance(now);
    const auto found = users_.find(user);
    if (found == users_.end()) return;
    Connection* const known = find(found->second, connection);
    if (!known) return;
    known->state = state;
    changed(*found, now);
}

std::vector<Presence> PresenceTracker::watch(WatcherKey key, std::span<const WatchTarget> targets,
                                             SteadyTime now) {
    advance(now);
    // The old set goes after the new one is there, so that what is in both is not forgotten.
    const auto old = watcher_places_.find(key);
    const std::uint32_t replaced = old == watcher_places_.end() ? kNowhere : old->second;
    std::vector<Presence> answer;
    if (targets.empty()) {
        unwatch(key);
        return answer;
    }

    const std::uint32_t watcher = add_watcher(key);
    auto& own = watchers_[watcher].watched;
    own.reserve(targets.size());
    answer.reserve(targets.size());
    for (const WatchTarget& target : targets) {
        UserEntry& entry = *users_.try_emplace(target.user).first;
        Watched& watched = watched_of(entry);
        // Named twice: this watcher's end is then the last one.
        auto& ends = watched.watchers;
        if (!ends.empty() && ends.back().watcher == watcher) continue;
        const bool is_first = ends.empty();
        const auto index = static_cast<std::uint32_t>(own.size());
        own.push_back({&entry, static_cast<std::uint32_t>(ends.size())});
        ends.push_back({watcher, index});

        watched.user_rev = std::max(watched.user_rev, target.user_rev);
        answer.push_back(presence_of(entry));
        if (is_first) {
            watched.shown = answer.back();
        } else {
            changed(entry, now);
            watched.told_ahead = watched.told_ahead || answer.back() != watched.shown;
        }
    }
    if (replaced != kNowhere) release_watcher(replaced);
    return answer;
}

void PresenceTracker::unwatch(WatcherKey key) {
    const auto found = watcher_places_.find(key);
    if (found == watcher_places_.end()) return;
    const std::uint32_t watcher = found->second;
    watcher_places_.erase(found);
    release_watcher(watcher);
}

PresenceTracker::Parted PresenceTracker::part(UserId watcher, UserId watched, SteadyTime now) {
    advance(now);
    Parted parted;
    const auto user = users_.find(watcher);
    const auto target = users_.find(watched);
    if (user == users_.end() || target == users_.end() || !target->second.watched) return parted;
    parted.user_rev = target->second.watched->user_rev;
    for (const Connection& connection : user->second.connections) {
        const auto place = watcher_places_.find(connection.key);
        if (place == watcher_places_.end()) continue;
        auto& own = watchers_[place->second].watched;
        const auto at = std::find_if(own.begin(), own.end(),
                                     [&](const ToWatched& to) { return to.user == &*target; });
        if (at == own.end()) continue;
        const ToWatched gone = *at;
        *at = own.back();
        own.pop_back();
        if (at != own.end()) {
            at->user->second.watched->watchers[at->index].index =
                static_cast<std::uint32_t>(at - own.begin());
        }
        parted.watchers.push_back(connection.key);
        const bool was_last = target->second.watched->watchers.size() == 1;
        remove_watcher_from(*target, gone.index);
        if (was_last) break;  // `target` may be gone
    }
    return parted;
}

void PresenceTracker::user_changed(UserId user, std::int64_t user_rev, SteadyTime now) {
    advance(now);
    const auto found = users_.find(user);
    if (found == users_.end() || !found->second.watched) {
        return remember({user, std::nullopt, user_rev});
    }
    Watched& watched = *found->second.watched;
    watched.user_rev = std::max(watched.user_rev, user_rev);
    changed(*found, now);
}

void PresenceTracker::tick(SteadyTime now) { advance(now); }

std::optional<PresenceAnnouncement> PresenceTracker::next_announcement(SteadyTime now) {
    advance(now);
    while (!ready_.empty()) {
        const auto found = users_.find(ready_.front());
        ready_.pop_front();
        if (found == users_.end() || !found->second.watched) continue;
        Watched& watched = *found->second.watched;
        if (watched.queue != Queue::ready) continue;
        watched.queue = Queue::none;
        const Presence presence = presence_of(*found);
        if (presence == watched.shown && !watched.told_ahead) continue;

        watched.shown = presence;
        watched.told_ahead = false;
        watched.next_allowed = now + options_.announce_interval;
        announced_to_.clear();
        for (const ToWatcher& to : watched.watchers) {
            announced_to_.push_back(watchers_[to.watcher].key);
        }
        return PresenceAnnouncement{presence, announced_to_};
    }
    return std::nullopt;
}

PresenceState PresenceTracker::state_of(const User& user) {
    if (user.connections.empty()) {
        return user.leaving ? user.leaving->state : PresenceState::offline;
    }
    const bool online =
        std::any_of(user.connections.begin(), user.connections.end(),
                    [](const Connection& c) { return c.state == PresenceState::online; });
    return online ? PresenceState::online : PresenceState::away;
}

// Of a user who is watched.
Presence PresenceTracker::presence_of(const UserEntry& entry) {
    const PresenceState state = state_of(entry.second);
    const Watched& watched = *entry.second.watched;
    const auto last_seen = state == PresenceState::offline ? watched.last_seen : std::nullopt;
    return {entry.first, state, last_seen, watched.user_rev};
}

PresenceTracker::Connection* PresenceTracker::find(User& user, ConnectionKey connection) {
    const auto found = std::find_if(user.connections.begin(), user.connections.end(),
                                    [&](const Connection& c) { return c.key == connection; });
    return found == user.connections.end() ? nullptr : &*found;
}

// Does what was to happen up to `now`.
void PresenceTracker::advance(SteadyTime now) {
    while (!leaving_.empty() && leaving_.begin()->first <= now) {
        const auto found = users_.find(leaving_.begin()->second);
        leaving_.erase(leaving_.begin());
        leave(*found, now);
    }
    while (!waiting_.empty() && waiting_.begin()->first <= now) {
        const UserId user = waiting_.begin()->second;
        waiting_.erase(waiting_.begin());
        users_.find(user)->second.watched->queue = Queue::ready;
        ready_.push_back(user);
    }
}

// The grace is over.
void PresenceTracker::leave(UserEntry& entry, SteadyTime now) {
    const WallTime since = entry.second.leaving->since;
    entry.second.leaving.reset();
    if (entry.second.watched) {
        entry.second.watched->last_seen = since;
        return changed(entry, now);
    }
    remember({entry.first, since, 0});
    users_.erase(entry.first);
}

// Sees to it that a difference to what was shown is announced, at once if the interval lets it.
void PresenceTracker::changed(UserEntry& entry, SteadyTime now) {
    if (!entry.second.watched) return;
    Watched& watched = *entry.second.watched;
    if (watched.queue != Queue::none || presence_of(entry) == watched.shown) return;
    if (now >= watched.next_allowed) {
        watched.queue = Queue::ready;
        ready_.push_back(entry.first);
    } else {
        watched.queue = Queue::waiting;
        waiting_.insert({watched.next_allowed, entry.first});
    }
}

// A free place, which the key stands for from now on.
std::uint32_t PresenceTracker::add_watcher(WatcherKey key) {
    if (free_watchers_.empty()) {
        free_watchers_.push_back(static_cast<std::uint32_t>(watchers_.size()));
        watchers_.emplace_back();
    }
    const std::uint32_t watcher = free_watchers_.back();
    free_watchers_.pop_back();
    watchers_[watcher].key = key;
    watcher_places_[key] = watcher;
    return watcher;
}

// What is kept of a user for watchers; begun with what is remembered.
PresenceTracker::Watched& PresenceTracker::watched_of(UserEntry& entry) {
    if (entry.second.watched) return *entry.second.watched;
    entry.second.watched = std::make_unique<Watched>();
    Watched& watched = *entry.second.watched;
    if (const auto place = recent_places_.find(entry.first); place != recent_places_.end()) {
        watched.last_seen = place->second->last_seen;
        watched.user_rev = place->second->user_rev;
        recent_.erase(place->second);
        recent_places_.erase(place);
    }
    return watched;
}

void PresenceTracker::release_watcher(std::uint32_t watcher) {
    // Taken out first: the ends of other watchers are moved on the way.
    std::vector<ToWatched> watched;
    watched.swap(watchers_[watcher].watched);
    for (const ToWatched& to : watched)
        remove_watcher_from(*to.user, to.index);
    free_watchers_.push_back(watcher);
}

void PresenceTracker::remove_watcher_from(UserEntry& entry, std::uint32_t index) {
    auto& ends = entry.second.watched->watchers;
    if (index + 1 != ends.size()) {
        ends[index] = ends.back();
        watchers_[ends[index].watcher].watched[ends[index].index].index = index;
    }
    ends.pop_back();
    if (ends.empty()) forget_watched(entry);
}

// Nobody watches the user any more.
void PresenceTracker::forget_watched(UserEntry& entry) {
    const Watched& watched = *entry.second.watched;
    if (watched.queue == Queue::waiting) waiting_.erase({watched.next_allowed, entry.first});
    remember({entry.first, watched.last_seen, watched.user_rev});
    entry.second.watched.reset();
    if (entry.second.connections.empty() && !entry.second.leaving) users_.erase(entry.first);
}

// Adds to what is remembered of a user whom nobody watches, and forgets the one longest unheard of.
void PresenceTracker::remember(const Recent& news) {
    if (const auto place = recent_places_.find(news.user); place != recent_places_.end()) {
        Recent& known = *place->second;
        if (news.last_seen) known.last_seen = news.last_seen;
        known.user_rev = std::max(known.user_rev, news.user_rev);
        recent_.splice(recent_.begin(), recent_, place->second);
        return;
    }
    recent_.push_front(news);
    recent_places_[news.user] = recent_.begin();
    if (recent_.size() > options_.recent_users_max) {
        recent_places_.erase(recent_.back().user);
        recent_.pop_back();
    }
}

}  // namespace parley
