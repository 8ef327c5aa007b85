#include "parley/core/terms.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(TermsTest, EachWordNamesItsValueAndBack) {
    for (const Role role : {Role::member, Role::admin, Role::owner}) {
        EXPECT_EQ(role_of(name_of(role)), role);
    }
    for (const History history : {History::shared, History::joined}) {
        EXPECT_EQ(history_of(name_of(history)), history);
    }
    for (const Audience audience : {Audience::members, Audience::admins}) {
        EXPECT_EQ(audience_of(name_of(audience)), audience);
    }
    for (const JoinRule rule : {JoinRule::invite, JoinRule::request, JoinRule::open}) {
        EXPECT_EQ(join_rule_of(name_of(rule)), rule);
    }
    for (const Notify notify : {Notify::all, Notify::mentions, Notify::none}) {
        EXPECT_EQ(notify_of(name_of(notify)), notify);
    }
    for (const PresenceState state :
         {PresenceState::online, PresenceState::away, PresenceState::offline}) {
        EXPECT_EQ(presence_state_of(name_of(state)), state);
    }
}

TEST(TermsTest, TheWordsAreThoseOfTheProtocol) {
    EXPECT_EQ(name_of(Role::owner), "owner");
    EXPECT_EQ(name_of(History::joined), "joined");
    EXPECT_EQ(name_of(Audience::admins), "admins");
    EXPECT_EQ(name_of(JoinRule::request), "request");
    EXPECT_EQ(name_of(Notify::mentions), "mentions");
    EXPECT_EQ(name_of(PresenceState::away), "away");
}

TEST(TermsTest, AnyOtherWordIsNone) {
    EXPECT_FALSE(role_of("Owner"));
    EXPECT_FALSE(role_of(""));
    EXPECT_FALSE(history_of("members"));
    EXPECT_FALSE(audience_of("admin"));
    EXPECT_FALSE(join_rule_of("closed"));
    EXPECT_FALSE(notify_of("some"));
    EXPECT_FALSE(presence_state_of("offline "));
}

}  // namespace
}  // namespace parley
