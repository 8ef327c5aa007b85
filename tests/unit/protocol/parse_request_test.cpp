// What is accepted, and as what. What is refused: bad_request_test.cpp.

#include <gmock/gmock.h>

#include "support.hpp"

namespace parley {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ParseRequestTest, HelloMayNameACursorAndAWindow) {
    const auto full = session_request<Hello>(
        R"({"type":"hello","id":1,"token":"plt_x","cursor":"k3f9.1.88120","window":0})");
    EXPECT_EQ(full.token, "plt_x");
    EXPECT_EQ(full.cursor, "k3f9.1.88120");
    EXPECT_EQ(full.window, 0);
    const auto bare = session_request<Hello>(R"({"type":"hello","id":1,"token":"plt_x"})");
    EXPECT_FALSE(bare.cursor);
    EXPECT_FALSE(bare.window);
}

// A bad token is answered `unauthenticated`, which is not for this module to say.
TEST(ParseRequestTest, AnyStringIsAToken) {
    EXPECT_EQ(session_request<Hello>(R"({"type":"hello","id":1,"token":""})").token, "");
    const std::string longer(3000, 'x');
    EXPECT_EQ(session_request<Hello>(R"({"type":"hello","id":1,"token":")" + longer + "\"}").token,
              longer);
}

TEST(ParseRequestTest, AnyTextOfACursorsSizeIsACursor) {
    const std::string text(200, '~');
    EXPECT_EQ(session_request<Ack>(R"({"type":"ack","cursor":")" + text + "\"}").cursor, text);
}

TEST(ParseRequestTest, TheIdComesBackWhateverItsSize) {
    for (const std::int64_t id : {std::int64_t{0}, std::int64_t{9007199254740991}}) {
        const auto result = parse(R"({"id":)" + std::to_string(id) + R"(,"type":"ping"})");
        ASSERT_TRUE(std::holds_alternative<Request>(result));
        EXPECT_EQ(std::get<Request>(result).id, id);
    }
}

TEST(ParseRequestTest, WhatHasNoReplyNeedsNoId) {
    EXPECT_EQ(session_request<Ack>(R"({"type":"ack","cursor":"a.1.2"})").cursor, "a.1.2");
    EXPECT_EQ(session_request<Ack>(R"({"type":"ack","cursor":"a.1.2","id":"x"})").cursor, "a.1.2");
    const auto typing =
        session_request<Typing>(R"({"type":"typing","conversation":"c2","active":true})");
    EXPECT_EQ(typing.conversation, ConversationId(2));
    EXPECT_TRUE(typing.active);
}

TEST(ParseRequestTest, UnknownMembersAreIgnored) {
    session_request<Ping>(R"({"type":"ping","id":1,"x":{"y":[1,2,{"z":null}]},"text":7,"":0})");
}

TEST(ParseRequestTest, AMessageCarriesWhatItWasGiven) {
    const auto full = write_request<MessageSend>(
        R"({"type":"message.send","id":7,"idempotency_key":"k","conversation":"c2","text":"hi",)"
        R"("format":"markdown","reply_to":3,"mentions":["u3","u1","u3"],"if_rev":9})");
    EXPECT_EQ(full.idempotency_key, "k");
    EXPECT_EQ(full.conversation, ConversationId(2));
    EXPECT_EQ(full.text, "hi");
    EXPECT_EQ(full.format, "markdown");
    EXPECT_EQ(full.reply_to, 3);
    ASSERT_TRUE(full.mentions);
    EXPECT_FALSE(full.mentions->all);
    EXPECT_THAT(full.mentions->users, ElementsAre(UserId(3), UserId(1)));
    EXPECT_EQ(full.if_rev, 9);
    const auto bare = write_request<MessageSend>(
        R"({"type":"message.send","id":7,"idempotency_key":"k","conversation":"c2","text":"hi"})");
    EXPECT_FALSE(bare.format || bare.reply_to || bare.mentions || bare.if_rev);
}

TEST(ParseRequestTest, AllMayBeMentionedAloneOrInAList) {
    const auto mentions_in = [](const std::string& mentions) {
        return write_request<MessageSend>(
                   R"({"type":"message.send","id":7,"idempotency_key":"k","conversation":"c2",)"
                   R"("text":"hi","mentions":)" +
                   mentions + "}")
            .mentions.value_or(Mentions());
    };
    EXPECT_EQ(mentions_in(R"("all")"), (Mentions{true, {}}));
    EXPECT_EQ(mentions_in(R"(["all"])"), (Mentions{true, {}}));
    EXPECT_EQ(mentions_in(R"(["u1","all","all"])"), (Mentions{true, {UserId(1)}}));
    EXPECT_EQ(mentions_in("[]"), Mentions());
}

TEST(ParseRequestTest, TextMayHaveExactlyTheLimit) {
    RequestLimits limits;
    limits.text_bytes = 6;
    const auto message = write_request<MessageSend>(
        R"({"type":"message.send","id":7,"idempotency_key":"k","conversation":"c2","text":"éàü"})",
        limits);
    EXPECT_EQ(message.text.size(), 6u);
}

// 64 characters, not bytes.
TEST(ParseRequestTest, AKeyHasUpToSixtyFourCharacters) {
    std::string key;
    for (int i = 0; i < 64; ++i)
        key += "\xF0\x9F\x98\x80";
    EXPECT_EQ(
        write_request<ConversationOpen>(
            R"({"type":"conversation.open","id":1,"user":"u1","idempotency_key":")" + key + "\"}")
            .idempotency_key,
        key);
}

TEST(ParseRequestTest, WhatThisServerDidNotMakeIsTheIdZero) {
    const std::string forty(40, 'x');
    for (const std::string& id : {std::string(), std::string("c_7"), std::string("u1"), forty,
                                  std::string("'; DROP TABLE users; --"), std::string("self")}) {
        const auto request = read_request<ConversationGet>(
            R"({"type":"conversation.get","id":1,"conversation":")" + id + "\"}");
        EXPECT_FALSE(request.conversation) << id;
    }
    const auto open = write_request<ConversationOpen>(
        R"({"type":"conversation.open","id":1,"idempotency_key":"k","user":"c1"})");
    EXPECT_FALSE(open.user);
}

TEST(ParseRequestTest, AGroupMayBeCreatedWithItsTitleAlone) {
    const auto bare = write_request<ConversationCreate>(
        R"({"type":"conversation.create","id":1,"idempotency_key":"k","title":"T"})");
    EXPECT_EQ(bare.title, "T");
    EXPECT_THAT(bare.members, IsEmpty());
    EXPECT_FALSE(bare.topic || bare.history || bare.post || bare.invite);
    const auto full = write_request<ConversationCreate>(
        R"({"type":"conversation.create","id":1,"idempotency_key":"k","title":"T","topic":"",)"
        R"("members":["u2","u2","u1"],"history":"joined","post":"admins","invite":"members"})");
    EXPECT_THAT(full.members, ElementsAre(UserId(2), UserId(1)));
    EXPECT_EQ(full.topic, "");
    EXPECT_EQ(full.history, History::joined);
    EXPECT_EQ(full.post, Audience::admins);
    EXPECT_EQ(full.invite, Audience::members);
}

TEST(ParseRequestTest, MembershipRequestsNameTheirUsers) {
    const auto add = write_request<MemberAdd>(
        R"({"type":"member.add","id":1,"idempotency_key":"k","conversation":"c1","users":["u1"]})");
    EXPECT_THAT(add.users, ElementsAre(UserId(1)));
    const auto remove = write_request<MemberRemove>(
        R"({"type":"member.remove","id":1,"idempotency_key":"k","conversation":"c1","users":[]})");
    EXPECT_THAT(remove.users, IsEmpty());
    const auto leave = write_request<MemberLeave>(
        R"({"type":"member.leave","id":1,"idempotency_key":"k","conversation":"c1"})");
    EXPECT_EQ(leave.conversation, ConversationId(1));
    const auto role = write_request<MemberRole>(
        R"({"type":"member.role","id":1,"idempotency_key":"k","conversation":"c1","user":"u2",)"
        R"("role":"owner"})");
    EXPECT_EQ(role.user, UserId(2));
    EXPECT_EQ(role.role, Role::owner);
}

// Whatever cannot be found makes the whole not found, so it must not vanish from the list.
TEST(ParseRequestTest, UnknownUsersStayInTheListOnce) {
    const auto users = read_request<UserGet>(
        R"({"type":"user.get","id":1,"users":["u1","u_x","c1","all","u2","u1"]})");
    EXPECT_THAT(users.users, ElementsAre(UserId(1), UserId(), UserId(2), UserId()));
}

TEST(ParseRequestTest, RepeatedItemsCountOnceAgainstTheLimit) {
    RequestLimits limits;
    limits.page = 2;
    const auto users = read_request<UserGet>(
        R"({"type":"user.get","id":1,"users":["u1","u2","u1","u2","u1"]})", limits);
    EXPECT_THAT(users.users, ElementsAre(UserId(1), UserId(2)));
}

TEST(ParseRequestTest, HistoryHasOneAnchorAtMost) {
    const auto anchor_of = [](const std::string& member) {
        return read_request<HistoryGet>(R"({"type":"history.get","id":1,"conversation":"c1")" +
                                        member + "}");
    };
    using Anchor = HistoryGet::Anchor;
    EXPECT_EQ(anchor_of("").anchor, Anchor::newest);
    EXPECT_EQ(anchor_of(R"(,"before_seq":5)").anchor, Anchor::before_seq);
    EXPECT_EQ(anchor_of(R"(,"after_seq":0)").anchor, Anchor::after_seq);
    EXPECT_EQ(anchor_of(R"(,"around_seq":5)").anchor, Anchor::around_seq);
    const HistoryGet at_time = anchor_of(R"(,"at_time":1790000000000)");
    EXPECT_EQ(at_time.anchor, Anchor::at_time);
    EXPECT_EQ(at_time.anchor_value, 1790000000000);
}

TEST(ParseRequestTest, ALimitAboveThePageMeansThePage) {
    RequestLimits limits;
    limits.page = 30;
    const auto limit_of = [&limits](const std::string& member) {
        return read_request<ConversationList>(
                   R"({"type":"conversation.list","id":1)" + member + "}", limits)
            .limit;
    };
    EXPECT_EQ(limit_of(""), 30);
    EXPECT_EQ(limit_of(R"(,"limit":1)"), 1);
    EXPECT_EQ(limit_of(R"(,"limit":30)"), 30);
    EXPECT_EQ(limit_of(R"(,"limit":31)"), 30);
    EXPECT_EQ(limit_of(R"(,"limit":9007199254740991)"), 30);
}

TEST(ParseRequestTest, ALogIsAConversationsOrOnesOwn) {
    const auto self =
        read_request<LogGet>(R"({"type":"log.get","id":1,"conversation":"self","from_rev":1})");
    EXPECT_TRUE(self.log.self);
    const auto other = read_request<LogGet>(
        R"({"type":"log.get","id":1,"conversation":"c4","from_rev":8,"to_rev":9,"limit":2})");
    EXPECT_EQ(other.log, (LogName{false, ConversationId(4)}));
    EXPECT_EQ(other.from_rev, 8);
    EXPECT_EQ(other.to_rev, 9);
    EXPECT_EQ(other.limit, 2);
}

TEST(ParseRequestTest, TheOtherRequestsAreRead) {
    EXPECT_EQ(write_request<ConversationRead>(
                  R"({"type":"conversation.read","id":1,"conversation":"c1","seq":0})")
                  .seq,
              0);
    EXPECT_EQ(
        read_request<MemberList>(R"({"type":"member.list","id":1,"conversation":"c1","after":"x"})")
            .after,
        "x");
    EXPECT_EQ(
        session_request<PresenceSet>(R"({"type":"presence.set","id":1,"state":"away"})").state,
        PresenceState::away);
    EXPECT_THAT(read_request<PresenceWatch>(R"({"type":"presence.watch","id":1,"users":[]})").users,
                IsEmpty());
}

}  // namespace
}  // namespace parley
