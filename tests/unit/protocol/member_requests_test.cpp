#include "support.hpp"

namespace parley {
namespace {

std::string request(std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) + R"(","id":7,"idempotency_key":"k",)" +
           std::string(members) + "}";
}

void expect_bad(const std::string& frame, std::string_view field) {
    const RefusedFrame refused = refusal_of(frame);
    EXPECT_EQ(refused.error.code, ErrorCode::bad_field) << frame;
    EXPECT_EQ(refused.error.field, field) << frame;
}

TEST(MemberRequestsTest, OneJoinsByNameOrByTokenNeverByBoth) {
    const auto by_name =
        write_request<ConversationJoin>(request("conversation.join", R"("conversation":"c1")"));
    EXPECT_EQ(by_name.conversation, ConversationId(1));
    EXPECT_FALSE(by_name.token);
    const auto by_token =
        write_request<ConversationJoin>(request("conversation.join", R"("token":"plg_x")"));
    EXPECT_FALSE(by_token.conversation);
    EXPECT_EQ(by_token.token, "plg_x");
    expect_bad(request("conversation.join", R"("token":"plg_x","conversation":"c1")"),
               "conversation");
    expect_bad(request("conversation.join", R"("x":1)"), "conversation");
    expect_bad(request("conversation.join", R"("token":"")"), "token");
    expect_bad(request("conversation.join", R"("token":")" + std::string(201, 't') + "\""),
               "token");
}

TEST(MemberRequestsTest, AnInviteHasAnEndOrNone) {
    const auto invite = [](std::string_view members) {
        return request("invite.create", R"("conversation":"c1")" + std::string(members));
    };
    const auto endless = write_request<InviteCreate>(invite(""));
    EXPECT_FALSE(endless.uses || endless.expires_in);
    const auto bounded =
        write_request<InviteCreate>(invite(R"(,"uses":10000,"expires_in":315360000000)"));
    EXPECT_EQ(bounded.uses, 10'000);
    EXPECT_EQ(bounded.expires_in, 315'360'000'000);
    for (const std::string_view uses : {"0", "10001", "1.0", "null"})
        expect_bad(invite(R"(,"uses":)" + std::string(uses)), "uses");
    for (const std::string_view life : {"0", "999", "315360000001", "\"1h\""})
        expect_bad(invite(R"(,"expires_in":)" + std::string(life)), "expires_in");
    EXPECT_EQ(
        write_request<InviteRevoke>(request("invite.revoke", R"("conversation":"c1","invite":12)"))
            .invite,
        12);
    expect_bad(request("invite.revoke", R"("conversation":"c1","invite":"plg_x")"), "invite");
}

TEST(MemberRequestsTest, ABanMayHaveAReason) {
    const auto ban = write_request<MemberBan>(
        request("member.ban", R"("conversation":"c1","user":"u2","on":true,"reason":"spam")"));
    EXPECT_EQ(ban.user, UserId(2));
    EXPECT_TRUE(ban.on);
    EXPECT_EQ(ban.reason, "spam");
    const auto lift = write_request<MemberBan>(
        request("member.ban", R"("conversation":"c1","user":"u2","on":false)"));
    EXPECT_FALSE(lift.on || lift.reason);
    expect_bad(request("member.ban", R"("conversation":"c1","user":"u2","on":true,"reason":"")"),
               "reason");
}

TEST(MemberRequestsTest, AMuteHasATimeAndZeroLiftsIt) {
    const auto mute = [](std::string_view until) {
        return request("member.mute",
                       R"("conversation":"c1","user":"u2","until":)" + std::string(until));
    };
    EXPECT_EQ(write_request<MemberMute>(mute("1790000000000")).until, 1790000000000);
    EXPECT_EQ(write_request<MemberMute>(mute("0")).until, 0);
    for (const std::string_view until : {"-1", "true", "null"})
        expect_bad(mute(until), "until");
}

TEST(MemberRequestsTest, ARequestToJoinIsDecided) {
    const auto decide = write_request<JoinDecide>(
        request("join.decide", R"("conversation":"c1","user":"u2","accept":true)"));
    EXPECT_EQ(decide.conversation, ConversationId(1));
    EXPECT_EQ(decide.user, UserId(2));
    EXPECT_TRUE(decide.accept);
}

TEST(MemberRequestsTest, ListsArePaged) {
    const auto joins = read_request<JoinList>(
        R"({"type":"join.list","id":1,"conversation":"c1","after":"t4k","limit":3})");
    EXPECT_EQ(joins.after, "t4k");
    EXPECT_EQ(joins.limit, 3);
    const auto bans =
        read_request<BanList>(R"({"type":"ban.list","id":1,"conversation":"c1","limit":999})");
    EXPECT_FALSE(bans.after);
    EXPECT_EQ(bans.limit, RequestLimits().page);
}

}  // namespace
}  // namespace parley
