// Random operations on a PresenceTracker and on a model that recomputes everything from plain maps.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>

#include "parley/presence/presence.hpp"
#include "presence_printers.hpp"

namespace parley {
namespace {

using namespace std::chrono_literals;

constexpr auto kGrace = 5s;
constexpr auto kInterval = 1s;

class Model {
  public:
    void connect(UserId user, std::uint64_t ticket, SteadyTime now) {
        advance(now);
        Person& person = people_[user];
        person.leaving.reset();
        person.connections.try_emplace(ticket, PresenceState::online);
    }
    void disconnect(UserId user, std::uint64_t ticket, SteadyTime now, WallTime wall) {
        advance(now);
        Person& person = people_[user];
        const PresenceState before = state_of(person);
        if (person.connections.erase(ticket) == 1 && person.connections.empty()) {
            person.leaving = Leaving{now + kGrace, wall, before};
        }
    }
    void set_state(UserId user, std::uint64_t ticket, PresenceState state, SteadyTime now) {
        advance(now);
        Person& person = people_[user];
        if (person.connections.contains(ticket)) person.connections[ticket] = state;
    }
    void user_changed(UserId user, std::int64_t rev) {
        people_[user].rev = std::max(people_[user].rev, rev);
    }
    std::vector<Presence> watch(std::uint64_t watcher, const std::vector<WatchTarget>& targets,
                                SteadyTime now) {
        advance(now);
        std::set<UserId> before = watching_[watcher];
        std::vector<Presence> answer;
        std::set<UserId> after;
        for (const WatchTarget& target : targets) {
            if (!after.insert(target.user).second) continue;
            user_changed(target.user, target.user_rev);
            answer.push_back(presence_of(target.user));
            const auto shown = shown_.try_emplace(target.user, Shown{answer.back(), {}, false});
            if (shown.first->second.presence != answer.back())
                shown.first->second.told_ahead = true;
        }
        watching_[watcher] = after;
        for (const UserId user : before) {
            if (watchers_of(user).empty()) shown_.erase(user);
        }
        return answer;
    }
    std::set<std::uint64_t> part(UserId watcher, UserId watched, SteadyTime now) {
        advance(now);
        std::set<std::uint64_t> parted;
        for (const auto& [ticket, state] : people_[watcher].connections) {
            if (watching_[ticket].erase(watched) == 1) parted.insert(ticket);
        }
        if (watchers_of(watched).empty()) shown_.erase(watched);
        return parted;
    }
    // By user, with those who are told.
    std::map<UserId, std::pair<Presence, std::set<std::uint64_t>>> announce(SteadyTime now) {
        advance(now);
        std::map<UserId, std::pair<Presence, std::set<std::uint64_t>>> announced;
        for (auto& [user, shown] : shown_) {
            const Presence presence = presence_of(user);
            if (now < shown.next_allowed) continue;
            if (presence == shown.presence && !shown.told_ahead) continue;
            shown = {presence, now + kInterval, false};
            announced[user] = {presence, watchers_of(user)};
        }
        return announced;
    }
    Presence presence_of(UserId user) {
        const Person& person = people_[user];
        const PresenceState state = state_of(person);
        return {user, state, state == PresenceState::offline ? person.last_seen : std::nullopt,
                person.rev};
    }
    void advance(SteadyTime now) {
        for (auto& [user, person] : people_) {
            if (!person.leaving || person.leaving->over > now) continue;
            person.last_seen = person.leaving->wall;
            person.leaving.reset();
        }
    }

  private:
    struct Leaving {
        SteadyTime over;
        WallTime wall;
        PresenceState state;
    };
    struct Person {
        std::map<std::uint64_t, PresenceState> connections;
        std::optional<Leaving> leaving;
        std::optional<WallTime> last_seen;
        std::int64_t rev = 0;
    };
    struct Shown {
        Presence presence;
        SteadyTime next_allowed;
        bool told_ahead = false;
    };

    static PresenceState state_of(const Person& person) {
        if (person.connections.empty()) {
            return person.leaving ? person.leaving->state : PresenceState::offline;
        }
        for (const auto& [ticket, state] : person.connections) {
            if (state == PresenceState::online) return state;
        }
        return PresenceState::away;
    }
    std::set<std::uint64_t> watchers_of(UserId user) const {
        std::set<std::uint64_t> watchers;
        for (const auto& [watcher, users] : watching_) {
            if (users.contains(user)) watchers.insert(watcher);
        }
        return watchers;
    }

    std::map<UserId, Person> people_;
    std::map<std::uint64_t, std::set<UserId>> watching_;
    std::map<UserId, Shown> shown_;  // of those who are watched
};

// Does the same to both, and keeps what each watcher has been told.
class Pair {
  public:
    explicit Pair(unsigned seed) : random_(seed) {}

    void step() {
        const UserId user{static_cast<std::int64_t>(1 + below(6))};
        const std::uint64_t ticket = static_cast<std::uint64_t>(user.value) * 10 + below(3);
        switch (below(13)) {
            case 0:
            case 1:
                tracker_.connect(user, {0, ticket}, now_);
                return model_.connect(user, ticket, now_);
            case 2:
            case 3:
                tracker_.disconnect(user, {0, ticket}, now_, wall());
                return model_.disconnect(user, ticket, now_, wall());
            case 4:
                return set_state(user, ticket);
            case 5:
                return change_user(user);
            case 6:
                return watch(ticket);
            case 7:
                return unwatch(ticket);
            case 10:
                return part(user, UserId(static_cast<std::int64_t>(1 + below(6))));
            case 8:
                now_ += std::chrono::milliseconds(below(9'000));
                return;
            case 9:
                tracker_.tick(now_);
                return model_.advance(now_);
            default:
                now_ += std::chrono::milliseconds(below(300));
                return announce();
        }
    }
    // When all has calmed down, each watcher knows how things are.
    void calm_down() {
        now_ += kGrace;
        announce();
        now_ += kInterval;
        announce();
        for (const auto& [watcher, view] : views_) {
            for (const auto& [user, presence] : view) {
                EXPECT_EQ(presence, model_.presence_of(user)) << "watcher " << watcher;
            }
        }
    }
    std::size_t announcements() const { return announcements_; }

  private:
    std::uint32_t below(std::uint32_t bound) {
        return static_cast<std::uint32_t>(random_()) % bound;
    }
    WallTime wall() const { return now_.time_since_epoch() / 1ms; }

    void set_state(UserId user, std::uint64_t ticket) {
        const auto state = below(2) == 0 ? PresenceState::online : PresenceState::away;
        tracker_.set_state(user, {0, ticket}, state, now_);
        model_.set_state(user, ticket, state, now_);
    }
    void change_user(UserId user) {
        const std::int64_t rev = below(50);
        tracker_.user_changed(user, rev, now_);
        model_.user_changed(user, rev);
    }
    void watch(std::uint64_t watcher) {
        std::vector<WatchTarget> targets;
        for (auto left = below(7); left > 0; --left) {
            targets.push_back({UserId(static_cast<std::int64_t>(1 + below(6))), below(40)});
        }
        const auto answer = tracker_.watch({0, watcher}, targets, now_);
        EXPECT_EQ(answer, model_.watch(watcher, targets, now_));
        views_[watcher].clear();
        for (const Presence& presence : answer)
            views_[watcher][presence.user] = presence;
    }
    void unwatch(std::uint64_t watcher) {
        tracker_.unwatch({0, watcher});
        model_.watch(watcher, {}, now_);
        views_.erase(watcher);
    }
    void part(UserId watcher, UserId watched) {
        std::set<std::uint64_t> parted;
        for (const WatcherKey key : tracker_.part(watcher, watched, now_).watchers) {
            EXPECT_TRUE(parted.insert(key.ticket).second);
            views_[key.ticket].erase(watched);
        }
        EXPECT_EQ(parted, model_.part(watcher, watched, now_));
    }
    void announce() {
        auto expected = model_.announce(now_);
        while (const auto announcement = tracker_.next_announcement(now_)) {
            ++announcements_;
            const Presence& presence = announcement->presence;
            std::set<std::uint64_t> watchers;
            for (const WatcherKey watcher : announcement->watchers) {
                EXPECT_TRUE(watchers.insert(watcher.ticket).second);
                views_[watcher.ticket][presence.user] = presence;
            }
            const auto found = expected.find(presence.user);
            ASSERT_NE(found, expected.end()) << testing::PrintToString(presence);
            EXPECT_EQ(presence, found->second.first);
            EXPECT_EQ(watchers, found->second.second);
            expected.erase(found);
        }
        EXPECT_TRUE(expected.empty());
    }

    std::mt19937 random_;
    PresenceTracker tracker_{{.offline_grace = kGrace, .announce_interval = kInterval}};
    Model model_;
    SteadyTime now_{1h};
    std::map<std::uint64_t, std::map<UserId, Presence>> views_;
    std::size_t announcements_ = 0;
};

TEST(PresenceModelTest, RandomOperationsAgreeWithAPlainModel) {
    std::size_t announcements = 0;
    for (unsigned seed = 1; seed <= 300; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Pair pair(seed);
        for (int i = 0; i < 400 && !testing::Test::HasFailure(); ++i)
            pair.step();
        pair.calm_down();
        announcements += pair.announcements();
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(announcements, 5'000U);
}

}  // namespace
}  // namespace parley
