// What users have set for themselves, who may not come, who asks to, and how users and groups are
// found.

#include <gmock/gmock.h>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class AccountRowsTest : public RowsTest {
  protected:
    UserId add_user(const std::string& login, const std::string& name_key) {
        UserRow row;
        row.id = store().next_user();
        row.login = login;
        row.name_key = name_key;
        store().insert_user(row);
        return row.id;
    }
    ConversationId add_group(const std::string& title_key, JoinRule join) {
        ConversationRow row;
        row.id = store().next_conversation();
        row.title_key = title_key;
        row.join = join;
        store().insert_conversation(row);
        return row.id;
    }

    const ConversationId room_{3};
    const UserId mei_{7};
};

TEST_F(AccountRowsTest, EverySettingOfAConversationIsKept) {
    store().begin();
    ConversationRow row;
    row.id = store().next_conversation();
    row.settings = Audience::members;
    row.versions = true;
    store().insert_conversation(row);
    EXPECT_EQ(store().conversation(row.id)->settings, Audience::members);
    row.pin = Audience::admins;
    row.settings = Audience::admins;
    row.join = JoinRule::open;
    row.slow_ms = 5'000;
    row.versions = false;
    row.title_key = "title";
    row.blocked_by_high = true;
    store().update_conversation(row);
    commit();
    const auto found = snapshot().conversation(row.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->pin, Audience::admins);
    EXPECT_EQ(found->settings, Audience::admins);
    EXPECT_EQ(found->join, JoinRule::open);
    EXPECT_EQ(found->slow_ms, 5'000);
    EXPECT_FALSE(found->versions);
    EXPECT_EQ(found->title_key, "title");
    EXPECT_FALSE(found->blocked_by_low);
    EXPECT_TRUE(found->blocked_by_high);
}

TEST_F(AccountRowsTest, AProfileIsKept) {
    store().begin();
    UserRow row;
    row.id = store().next_user();
    row.login = "mei";
    row.language = "de";
    store().insert_user(row);
    EXPECT_EQ(store().user(row.id)->language, "de");
    row.name_key = "mei lin";
    row.status_text = "Away";
    row.status_emoji = "🌴";
    row.status_until = 99;
    row.language = "zh-CN";
    row.time_zone = "Asia/Shanghai";
    row.read_receipts = false;
    store().update_user(row);
    commit();
    const auto found = snapshot().user(row.id);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->name_key, "mei lin");
    EXPECT_EQ(found->status_text, "Away");
    EXPECT_EQ(found->status_emoji, "🌴");
    EXPECT_EQ(found->status_until, 99);
    EXPECT_EQ(found->language, "zh-CN");
    EXPECT_EQ(found->time_zone, "Asia/Shanghai");
    EXPECT_FALSE(found->read_receipts);
}

TEST_F(AccountRowsTest, AMembersProgressAndMuteAreKept) {
    store().begin();
    MemberRow row;
    row.user = mei_;
    row.muted_until = 50;
    store().put_member(room_, row);
    store().put_progress(room_, mei_, 4, 1'000);
    commit();
    const auto found = snapshot().member(room_, mei_);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->muted_until, 50);
    EXPECT_EQ(found->read_seq, 4);
    EXPECT_EQ(found->last_message, 1'000);
    EXPECT_EQ(snapshot_->members(room_, UserId(), 9).at(0).last_message, 1'000);
}

TEST_F(AccountRowsTest, ADevicesProgressOnlyRises) {
    store().begin();
    const DeviceRow row{store().next_device(), mei_, "Phone", "ios", 6, 70, 8};
    store().insert_device(row);
    DeviceRow other = row;
    other.id = store().next_device();
    store().insert_device(other);
    store().put_device_progress(row.id, 5, 90);
    store().put_device_progress(row.id, 20, 80);
    store().put_device_progress(DeviceId(99), 1, 1);
    commit();
    const auto devices = snapshot().devices(mei_);
    ASSERT_EQ(devices.size(), 2u);
    EXPECT_EQ(devices[0].id, row.id);
    EXPECT_EQ(devices[0].delivered_pos, 20);
    EXPECT_EQ(devices[0].last_seen, 90);
    EXPECT_EQ(devices[1].delivered_pos, 8);
    EXPECT_THAT(snapshot_->devices(UserId(8)), IsEmpty());
}

TEST_F(AccountRowsTest, PersonalSettingsAreKeptListsLeaveDraftsOut) {
    PersonalRow row{room_, kForEver, true, true, true, Notify::none, "not yet sent"};
    PersonalRow other;
    other.conversation = ConversationId(1);
    other.pinned = true;
    store().begin();
    store().put_personal(mei_, row);
    store().put_personal(mei_, other);
    store().put_personal(UserId(8), other);
    commit();
    EXPECT_EQ(snapshot().personal(mei_, room_), row);
    EXPECT_FALSE(snapshot_->personal(UserId(8), room_));
    row.draft.clear();
    EXPECT_THAT(snapshot_->personals(mei_), ElementsAre(other, row));
}

TEST_F(AccountRowsTest, WhatIsBackAtItsDefaultsHasNoRow) {
    PersonalRow row;
    row.conversation = room_;
    row.archived = true;
    store().begin();
    store().put_personal(mei_, row);
    row.archived = false;
    store().put_personal(mei_, row);
    EXPECT_FALSE(store().personal(mei_, room_));
    commit();
}

TEST_F(AccountRowsTest, AMembershipsEndTakesItsPersonalRowsAlong) {
    const ConversationId other(4);
    PersonalRow row;
    row.conversation = room_;
    row.pinned = true;
    store().begin();
    store().put_personal(mei_, row);
    store().put_follow(mei_, {room_, 1, true, 0, 1});
    store().put_follow(mei_, {room_, 2, false, 0, 2});
    store().put_follow(mei_, {other, 1, true, 0, 3});
    store().remove_personal(mei_, room_);
    commit();
    EXPECT_FALSE(snapshot().personal(mei_, room_));
    EXPECT_FALSE(snapshot_->follow(mei_, room_, 2));
    EXPECT_EQ(snapshot_->follows(mei_, {}, INT64_MAX, 9).size(), 1u);
}

TEST_F(AccountRowsTest, BlocksHaveADirection) {
    store().begin();
    store().put_block(mei_, UserId(9));
    store().put_block(mei_, UserId(2));
    store().put_block(UserId(9), UserId(2));
    commit();
    EXPECT_TRUE(store().blocks(mei_, UserId(9)));
    EXPECT_FALSE(store().blocks(UserId(9), mei_));
    EXPECT_THAT(snapshot().blocked_by(mei_), ElementsAre(UserId(2), UserId(9)));
    store().begin();
    store().remove_block(mei_, UserId(9));
    EXPECT_FALSE(store().blocks(mei_, UserId(9)));
    commit();
}

TEST_F(AccountRowsTest, BansArePagedByUser) {
    store().begin();
    for (const int user : {5, 2, 9})
        store().put_ban(room_, {UserId(user), mei_, user * 10, "spam"});
    store().put_ban(ConversationId(4), {UserId(3), mei_, 1, ""});
    store().remove_ban(room_, UserId(5));
    commit();
    const auto found = snapshot().ban(room_, UserId(9));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->by, mei_);
    EXPECT_EQ(found->time, 90);
    EXPECT_EQ(found->reason, "spam");
    EXPECT_FALSE(snapshot_->ban(room_, UserId(5)));
    EXPECT_EQ(snapshot_->bans(room_, UserId(), 1).at(0).user, UserId(2));
    EXPECT_EQ(snapshot_->bans(room_, UserId(2), 9).at(0).user, UserId(9));
}

TEST_F(AccountRowsTest, RestraintsHoldForOneInOneConversation) {
    store().begin();
    store().put_restraint(room_, {UserId(5), 700, 600});
    store().put_restraint(room_, {UserId(9), 1, 1});
    store().remove_restraint(room_, UserId(9));
    commit();
    const auto found = snapshot().restraint(room_, UserId(5));
    ASSERT_TRUE(found);
    EXPECT_EQ(found->user, UserId(5));
    EXPECT_EQ(found->muted_until, 700);
    EXPECT_EQ(found->last_message, 600);
    EXPECT_FALSE(snapshot_->restraint(room_, UserId(9)));
    EXPECT_FALSE(snapshot_->restraint(ConversationId(4), UserId(5)));
}

TEST_F(AccountRowsTest, JoinRequestsArePagedByUser) {
    store().begin();
    for (const int user : {5, 2, 9})
        store().put_join_request(room_, {UserId(user), user * 10});
    store().remove_join_request(room_, UserId(2));
    commit();
    EXPECT_EQ(snapshot().join_request(room_, UserId(5))->time, 50);
    EXPECT_FALSE(snapshot_->join_request(room_, UserId(2)));
    const auto page = snapshot_->join_requests(room_, UserId(5), 9);
    ASSERT_EQ(page.size(), 1u);
    EXPECT_EQ(page[0].user, UserId(9));
}

TEST_F(AccountRowsTest, AGroupsInviteIsFoundByItsRevAndItsToken) {
    store().begin();
    store().insert_group_invite({room_, 9, "plg_b", mei_, 3, 500, 400});
    store().insert_group_invite({room_, 4, "plg_a", mei_, -1, 0, 300});
    store().insert_group_invite({ConversationId(4), 4, "plg_c", mei_, 1, 0, 300});
    store().put_group_invite_uses(room_, 9, 2);
    commit();
    const auto found = snapshot().group_invite_by_token("plg_b");
    ASSERT_TRUE(found);
    EXPECT_EQ(found->conversation, room_);
    EXPECT_EQ(found->rev, 9);
    EXPECT_EQ(found->by, mei_);
    EXPECT_EQ(found->uses_left, 2);
    EXPECT_EQ(found->expires, 500);
    EXPECT_EQ(found->created, 400);
    EXPECT_EQ(snapshot_->group_invite(room_, 4)->token, "plg_a");
    const auto all = snapshot_->group_invites(room_);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].rev, 4);
    store().begin();
    store().remove_group_invite(room_, 9);
    EXPECT_FALSE(store().group_invite_by_token("plg_b"));
    commit();
}

TEST_F(AccountRowsTest, PublicGroupsAreFoundByTheBeginningOfTheirTitleAndPaged) {
    store().begin();
    const ConversationId berlin = add_group("berlin", JoinRule::open);
    add_group("berlin secret", JoinRule::invite);
    const ConversationId ask = add_group("berlin runners", JoinRule::request);
    const ConversationId twin = add_group("berlin", JoinRule::open);
    const ConversationId chinese = add_group("北京", JoinRule::open);
    commit();
    auto ids = [&](std::string_view prefix, std::string_view key, ConversationId id, int limit) {
        std::vector<ConversationId> out;
        for (const ConversationRow& row : snapshot().public_groups(prefix, key, id, limit))
            out.push_back(row.id);
        return out;
    };
    EXPECT_THAT(ids("", "", {}, 9), ElementsAre(berlin, twin, ask, chinese));
    EXPECT_THAT(ids("berlin", "", {}, 9), ElementsAre(berlin, twin, ask));
    EXPECT_THAT(ids("berlin", "", {}, 1), ElementsAre(berlin));
    EXPECT_THAT(ids("berlin", "berlin", berlin, 9), ElementsAre(twin, ask));
    EXPECT_THAT(ids("berlin r", "berlin", twin, 9), ElementsAre(ask));
    EXPECT_THAT(ids("北", "", {}, 9), ElementsAre(chinese));
    EXPECT_THAT(ids("c", "", {}, 9), IsEmpty());
}

TEST_F(AccountRowsTest, UsersAreFoundByLoginFirstAndThenByName) {
    store().begin();
    const UserId mei = add_user("Mei", "lin");
    const UserId linda = add_user("linda", "linda");
    const UserId other = add_user("x99", "lin dan");
    add_user("y", "alin");
    UserRow gone;
    gone.id = store().next_user();
    gone.login = "lin-gone";
    gone.disabled = true;
    store().insert_user(gone);
    commit();
    auto ids = [&](std::string_view prefix, int limit) {
        std::vector<UserId> out;
        for (const UserRow& row : snapshot().users_by_prefix(prefix, limit))
            out.push_back(row.id);
        return out;
    };
    EXPECT_THAT(ids("lin", 9), ElementsAre(linda, mei, other));
    EXPECT_THAT(ids("lin", 2), ElementsAre(linda, mei));
    EXPECT_THAT(ids("lin", 1), ElementsAre(linda));
    EXPECT_THAT(ids("me", 9), ElementsAre(mei));
    EXPECT_THAT(ids("%", 9), IsEmpty());
}

TEST_F(AccountRowsTest, AdministratorsSeeTheNewestInvitesAndSessions) {
    store().begin();
    store().insert_invite({sha256("a"), false, 1, 0, {}, 10});
    store().insert_invite({sha256("b"), true, 1, 0, {}, 30});
    store().insert_invite({sha256("c"), false, 1, 0, {}, 20});
    store().remove_invite(sha256("a"));
    for (const char* token : {"1", "2", "3"})
        store().insert_session({store().next_session(), mei_, DeviceId(1), sha256(token), 0});
    commit();
    const auto invites = snapshot().invites(9);
    ASSERT_EQ(invites.size(), 2u);
    EXPECT_EQ(invites[0].created, 30);
    EXPECT_EQ(snapshot_->invites(1).size(), 1u);
    const auto sessions = snapshot_->sessions_before(SessionId(3), 9);
    ASSERT_EQ(sessions.size(), 2u);
    EXPECT_EQ(sessions[0].id, SessionId(2));
    EXPECT_EQ(snapshot_->sessions_before(SessionId(INT64_MAX), 1).at(0).id, SessionId(3));
}

}  // namespace
}  // namespace parley::test
