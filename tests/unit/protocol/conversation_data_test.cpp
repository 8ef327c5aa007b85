#include <utility>
#include <vector>

#include "parley/protocol/entry_data.hpp"
#include "support.hpp"

namespace parley {
namespace {

using Members = std::vector<std::pair<UserId, Role>>;

const Members kMembers = {{UserId(2), Role::owner}, {UserId(1), Role::member}};

ConversationCreate group() {
    ConversationCreate request;
    request.idempotency_key = "k1";
    request.title = "T";
    return request;
}

TEST(ConversationDataTest, ADirectConversationBeginsWithItsTwo) {
    expect_data(direct_created_data(kMembers, test_ids()),
                R"({"kind":"direct","members":[{"role":"owner","user":"u2"},)"
                R"({"role":"member","user":"u1"}]})");
}

TEST(ConversationDataTest, AGroupBeginsWithAllOfItsSettings) {
    expect_data(group_created_data(group(), kMembers, test_ids()),
                R"({"history":"shared","invite":"members","join":"invite","kind":"group",)"
                R"("members":[{"role":"owner","user":"u2"},{"role":"member","user":"u1"}],)"
                R"("pin":"members","post":"members","settings":"admins","slow_ms":0,"title":"T",)"
                R"("versions":true})");
    ConversationCreate full = group();
    full.topic = "";
    full.history = History::joined;
    full.post = Audience::admins;
    full.invite = Audience::admins;
    full.pin = Audience::admins;
    full.settings = Audience::members;
    full.join = JoinRule::open;
    full.slow_ms = 1000;
    full.versions = false;
    expect_data(group_created_data(full, Members(), test_ids()),
                R"({"history":"joined","invite":"admins","join":"open","kind":"group",)"
                R"("members":[],"pin":"admins","post":"admins","settings":"members",)"
                R"("slow_ms":1000,"title":"T","topic":"","versions":false})");
}

TEST(ConversationDataTest, AnUpdateSaysOnlyWhatIsNew) {
    expect_data(updated_data(ConversationUpdate()), "{}");
    ConversationUpdate some;
    some.idempotency_key = "k1";
    some.conversation = ConversationId(1);
    some.topic = "";
    some.slow_ms = 0;
    some.if_rev = 5;  // a condition
    expect_data(updated_data(some), R"({"slow_ms":0,"topic":""})");
    ConversationUpdate full;
    full.title = "N";
    full.topic = "t";
    full.history = History::shared;
    full.post = Audience::members;
    full.invite = Audience::members;
    full.pin = Audience::members;
    full.settings = Audience::admins;
    full.join = JoinRule::request;
    full.slow_ms = 5;
    full.versions = true;
    expect_data(updated_data(full),
                R"({"history":"shared","invite":"members","join":"request","pin":"members",)"
                R"("post":"members","settings":"admins","slow_ms":5,"title":"N","topic":"t",)"
                R"("versions":true})");
}

TEST(ConversationDataTest, ChangesOfMembersNameThem) {
    const std::vector<UserId> users = {UserId(1), UserId(2)};
    expect_data(members_data(users, test_ids()), R"({"users":["u1","u2"]})");
    expect_data(members_data(users, test_ids(), 12), R"({"invite":12,"users":["u1","u2"]})");
    expect_data(role_data(UserId(1), Role::admin, test_ids()), R"({"role":"admin","user":"u1"})");
    expect_data(muted_data(UserId(1), 1790000000000, test_ids()),
                R"({"until":1790000000000,"user":"u1"})");
    expect_data(muted_data(UserId(1), 0, test_ids()), R"({"until":0,"user":"u1"})");
    expect_data(user_data(UserId(1), test_ids()), R"({"user":"u1"})");
}

TEST(ConversationDataTest, ABanMayHaveAReason) {
    MemberBan ban;
    ban.conversation = ConversationId(1);
    ban.user = UserId(2);
    expect_data(banned_data(ban, test_ids()), R"({"on":false,"user":"u2"})");
    ban.on = true;
    ban.reason = "spam";
    expect_data(banned_data(ban, test_ids()), R"({"on":true,"reason":"spam","user":"u2"})");
}

// Its token is not in the log, which all members read.
TEST(ConversationDataTest, AnInviteSaysWhatItIsGoodFor) {
    expect_data(invite_created_data(std::nullopt, std::nullopt), "{}");
    expect_data(invite_created_data(10, 1790000000000), R"({"expires":1790000000000,"uses":10})");
    expect_data(invite_revoked_data(12), R"({"invite":12})");
}

}  // namespace
}  // namespace parley
