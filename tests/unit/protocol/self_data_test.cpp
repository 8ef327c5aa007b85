#include "parley/protocol/entry_data.hpp"
#include "support.hpp"

namespace parley {
namespace {

TEST(SelfDataTest, WhatConcernsAConversationNamesIt) {
    expect_data(read_data(ConversationId(1), 389, test_ids()),
                R"({"conversation":"c1","seq":389})");
    expect_data(conversation_data(ConversationId(1), test_ids()), R"({"conversation":"c1"})");
    expect_data(thread_data(ConversationId(1), 3, true, 7, test_ids()),
                R"({"conversation":"c1","following":true,"read":7,"thread":3})");
}

TEST(SelfDataTest, SettingsSayOnlyWhatChanged) {
    ConversationSettings full;
    full.idempotency_key = "k1";
    full.log.conversation = ConversationId(1);
    full.muted_until = 1790000000000;
    full.pinned = true;
    full.archived = false;
    full.draft = "";
    full.notify = Notify::none;
    full.marked_unread = true;
    expect_data(settings_data(full, test_ids()),
                R"({"archived":false,"conversation":"c1","draft":"","marked_unread":true,)"
                R"("muted":1790000000000,"notify":"none","pinned":true})");
    ConversationSettings muted;
    muted.log.conversation = ConversationId(1);
    muted.muted_until = 0;
    expect_data(settings_data(muted, test_ids()), R"({"conversation":"c1","muted":false})");
    muted.muted_until = kForEver;
    expect_data(settings_data(muted, test_ids()), R"({"conversation":"c1","muted":true})");
    ConversationSettings account;
    account.log.self = true;
    account.read_receipts = false;
    expect_data(settings_data(account, test_ids()),
                R"({"conversation":"self","read_receipts":false})");
}

TEST(SelfDataTest, AProfileSaysWhatChangedAndWhatWasTakenAway) {
    UserUpdate name;
    name.display_name = "Mei \"M\"";
    expect_data(profile_data(name), R"({"display_name":"Mei \"M\""})");
    UserUpdate rest;
    rest.status = UserStatus{"away", ":x:", 1790000000000};
    rest.language = "de";
    rest.time_zone = "Europe/Zurich";
    expect_data(profile_data(rest),
                R"({"language":"de","status":{"emoji":":x:","text":"away","until":1790000000000},)"
                R"("time_zone":"Europe/Zurich"})");
    UserUpdate gone;
    gone.status = UserStatus();
    gone.language = "";
    gone.time_zone = "";
    expect_data(profile_data(gone), R"({"language":null,"status":null,"time_zone":null})");
}

TEST(SelfDataTest, ABlockNamesWhom) {
    expect_data(blocked_data(UserId(2), true, test_ids()), R"({"on":true,"user":"u2"})");
}

TEST(SelfDataTest, DevicesHaveTheirNames) {
    expect_data(device_added_data(DeviceId(4), "my \"phone\"", "", test_ids()),
                R"({"device":"d4","name":"my \"phone\"","platform":""})");
    expect_data(device_updated_data(DeviceId(4), "tablet", test_ids()),
                R"({"device":"d4","name":"tablet"})");
    expect_data(device_data(DeviceId(4), test_ids()), R"({"device":"d4"})");
}

}  // namespace
}  // namespace parley
