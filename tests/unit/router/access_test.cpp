#include "parley/router/access.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace parley {
namespace {

using enum Action;

constexpr Verdict kYes = Verdict::allowed;
constexpr Verdict kAdmin = Verdict::need_admin;
constexpr Verdict kOwner = Verdict::need_owner;
constexpr Verdict kNobody = Verdict::impossible;

constexpr Action kAllActions[] = {
    read,         send, edit, react, pin, add_members, remove_members, moderate, change_settings,
    change_roles, leave};

ConversationRow conversation(ConversationKind kind, Audience post, Audience invite) {
    ConversationRow row;
    row.kind = kind;
    row.post = post;
    row.invite = invite;
    return row;
}

std::optional<MemberRow> member(Role role) {
    MemberRow row;
    row.role = role;
    return row;
}

struct Cell {
    Action action;
    Verdict as_member;
    Verdict as_admin;
    Verdict as_owner;
};

void expect_table(const ConversationRow& row, const std::vector<Cell>& table) {
    for (const Cell& cell : table) {
        SCOPED_TRACE(static_cast<int>(cell.action));
        EXPECT_EQ(decide(cell.action, row, member(Role::member)), cell.as_member);
        EXPECT_EQ(decide(cell.action, row, member(Role::admin)), cell.as_admin);
        EXPECT_EQ(decide(cell.action, row, member(Role::owner)), cell.as_owner);
    }
}

TEST(AccessTest, GroupRightsFollowTheTable) {
    expect_table(conversation(ConversationKind::group, Audience::members, Audience::members),
                 {{read, kYes, kYes, kYes},
                  {send, kYes, kYes, kYes},
                  {edit, kYes, kYes, kYes},
                  {react, kYes, kYes, kYes},
                  {pin, kYes, kYes, kYes},
                  {add_members, kYes, kYes, kYes},
                  {remove_members, kAdmin, kYes, kYes},
                  {moderate, kAdmin, kYes, kYes},
                  {change_settings, kAdmin, kYes, kYes},
                  {change_roles, kOwner, kOwner, kYes},
                  {leave, kYes, kYes, kYes}});
}

TEST(AccessTest, PostAdminsConcernsSendingAlone) {
    expect_table(conversation(ConversationKind::group, Audience::admins, Audience::members),
                 {{send, kAdmin, kYes, kYes},
                  {edit, kYes, kYes, kYes},
                  {react, kYes, kYes, kYes},
                  {pin, kYes, kYes, kYes},
                  {read, kYes, kYes, kYes},
                  {add_members, kYes, kYes, kYes}});
}

TEST(AccessTest, InviteAdminsConcernsAddingAlone) {
    expect_table(
        conversation(ConversationKind::group, Audience::members, Audience::admins),
        {{add_members, kAdmin, kYes, kYes}, {send, kYes, kYes, kYes}, {leave, kYes, kYes, kYes}});
}

TEST(AccessTest, PinAndSettingsAreForWhomTheGroupSays) {
    ConversationRow row =
        conversation(ConversationKind::group, Audience::members, Audience::members);
    row.pin = Audience::admins;
    row.settings = Audience::members;
    expect_table(row, {{pin, kAdmin, kYes, kYes},
                       {change_settings, kYes, kYes, kYes},
                       {moderate, kAdmin, kYes, kYes},
                       {send, kYes, kYes, kYes}});
}

TEST(AccessTest, BetweenTheBlockedReadingIsLeft) {
    ConversationRow row = conversation(ConversationKind::direct, Audience::members, {});
    row.direct_low = UserId(1);
    row.direct_high = UserId(2);
    for (const bool by_low : {true, false}) {
        row.blocked_by_low = by_low;
        row.blocked_by_high = !by_low;
        constexpr Verdict kBlocked = Verdict::blocked;
        expect_table(row, {{read, kYes, kYes, kYes},
                           {send, kBlocked, kBlocked, kBlocked},
                           {edit, kBlocked, kBlocked, kBlocked},
                           {react, kBlocked, kBlocked, kBlocked},
                           {pin, kBlocked, kBlocked, kBlocked},
                           {leave, kNobody, kNobody, kNobody}});
    }
    // Nobody blocks oneself.
    row.direct_high = row.direct_low;
    EXPECT_EQ(decide(send, row, member(Role::member)), kYes);
}

TEST(AccessTest, ModerationGoesDownwardsAlone) {
    constexpr Role kMember = Role::member;
    EXPECT_EQ(decide_over(kMember, kMember), kAdmin);
    EXPECT_EQ(decide_over(Role::admin, kMember), kYes);
    EXPECT_EQ(decide_over(Role::admin, Role::admin), kOwner);
    EXPECT_EQ(decide_over(Role::admin, Role::owner), kOwner);
    EXPECT_EQ(decide_over(Role::owner, kMember), kYes);
    EXPECT_EQ(decide_over(Role::owner, Role::admin), kYes);
    EXPECT_EQ(decide_over(Role::owner, Role::owner), kOwner);
}

TEST(AccessTest, DirectConversationsAreOfTheTwoForEver) {
    expect_table(conversation(ConversationKind::direct, Audience::members, Audience::members),
                 {{read, kYes, kYes, kYes},
                  {send, kYes, kYes, kYes},
                  {edit, kYes, kYes, kYes},
                  {react, kYes, kYes, kYes},
                  {pin, kYes, kYes, kYes},
                  {moderate, kNobody, kNobody, kNobody},
                  {add_members, kNobody, kNobody, kNobody},
                  {remove_members, kNobody, kNobody, kNobody},
                  {change_settings, kNobody, kNobody, kNobody},
                  {change_roles, kNobody, kNobody, kNobody},
                  {leave, kNobody, kNobody, kNobody}});
}

TEST(AccessTest, StrangersLearnNothingOfAnyConversation) {
    for (const ConversationKind kind : {ConversationKind::direct, ConversationKind::group}) {
        for (const Action action : kAllActions) {
            EXPECT_EQ(decide(action, conversation(kind, Audience::members, Audience::members),
                             std::nullopt),
                      Verdict::not_found);
        }
    }
}

}  // namespace
}  // namespace parley
