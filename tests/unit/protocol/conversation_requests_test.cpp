#include "support.hpp"

namespace parley {
namespace {

std::string request(std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) + R"(","id":7,"idempotency_key":"k")" +
           std::string(members) + "}";
}
std::string create(std::string_view member) {
    return request("conversation.create", R"(,"title":"T")" + std::string(member));
}
std::string update(std::string_view member) {
    return request("conversation.update", R"(,"conversation":"c1")" + std::string(member));
}
std::string settings(std::string_view member) {
    return request("conversation.settings", R"(,"conversation":"c1")" + std::string(member));
}

void expect_bad(const std::string& frame, std::string_view field) {
    const RefusedFrame refused = refusal_of(frame);
    EXPECT_EQ(refused.error.code, ErrorCode::bad_field) << frame;
    EXPECT_EQ(refused.error.field, field) << frame;
}

TEST(ConversationRequestsTest, AGroupHasItsSettingsFromTheBeginning) {
    const auto full = write_request<ConversationCreate>(
        create(R"(,"pin":"admins","settings":"members","join":"open","slow_ms":86400000,)"
               R"("versions":false)"));
    EXPECT_EQ(full.pin, Audience::admins);
    EXPECT_EQ(full.settings, Audience::members);
    EXPECT_EQ(full.join, JoinRule::open);
    EXPECT_EQ(full.slow_ms, 86'400'000);
    EXPECT_EQ(full.versions, false);
    const auto bare = write_request<ConversationCreate>(create(""));
    EXPECT_FALSE(bare.pin || bare.settings || bare.join || bare.slow_ms || bare.versions);
}

TEST(ConversationRequestsTest, AnUpdateHasWhatChanges) {
    const auto full = write_request<ConversationUpdate>(
        update(R"(,"title":"N","topic":"","history":"joined","post":"admins","invite":"admins",)"
               R"("pin":"admins","settings":"members","join":"request","slow_ms":0,)"
               R"("versions":true,"if_rev":4)"));
    EXPECT_EQ(full.conversation, ConversationId(1));
    EXPECT_EQ(full.title, "N");
    EXPECT_EQ(full.topic, "");
    EXPECT_EQ(full.history, History::joined);
    EXPECT_EQ(full.post, Audience::admins);
    EXPECT_EQ(full.invite, Audience::admins);
    EXPECT_EQ(full.join, JoinRule::request);
    EXPECT_EQ(full.slow_ms, 0);
    EXPECT_EQ(full.versions, true);
    EXPECT_EQ(full.if_rev, 4);
    const auto bare = write_request<ConversationUpdate>(update(""));
    EXPECT_FALSE(bare.title || bare.topic || bare.history || bare.slow_ms || bare.if_rev);
}

TEST(ConversationRequestsTest, SettingsOfAGroupAreCheckedInBoth) {
    for (const auto& frame : {create, update}) {
        expect_bad(frame(R"(,"pin":"owner")"), "pin");
        expect_bad(frame(R"(,"settings":"all")"), "settings");
        expect_bad(frame(R"(,"join":"closed")"), "join");
        expect_bad(frame(R"(,"slow_ms":-1)"), "slow_ms");
        expect_bad(frame(R"(,"slow_ms":86400001)"), "slow_ms");
        expect_bad(frame(R"(,"versions":"no")"), "versions");
        expect_bad(frame(R"(,"topic":"\u0000")"), "topic");
    }
    expect_bad(update(R"(,"title":"")"), "title");
    expect_bad(update(R"(,"title":")" + std::string(129, 'x') + "\""), "title");
    expect_bad(update(R"(,"title":"a\nb")"), "title");
}

TEST(ConversationRequestsTest, OnesOwnSettingsAreOneAtLeast) {
    const auto full = write_request<ConversationSettings>(
        settings(R"(,"muted":true,"pinned":true,"archived":false,"draft":"so","notify":"none",)"
                 R"("marked_unread":true)"));
    EXPECT_EQ(full.log, (LogName{false, ConversationId(1)}));
    EXPECT_EQ(full.muted_until, kForEver);
    EXPECT_EQ(full.pinned, true);
    EXPECT_EQ(full.archived, false);
    EXPECT_EQ(full.draft, "so");
    EXPECT_EQ(full.notify, Notify::none);
    EXPECT_EQ(full.marked_unread, true);
    expect_bad(settings(""), "muted");
}

TEST(ConversationRequestsTest, OneMutesForEverForATimeOrNotAtAll) {
    const auto muted = [](std::string_view value) {
        return settings(R"(,"muted":)" + std::string(value));
    };
    EXPECT_EQ(write_request<ConversationSettings>(muted("false")).muted_until, 0);
    EXPECT_EQ(write_request<ConversationSettings>(muted("1790000000000")).muted_until,
              1790000000000);
    for (const std::string_view value : {"0", "-1", "1.0", "\"true\"", "null"})
        expect_bad(muted(value), "muted");
}

TEST(ConversationRequestsTest, ADraftIsNoLongerThanAMessage) {
    RequestLimits limits;
    limits.text_bytes = 4;
    const auto draft = [](std::string_view value) {
        return settings(R"(,"draft":)" + std::string(value));
    };
    EXPECT_EQ(write_request<ConversationSettings>(draft("null")).draft, "");
    EXPECT_EQ(write_request<ConversationSettings>(draft("\"\"")).draft, "");
    EXPECT_EQ(write_request<ConversationSettings>(draft("\"four\""), limits).draft, "four");
    const RefusedFrame refused = refusal_of(draft("\"fives\""), limits);
    EXPECT_EQ(refused.error.code, ErrorCode::too_large);
    EXPECT_EQ(refused.error.field, "draft");
    expect_bad(draft(R"("\u0000")"), "draft");
}

TEST(ConversationRequestsTest, AnAccountAndAConversationHaveDifferentSettings) {
    const auto account = write_request<ConversationSettings>(
        request("conversation.settings", R"(,"conversation":"self","read_receipts":false)"));
    EXPECT_TRUE(account.log.self);
    EXPECT_EQ(account.read_receipts, false);
    expect_bad(request("conversation.settings", R"(,"conversation":"self")"), "read_receipts");
    expect_bad(settings(R"(,"muted":true,"read_receipts":true)"), "read_receipts");
    for (const std::string_view name :
         {"muted", "pinned", "archived", "draft", "notify", "marked_unread"}) {
        expect_bad(
            request("conversation.settings", R"(,"conversation":"self","read_receipts":true,")" +
                                                 std::string(name) + "\":true"),
            name);
    }
}

TEST(ConversationRequestsTest, WhoLooksForNothingFindsAll) {
    const auto discover = [](std::string_view member) {
        return R"({"type":"conversation.discover","id":1)" + std::string(member) + "}";
    };
    EXPECT_EQ(read_request<ConversationDiscover>(discover("")).query, "");
    EXPECT_EQ(read_request<ConversationDiscover>(discover(R"(,"query":"")")).query, "");
    EXPECT_EQ(read_request<ConversationDiscover>(discover(R"(,"query":"lu")")).query, "lu");
    expect_bad(discover(R"(,"query":")" + std::string(257, 'q') + "\""), "query");
}

}  // namespace
}  // namespace parley
