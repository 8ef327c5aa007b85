#pragma once
// Who is online, and who wants to know. Ephemeral: nothing here is stored, and all of it may be
// lost.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include "parley/core/ids.hpp"
#include "parley/core/terms.hpp"
#include "parley/core/time.hpp"

namespace parley {

// A connection, by its network loop and its number there. Numbers are not used again.
struct ConnectionKey {
    std::uint32_t loop = 0;
    std::uint64_t ticket = 0;
    friend bool operator==(ConnectionKey, ConnectionKey) = default;
};
// A connection in its role as one that watches others.
using WatcherKey = ConnectionKey;

}  // namespace parley

template <>
struct std::hash<parley::ConnectionKey> {
    std::size_t operator()(parley::ConnectionKey key) const noexcept {
        return (key.ticket ^ std::uint64_t{key.loop} << 48) * 0x9E3779B97F4A7C15ULL;
    }
};

namespace parley {

// What a watcher is told of a user.
struct Presence {
    UserId user;
    PresenceState state = PresenceState::offline;
    // Offline only, and only as far as it is remembered: since when.
    std::optional<WallTime> last_seen;
    std::int64_t user_rev = 0;
    friend bool operator==(const Presence&, const Presence&) = default;
};

struct WatchTarget {
    UserId user;
    std::int64_t user_rev = 0;
};

struct PresenceAnnouncement {
    Presence presence;
    // Valid until the next call of the tracker. In no order.
    std::span<const WatcherKey> watchers;
};

struct PresenceOptions {
    // Who is back within this time was never away. Offline is announced only after it.
    std::chrono::milliseconds offline_grace = std::chrono::seconds{5};
    // One announcement per user in this time; the first change of state goes out at once, those
    // that follow as one.
    std::chrono::milliseconds announce_interval = std::chrono::seconds{1};
    // Of so many users whom nobody watches the last_seen is remembered, the latest ones.
    std::size_t recent_users_max = 10'000;
};

// Keeper: one loop. All times passed as `now` come from one clock and do not fall.
//
// A user is online while one of their connections is, away while there are connections and all are
// away, and offline without any. What time brings about (a grace that ends, an announcement that
// was held back) is found by the next call with a later `now`; tick() is there for when nothing
// else is called.
//
// Memory follows use: about 100 bytes for a user with one connection whom nobody watches, nothing
// for users without connections and watchers beyond the bounded number of recent ones, 24 bytes for
// each pair of watcher and watched. How many users one watcher may name is the caller's to check.
class PresenceTracker {
  public:
    explicit PresenceTracker(PresenceOptions options = {}) : options_(options) {}
    PresenceTracker(const PresenceTracker&) = delete;
    PresenceTracker& operator=(const PresenceTracker&) = delete;

    // A new connection is online. One that is known already changes nothing.
    void connect(UserId user, ConnectionKey connection, SteadyTime now);
    // `wall` becomes the user's last_seen if this was the last connection and none follows within
    // the grace. What is not known changes nothing, here and in set_state().
    void disconnect(UserId user, ConnectionKey connection, SteadyTime now, WallTime wall);
    // `state` is online or away.
    void set_state(UserId user, ConnectionKey connection, PresenceState state, SteadyTime now);

    // Replaces what the watcher watches. Returns the present states, in the order of the targets,
    // each user once; all that changes from now on is announced to the watcher. Of the `user_rev`
    // given and the one heard of by user_changed() the higher one counts: the caller's may be from
    // before that change.
    std::vector<Presence> watch(WatcherKey watcher, std::span<const WatchTarget> targets,
                                SteadyTime now);
    void unwatch(WatcherKey watcher);

    // Ends every pair of a connection of `watcher` that watches `watched`: nothing of that user is
    // announced to them any more, until they watch anew.
    struct Parted {
        std::vector<WatcherKey> watchers;  // in no order
        std::int64_t user_rev = 0;         // of `watched`
    };
    [[nodiscard]] Parted part(UserId watcher, UserId watched, SteadyTime now);

    // The user's profile has a new rev, which is announced like a change of state.
    void user_changed(UserId user, std::int64_t user_rev, SteadyTime now);

    void tick(SteadyTime now);

    // What there is to announce now, one user at a time; nothing if there is no more. A change that
    // was taken back before it was asked for is none.
    [[nodiscard]] std::optional<PresenceAnnouncement> next_announcement(SteadyTime now);

    // What takes memory: users connected, in their grace or watched; those remembered; watchers.
    [[nodiscard]] std::size_t tracked_users() const { return users_.size(); }
    [[nodiscard]] std::size_t recent_users() const { return recent_.size(); }
    [[nodiscard]] std::size_t watchers() const { return watchers_.size() - free_watchers_.size(); }

  private:
    struct Connection {
        ConnectionKey key;
        PresenceState state = PresenceState::online;
    };
    // The last connection is gone, the grace not over.
    struct Leaving {
        SteadyTime over;
        WallTime since = 0;
        PresenceState state = PresenceState::online;  // as it still is for others
    };
    // One end of a pair of watcher and watched: where the other end is.
    struct ToWatcher {
        std::uint32_t watcher = 0;  // in watchers_
        std::uint32_t index = 0;    // in its `watched`
    };
    enum class Queue : std::uint8_t { none, waiting, ready };
    struct Watched {
        std::vector<ToWatcher> watchers;
        Presence shown;  // what all were told last, but for those who came later
        std::int64_t user_rev = 0;
        std::optional<WallTime> last_seen;
        SteadyTime next_allowed = SteadyTime::min();
        Queue queue = Queue::none;
        bool told_ahead = false;  // someone who came later was told what is not announced yet
    };
    struct User {
        std::vector<Connection> connections;
        std::unique_ptr<Leaving> leaving;
        std::unique_ptr<Watched> watched;  // null while nobody watches
    };
    using UserEntry = std::pair<const UserId, User>;  // does not move in users_
    struct ToWatched {
        UserEntry* user = nullptr;
        std::uint32_t index = 0;  // in its `watchers`
    };
    struct Watcher {
        WatcherKey key;
        std::vector<ToWatched> watched;
    };
    struct Recent {
        UserId user;
        std::optional<WallTime> last_seen;
        std::int64_t user_rev = 0;
    };
    using Deadlines = std::set<std::pair<SteadyTime, UserId>>;

    static PresenceState state_of(const User& user);
    static Presence presence_of(const UserEntry& entry);
    static Connection* find(User& user, ConnectionKey connection);
    void advance(SteadyTime now);
    void leave(UserEntry& entry, SteadyTime now);
    void changed(UserEntry& entry, SteadyTime now);
    std::uint32_t add_watcher(WatcherKey key);
    Watched& watched_of(UserEntry& entry);
    void release_watcher(std::uint32_t watcher);
    void remove_watcher_from(UserEntry& entry, std::uint32_t index);
    void forget_watched(UserEntry& entry);
    void remember(const Recent& news);

    const PresenceOptions options_;
    std::unordered_map<UserId, User> users_;
    Deadlines leaving_;  // one for each user with `leaving`
    Deadlines waiting_;  // one for each user in Queue::waiting
    // Users to look at; those not in Queue::ready any more are passed over.
    std::deque<UserId> ready_;

    std::vector<Watcher> watchers_;
    std::vector<std::uint32_t> free_watchers_;
    std::unordered_map<WatcherKey, std::uint32_t> watcher_places_;
    std::vector<WatcherKey> announced_to_;

    std::list<Recent> recent_;  // the latest first
    std::unordered_map<UserId, std::list<Recent>::iterator> recent_places_;
};

}  // namespace parley
