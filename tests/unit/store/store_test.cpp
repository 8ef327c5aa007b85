// The writer's side: what a batch sees, commits and gives back.

#include <gmock/gmock.h>

#include "unit/store/store_fixture.hpp"

namespace parley::test {
namespace {

using ::testing::HasSubstr;

class StoreTest : public ::testing::Test {
  protected:
    Store& store() { return database_->store(); }
    void reopen() {
        database_.reset();
        database_ = open_database(dir_.data_dir());
    }
    void commit() { ASSERT_EQ(store().commit(), CommitOutcome::committed); }

    TemporaryDir dir_;
    std::unique_ptr<Database> database_ = open_database(dir_.data_dir());
};

UserRow user_row(UserId id, const std::string& login) {
    UserRow row;
    row.id = id;
    row.login = login;
    row.display_name = "Name of " + login;
    row.password = "$argon2id$…";
    row.created = 5;
    return row;
}

TEST_F(StoreTest, ABatchSeesItsOwnRowsAndReadersDoNotUntilItsCommit) {
    const auto reader = database_->open_reader();
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    EXPECT_TRUE(store().user(mei));
    EXPECT_FALSE(reader->begin_snapshot()->user(mei));
    chat.expect_committed();
    EXPECT_TRUE(reader->begin_snapshot()->user(mei));
}

TEST_F(StoreTest, ASnapshotStaysAtItsCommit) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    const ConversationId room = chat.create({mei});
    chat.expect_committed();
    const ChatModel before = chat.model();

    const auto reader = database_->open_reader();
    const auto snapshot = reader->begin_snapshot();
    chat.begin();
    chat.send(room, mei, "later");
    chat.expect_committed();

    EXPECT_EQ(difference(*snapshot, before), "");
}

TEST_F(StoreTest, EveryFieldOfAnAccountComesBack) {
    store().begin();
    UserRow user = user_row(store().next_user(), "Mei.Lin");
    user.administrator = true;
    user.disabled = true;
    user.rev = 4;
    store().insert_user(user);
    const DeviceRow device{store().next_device(), user.id, "Phone", "ios", 6, 7};
    store().insert_device(device);
    const SessionRow session{store().next_session(), user.id, device.id, sha256("token"), 8};
    store().insert_session(session);
    const InviteRow invite{sha256("invite"), true, 3, 9, user.id, 10};
    store().insert_invite(invite);
    commit();
    reopen();

    const auto found_user = store().user(user.id);
    ASSERT_TRUE(found_user);
    EXPECT_EQ(found_user->login, "Mei.Lin");
    EXPECT_EQ(found_user->display_name, user.display_name);
    EXPECT_EQ(found_user->password, user.password);
    EXPECT_TRUE(found_user->administrator && found_user->disabled);
    EXPECT_EQ(found_user->rev, 4);
    EXPECT_EQ(found_user->created, 5);

    const auto found_device = store().device(device.id);
    ASSERT_TRUE(found_device);
    EXPECT_EQ(found_device->user, user.id);
    EXPECT_EQ(found_device->name + found_device->platform, "Phoneios");
    EXPECT_EQ(found_device->created * 100 + found_device->last_seen, 607);

    const auto found_session = store().session_by_token(sha256("token"));
    ASSERT_TRUE(found_session);
    EXPECT_EQ(found_session->id, session.id);
    EXPECT_EQ(found_session->user, user.id);
    EXPECT_EQ(found_session->device, device.id);
    EXPECT_EQ(found_session->created, 8);
    EXPECT_EQ(store().session(session.id)->token_hash, session.token_hash);
    EXPECT_EQ(store().sessions(user.id).size(), 1u);

    const auto found_invite = store().invite(sha256("invite"));
    ASSERT_TRUE(found_invite);
    EXPECT_TRUE(found_invite->administrator);
    EXPECT_EQ(found_invite->uses_left, 3);
    EXPECT_EQ(found_invite->expires, 9);
    EXPECT_EQ(found_invite->created_by, user.id);
    EXPECT_EQ(found_invite->created, 10);
}

TEST_F(StoreTest, EveryFieldOfAConversationComesBack) {
    store().begin();
    ConversationRow room;
    room.id = store().next_conversation();
    room.title = std::string("a\0b", 3);
    room.topic = "";
    room.history = History::joined;
    room.post = Audience::admins;
    room.invite = Audience::admins;
    room.members_count = 1;
    room.floor_rev = 2;
    room.floor_seq = 3;
    room.head = LogHead{11, 12, 13, 14, sha256("chain")};
    store().insert_conversation(room);
    const UserId user(5);
    store().put_member(room.id, MemberRow{user, Role::admin, 1, 2, 3, 4, 5, 6});
    commit();
    reopen();

    const auto found_room = store().conversation(room.id);
    ASSERT_TRUE(found_room);
    EXPECT_EQ(found_room->title, room.title);
    EXPECT_EQ(found_room->topic, room.topic);
    EXPECT_EQ(found_room->kind, ConversationKind::group);
    EXPECT_EQ(found_room->history, History::joined);
    EXPECT_EQ(found_room->post, Audience::admins);
    EXPECT_EQ(found_room->invite, Audience::admins);
    EXPECT_EQ(found_room->members_count, 1);
    EXPECT_EQ(found_room->floor_rev * 10 + found_room->floor_seq, 23);
    EXPECT_TRUE(same(found_room->head, room.head));

    const auto found_member = store().member(room.id, user);
    ASSERT_TRUE(found_member);
    EXPECT_EQ(found_member->role, Role::admin);
    EXPECT_EQ(found_member->joined_rev, 1);
    EXPECT_EQ(found_member->joined_pos, 2);
    EXPECT_EQ(found_member->joined_time, 3);
    EXPECT_EQ(found_member->floor_rev, 4);
    EXPECT_EQ(found_member->floor_seq, 5);
    EXPECT_EQ(found_member->read_seq, 6);
}

TEST_F(StoreTest, UpdatesChangeWhatTheyNameAndNothingElse) {
    store().begin();
    UserRow user = user_row(store().next_user(), "mei");
    store().insert_user(user);
    store().put_self_head(user.id, LogHead{2, 0, 9, 0, {}});
    DeviceRow device{store().next_device(), user.id, "Phone", "ios", 6, 7};
    store().insert_device(device);
    store().insert_invite(InviteRow{sha256("invite"), false, 3, 9, {}, 10});
    ConversationRow room;
    room.id = store().next_conversation();
    room.direct_low = room.direct_high = user.id;
    room.kind = ConversationKind::direct;
    store().insert_conversation(room);
    store().put_member(room.id, MemberRow{user.id, Role::member, 1, 2, 3, 4, 5, 6});

    user.display_name = "New";
    user.login = "is not changed";
    store().update_user(user);
    device.last_seen = 70;
    store().update_device(device);
    store().put_invite_uses(sha256("invite"), 2);
    room.title = "Title";
    room.members_count = 5;
    store().update_conversation(room);
    store().put_head(room.id, LogHead{1, 1, 1, 1, sha256("x")});
    store().put_progress(room.id, user.id, 60, 61);
    commit();

    EXPECT_EQ(store().user(user.id)->display_name, "New");
    EXPECT_EQ(store().user(user.id)->login, "mei");
    EXPECT_EQ(store().user(user.id)->self.rev, 2);
    EXPECT_EQ(store().user(user.id)->self.pos, 9);
    EXPECT_EQ(store().device(device.id)->last_seen, 70);
    EXPECT_EQ(store().invite(sha256("invite"))->uses_left, 2);
    EXPECT_EQ(store().conversation(room.id)->title, "Title");
    EXPECT_EQ(store().conversation(room.id)->topic, std::nullopt);
    EXPECT_EQ(store().conversation(room.id)->members_count, 5);
    EXPECT_EQ(store().conversation(room.id)->direct_high, user.id);
    EXPECT_EQ(store().conversation(room.id)->head.chain, sha256("x"));
    EXPECT_EQ(store().member(room.id, user.id)->read_seq, 60);
    EXPECT_EQ(store().member(room.id, user.id)->floor_seq, 5);
}

TEST_F(StoreTest, LoginsAreComparedWithoutCase) {
    store().begin();
    store().insert_user(user_row(store().next_user(), "Mei"));
    commit();
    EXPECT_TRUE(store().user_by_login("mEI"));
    EXPECT_FALSE(store().user_by_login("mei2"));

    store().begin();
    store().insert_user(user_row(store().next_user(), "MEI"));
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
    EXPECT_THAT(store().failure_text(), HasSubstr("INSERT INTO users"));
}

TEST_F(StoreTest, AnAdministratorIsNoticed) {
    store().begin();
    UserRow user = user_row(store().next_user(), "mei");
    store().insert_user(user);
    EXPECT_FALSE(store().has_administrator());
    user.administrator = true;
    store().update_user(user);
    EXPECT_TRUE(store().has_administrator());
    commit();
}

TEST_F(StoreTest, AKeyIsTakenOncePerUserAndLeadsToItsEntry) {
    store().begin();
    EXPECT_TRUE(store().insert_key(UserId(1), "k", KeyRow{ConversationId(4), 9}));
    EXPECT_FALSE(store().insert_key(UserId(1), "k", KeyRow{ConversationId(5), 1}));
    EXPECT_TRUE(store().insert_key(UserId(2), "k", KeyRow{UserId(2), 3}));
    commit();
    reopen();

    EXPECT_EQ(store().key(UserId(1), "k")->log, LogId(ConversationId(4)));
    EXPECT_EQ(store().key(UserId(1), "k")->rev, 9);
    EXPECT_EQ(store().key(UserId(2), "k")->log, LogId(UserId(2)));
    EXPECT_FALSE(store().key(UserId(3), "k"));
    store().begin();
    EXPECT_FALSE(store().insert_key(UserId(1), "k", KeyRow{ConversationId(6), 1}));
    commit();
}

TEST_F(StoreTest, NumbersAreGivenBackByAFailedBatchAndNeverReusedAfterACommit) {
    store().begin();
    const SessionId first = store().next_session();
    store().insert_session(SessionRow{first, UserId(1), DeviceId(1), sha256("a"), 0});
    const SessionId second = store().next_session();
    store().insert_session(SessionRow{second, UserId(1), DeviceId(1), sha256("b"), 0});
    commit();
    store().begin();
    store().remove_session(second);
    commit();
    reopen();
    store().begin();
    const SessionId third = store().next_session();
    EXPECT_GT(third, second);
    store().insert_session(SessionRow{third, UserId(1), DeviceId(1), sha256("a"), 0});
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
    EXPECT_EQ(store().next_session(), third);
}

TEST_F(StoreTest, AFailedChangeVoidsItsWholeBatchAndTheNextOneGoesOn) {
    ChatWriter chat(*database_);
    chat.begin();
    const UserId mei = chat.add_user("mei");
    const ConversationId room = chat.create({mei});
    const Entry taken = chat.send(room, mei, "one");
    chat.expect_committed();
    const std::int64_t last_pos = store().last_pos();

    chat.begin();
    chat.send(room, mei, "two");
    store().append(taken);  // its seq is in use
    chat.send(room, mei, "three");
    EXPECT_EQ(chat.commit(), CommitOutcome::nothing);
    EXPECT_EQ(store().last_pos(), last_pos);

    chat.begin();
    chat.send(room, mei, "four");
    chat.expect_committed();
    const auto reader = database_->open_reader();
    EXPECT_EQ(difference(*reader->begin_snapshot(), chat.model()), "");
}

TEST_F(StoreTest, AHeadForAConversationThatIsNotThereVoidsTheBatch) {
    store().begin();
    store().put_head(ConversationId(99), LogHead{});
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
    store().begin();
    store().put_progress(ConversationId(99), UserId(1), 1, 1);
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
}

TEST_F(StoreTest, ABatchWithoutChangesIsCommitted) {
    store().begin();
    EXPECT_FALSE(store().user(UserId(1)));
    commit();
}

TEST_F(StoreTest, MembersArePagedByNumber) {
    store().begin();
    for (int user = 1; user <= 7; ++user) {
        MemberRow row;
        row.user = UserId(user);
        store().put_member(ConversationId(1), row);
    }
    store().remove_member(ConversationId(1), UserId(4));
    commit();
    auto page = store().members(ConversationId(1), UserId(0), 4);
    ASSERT_EQ(page.size(), 4u);
    EXPECT_EQ(page.back().user, UserId(5));
    page = store().members(ConversationId(1), page.back().user, 4);
    ASSERT_EQ(page.size(), 2u);
    EXPECT_EQ(page.back().user, UserId(7));
    EXPECT_TRUE(store().members(ConversationId(1), UserId(7), 4).empty());
}

TEST_F(StoreTest, PuttingAMemberAgainReplacesItsRow) {
    store().begin();
    store().put_member(ConversationId(1), MemberRow{UserId(1), Role::owner, 1, 1, 1, 1, 1, 9});
    store().put_member(ConversationId(1), MemberRow{UserId(1), Role::member, 5, 6, 7, 8, 9, 10});
    commit();
    const auto row = store().member(ConversationId(1), UserId(1));
    ASSERT_TRUE(row);
    EXPECT_EQ(row->role, Role::member);
    EXPECT_EQ(row->joined_rev, 5);
    EXPECT_EQ(row->read_seq, 10);
}

TEST_F(StoreTest, AConversationFallsToTheLongestServingAdminElseMember) {
    const ConversationId room(1);
    store().begin();
    auto put = [&](int user, Role role, std::int64_t joined_pos) {
        store().put_member(room, MemberRow{UserId(user), role, 1, joined_pos, 0, 1, 1, 0});
    };
    put(1, Role::owner, 1);
    put(2, Role::member, 2);
    put(3, Role::admin, 5);
    put(4, Role::admin, 4);
    EXPECT_EQ(store().successor(room, UserId(1))->user, UserId(4));
    store().remove_member(room, UserId(3));
    store().remove_member(room, UserId(4));
    put(5, Role::member, 1);
    EXPECT_EQ(store().successor(room, UserId(1))->user, UserId(5));
    store().remove_member(room, UserId(2));
    store().remove_member(room, UserId(5));
    EXPECT_FALSE(store().successor(room, UserId(1)));
    commit();
}

TEST_F(StoreTest, TwoUsersHaveOneDirectConversation) {
    ConversationRow row;
    row.kind = ConversationKind::direct;
    row.direct_low = UserId(3);
    row.direct_high = UserId(8);
    store().begin();
    row.id = store().next_conversation();
    store().insert_conversation(row);
    commit();
    EXPECT_EQ(store().direct_conversation(UserId(3), UserId(8)), row.id);
    EXPECT_FALSE(store().direct_conversation(UserId(8), UserId(3)));

    store().begin();
    row.id = store().next_conversation();
    store().insert_conversation(row);
    EXPECT_EQ(store().commit(), CommitOutcome::nothing);
    // Groups have no pair, and any number of them may have none.
    store().begin();
    row.direct_low = row.direct_high = UserId();
    row.id = store().next_conversation();
    store().insert_conversation(row);
    row.id = store().next_conversation();
    store().insert_conversation(row);
    commit();
}

}  // namespace
}  // namespace parley::test
