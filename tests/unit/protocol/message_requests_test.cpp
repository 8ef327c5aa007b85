#include <gmock/gmock.h>

#include "support.hpp"

namespace parley {
namespace {

using testing::ElementsAre;

std::string message(std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) +
           R"(","id":7,"idempotency_key":"k","conversation":"c1",)" + std::string(members) + "}";
}

void expect_bad(const std::string& frame, std::string_view field) {
    const RefusedFrame refused = refusal_of(frame);
    EXPECT_EQ(refused.error.code, ErrorCode::bad_field) << frame;
    EXPECT_EQ(refused.error.field, field) << frame;
}

TEST(MessageRequestsTest, AReplyInAThreadNamesItsRoot) {
    EXPECT_EQ(
        write_request<MessageSend>(message("message.send", R"("text":"hi","thread":4)")).thread, 4);
    expect_bad(message("message.send", R"("text":"hi","thread":0)"), "thread");
}

TEST(MessageRequestsTest, AnEditSaysWhatTheMessageIsFromNowOn) {
    const auto edit = write_request<MessageEdit>(message(
        "message.edit", R"("seq":3,"text":"ho","format":"markdown","mentions":[],"if_version":2)"));
    EXPECT_EQ(edit.conversation, ConversationId(1));
    EXPECT_EQ(edit.seq, 3);
    EXPECT_EQ(edit.text, "ho");
    EXPECT_EQ(edit.format, "markdown");
    EXPECT_EQ(edit.mentions, Mentions());
    EXPECT_EQ(edit.if_version, 2);
    const auto bare = write_request<MessageEdit>(message("message.edit", R"("seq":3,"text":"ho")"));
    EXPECT_FALSE(bare.format || bare.mentions || bare.if_version);
}

TEST(MessageRequestsTest, AnEditIsNoMoreThanAMessageMayBe) {
    const auto edit = [](const std::string& text) {
        return message("message.edit", R"("seq":3,"text":")" + text + "\"");
    };
    expect_bad(edit(""), "text");
    expect_bad(edit("\\u0000"), "text");
    expect_bad(message("message.edit", R"("seq":0,"text":"ho")"), "seq");
    expect_bad(message("message.edit", R"("seq":3,"text":"ho","if_version":0)"), "if_version");
    const ProtocolError error = refusal_of(edit(std::string(16385, 'x'))).error;
    EXPECT_EQ(error.code, ErrorCode::too_large);
    EXPECT_EQ(error.limit, 16384);
}

TEST(MessageRequestsTest, SeqsAreSortedAndCountOnce) {
    RequestLimits limits;
    limits.page = 3;
    const auto request = write_request<MessageDelete>(
        message("message.delete", R"("seqs":[9,3,9,4,3],"reason":"x")"), limits);
    EXPECT_THAT(request.seqs, ElementsAre(3, 4, 9));
    EXPECT_EQ(request.reason, "x");
    const RefusedFrame refused =
        refusal_of(message("message.delete", R"("seqs":[1,2,3,4])"), limits);
    EXPECT_EQ(refused.error.code, ErrorCode::too_large);
    EXPECT_EQ(refused.error.field, "seqs");
    EXPECT_EQ(refused.error.limit, 3);
}

TEST(MessageRequestsTest, SeqsAreAListOfSeqs) {
    for (const std::string_view seqs : {"[]", "3", "{}", "[0]", "[1,-1]", "[1,\"2\"]", "[1.0]",
                                        "[9007199254740992]", "[null]", "[[1]]"}) {
        expect_bad(message("message.delete", R"("seqs":)" + std::string(seqs)), "seqs");
    }
}

TEST(MessageRequestsTest, AReasonIsALine) {
    const auto with_reason = [](const std::string& reason) {
        return message("message.delete", R"("seqs":[1],"reason":")" + reason + "\"");
    };
    std::string longest;
    for (int i = 0; i < 256; ++i)
        longest += "\xC3\xA9";
    EXPECT_EQ(write_request<MessageDelete>(with_reason(longest)).reason, longest);
    for (const std::string& reason : {std::string(), longest + "x", std::string("a\\nb")})
        expect_bad(with_reason(reason), "reason");
}

TEST(MessageRequestsTest, OneReactsWithAFewBytesInOneWord) {
    const auto react = [](const std::string& emoji) {
        return message("message.react", R"("seq":3,"on":true,"emoji":")" + emoji + "\"");
    };
    for (const std::string& emoji :
         {std::string("\xF0\x9F\x91\x8D"), std::string(":+1:"), std::string(64, 'x')}) {
        EXPECT_EQ(write_request<MessageReact>(react(emoji)).emoji, emoji);
    }
    for (const std::string& emoji :
         {std::string(), std::string(65, 'x'), std::string("a b"), std::string("\\u0007"),
          std::string("\\u00a0x"), std::string("\\u200b")}) {
        expect_bad(react(emoji), "emoji");
    }
}

TEST(MessageRequestsTest, AnOnIsTrueOrFalse) {
    EXPECT_FALSE(write_request<MessagePin>(message("message.pin", R"("seq":3,"on":false)")).on);
    EXPECT_TRUE(
        write_request<ThreadFollow>(message("thread.follow", R"("thread":3,"on":true)")).on);
    expect_bad(message("message.pin", R"("seq":3,"on":1)"), "on");
    expect_bad(message("thread.follow", R"("thread":3,"on":"true")"), "on");
}

TEST(MessageRequestsTest, AThreadIsReadFromItsBeginning) {
    const auto read = write_request<ThreadRead>(
        R"({"type":"thread.read","id":1,"conversation":"c1","thread":3,"thread_seq":0})");
    EXPECT_EQ(read.thread, 3);
    EXPECT_EQ(read.thread_seq, 0);
    expect_bad(R"({"type":"thread.read","id":1,"conversation":"c1","thread":3,"thread_seq":-1})",
               "thread_seq");
}

TEST(MessageRequestsTest, VersionsBeginWithTheFirst) {
    const auto bare = read_request<MessageVersions>(
        R"({"type":"message.versions","id":1,"conversation":"c1","seq":3})");
    EXPECT_EQ(bare.after_version, 0);
    EXPECT_EQ(bare.limit, RequestLimits().page);
    expect_bad(
        R"({"type":"message.versions","id":1,"conversation":"c1","seq":3,"after_version":-1})",
        "after_version");
}

TEST(MessageRequestsTest, HistoryMayBeThatOfAThread) {
    const auto page = read_request<HistoryGet>(
        R"({"type":"history.get","id":1,"conversation":"c1","thread":3,"after_seq":5})");
    EXPECT_EQ(page.thread, 3);
    EXPECT_EQ(page.anchor, HistoryGet::Anchor::after_seq);
    EXPECT_FALSE(
        read_request<HistoryGet>(R"({"type":"history.get","id":1,"conversation":"c1"})").thread);
}

std::string search(std::string_view members) {
    return R"({"type":"message.search","id":1,"query":"ten")" + std::string(members) + "}";
}

TEST(MessageRequestsTest, ASearchGoesBackFromATimeOrFromThePageBefore) {
    const auto by_time = read_request<MessageSearch>(
        search(R"(,"before":1790000000000,"after":0,"conversation":"c1","by":"u2")"));
    EXPECT_EQ(by_time.before, 1790000000000);
    EXPECT_FALSE(by_time.before_token);
    EXPECT_EQ(by_time.after, 0);
    EXPECT_EQ(by_time.conversation, ConversationId(1));
    EXPECT_EQ(by_time.by, UserId(2));
    const auto by_token = read_request<MessageSearch>(search(R"(,"before":"t4k")"));
    EXPECT_FALSE(by_token.before);
    EXPECT_EQ(by_token.before_token, "t4k");
    const auto bare = read_request<MessageSearch>(search(""));
    EXPECT_FALSE(bare.before || bare.before_token || bare.after || bare.conversation || bare.by);
    for (const std::string_view before : {"-1", "1.5", "true", "\"\""})
        expect_bad(search(R"(,"before":)" + std::string(before)), "before");
    expect_bad(search(R"(,"after":"t4k")"), "after");
}

// What cannot be found is not the same as not being asked for.
TEST(MessageRequestsTest, AnUnknownPlaceOrAuthorStaysOne) {
    const auto request = read_request<MessageSearch>(search(R"(,"conversation":"self","by":"me")"));
    EXPECT_EQ(request.conversation, ConversationId());
    EXPECT_EQ(request.by, UserId());
}

TEST(MessageRequestsTest, APageOfHitsHasFiftyAtMost) {
    EXPECT_EQ(read_request<MessageSearch>(search("")).limit, 50);
    EXPECT_EQ(read_request<MessageSearch>(search(R"(,"limit":51)")).limit, 50);
    EXPECT_EQ(read_request<MessageSearch>(search(R"(,"limit":1)")).limit, 1);
}

TEST(MessageRequestsTest, AQueryIsOneToTwoHundredAndFiftySixCharacters) {
    const auto query = [](const std::string& text) {
        return R"({"type":"message.search","id":1,"query":")" + text + "\"}";
    };
    EXPECT_EQ(read_request<MessageSearch>(query(std::string(256, 'q'))).query.size(), 256u);
    for (const std::string& text : {std::string(), std::string(257, 'q'), std::string("a\\u0000")})
        expect_bad(query(text), "query");
}

TEST(MessageRequestsTest, ThreadsAreListedAllOrOnlyTheUnread) {
    EXPECT_FALSE(read_request<ThreadList>(R"({"type":"thread.list","id":1})").unread);
    const auto full = read_request<ThreadList>(
        R"({"type":"thread.list","id":1,"unread":true,"conversation":"c1","after":"t4k"})");
    EXPECT_TRUE(full.unread);
    EXPECT_EQ(full.conversation, ConversationId(1));
    EXPECT_EQ(full.after, "t4k");
}

}  // namespace
}  // namespace parley
