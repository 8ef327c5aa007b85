#include <utility>
#include <vector>

#include "parley/protocol/entry_data.hpp"
#include "support.hpp"

namespace parley {
namespace {

MessageSend message(std::string text) {
    MessageSend request;
    request.idempotency_key = "k1";
    request.conversation = ConversationId(1);
    request.text = std::move(text);
    return request;
}
MessageEdit edit(std::string text) {
    MessageEdit request;
    request.idempotency_key = "k2";
    request.conversation = ConversationId(1);
    request.seq = 3;
    request.text = std::move(text);
    return request;
}
std::string data_of(const MessageSend& request) { return message_data(request, 0, test_ids()); }

TEST(MessageDataTest, AMessageSaysWhatItsRequestSaid) {
    expect_data(data_of(message("hi")), R"({"idempotency_key":"k1","text":"hi"})");
    MessageSend full = message("a\"\n\xC3\xA9");
    full.format = "markdown";
    full.reply_to = 3;
    full.if_rev = 9;  // a condition, no part of the message
    full.mentions = Mentions{false, {UserId(3), UserId(1)}};
    expect_data(data_of(full),
                R"({"format":"markdown","idempotency_key":"k1","mentions":["u3","u1"],)"
                "\"reply_to\":3,\"text\":\"a\\\"\\n\xC3\xA9\"}");
}

TEST(MessageDataTest, AReplyInAThreadHasItsNumberThere) {
    MessageSend reply = message("hi");
    reply.thread = 3;
    expect_data(message_data(reply, 7, test_ids()),
                R"({"idempotency_key":"k1","text":"hi","thread":3,"thread_seq":7})");
}

TEST(MessageDataTest, WhoMentionsAllMentionsJustThat) {
    MessageSend request = message("hi");
    request.mentions = Mentions{true, {UserId(1)}};
    expect_data(data_of(request), R"({"idempotency_key":"k1","mentions":"all","text":"hi"})");
}

TEST(MessageDataTest, AnEditSaysWhatHoldsFromThenOn) {
    expect_data(edited_data(edit("ho"), 2, std::nullopt, test_ids()),
                R"({"seq":3,"text":"ho","version":2})");
    MessageEdit full = edit("ho");
    full.format = "markdown";
    full.if_version = 1;
    // What holds is not always what was asked for.
    full.mentions = Mentions{false, {UserId(9)}};
    const Mentions holds{false, {UserId(3)}};
    expect_data(edited_data(full, 2, holds, test_ids()),
                R"({"format":"markdown","mentions":["u3"],"seq":3,"text":"ho","version":2})");
    expect_data(edited_data(edit("ho"), 3, Mentions(), test_ids()),
                R"({"mentions":[],"seq":3,"text":"ho","version":3})");
    expect_data(edited_data(edit("ho"), 4, Mentions{true, {}}, test_ids()),
                R"({"mentions":"all","seq":3,"text":"ho","version":4})");
}

TEST(MessageDataTest, WhatHappensToAMessageNamesIt) {
    const std::vector<std::int64_t> seqs = {3, 4};
    expect_data(deleted_data(seqs, std::nullopt), R"({"seqs":[3,4]})");
    expect_data(deleted_data(seqs, "not \"here\""), R"({"reason":"not \"here\"","seqs":[3,4]})");
    MessageReact react;
    react.seq = 3;
    react.emoji = "\xF0\x9F\x91\x8D";
    react.on = true;
    expect_data(reacted_data(react), "{\"emoji\":\"\xF0\x9F\x91\x8D\",\"on\":true,\"seq\":3}");
    MessagePin pin;
    pin.seq = 3;
    expect_data(pinned_data(pin), R"({"on":false,"seq":3})");
}

TEST(MessageDataTest, MentionsAreReadBack) {
    const auto read_back = [](std::optional<Mentions> mentions) {
        MessageSend request = message(R"(she said "mentions":["x"])");
        request.mentions = std::move(mentions);
        return mentions_of(data_of(request), test_ids());
    };
    EXPECT_EQ(read_back(std::nullopt), std::nullopt);
    EXPECT_EQ(read_back(Mentions()), Mentions());
    const Mentions two{false, {UserId(3), UserId(1)}};
    EXPECT_EQ(read_back(two), two);
    EXPECT_EQ(read_back(Mentions{true, {}}), (Mentions{true, {}}));
    EXPECT_EQ(mentions_of(edited_data(edit("ho"), 2, two, test_ids()), test_ids()), two);
}

TEST(MessageDataTest, DataWithoutMentionsHasNone) {
    EXPECT_EQ(mentions_of("", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of("{}", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"a":{"mentions":["x"]}})", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"mentions":[)", test_ids()), std::nullopt);
    EXPECT_EQ(mentions_of(R"({"mentions":5})", test_ids()), std::nullopt);
}

TEST(MessageDataTest, WhatAnEditReplacesIsReadBack) {
    MessageSend sent = message("a\"\n\xC3\xA9");
    sent.format = "markdown";
    sent.mentions = Mentions{false, {UserId(3)}};
    sent.thread = 2;
    const MessageText original = message_text_of(message_data(sent, 1, test_ids()), test_ids());
    EXPECT_EQ(original.text, sent.text);
    EXPECT_EQ(original.format, "markdown");
    EXPECT_EQ(original.mentions, sent.mentions);
    const MessageText edited =
        message_text_of(edited_data(edit("ho"), 2, std::nullopt, test_ids()), test_ids());
    EXPECT_EQ(edited.text, "ho");
    EXPECT_FALSE(edited.format || edited.mentions);
}

// As after message.delete, where nobody should ask.
TEST(MessageDataTest, ErasedDataHasNoText) {
    EXPECT_EQ(message_text_of("", test_ids()).text, "");
    EXPECT_EQ(message_text_of(R"({"deleted":true})", test_ids()).text, "");
}

}  // namespace
}  // namespace parley
