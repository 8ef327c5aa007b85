// device.rename, device.revoke, and the own change of password.

#include "parley/protocol/entry_data.hpp"
#include "world.hpp"

namespace parley {
namespace {

class DevicesTest : public RouterTest {
  protected:
    DeviceRename renaming(DeviceId device, const std::string& name) {
        return {.idempotency_key = world.new_key(), .device = device, .name = name};
    }
    DeviceRevoke revocation(DeviceId device) {
        DeviceRevoke request;
        request.idempotency_key = world.new_key();
        request.device = device;
        return request;
    }
    DeviceRevoke others() {
        DeviceRevoke request = revocation({});
        request.others = true;
        return request;
    }
    ChangePassword password(const std::string& verified = "hash of mei") {
        ChangePassword command;
        command.idempotency_key = world.new_key();
        command.verified_password_hash = verified;
        command.password_hash = "new hash";
        return command;
    }
    std::string ended() {
        std::string text;
        for (const EndedSession& session : world.last_batch->ended_sessions)
            text += std::to_string(session.session.value) + " ";
        return text;
    }

    const DeviceId first = store.session(mei.session)->device;
    const SessionMade phone = world.sign_in(mei.user);   // session 4
    const SessionMade laptop = world.sign_in(mei.user);  // session 5; self rev 3
};

TEST_F(DevicesTest, ADeviceIsRenamed) {
    const DeviceRename request = renaming(phone.device.id, "kitchen");
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "device.updated:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data,
              device_updated_data(phone.device.id, "kitchen", world.ids));
    EXPECT_EQ(store.device(phone.device.id)->name, "kitchen");
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=4 duplicate");
    EXPECT_EQ(describe(world.ask(mei, renaming(phone.device.id, "kitchen"))), "ok unchanged");
}

TEST_F(DevicesTest, DevicesAreOnesOwn) {
    EXPECT_EQ(code_of(world.ask(ben, renaming(phone.device.id, "x"))), "not_found");
    EXPECT_EQ(code_of(world.ask(ben, revocation(phone.device.id))), "not_found");
    EXPECT_EQ(code_of(world.ask(mei, revocation(DeviceId(99)))), "not_found");
}

TEST_F(DevicesTest, ARevokedDeviceIsSignedOut) {
    const DeviceRevoke request = revocation(phone.device.id);
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "device.revoked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, device_data(phone.device.id, world.ids));
    EXPECT_EQ(ended(), "4 ");
    EXPECT_EQ(code_of(world.ask({mei.user, phone.session.id}, world.opening(ben))),
              "unauthenticated");
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=4 duplicate");
    EXPECT_EQ(describe(world.ask(mei, revocation(phone.device.id))), "ok unchanged");
}

TEST_F(DevicesTest, ThePresentDeviceMayGoToo) {
    const BatchPtr batch = world.process(
        {World::command(mei, revocation(first)), World::command(mei, renaming(first, "x"))});
    EXPECT_EQ(describe(batch->answers[0][0].outcome), "ok rev=4");
    EXPECT_EQ(code_of(batch->answers[0][1].outcome), "unauthenticated");
    EXPECT_EQ(ended(), "1 ");
}

TEST_F(DevicesTest, TheOthersGoTogether) {
    const DeviceRevoke request = others();
    EXPECT_EQ(describe(world.ok(mei, request)), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "device.revoked:1 device.revoked:1");
    EXPECT_EQ(ended(), "4 5 ");
    EXPECT_EQ(store.sessions(mei.user).size(), 1u);
    EXPECT_EQ(describe(world.ask(mei, request)), "ok rev=4 duplicate");
    EXPECT_EQ(describe(world.ask(mei, others())), "ok unchanged");
}

TEST_F(DevicesTest, ANewPasswordEndsTheOtherSessions) {
    const ChangePassword command = password();
    EXPECT_EQ(describe(world.ask(mei, command)), "ok rev=4");
    EXPECT_EQ(describe(world.last_batch->entries), "password:1 device.revoked:1 device.revoked:1");
    EXPECT_EQ(world.last_batch->entries[0].entry.data, "{}");
    EXPECT_EQ(ended(), "4 5 ");
    EXPECT_EQ(store.user(mei.user)->password, "new hash");
    EXPECT_EQ(code_of(world.ask(mei, world.opening(ben))), "ok");
}

TEST_F(DevicesTest, ANewPasswordMayLeaveTheOthersSignedIn) {
    ChangePassword command = password();
    command.keep_sessions = true;
    world.ask(mei, command);
    EXPECT_EQ(describe(world.last_batch->entries), "password:1");
    EXPECT_EQ(store.sessions(mei.user).size(), 3u);
}

TEST_F(DevicesTest, APasswordChangedMeanwhileChangesNothing) {
    EXPECT_EQ(code_of(world.ask(mei, password("another hash"))), "bad_credentials");
    // The gateway found the key used, and it is not.
    EXPECT_EQ(code_of(world.ask(mei, password(""))), "bad_credentials");
    EXPECT_EQ(store.user(mei.user)->password, "hash of mei");
    EXPECT_TRUE(world.last_batch->entries.empty());
    // The operator has no password to change.
    EXPECT_EQ(code_of(world.ask_as_operator(password())), "forbidden");
}

TEST_F(DevicesTest, ARepeatedChangeOfPasswordIsKnownByItsKeyAlone) {
    ChangePassword command = password();
    world.ask(mei, command);
    command.verified_password_hash = "";
    command.password_hash = "yet another";
    EXPECT_EQ(describe(world.ask(mei, command)), "ok rev=4 duplicate");
    EXPECT_EQ(store.user(mei.user)->password, "new hash");
}

TEST_F(DevicesTest, AKeyOfSomethingElseChangesNoPassword) {
    const ConversationId direct = world.open(mei, ben);
    const MessageSend message = world.message(direct);
    world.ok(mei, message);
    ChangePassword command = password();
    command.idempotency_key = message.idempotency_key;
    EXPECT_EQ(code_of(world.ask(mei, command)), "idempotency_conflict");
    EXPECT_EQ(store.user(mei.user)->password, "hash of mei");
    // Nor the other way round.
    command = password();
    world.ask(mei, command);
    MessageSend late = world.message(direct);
    late.idempotency_key = command.idempotency_key;
    EXPECT_EQ(code_of(world.ask(mei, late)), "idempotency_conflict");
}

}  // namespace
}  // namespace parley
