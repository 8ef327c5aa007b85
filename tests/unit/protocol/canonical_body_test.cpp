#include <string>

#include "support.hpp"

namespace parley {
namespace {

WriteRequest write_request(std::string_view frame) {
    const auto result = parse(frame);
    if (const auto* request = std::get_if<Request>(&result)) {
        if (const auto* write = std::get_if<WriteRequest>(&request->body)) return *write;
    }
    ADD_FAILURE() << frame;
    return {};
}

std::string body_of(std::string_view frame) {
    return canonical_body(write_request(frame), test_ids());
}

std::string send(std::string_view members) {
    return body_of(R"({"type":"message.send","id":1,"idempotency_key":"k","conversation":"c1",)"
                   R"("text":"hi")" +
                   std::string(members) + "}");
}

// These texts are in stored digests: none of them may ever change.
TEST(CanonicalBodyTest, EachRequestHasItsFixedText) {
    EXPECT_EQ(send(R"(,"if_rev":4,"reply_to":2,"mentions":["u2","all"],"format":"plain")"),
              with_ids(R"({"conversation":"c1","format":"plain","if_rev":4,)"
                       R"("mentions":["all","u2"],"reply_to":2,"text":"hi",)"
                       R"("type":"message.send"})"));
    EXPECT_EQ(body_of(R"({"type":"conversation.open","id":1,"idempotency_key":"k","user":"u2"})"),
              with_ids(R"({"type":"conversation.open","user":"u2"})"));
    EXPECT_EQ(body_of(R"({"type":"conversation.create","id":1,"idempotency_key":"k","title":"T",)"
                      R"("members":["u2","u1"],"topic":"","history":"joined","post":"admins",)"
                      R"("invite":"members"})"),
              with_ids(R"({"history":"joined","invite":"members","members":["u2","u1"],)"
                       R"("post":"admins","title":"T","topic":"","type":"conversation.create"})"));
    EXPECT_EQ(body_of(R"({"type":"member.add","id":1,"idempotency_key":"k","conversation":"c1",)"
                      R"("users":["u1"]})"),
              with_ids(R"({"conversation":"c1","type":"member.add","users":["u1"]})"));
    EXPECT_EQ(body_of(R"({"type":"member.remove","id":1,"idempotency_key":"k","conversation":"c1",)"
                      R"("users":[]})"),
              with_ids(R"({"conversation":"c1","type":"member.remove","users":[]})"));
    EXPECT_EQ(
        body_of(R"({"type":"member.leave","id":1,"idempotency_key":"k","conversation":"c1"})"),
        with_ids(R"({"conversation":"c1","type":"member.leave"})"));
    EXPECT_EQ(body_of(R"({"type":"member.role","id":1,"idempotency_key":"k","conversation":"c1",)"
                      R"("user":"u2","role":"admin"})"),
              with_ids(R"({"conversation":"c1","role":"admin","type":"member.role","user":"u2"})"));
    EXPECT_EQ(body_of(R"({"type":"conversation.read","id":1,"conversation":"c1","seq":3})"),
              with_ids(R"({"conversation":"c1","seq":3,"type":"conversation.read"})"));
}

// What takes a thing away has one spelling, whichever of two the client chose.
TEST(CanonicalBodyTest, WhatMeansTheSameIsTheSame) {
    const auto settings = [](std::string_view member) {
        return body_of(R"({"type":"conversation.settings","id":1,"idempotency_key":"k",)"
                       R"("conversation":"c1",)" +
                       std::string(member) + "}");
    };
    EXPECT_EQ(settings(R"("draft":null)"), settings(R"("draft":"")"));
    EXPECT_NE(settings(R"("muted":true)"), settings(R"("muted":false)"));
    EXPECT_EQ(settings(R"("muted":true)"),
              with_ids(R"({"conversation":"c1","muted":true,"type":"conversation.settings"})"));
    EXPECT_EQ(body_of(R"({"type":"user.update","id":1,"idempotency_key":"k","status":null,)"
                      R"("language":null,"time_zone":null})"),
              R"({"language":null,"status":null,"time_zone":null,"type":"user.update"})");
    EXPECT_EQ(body_of(R"({"type":"message.delete","id":1,"idempotency_key":"k",)"
                      R"("conversation":"c1","seqs":[4,3,4]})"),
              with_ids(R"({"conversation":"c1","seqs":[3,4],"type":"message.delete"})"));
}

TEST(CanonicalBodyTest, IdKeyOrderAndUnknownMembersDoNotCount) {
    EXPECT_EQ(send(""), body_of(R"( {"text":"h\u0069","x":[1],"conversation":"c1","id":99,)"
                                R"("idempotency_key":"other","type":"message.send"} )"));
}

TEST(CanonicalBodyTest, EveryKnownMemberCounts) {
    const std::string bare = send("");
    for (const std::string_view member :
         {R"(,"format":"plain")", R"(,"format":"markdown")", R"(,"reply_to":1)", R"(,"if_rev":1)",
          R"(,"mentions":[])", R"(,"mentions":["u1"])", R"(,"mentions":"all")", R"(,"thread":1)"}) {
        EXPECT_NE(send(member), bare) << member;
    }
    EXPECT_NE(send(R"(,"reply_to":1)"), send(R"(,"if_rev":1)"));
    EXPECT_NE(send(R"(,"mentions":["u1","u2"])"), send(R"(,"mentions":["u2","u1"])"));
    EXPECT_NE(body_of(R"({"type":"conversation.create","id":1,"idempotency_key":"k","title":"T"})"),
              body_of(R"({"type":"conversation.create","id":1,"idempotency_key":"k","title":"T",)"
                      R"("history":"shared"})"));
}

TEST(CanonicalBodyTest, ItIsStrictJson) {
    const Json body = strictly_read(
        body_of(R"({"type":"message.send","id":1,"idempotency_key":"k","conversation":"c1",)"
                R"("text":"\"\\\n\u0001é"})"));
    EXPECT_EQ(body["text"], "\"\\\n\x01\xC3\xA9");
}

TEST(CanonicalBodyTest, TheKeyIsThatOfTheRequest) {
    EXPECT_EQ(idempotency_key_of(write_request(
                  R"({"type":"member.leave","id":1,"idempotency_key":"k7","conversation":"c1"})")),
              "k7");
    EXPECT_EQ(idempotency_key_of(write_request(
                  R"({"type":"conversation.read","id":1,"conversation":"c1","seq":3})")),
              "");
    EXPECT_EQ(
        idempotency_key_of(write_request(R"({"type":"thread.read","id":1,)"
                                         R"("conversation":"c1","thread":3,"thread_seq":1})")),
        "");
}

}  // namespace
}  // namespace parley
