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
    read, send, react, add_members, remove_members, change_settings, change_roles, leave};

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
                  {react, kYes, kYes, kYes},
                  {add_members, kYes, kYes, kYes},
                  {remove_members, kAdmin, kYes, kYes},
                  {change_settings, kAdmin, kYes, kYes},
                  {change_roles, kOwner, kOwner, kYes},
                  {leave, kYes, kYes, kYes}});
}

TEST(AccessTest, PostAdminsConcernsSendingAlone) {
    expect_table(conversation(ConversationKind::group, Audience::admins, Audience::members),
                 {{send, kAdmin, kYes, kYes},
                  {react, kYes, kYes, kYes},
                  {read, kYes, kYes, kYes},
                  {add_members, kYes, kYes, kYes}});
}

TEST(AccessTest, InviteAdminsConcernsAddingAlone) {
    expect_table(
        conversation(ConversationKind::group, Audience::members, Audience::admins),
        {{add_members, kAdmin, kYes, kYes}, {send, kYes, kYes, kYes}, {leave, kYes, kYes, kYes}});
}

TEST(AccessTest, DirectConversationsAreOfTheTwoForEver) {
    expect_table(conversation(ConversationKind::direct, Audience::members, Audience::members),
                 {{read, kYes, kYes, kYes},
                  {send, kYes, kYes, kYes},
                  {react, kYes, kYes, kYes},
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
