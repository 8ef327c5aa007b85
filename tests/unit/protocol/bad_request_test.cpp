// What is refused, as data: each row is a frame and the answer that the protocol names for it.

#include <string>
#include <vector>

#include "support.hpp"

namespace parley {
namespace {

struct Row {
    std::string frame;
    ErrorCode code;
    std::string field;  // empty: none is named
};

constexpr std::int64_t kId = 7;

void expect_refused(const std::vector<Row>& rows, std::optional<std::int64_t> id) {
    for (const Row& row : rows) {
        const RefusedFrame refused = refusal_of(row.frame);
        EXPECT_EQ(refused.error.code, row.code) << row.frame.substr(0, 200);
        EXPECT_EQ(refused.error.field, row.field) << row.frame.substr(0, 200);
        EXPECT_EQ(refused.id, id) << row.frame.substr(0, 200);
        EXPECT_FALSE(refused.error.message.empty());
    }
}

// A frame of `type` with the id 7 and further members.
std::string frame(std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) + R"(","id":7,)" + std::string(members) + "}";
}
std::string send(std::string_view members) {
    return frame("message.send",
                 R"("idempotency_key":"k","conversation":"c1",)" + std::string(members));
}
std::string send_text(std::string_view text) {
    return send(R"("text":")" + std::string(text) + "\"");
}
std::string send_with(std::string_view member) {
    return send(R"("text":"hi",)" + std::string(member));
}
std::string history(std::string_view member) {
    return frame("history.get", R"("conversation":"c1",)" + std::string(member));
}

TEST(BadRequestTest, WhatIsNoStrictJsonObjectIsABadFrameWithoutId) {
    std::vector<Row> rows;
    for (const std::string& text :
         {std::string(), std::string("[]"), std::string("null"), std::string("\"x\""),
          std::string(R"({"type":"ping","id":7} x)"),
          std::string("\xEF\xBB\xBF{\"type\":\"ping\",\"id\":7}"), std::string(65536, '['),
          std::string(R"({"type":"ping","type":"ping","id":7})"),
          std::string(R"({"type":"ping","id":7,"id":7})"), send(R"("text":"a","text":"b")"),
          send(R"("text":"\ud800")"), send(R"("text":"\udc00")"),
          send("\"text\":\"a" + std::string(1, '\0') + "b\""), send_with(R"("reply_to":NaN)"),
          send_with(R"("reply_to":1e400)"), send_with(R"("reply_to":9223372036854775808)"),
          send_with(R"("reply_to":18446744073709551616)"),
          send_with(R"("x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]])"),
          std::string(R"({"type":"ping","id":9007199254740993})")}) {
        rows.push_back({text, ErrorCode::bad_frame, ""});
    }
    expect_refused(rows, std::nullopt);
}

TEST(BadRequestTest, AThousandAndOneMembersAreABadFrame) {
    std::string text = R"({"type":"ping","id":7)";
    for (int i = 0; i < 999; ++i)
        text += ",\"m" + std::to_string(i) + "\":0";
    expect_refused({{text + "}", ErrorCode::bad_frame, ""}}, std::nullopt);
}

TEST(BadRequestTest, AFrameWithoutATypeIsABadFrameWithItsId) {
    expect_refused({{R"({"id":7})", ErrorCode::bad_frame, ""},
                    {R"({"id":7,"type":5})", ErrorCode::bad_frame, ""},
                    {R"({"id":7,"type":null})", ErrorCode::bad_frame, ""},
                    {R"({"id":7,"type":["ping"]})", ErrorCode::bad_frame, ""},
                    {R"({"id":7,"Type":"ping"})", ErrorCode::bad_frame, ""}},
                   kId);
    expect_refused({{"{}", ErrorCode::bad_frame, ""},
                    {R"({"id":-7})", ErrorCode::bad_frame, ""},
                    {R"({"id":"7"})", ErrorCode::bad_frame, ""}},
                   std::nullopt);
}

TEST(BadRequestTest, AnUnknownTypeIsSaidSoWithTheIdIfThereIsOne) {
    expect_refused({{R"({"id":7,"type":"message.explode"})", ErrorCode::unknown_type, ""},
                    {R"({"id":7,"type":""})", ErrorCode::unknown_type, ""},
                    {R"({"id":7,"type":"Ping"})", ErrorCode::unknown_type, ""},
                    {R"({"id":7,"type":"zzz"})", ErrorCode::unknown_type, ""},
                    {R"({"id":7,"type":"event"})", ErrorCode::unknown_type, ""}},
                   kId);
    expect_refused({{R"({"type":"message.explode"})", ErrorCode::unknown_type, ""},
                    {R"({"type":"message.explode","id":"7"})", ErrorCode::unknown_type, ""}},
                   std::nullopt);
}

TEST(BadRequestTest, ARequestWithoutAUsableIdIsABadFieldWithoutId) {
    std::vector<Row> rows = {{R"({"type":"ping"})", ErrorCode::bad_field, "id"},
                             {R"({"type":"hello","token":"x"})", ErrorCode::bad_field, "id"},
                             {R"({"type":"message.edit"})", ErrorCode::bad_field, "id"}};
    for (const std::string_view id :
         {"\"1\"", "-1", "1.5", "1.0", "1e0", "null", "true", "[1]", "9007199254740992"}) {
        rows.push_back(
            {R"({"type":"ping","id":)" + std::string(id) + "}", ErrorCode::bad_field, "id"});
    }
    expect_refused(rows, std::nullopt);
}

TEST(BadRequestTest, ALimitIsAnIntegerFromOne) {
    std::vector<Row> rows;
    for (const std::string_view limit :
         {"0", "-1", "1e3", "1.0", "\"10\"", "null", "-0", "9007199254740992"}) {
        rows.push_back(
            {history(R"("limit":)" + std::string(limit)), ErrorCode::bad_field, "limit"});
    }
    expect_refused(rows, kId);
}

TEST(BadRequestTest, SeqsAndRevsAreIntegersFromOne) {
    std::vector<Row> rows;
    for (const std::string_view number :
         {"0", "-0", "-1", "1.0", "1e3", "\"1\"", "null", "true", "9007199254740992"}) {
        const std::string value(number);
        rows.push_back({send_with(R"("reply_to":)" + value), ErrorCode::bad_field, "reply_to"});
        rows.push_back({send_with(R"("if_rev":)" + value), ErrorCode::bad_field, "if_rev"});
        rows.push_back({history(R"("before_seq":)" + value), ErrorCode::bad_field, "before_seq"});
        rows.push_back({history(R"("around_seq":)" + value), ErrorCode::bad_field, "around_seq"});
        rows.push_back({frame("log.get", R"("conversation":"self","from_rev":)" + value),
                        ErrorCode::bad_field, "from_rev"});
        rows.push_back({frame("log.get", R"("conversation":"c1","from_rev":1,"to_rev":)" + value),
                        ErrorCode::bad_field, "to_rev"});
    }
    rows.push_back({history(R"("after_seq":-1)"), ErrorCode::bad_field, "after_seq"});
    rows.push_back({history(R"("at_time":-1)"), ErrorCode::bad_field, "at_time"});
    rows.push_back({history(R"("at_time":"now")"), ErrorCode::bad_field, "at_time"});
    rows.push_back({frame("conversation.read", R"("conversation":"c1","seq":-1)"),
                    ErrorCode::bad_field, "seq"});
    rows.push_back(
        {frame("conversation.read", R"("conversation":"c1")"), ErrorCode::bad_field, "seq"});
    rows.push_back({frame("log.get", R"("conversation":"c1")"), ErrorCode::bad_field, "from_rev"});
    expect_refused(rows, kId);
}

TEST(BadRequestTest, ASecondAnchorIsNamed) {
    expect_refused({{history(R"("before_seq":5,"after_seq":1)"), ErrorCode::bad_field, "after_seq"},
                    {history(R"("after_seq":1,"before_seq":5)"), ErrorCode::bad_field, "after_seq"},
                    {history(R"("at_time":1,"around_seq":5)"), ErrorCode::bad_field, "at_time"}},
                   kId);
}

TEST(BadRequestTest, TextIsAStringOfBoundedSize) {
    expect_refused(
        {{send_text(""), ErrorCode::bad_field, "text"},
         {send_text("a\\u0000b"), ErrorCode::bad_field, "text"},
         {send(R"("text":5)"), ErrorCode::bad_field, "text"},
         {send(R"("text":null)"), ErrorCode::bad_field, "text"},
         {send(R"("format":"plain")"), ErrorCode::bad_field, "text"},
         {send_text(std::string(16385, 'x')), ErrorCode::too_large, "text"},
         {send_text(std::string(16383, 'x') + "\xC3\xA9"), ErrorCode::too_large, "text"}},
        kId);
    EXPECT_EQ(refusal_of(send_text(std::string(16385, 'x'))).error.limit, 16384);
}

TEST(BadRequestTest, AnIdempotencyKeyIsOneToSixtyFourCharacters) {
    std::vector<Row> rows = {
        {frame("conversation.open", R"("user":"u1")"), ErrorCode::bad_field, "idempotency_key"}};
    for (const std::string& key :
         {std::string("\"\""), "\"" + std::string(65, 'k') + "\"", std::string(R"("a\u0000b")"),
          std::string("5"), std::string("null"), std::string("[\"k\"]")}) {
        rows.push_back({frame("conversation.open", R"("user":"u1","idempotency_key":)" + key),
                        ErrorCode::bad_field, "idempotency_key"});
        rows.push_back({frame("member.leave", R"("conversation":"c1","idempotency_key":)" + key),
                        ErrorCode::bad_field, "idempotency_key"});
    }
    expect_refused(rows, kId);
}

TEST(BadRequestTest, AnIdIsAStringOfAtMostFortyAsciiCharacters) {
    std::vector<Row> rows;
    for (const std::string& id : {std::string("5"), std::string("null"), std::string("{}"),
                                  "\"" + std::string(41, 'c') + "\"", std::string("\"c_é\"")}) {
        rows.push_back({frame("conversation.get", R"("conversation":)" + id), ErrorCode::bad_field,
                        "conversation"});
        rows.push_back({frame("log.get", R"("from_rev":1,"conversation":)" + id),
                        ErrorCode::bad_field, "conversation"});
        rows.push_back(
            {frame("user.get", R"("users":["u1",)" + id + "]"), ErrorCode::bad_field, "users"});
        rows.push_back({send_with(R"("mentions":[)" + id + "]"), ErrorCode::bad_field, "mentions"});
    }
    rows.push_back({frame("conversation.get", R"("x":1)"), ErrorCode::bad_field, "conversation"});
    expect_refused(rows, kId);
}

TEST(BadRequestTest, AListOfUsersIsAList) {
    std::vector<Row> rows;
    for (const std::string_view list : {"\"u1\"", "5", "null", "{}", "\"all\""}) {
        const std::string value(list);
        rows.push_back({frame("user.get", R"("users":)" + value), ErrorCode::bad_field, "users"});
        rows.push_back(
            {frame("presence.watch", R"("users":)" + value), ErrorCode::bad_field, "users"});
        if (list != "\"all\"") {
            rows.push_back({send_with(R"("mentions":)" + value), ErrorCode::bad_field, "mentions"});
        }
    }
    rows.push_back({frame("user.get", R"("x":1)"), ErrorCode::bad_field, "users"});
    expect_refused(rows, kId);
}

std::string list_of(int count) {
    std::string list = "[";
    for (int i = 0; i < count; ++i)
        list += (i == 0 ? "\"x" : ",\"x") + std::to_string(i) + "\"";
    return list + "]";
}

TEST(BadRequestTest, ListsHaveTheirLimits) {
    const std::string over_page = list_of(201);
    expect_refused(
        {{frame("user.get", R"("users":)" + over_page), ErrorCode::too_large, "users"},
         {frame("member.add", R"("idempotency_key":"k","conversation":"c1","users":)" + over_page),
          ErrorCode::too_large, "users"},
         {frame("member.remove",
                R"("idempotency_key":"k","conversation":"c1","users":)" + over_page),
          ErrorCode::too_large, "users"},
         {frame("conversation.create",
                R"("idempotency_key":"k","title":"T","members":)" + over_page),
          ErrorCode::too_large, "members"},
         {send_with(R"("mentions":)" + over_page), ErrorCode::too_large, "mentions"},
         {frame("presence.watch", R"("users":)" + list_of(1001)), ErrorCode::too_large, "users"}},
        kId);
    EXPECT_EQ(refusal_of(frame("user.get", R"("users":)" + over_page)).error.limit, 200);
    EXPECT_EQ(refusal_of(frame("presence.watch", R"("users":)" + list_of(1001))).error.limit, 1000);
}

TEST(BadRequestTest, WordsAreThoseOfTheProtocol) {
    const auto create = [](std::string_view member) {
        return frame("conversation.create",
                     R"("idempotency_key":"k","title":"T",)" + std::string(member));
    };
    const auto role = [](std::string_view member) {
        return frame("member.role", R"("idempotency_key":"k","conversation":"c1","user":"u1")" +
                                        std::string(member));
    };
    expect_refused({{send_with(R"("format":"html")"), ErrorCode::bad_field, "format"},
                    {send_with(R"("format":null)"), ErrorCode::bad_field, "format"},
                    {create(R"("history":"all")"), ErrorCode::bad_field, "history"},
                    {create(R"("post":"owner")"), ErrorCode::bad_field, "post"},
                    {create(R"("invite":5)"), ErrorCode::bad_field, "invite"},
                    {role(""), ErrorCode::bad_field, "role"},
                    {role(R"(,"role":"king")"), ErrorCode::bad_field, "role"},
                    {frame("presence.set", R"("state":"offline")"), ErrorCode::bad_field, "state"},
                    {frame("presence.set", R"("state":"busy")"), ErrorCode::bad_field, "state"},
                    {frame("presence.set", R"("x":1)"), ErrorCode::bad_field, "state"}},
                   kId);
}

TEST(BadRequestTest, TitlesAndTopicsAreBounded) {
    const auto create = [](const std::string& members) {
        return frame("conversation.create", R"("idempotency_key":"k",)" + members);
    };
    std::string emoji;
    for (int i = 0; i < 129; ++i)
        emoji += "\xF0\x9F\x98\x80";
    expect_refused({{create(R"("x":1)"), ErrorCode::bad_field, "title"},
                    {create(R"("title":"")"), ErrorCode::bad_field, "title"},
                    {create(R"("title":")" + emoji + "\""), ErrorCode::bad_field, "title"},
                    {create(R"("title":"a\nb")"), ErrorCode::bad_field, "title"},
                    {create(R"("title":"a\u0085b")"), ErrorCode::bad_field, "title"},
                    {create(R"("title":"T","topic":5)"), ErrorCode::bad_field, "topic"},
                    {create(R"("title":"T","topic":"\u0000")"), ErrorCode::bad_field, "topic"},
                    {create(R"("title":"T","topic":")" + std::string(1025, 'x') + "\""),
                     ErrorCode::too_large, "topic"}},
                   kId);
}

TEST(BadRequestTest, CursorsAreOneToTwoHundredAsciiCharacters) {
    std::vector<Row> rows;
    std::vector<Row> acks;
    for (const std::string& cursor : {std::string("\"\""), "\"" + std::string(201, 'a') + "\"",
                                      "\"" + std::string(10240, 'a') + "\"", std::string("\"é\""),
                                      std::string("5"), std::string("null")}) {
        rows.push_back(
            {frame("hello", R"("token":"t","cursor":)" + cursor), ErrorCode::bad_field, "cursor"});
        rows.push_back(
            {frame("conversation.list", R"("after":)" + cursor), ErrorCode::bad_field, "after"});
        acks.push_back(
            {R"({"type":"ack","cursor":)" + cursor + "}", ErrorCode::bad_field, "cursor"});
    }
    acks.push_back({R"({"type":"ack"})", ErrorCode::bad_field, "cursor"});
    expect_refused(rows, kId);
    expect_refused(acks, std::nullopt);
}

TEST(BadRequestTest, HelloAndTypingAreCheckedToo) {
    expect_refused(
        {{frame("hello", R"("cursor":"a.1.2")"), ErrorCode::bad_field, "token"},
         {frame("hello", R"("token":5)"), ErrorCode::bad_field, "token"},
         {frame("hello", R"("token":"t","window":-1)"), ErrorCode::bad_field, "window"},
         {frame("hello", R"("token":"t","window":"all")"), ErrorCode::bad_field, "window"},
         {frame("typing", R"("conversation":"c1")"), ErrorCode::bad_field, "active"},
         {frame("typing", R"("conversation":"c1","active":1)"), ErrorCode::bad_field, "active"}},
        kId);
}

// What a client sends is not sent back to it, nor into logs.
TEST(BadRequestTest, NoAnswerEchoesTheInput) {
    const std::string mark = "ECHO\\u0007ECHO";
    for (const std::string& text :
         {R"({"type":")" + mark + R"(","id":7})", send_with(R"("format":")" + mark + "\""),
          R"({"type":"ping","id":")" + mark + "\"}", R"({"type":"ping")" + mark}) {
        const ProtocolError error = refusal_of(text).error;
        EXPECT_EQ((error.message + error.field + error.need).find("ECHO"), std::string::npos);
    }
}

}  // namespace
}  // namespace parley
