#include "parley/presence/presence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "presence_printers.hpp"

namespace parley {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

constexpr auto kOnline = PresenceState::online;
constexpr auto kAway = PresenceState::away;
constexpr auto kOffline = PresenceState::offline;

constexpr UserId kMei{7};
constexpr UserId kBo{8};
// The same connection watches and makes its user online; here they are kept apart.
constexpr WatcherKey kWatcher{0, 900};
constexpr WatcherKey kOther{1, 900};

constexpr ConnectionKey connection(std::uint64_t ticket) { return {0, ticket}; }

struct Heard {
    WatcherKey watcher;
    Presence presence;
    friend bool operator==(const Heard&, const Heard&) = default;
};
void PrintTo(const Heard& heard, std::ostream* out) {
    *out << heard.watcher.loop << '/' << heard.watcher.ticket << ": "
         << testing::PrintToString(heard.presence);
}

class PresenceTest : public testing::Test {
  protected:
    explicit PresenceTest(PresenceOptions options = {}) : tracker(options) {}

    void connect(UserId user, std::uint64_t ticket) {
        tracker.connect(user, connection(ticket), now());
    }
    void disconnect(UserId user, std::uint64_t ticket) {
        tracker.disconnect(user, connection(ticket), now(), wall());
    }
    void set_state(UserId user, std::uint64_t ticket, PresenceState state) {
        tracker.set_state(user, connection(ticket), state, now());
    }
    std::vector<Presence> watch(WatcherKey watcher, std::vector<WatchTarget> targets) {
        return tracker.watch(watcher, targets, now());
    }
    Presence state_of(UserId user) {
        const auto answer = watch({9, 9}, {{user, 0}});
        tracker.unwatch({9, 9});
        return answer.at(0);
    }
    // Everything that is to be announced now.
    std::vector<Heard> announced() {
        std::vector<Heard> heard;
        while (const auto announcement = tracker.next_announcement(now())) {
            for (const WatcherKey watcher : announcement->watchers) {
                heard.push_back({watcher, announcement->presence});
            }
        }
        return heard;
    }
    void pass(std::chrono::milliseconds time) {
        elapsed_ += time;
        tracker.tick(now());
    }
    SteadyTime now() const { return SteadyTime{} + 1h + elapsed_; }
    WallTime wall() const { return 1'790'000'000'000 + elapsed_.count(); }

    PresenceTracker tracker;

  private:
    std::chrono::milliseconds elapsed_ = 0ms;
};

TEST_F(PresenceTest, AWatcherIsToldThePresentStateAtOnce) {
    connect(kMei, 1);
    set_state(kMei, 1, kAway);
    EXPECT_THAT(watch(kWatcher, {{kBo, 4}, {kMei, 3}}),
                ElementsAre(Presence{kBo, kOffline, {}, 4}, Presence{kMei, kAway, {}, 3}));
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, OnlineIsAnnouncedAtOnce) {
    watch(kWatcher, {{kMei, 3}});
    connect(kMei, 1);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 3}}));
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, EveryWatcherIsToldAndNobodyElse) {
    watch(kWatcher, {{kMei, 0}, {kBo, 0}});
    watch(kOther, {{kMei, 0}});
    watch({0, 3}, {});
    connect(kMei, 1);
    const Presence online{kMei, kOnline, {}, 0};
    EXPECT_THAT(announced(), UnorderedElementsAre(Heard{kWatcher, online}, Heard{kOther, online}));
    connect(kBo, 2);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kBo, kOnline, {}, 0}}));
}

TEST_F(PresenceTest, OfflineIsAnnouncedAfterTheGraceWithTheTimeOfGoing) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    disconnect(kMei, 1);
    const WallTime gone = wall();
    pass(4'999ms);
    EXPECT_THAT(announced(), IsEmpty());
    pass(1ms);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOffline, gone, 0}}));
}

TEST_F(PresenceTest, AReconnectWithinTheGraceShowsNothing) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    disconnect(kMei, 1);
    pass(4'999ms);
    EXPECT_EQ(state_of(kMei).state, kOnline);
    connect(kMei, 2);
    pass(1h);
    EXPECT_THAT(announced(), IsEmpty());
    EXPECT_EQ(state_of(kMei).state, kOnline);
}

TEST_F(PresenceTest, TheGraceCountsFromTheLastDisconnect) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    disconnect(kMei, 1);
    pass(3s);
    connect(kMei, 2);
    disconnect(kMei, 2);
    pass(4'999ms);
    EXPECT_THAT(announced(), IsEmpty());
    pass(1ms);
    EXPECT_EQ(announced().size(), 1U);
}

TEST_F(PresenceTest, InTheGraceTheLastStateStands) {
    connect(kMei, 1);
    set_state(kMei, 1, kAway);
    disconnect(kMei, 1);
    EXPECT_EQ(state_of(kMei).state, kAway);
    pass(5s);
    EXPECT_EQ(state_of(kMei).state, kOffline);
}

TEST_F(PresenceTest, ManyDevicesCountOnce) {
    watch(kWatcher, {{kMei, 0}});
    for (std::uint64_t ticket = 1; ticket <= 3; ++ticket)
        connect(kMei, ticket);
    EXPECT_EQ(announced().size(), 1U);
    disconnect(kMei, 2);
    disconnect(kMei, 1);
    pass(1min);
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, OneDeviceOnlineIsOnlineAndAllAwayIsAway) {
    connect(kMei, 1);
    connect(kMei, 2);
    set_state(kMei, 1, kAway);
    EXPECT_EQ(state_of(kMei).state, kOnline);
    set_state(kMei, 2, kAway);
    EXPECT_EQ(state_of(kMei).state, kAway);
    set_state(kMei, 1, kOnline);
    EXPECT_EQ(state_of(kMei).state, kOnline);
    disconnect(kMei, 1);
    EXPECT_EQ(state_of(kMei).state, kAway);
}

TEST_F(PresenceTest, FlappingIsAnnouncedOnceASecondWithTheLastState) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    set_state(kMei, 1, kAway);
    EXPECT_EQ(announced().size(), 1U);
    for (int i = 0; i < 9; ++i) {
        pass(100ms);
        set_state(kMei, 1, i % 2 == 0 ? kOnline : kAway);
        EXPECT_THAT(announced(), IsEmpty());
    }
    pass(99ms);
    EXPECT_THAT(announced(), IsEmpty());
    pass(1ms);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 0}}));
}

TEST_F(PresenceTest, WhatWasTakenBackIsNotAnnounced) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    set_state(kMei, 1, kAway);
    set_state(kMei, 1, kOnline);
    EXPECT_THAT(announced(), IsEmpty());
    // Nor does it count as an announcement.
    set_state(kMei, 1, kAway);
    EXPECT_EQ(announced().size(), 1U);
}

TEST_F(PresenceTest, OneUsersFlappingDoesNotHoldBackAnother) {
    watch(kWatcher, {{kMei, 0}, {kBo, 0}});
    connect(kMei, 1);
    EXPECT_EQ(announced().size(), 1U);
    set_state(kMei, 1, kAway);
    connect(kBo, 2);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kBo, kOnline, {}, 0}}));
}

// A later watcher is told the state of now while its announcement is held back. If the state then
// returns to the one announced before, the later watcher must hear of it nevertheless.
TEST_F(PresenceTest, AWatcherThatCameWithinTheIntervalIsNotLeftBehind) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 0}});
    set_state(kMei, 1, kAway);
    EXPECT_EQ(announced().size(), 1U);
    set_state(kMei, 1, kOnline);
    EXPECT_THAT(watch(kOther, {{kMei, 0}}), ElementsAre(Presence{kMei, kOnline, {}, 0}));
    set_state(kMei, 1, kAway);
    pass(1s);
    EXPECT_THAT(announced(), testing::Contains(Heard{kOther, {kMei, kAway, {}, 0}}));
}

TEST_F(PresenceTest, AWatchReplacesTheOneBefore) {
    watch(kWatcher, {{kMei, 0}});
    watch(kWatcher, {{kBo, 0}});
    connect(kMei, 1);
    connect(kBo, 2);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kBo, kOnline, {}, 0}}));
    watch(kWatcher, {});
    disconnect(kBo, 2);
    pass(1min);
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, AUserNamedTwiceIsToldOnce) {
    EXPECT_EQ(watch(kWatcher, {{kMei, 0}, {kBo, 0}, {kMei, 0}, {kMei, 0}}).size(), 2U);
    connect(kMei, 1);
    EXPECT_EQ(announced().size(), 1U);
    tracker.unwatch(kWatcher);
    disconnect(kMei, 1);
    pass(1min);
    EXPECT_THAT(announced(), IsEmpty());
    EXPECT_EQ(tracker.tracked_users(), 0U);
}

TEST_F(PresenceTest, WhoHasStoppedWatchingIsToldNothing) {
    watch(kWatcher, {{kMei, 0}});
    watch(kOther, {{kMei, 0}});
    connect(kMei, 1);
    tracker.unwatch(kWatcher);
    tracker.unwatch({5, 5});
    EXPECT_THAT(announced(), ElementsAre(Heard{kOther, {kMei, kOnline, {}, 0}}));
    tracker.unwatch(kOther);
    set_state(kMei, 1, kAway);
    pass(1min);
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, WatchingAnewDoesNotBreakTheInterval) {
    watch(kWatcher, {{kMei, 0}});
    connect(kMei, 1);
    tracker.unwatch(kWatcher);
    watch(kWatcher, {{kMei, 0}});
    set_state(kMei, 1, kAway);
    EXPECT_TRUE(tracker.next_announcement(now()));
    set_state(kMei, 1, kOnline);
    EXPECT_THAT(announced(), IsEmpty());
}

TEST_F(PresenceTest, WatchersOfTwoLoopsWithTheSameTicketAreTwo) {
    watch({0, 5}, {{kMei, 0}});
    watch({1, 5}, {{kMei, 0}});
    tracker.unwatch({0, 5});
    connect(kMei, 1);
    EXPECT_THAT(announced(), ElementsAre(Heard{{1, 5}, {kMei, kOnline, {}, 0}}));
}

TEST_F(PresenceTest, AHigherRevIsAnnouncedLikeAChangeOfState) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 3}});
    tracker.user_changed(kMei, 4, now());
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 4}}));
    tracker.user_changed(kMei, 4, now());
    tracker.user_changed(kMei, 3, now());
    tracker.user_changed(kBo, 9, now());
    pass(1min);
    EXPECT_THAT(announced(), IsEmpty());
    tracker.user_changed(kMei, 5, now());
    tracker.user_changed(kMei, 6, now());
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 6}}));
}

// The caller reads revs elsewhere, and a change may overtake the answer.
TEST_F(PresenceTest, ARevReadBeforeTheChangeDoesNotHideIt) {
    tracker.user_changed(kMei, 4, now());
    EXPECT_EQ(watch(kWatcher, {{kMei, 3}}).at(0).user_rev, 4);
    watch(kOther, {{kMei, 5}});
    EXPECT_THAT(announced(), testing::Contains(Heard{kWatcher, {kMei, kOffline, {}, 5}}));
}

TEST_F(PresenceTest, LastSeenIsToldOnlyWhileOffline) {
    connect(kMei, 1);
    disconnect(kMei, 1);
    const WallTime gone = wall();
    pass(5s);
    watch(kWatcher, {{kMei, 0}});
    EXPECT_EQ(state_of(kMei).last_seen, gone);
    connect(kMei, 2);
    EXPECT_EQ(state_of(kMei).last_seen, std::nullopt);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 0}}));
}

TEST_F(PresenceTest, LastSeenSurvivesThatNobodyWatches) {
    connect(kMei, 1);
    watch(kWatcher, {{kMei, 6}});
    disconnect(kMei, 1);
    const WallTime gone = wall();
    pass(5s);
    tracker.unwatch(kWatcher);
    EXPECT_EQ(tracker.recent_users(), 1U);
    EXPECT_THAT(watch(kWatcher, {{kMei, 0}}), ElementsAre(Presence{kMei, kOffline, gone, 6}));
    EXPECT_EQ(tracker.recent_users(), 0U);
}

TEST_F(PresenceTest, WhatIsNotKnownChangesNothing) {
    disconnect(kMei, 1);
    set_state(kMei, 1, kAway);
    connect(kMei, 1);
    connect(kMei, 1);
    set_state(kMei, 2, kAway);
    disconnect(kMei, 2);
    EXPECT_EQ(state_of(kMei).state, kOnline);
    disconnect(kMei, 1);
    disconnect(kMei, 1);
    pass(5s);
    EXPECT_EQ(state_of(kMei).state, kOffline);
}

TEST_F(PresenceTest, UsersWhomNobodyNeedsAreForgotten) {
    for (std::int64_t user = 1; user <= 100; ++user) {
        connect(UserId(user), static_cast<std::uint64_t>(user));
        watch({2, static_cast<std::uint64_t>(user)}, {{UserId(user + 1'000), 0}, {kMei, 0}});
    }
    EXPECT_EQ(tracker.tracked_users(), 200U);
    EXPECT_EQ(tracker.watchers(), 100U);
    for (std::int64_t user = 1; user <= 100; ++user) {
        disconnect(UserId(user), static_cast<std::uint64_t>(user));
        tracker.unwatch({2, static_cast<std::uint64_t>(user)});
    }
    pass(5s);
    EXPECT_EQ(tracker.tracked_users(), 0U);
    EXPECT_EQ(tracker.watchers(), 0U);
}

TEST_F(PresenceTest, WatchingAnewTakesNoMoreMemory) {
    for (int i = 0; i < 100; ++i)
        watch(kWatcher, {{kMei, 0}, {kBo, 0}});
    EXPECT_EQ(tracker.watchers(), 1U);
    EXPECT_EQ(tracker.tracked_users(), 2U);
}

TEST_F(PresenceTest, ThePartedHearNothingUntilTheyWatchAnew) {
    connect(kBo, 1);
    connect(kBo, 2);
    connect(kBo, 3);
    watch(connection(1), {{UserId(5), 0}, {kMei, 4}, {UserId(6), 0}});
    watch(connection(2), {{kMei, 4}});
    watch(kOther, {{kMei, 4}});
    const PresenceTracker::Parted parted = tracker.part(kBo, kMei, now());
    EXPECT_THAT(parted.watchers, UnorderedElementsAre(connection(1), connection(2)));
    EXPECT_EQ(parted.user_rev, 4);

    connect(kMei, 7);
    connect(UserId(6), 8);
    const Presence mei{kMei, kOnline, {}, 4};
    EXPECT_THAT(announced(),
                UnorderedElementsAre(Heard{kOther, mei},
                                     Heard{connection(1), {UserId(6), kOnline, {}, 0}}));
    watch(connection(2), {{kMei, 4}});
    pass(1s);
    set_state(kMei, 7, kAway);
    EXPECT_THAT(announced(), UnorderedElementsAre(Heard{kOther, {kMei, kAway, {}, 4}},
                                                  Heard{connection(2), {kMei, kAway, {}, 4}}));
}

TEST_F(PresenceTest, PartingThoseWhoDoNotWatchChangesNothing) {
    connect(kBo, 1);
    EXPECT_THAT(tracker.part(kBo, kMei, now()).watchers, IsEmpty());
    watch(connection(1), {{kMei, 0}});
    EXPECT_THAT(tracker.part(kMei, kBo, now()).watchers, IsEmpty());
    EXPECT_THAT(tracker.part(UserId(5), kMei, now()).watchers, IsEmpty());
    EXPECT_THAT(tracker.part(kBo, kMei, now()).watchers, ElementsAre(connection(1)));
    tracker.unwatch(connection(1));
    EXPECT_EQ(tracker.watchers(), 0U);
}

TEST_F(PresenceTest, ATickAloneEndsAGrace) {
    connect(kMei, 1);
    disconnect(kMei, 1);
    EXPECT_EQ(tracker.tracked_users(), 1U);
    pass(5s);
    EXPECT_EQ(tracker.tracked_users(), 0U);
}

class PresenceWithFewRecentUsersTest : public PresenceTest {
  protected:
    PresenceWithFewRecentUsersTest() : PresenceTest({.recent_users_max = 3}) {}
};

TEST_F(PresenceWithFewRecentUsersTest, OnlyTheLatestAreRemembered) {
    for (std::int64_t user = 1; user <= 5; ++user) {
        connect(UserId(user), 1);
        disconnect(UserId(user), 1);
        pass(10s);
    }
    tracker.user_changed(UserId(3), 2, now());  // heard of again: now the latest
    tracker.user_changed(UserId(6), 2, now());
    EXPECT_EQ(tracker.recent_users(), 3U);
    EXPECT_TRUE(state_of(UserId(3)).last_seen);
    EXPECT_TRUE(state_of(UserId(5)).last_seen);
    EXPECT_FALSE(state_of(UserId(4)).last_seen);
    EXPECT_EQ(tracker.recent_users(), 3U);
}

class PresenceWithoutGraceTest : public PresenceTest {
  protected:
    PresenceWithoutGraceTest() : PresenceTest({.offline_grace = 0ms, .announce_interval = 0ms}) {}
};

TEST_F(PresenceWithoutGraceTest, EverythingIsAnnouncedAtOnce) {
    watch(kWatcher, {{kMei, 0}});
    connect(kMei, 1);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOnline, {}, 0}}));
    disconnect(kMei, 1);
    EXPECT_THAT(announced(), ElementsAre(Heard{kWatcher, {kMei, kOffline, wall(), 0}}));
}

}  // namespace
}  // namespace parley
