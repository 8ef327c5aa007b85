#include "parley/protocol/entry_data.hpp"
#include "parley/text/search_key.hpp"
#include "world.hpp"

namespace parley {
namespace {

constexpr Sha256 kInvite = {42};
constexpr Sha256 kToken = {43};

class AccountCommandsTest : public RouterTest {
  protected:
    CreateAccount account(const std::string& login, std::optional<Sha256> invite = {}) {
        CreateAccount command;
        command.login = login;
        command.display_name = login;
        command.invite = invite;
        return command;
    }
    void make_invite(std::int64_t uses, bool administrator = false) {
        CreateInvite command;
        command.token_hash = kInvite;
        command.uses = uses;
        command.administrator = administrator;
        command.expires = world.now + 1000;
        ASSERT_EQ(code_of(world.ask_as_operator(command)), "ok");
    }
    std::string ended() {
        std::string text;
        for (const EndedSession& session : world.last_batch->ended_sessions) {
            text += "s" + std::to_string(session.session.value) + " of u" +
                    std::to_string(session.user.value) + (session.disabled ? " disabled " : " ");
        }
        return text;
    }
    Outcome set_disabled(UserId user, bool disabled) {
        return world.ask_as_operator(disabling(user, disabled));
    }
    Outcome set_password(UserId user, const std::string& hash) {
        ChangeUser change;
        change.user = user;
        change.password_hash = hash;
        return world.ask_as_operator(change);
    }
    static ChangeUser disabling(UserId user, bool disabled) {
        ChangeUser change;
        change.user = user;
        change.disabled = disabled;
        return change;
    }
    // An administrator with a session.
    Actor make_administrator(const std::string& login) {
        CreateAccount command = account(login);
        command.administrator = true;
        const UserRow user = std::get<UserRow>(world.ask_as_operator(command));
        return {user.id, world.sign_in(user.id).session.id};
    }
    Outcome send_as(const Actor& actor) {
        return world.ask(actor, world.message(world.open(ben, ben)));
    }
};

TEST_F(AccountCommandsTest, ALoginIsTakenWithoutCase) {
    EXPECT_EQ(code_of(world.ask_as_operator(account("MEI"))), "already");
    const Outcome made = world.ask_as_operator(account("Zoe"));
    EXPECT_EQ(std::get<UserRow>(made).login, "Zoe");
    EXPECT_FALSE(std::get<UserRow>(made).administrator);
    EXPECT_EQ(store.user_by_login("zOE")->id, std::get<UserRow>(made).id);
}

TEST_F(AccountCommandsTest, AnInviteGivesItsRoleAndIsUsedUp) {
    make_invite(1, true);
    const Outcome made = world.ask_as_operator(account("zoe", kInvite));
    EXPECT_TRUE(std::get<UserRow>(made).administrator);
    EXPECT_EQ(code_of(world.ask_as_operator(account("kim", kInvite))), "forbidden");
    EXPECT_FALSE(store.user_by_login("kim"));
}

TEST_F(AccountCommandsTest, OneBatchUsesAnInviteNoMoreOftenThanAllowed) {
    make_invite(2);
    const BatchPtr batch = world.process({World::command({}, account("a1", kInvite)),
                                          World::command({}, account("a2", kInvite)),
                                          World::command({}, account("a3", kInvite))});
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "ok");
    EXPECT_EQ(code_of(batch->answers[0][2].outcome), "forbidden");
}

TEST_F(AccountCommandsTest, InvitesAreJudgedBeforeTheLoginAndUsedBySuccessAlone) {
    EXPECT_EQ(code_of(world.ask_as_operator(account("mei", kInvite))), "forbidden");
    make_invite(1);
    EXPECT_EQ(code_of(world.ask_as_operator(account("mei", kInvite))), "already");
    EXPECT_EQ(store.invite(kInvite)->uses_left, 1);
    world.now += 1000;
    EXPECT_EQ(code_of(world.ask_as_operator(account("zoe", kInvite))), "forbidden");
}

TEST_F(AccountCommandsTest, ASignInMakesADeviceAndTellsTheOthers) {
    CreateSession command;
    command.user = mei.user;
    command.verified_password_hash = "hash of mei";
    command.device_name = "laptop";
    command.device_platform = "linux";
    command.token_hash = kToken;
    const SessionMade made = std::get<SessionMade>(world.ask_as_operator(command));
    EXPECT_EQ(made.user.login, "mei");
    EXPECT_EQ(made.device.name, "laptop");
    EXPECT_EQ(store.session_by_token(kToken)->id, made.session.id);
    EXPECT_EQ(store.device(made.device.id)->platform, "linux");
    EXPECT_EQ(describe(world.last_batch->entries), "device.added:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              device_added_data(made.device.id, "laptop", "linux", world.ids));
    EXPECT_EQ(ended(), "");
}

TEST_F(AccountCommandsTest, APasswordChangedMeanwhileOpensNothing) {
    CreateSession command;
    command.user = mei.user;
    command.verified_password_hash = "hash of mei";
    command.token_hash = kToken;
    set_password(mei.user, "another hash");
    EXPECT_EQ(code_of(world.ask_as_operator(command)), "bad_credentials");
    EXPECT_FALSE(store.session_by_token(kToken));
}

TEST_F(AccountCommandsTest, SigningInAgainOnADeviceReplacesItsSession) {
    const SessionMade first = world.sign_in(mei.user);
    const SessionMade second = world.sign_in(mei.user, first.device.id);
    EXPECT_EQ(second.device.id, first.device.id);
    EXPECT_EQ(ended(), "s4 of u1 ");
    // The device was there all the time; but a connection that is being greeted learns by an entry
    // that its session ended.
    EXPECT_EQ(describe(world.last_batch->entries), "device.updated:1");
    EXPECT_FALSE(store.session(first.session.id));
    EXPECT_EQ(code_of(send_as({mei.user, first.session.id})), "unauthenticated");
    EXPECT_TRUE(store.session(mei.session));
}

TEST_F(AccountCommandsTest, ADeviceThatWasSignedOutComesBackAsItself) {
    const SessionMade first = world.sign_in(mei.user);
    world.ask_as_operator(EndSession{first.session.id});
    EXPECT_EQ(describe(world.last_batch->entries), "device.revoked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, device_data(first.device.id, world.ids));
    const SessionMade second = world.sign_in(mei.user, first.device.id);
    EXPECT_EQ(second.device.id, first.device.id);
    EXPECT_EQ(describe(world.last_batch->entries), "device.added:1");
}

TEST_F(AccountCommandsTest, ADeviceUnderAnotherNameIsTold) {
    const SessionMade first = world.sign_in(mei.user);
    CreateSession command;
    command.user = mei.user;
    command.device = first.device.id;
    command.device_name = "tablet";
    command.token_hash = kToken;
    world.ask_as_operator(command);
    EXPECT_EQ(describe(world.last_batch->entries), "device.updated:1");
    EXPECT_EQ(store.device(first.device.id)->name, "tablet");
}

TEST_F(AccountCommandsTest, AnotherAccountsDeviceIsNotTaken) {
    const SessionMade bens = world.sign_in(ben.user);
    const SessionMade meis = world.sign_in(mei.user, bens.device.id);
    EXPECT_NE(meis.device.id, bens.device.id);
    EXPECT_TRUE(store.session(bens.session.id));
}

TEST_F(AccountCommandsTest, ASessionEndsAtItsPosition) {
    const ConversationId direct = world.open(mei, ben);
    const BatchPtr batch = world.process(
        {World::command(mei, world.message(direct)), World::command(mei, EndSession{mei.session}),
         World::command(mei, world.message(direct)), World::command(mei, EndSession{mei.session})});
    EXPECT_EQ(code_of(batch->answers[0][0].outcome), "ok");
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "ok");
    EXPECT_EQ(code_of(batch->answers[0][2].outcome), "unauthenticated");
    EXPECT_EQ(code_of(batch->answers[0][3].outcome), "unauthenticated");
    EXPECT_EQ(ended(), "s1 of u1 ");
    EXPECT_EQ(describe(batch->entries), "message device.revoked:1");
}

TEST_F(AccountCommandsTest, OneEndsOnesOwnSessionsAlone) {
    EXPECT_EQ(code_of(world.ask(mei, EndSession{ben.session})), "not_found");
    EXPECT_TRUE(store.session(ben.session));
    const SessionMade other = world.sign_in(mei.user);
    EXPECT_EQ(code_of(world.ask(mei, EndSession{other.session.id})), "ok");
    EXPECT_EQ(code_of(world.ask_as_operator(EndSession{other.session.id})), "not_found");
}

TEST_F(AccountCommandsTest, ASessionThatOutlivedItsAccountIsNone) {
    UserRow row = *store.user(mei.user);
    row.disabled = true;
    store.begin();
    store.update_user(row);
    EXPECT_EQ(store.commit(), CommitOutcome::committed);
    world.restart();
    EXPECT_EQ(code_of(send_as(mei)), "unauthenticated");
}

TEST_F(AccountCommandsTest, ASessionIsItsUsersAlone) {
    EXPECT_EQ(code_of(send_as({.user = ben.user, .session = mei.session})), "unauthenticated");
    // Also once the router has seen it.
    world.ok(mei, world.opening(mei));
    EXPECT_EQ(code_of(send_as({.user = ben.user, .session = mei.session})), "unauthenticated");
    EXPECT_EQ(code_of(send_as({.user = {}, .session = mei.session})), "unauthenticated");
    EXPECT_EQ(code_of(send_as({.user = mei.user, .session = {}})), "unauthenticated");
    // The operator has no conversations.
    EXPECT_EQ(code_of(send_as({})), "unauthenticated");
}

TEST_F(AccountCommandsTest, ADisabledAccountDoesNothing) {
    const ConversationId direct = world.open(mei, ben);
    const BatchPtr batch = world.process({World::command({}, disabling(mei.user, true)),
                                          World::command(mei, world.message(direct))});
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "unauthenticated");
    EXPECT_EQ(ended(), "s1 of u1 disabled ");
    EXPECT_EQ(describe(batch->entries), "device.revoked:1");
    ASSERT_EQ(batch->changed_users.size(), 1u);
    EXPECT_EQ(batch->changed_users[0].rev, 2);
    EXPECT_EQ(store.user(mei.user)->rev, 2);
    CreateSession command;
    command.user = mei.user;
    EXPECT_EQ(code_of(world.ask_as_operator(command)), "bad_state");
    command.verified_password_hash = "hash of mei";
    EXPECT_EQ(code_of(world.ask_as_operator(command)), "bad_credentials");

    set_disabled(mei.user, false);
    EXPECT_EQ(code_of(send_as(mei)), "unauthenticated");
    EXPECT_EQ(code_of(world.ask_as_operator(command)), "ok");
}

TEST_F(AccountCommandsTest, DisablingAgainChangesNothing) {
    set_disabled(mei.user, true);
    EXPECT_EQ(code_of(set_disabled(mei.user, true)), "ok");
    EXPECT_TRUE(world.last_batch->changed_users.empty());
    EXPECT_EQ(code_of(set_disabled(UserId(99), true)), "not_found");
}

TEST_F(AccountCommandsTest, ANewPasswordEndsAllSessions) {
    world.sign_in(mei.user);
    set_password(mei.user, "new hash");
    EXPECT_EQ(describe(world.last_batch->entries), "password:1 device.revoked:1 device.revoked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, "{}");
    EXPECT_EQ(ended(), "s1 of u1 s4 of u1 ");
    EXPECT_EQ(store.user(mei.user)->password, "new hash");
    EXPECT_EQ(store.user(mei.user)->self.rev, 5);
    EXPECT_TRUE(store.sessions(mei.user).empty());
}

TEST_F(AccountCommandsTest, OnlyAdministratorsInvite) {
    CreateInvite invite;
    invite.token_hash = kInvite;
    EXPECT_EQ(describe(world.ask(mei, invite)), "forbidden need=administrator");
    EXPECT_FALSE(store.invite(kInvite));

    make_invite(1, true);
    const UserRow zoe = std::get<UserRow>(world.ask_as_operator(account("zoe", kInvite)));
    const Actor administrator{zoe.id, world.sign_in(zoe.id).session.id};
    invite.token_hash = kToken;
    invite.uses = 3;
    EXPECT_EQ(code_of(world.ask(administrator, invite)), "ok");
    EXPECT_EQ(store.invite(kToken)->uses_left, 3);
    EXPECT_EQ(store.invite(kToken)->created_by, zoe.id);
}

TEST_F(AccountCommandsTest, WhatIsTheOperatorsIsNobodyElses) {
    EXPECT_EQ(code_of(world.ask(mei, account("zoe"))), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, CreateSession{})), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, disabling(ben.user, true))), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, EndSessions{ben.user})), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, RevokeInvite{kInvite})), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, ImportUsers{})), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, NoteDevices{})), "forbidden");
    EXPECT_EQ(code_of(world.ask(mei, CompactStore{})), "forbidden");
    // Administrators are no operators.
    const Actor kim = make_administrator("kim");
    EXPECT_EQ(code_of(world.ask(kim, CreateSession{})), "forbidden");
    EXPECT_EQ(code_of(world.ask(kim, CompactStore{})), "forbidden");
}

TEST_F(AccountCommandsTest, AdministratorsChangeAccounts) {
    const Actor kim = make_administrator("kim");
    ChangeUser change;
    change.user = mei.user;
    change.display_name = "Méi";
    change.administrator = true;
    const UserRow changed = std::get<UserRow>(world.ask(kim, change));
    EXPECT_EQ(changed.display_name, "Méi");
    EXPECT_TRUE(changed.administrator);
    EXPECT_EQ(store.user(mei.user)->name_key, search_key("Méi"));
    EXPECT_EQ(store.user(mei.user)->rev, 2);
    EXPECT_EQ(describe(world.last_batch->entries), "profile:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.by, kim.user);
    ASSERT_EQ(world.last_batch->changed_users.size(), 1u);
    // A role is not seen by others.
    change.administrator = false;
    EXPECT_EQ(code_of(world.ask(kim, change)), "ok");
    EXPECT_EQ(store.user(mei.user)->rev, 2);
    EXPECT_TRUE(world.last_batch->changed_users.empty());
    EXPECT_EQ(describe(world.last_batch->entries), "");
}

TEST_F(AccountCommandsTest, AnActiveAdministratorIsAlwaysLeft) {
    const Actor kim = make_administrator("kim");
    ChangeUser demotion;
    demotion.user = kim.user;
    demotion.administrator = false;
    EXPECT_EQ(code_of(world.ask(kim, demotion)), "bad_state");
    EXPECT_EQ(code_of(set_disabled(kim.user, true)), "bad_state");
    const Actor zoe = make_administrator("zoe");
    EXPECT_EQ(code_of(world.ask(kim, disabling(kim.user, true))), "bad_state");
    EXPECT_EQ(code_of(world.ask(zoe, disabling(kim.user, true))), "ok");
    EXPECT_EQ(ended(), "s" + std::to_string(kim.session.value) + " of u4 disabled ");
    // One who is disabled does not count.
    demotion.user = zoe.user;
    EXPECT_EQ(code_of(world.ask(zoe, demotion)), "bad_state");
    EXPECT_EQ(code_of(set_disabled(kim.user, false)), "ok");
    EXPECT_EQ(code_of(world.ask(zoe, demotion)), "ok");
}

TEST_F(AccountCommandsTest, AdministratorsEndSessionsAndRevokeInvites) {
    const Actor kim = make_administrator("kim");
    world.sign_in(mei.user);
    EXPECT_EQ(code_of(world.ask(kim, EndSession{ben.session})), "ok");
    EXPECT_EQ(code_of(world.ask(kim, EndSessions{mei.user})), "ok");
    EXPECT_EQ(describe(world.last_batch->entries), "device.revoked:1 device.revoked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.by, kim.user);
    EXPECT_TRUE(store.sessions(mei.user).empty());
    EXPECT_EQ(code_of(world.ask(kim, EndSessions{UserId(99)})), "not_found");

    make_invite(1);
    EXPECT_EQ(code_of(world.ask(kim, RevokeInvite{kInvite})), "ok");
    EXPECT_EQ(code_of(world.ask(kim, RevokeInvite{kInvite})), "not_found");
    EXPECT_EQ(code_of(world.ask_as_operator(account("a1", kInvite))), "forbidden");
}

TEST_F(AccountCommandsTest, AnAccountIsSignedInOnSoManyDevicesAtOnce) {
    World small(store, {.devices_per_user = 2});
    const SessionMade second = small.sign_in(mei.user);
    CreateSession third;
    third.user = mei.user;
    third.token_hash = kToken;
    EXPECT_EQ(code_of(small.ask_as_operator(third)), "quota");
    // The device itself may come again, and one that is signed out counts no more.
    third.device = second.device.id;
    EXPECT_EQ(code_of(small.ask_as_operator(third)), "ok");
    small.ask(mei, EndSession{mei.session});
    third.device = {};
    third.token_hash = {44};
    EXPECT_EQ(code_of(small.ask_as_operator(third)), "ok");
}

TEST_F(AccountCommandsTest, DevicesAreNotedWithoutAnEntry) {
    const SessionMade made = world.sign_in(mei.user);
    NoteDevices note;
    note.devices = {{.device = made.device.id, .delivered_pos = 7, .last_seen = world.now + 5},
                    {.device = DeviceId(99), .delivered_pos = 7, .last_seen = 1}};
    EXPECT_EQ(describe(world.ask_as_operator(note)), "done");
    EXPECT_TRUE(world.last_batch->entries.empty());
    EXPECT_EQ(store.device(made.device.id)->delivered_pos, 7);
    EXPECT_EQ(store.device(made.device.id)->last_seen, world.now + 5);
}

TEST_F(AccountCommandsTest, CompactingIsAnsweredWhenItIsDone) {
    EXPECT_EQ(describe(world.ask_as_operator(CompactStore{})), "done");
    EXPECT_EQ(store.compactions(), 1u);
    world.open(mei, ben);
    EXPECT_EQ(store.compactions(), 1u);
}

TEST_F(AccountCommandsTest, WhatCannotBeCompactedEndsInAnUnknownOutcome) {
    store.fail_maintenance();
    EXPECT_EQ(code_of(world.ask_as_operator(CompactStore{})), "outcome_unknown");
    EXPECT_EQ(world.last_batch->outcome, CommitOutcome::unknown);
}

TEST_F(AccountCommandsTest, WhatCouldNotBeCompactedNowIsNotCalledDone) {
    store.keep_reading();
    EXPECT_EQ(code_of(world.ask_as_operator(CompactStore{})), "storage_failed");
    EXPECT_EQ(world.last_batch->outcome, CommitOutcome::committed);
    world.open(mei, ben);
}

TEST_F(AccountCommandsTest, ABatchThatFailsCompactsNothing) {
    store.fail_next_commit(CommitOutcome::nothing);
    EXPECT_EQ(code_of(world.ask_as_operator(CompactStore{})), "storage_failed");
    world.open(mei, ben);
    EXPECT_EQ(store.compactions(), 0u);
}

TEST_F(AccountCommandsTest, AnImportMakesUsersAndSignsInThoseWhoAreThere) {
    ImportUsers command;
    command.lines = {
        {.login = "zoe", .display_name = "Zoe", .password_hash = "", .token_hash = {1, 1}},
        {.login = "Mei", .display_name = "M", .password_hash = "", .token_hash = {1, 2}},
        {.login = "ZOE", .display_name = "Z", .password_hash = "", .token_hash = {1, 3}}};
    const auto imported = std::get<UsersImported>(world.ask_as_operator(command));
    ASSERT_EQ(imported.users.size(), 3u);
    EXPECT_EQ(imported.users[0].login, "zoe");
    EXPECT_EQ(imported.users[1].id, mei.user);
    EXPECT_EQ(imported.users[2].id, imported.users[0].id);
    EXPECT_EQ(store.user(mei.user)->display_name, "mei");
    EXPECT_EQ(store.session_by_token({1, 2})->user, mei.user);
    EXPECT_TRUE(store.session(mei.session));
    EXPECT_EQ(store.sessions(imported.users[0].id).size(), 2u);
    EXPECT_EQ(describe(world.last_batch->entries), "device.added:4 device.added:1 device.added:4");
}

TEST_F(AccountCommandsTest, AnImportIsDoneWholeOrNotAtAll) {
    set_disabled(ben.user, true);
    ImportUsers command;
    command.lines = {
        {.login = "zoe", .display_name = "", .password_hash = "", .token_hash = {1, 1}},
        {.login = "ben", .display_name = "", .password_hash = "", .token_hash = {1, 2}}};
    EXPECT_EQ(code_of(world.ask_as_operator(command)), "bad_state");
    EXPECT_FALSE(store.user_by_login("zoe"));
}

}  // namespace
}  // namespace parley
