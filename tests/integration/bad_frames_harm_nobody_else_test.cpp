// Frames that no careful client sends. Each gets the answer that the protocol names, on a
// connection of its own, and a second client is served after each.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

using namespace std::string_literals;

class BadFramesTest : public ::testing::Test {
  protected:
    BadFramesTest() : two_(server_) {}

    TestClient fresh_client(const std::string& name) {
        TestClient client = server_.client(name);
        client.connect();
        client.hello(two_.mei_account.token);
        client.await_synced();
        return client;
    }
    void others_are_served() { two_.tom.request("ping"); }

    // Raw bytes that end the connection with a close code.
    void ends(const std::string& name, const std::string& bytes, std::set<int> codes) {
        TestClient client = fresh_client(name);
        client.send_raw(bytes);
        const int code = client.await_end();
        EXPECT_TRUE(codes.contains(code)) << name << " ended with " << code;
        others_are_served();
    }
    // A text frame that is answered by an error without an id, and harms not even its connection.
    void refused(const std::string& text, const std::string& code) {
        TestClient client = fresh_client("sender of a bad frame");
        client.send_text(text);
        const Json error = client.expect_error(code);
        EXPECT_FALSE(error.contains("id"));
        EXPECT_LT(error.dump().size(), 600U) << "an error repeats what was sent";
        client.request("ping");
        others_are_served();
    }

    TestServer server_;
    Two two_;
};

// A frame with the header as given and a mask of zeros.
std::string masked(const std::string& header, const std::string& payload) {
    return header + "\0\0\0\0"s + payload;
}

TEST_F(BadFramesTest, BrokenFramesEndTheConnectionWith1002) {
    ends("unmasked", "\x81\x02{}"s, {1002});
    ends("rsv1", masked("\xC1\x82", "{}"), {1002});
    ends("rsv2", masked("\xA1\x82", "{}"), {1002});
    ends("rsv3", masked("\x91\x82", "{}"), {1002});
    ends("opcode 3", masked("\x83\x82", "{}"), {1002});
    ends("opcode 11", masked("\x8B\x82", "{}"), {1002});
    ends("16 bit length for 5 bytes", masked("\x81\xFE\x00\x05"s, "hello"), {1002});
    ends("64 bit length for 5 bytes", masked("\x81\xFF\0\0\0\0\0\0\0\x05"s, "hello"), {1002});
    ends("continuation of nothing", masked("\x80\x82", "{}"), {1002});
    ends("text within a message", masked("\x01\x81", "{") + masked("\x81\x81", "}"), {1002});
    ends("long ping", masked("\x89\xFE\x00\x7E"s, std::string(126, 'x')), {1002});
    ends("fragmented ping", masked("\x09\x81", "x"), {1002});
    ends("close with half a code", masked("\x88\x81", "\x03"), {1002});
    ends("close with code 999", masked("\x88\x82", "\x03\xE7"), {1002});
    ends("close with code 1005", masked("\x88\x82", "\x03\xED"), {1002});
}

TEST_F(BadFramesTest, LengthsAreJudgedByTheHeader) {
    ends("2^63", masked("\x81\xFF\x80\0\0\0\0\0\0\0"s, ""), {1002, 1009});
    ends("2^63-1", masked("\x81\xFF\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s, ""), {1009});
    ends("65,537", masked("\x81\xFF\0\0\0\0\0\x01\0\x01"s, ""), {1009});
    ends("65,537 in fragments",
         masked("\x01\xFE\xFF\xFF"s, std::string(65535, ' ')) + masked("\x80\x82", "{}"), {1009});
    TestClient client = fresh_client("exactly the limit");
    std::string frame = request_text("ping", 900, {{"x", ""}});
    frame.insert(frame.find("\"x\":\"") + 5, std::string(65536 - frame.size(), 'x'));
    client.send_text(frame);
    EXPECT_EQ(client.reply(900).at("type"), "ok");
}

TEST_F(BadFramesTest, InvalidUtf8EndsTheConnectionWith1007) {
    for (const std::string& bytes : {"\xC0\xAF"s, "\xED\xA0\x80"s, "\xF5\x80\x80\x80"s, "\xFF"s,
                                     "\x80"s, "\xF4\x90\x80\x80"s, "\xE2\x82"s}) {
        const std::string text = "{\"type\":\"" + bytes + "\"}";
        ends("invalid", TestClient::frame_bytes(text), {1007});
    }
    ends("cut at the end", TestClient::frame_bytes("{\"type\":\"\xE2\x82"), {1007});
    ends("cut across fragments", masked("\x01\x82", "\"\xE2") + masked("\x80\x81", "\""), {1007});
}

TEST_F(BadFramesTest, FragmentsMakeOneMessage) {
    TestClient client = fresh_client("in pieces");
    const std::string text = request_text("ping", 900, {{"x", "€ 👩‍👧"}});
    // One byte each, with a ping in between every two.
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool first = i == 0;
        const bool last = i + 1 == text.size();
        const int opcode = (first ? 1 : 0) | (last ? 0x80 : 0);
        bytes += masked(std::string(1, static_cast<char>(opcode)) + '\x81', text.substr(i, 1));
        if (!last) bytes += masked("\x89\x80", "");
    }
    client.send_raw(bytes);
    EXPECT_EQ(client.reply(900).at("type"), "ok");
    client.request("ping");
}

TEST_F(BadFramesTest, ACloseIsAnsweredAndEndsIt) {
    for (const std::string& bytes :
         {masked("\x88\x80", ""), masked("\x88\x82", "\x03\xE8"),
          masked("\x88\x85",
                 "\x0F\xA0"
                 "bye"),
          masked("\x88\x82", "\x03\xE8") + TestClient::frame_bytes(request_text("ping", 1))}) {
        TestClient client = fresh_client("leaving");
        client.send_raw(bytes);
        client.await_end();
        others_are_served();
    }
}

TEST_F(BadFramesTest, WhatIsNoJsonObjectIsABadFrame) {
    for (const std::string& text : {""s,
                                    " "s,
                                    "[]"s,
                                    "null"s,
                                    "\"x\""s,
                                    "5"s,
                                    "{} x"s,
                                    "{}{}"s,
                                    "\xEF\xBB\xBF{}"s,
                                    "{"s,
                                    "{\"type\":\"ping\",\"id\":1,}"s,
                                    "{'type':'ping','id':1}"s,
                                    "{type:\"ping\"}"s,
                                    "{\"type\":\"ping\",\"id\":01}"s,
                                    "{\"type\":\"ping\",\"id\":+1}"s,
                                    "{\"type\":\"ping\",\"x\":NaN}"s,
                                    "{\"type\":\"ping\",\"x\":.5}"s,
                                    "{\"type\":\"ping\",\"x\":\"\\ud800\"}"s,
                                    "{\"type\":\"ping\",\"x\":\"\\udc00\"}"s,
                                    "{\"type\":\"ping\",\"x\":\"\\udc00\\ud800\"}"s,
                                    "{\"type\":\"ping\",\"x\":\"\\x\"}"s,
                                    "{\"type\":\"ping\",\"x\":\"\n\"}"s,
                                    "{\"type\":\"ping\",\"x\":\"\0\"}"s,
                                    "/* c */{\"type\":\"ping\"}"s}) {
        SCOPED_TRACE(text);
        refused(text, "bad_frame");
    }
}

TEST_F(BadFramesTest, StricterThanJsonWhereClientsDisagree) {
    SCOPED_TRACE("duplicates, depth, large integers");
    refused(R"({"type":"ping","type":"ping"})", "bad_frame");
    refused(R"({"type":"ping","x":1,"x":1})", "bad_frame");
    refused(R"({"type":"ping","x":{"a":1,"\u0061":1}})", "bad_frame");
    refused(R"({"type":"ping","x":9007199254740993})", "bad_frame");
    refused(R"({"type":"ping","x":-9007199254740993})", "bad_frame");
    refused(R"({"type":"ping","x":18446744073709551616})", "bad_frame");
    refused("{\"type\":\"ping\",\"x\":" + std::string(32, '[') + std::string(32, ']') + "}",
            "bad_frame");
    refused(std::string(65000, '['), "bad_frame");
    refused("{\"type\":\"ping\",\"x\":" + std::string(60000, '['), "bad_frame");
    TestClient client = fresh_client("as deep as allowed");
    client.send_text("{\"type\":\"ping\",\"id\":900,\"x\":" + std::string(31, '[') +
                     std::string(31, ']') + "}");
    EXPECT_EQ(client.reply(900).at("type"), "ok");
}

TEST_F(BadFramesTest, BinaryFramesAreBadFrames) {
    TestClient client = fresh_client("binary");
    client.send_binary(request_text("ping", 1));
    client.expect_error("bad_frame");
    client.request("ping");
    others_are_served();
}

TEST_F(BadFramesTest, ATypeIsAStringThatIsKnown) {
    refused(R"({})", "bad_frame");
    TestClient client = fresh_client("inventive");
    for (const char* text : {R"({"id":900})", R"({"type":5,"id":900})", R"({"type":null,"id":900})",
                             R"({"type":["ping"],"id":900})"}) {
        client.send_text(text);
        EXPECT_EQ(client.reply(900).at("code"), "bad_frame") << text;
    }
    for (const char* type : {"message.explode", "", "PING", "ok", "event", "hello "}) {
        client.refused(type, Json::object(), "unknown_type");
    }
    client.request("ping");
}

TEST_F(BadFramesTest, AnIdIsAnInteger) {
    for (const char* id : {R"("1")", "-1", "1.5", "null", "true", "[1]", "{}"}) {
        SCOPED_TRACE(id);
        TestClient client = fresh_client("id");
        client.send_text(R"({"type":"ping","id":)"s + id + "}");
        EXPECT_EQ(client.expect_error("bad_field").at("field"), "id");
        client.request("ping");
    }
    refused(R"({"type":"ping"})", "bad_field");
    for (const std::int64_t id : {std::int64_t{0}, (std::int64_t{1} << 53) - 1}) {
        TestClient client = fresh_client("id");
        client.send_text(request_text("ping", id));
        EXPECT_EQ(client.reply(id).at("type"), "ok");
    }
}

TEST_F(BadFramesTest, OneIdMayBeUsedTwiceAtOnce) {
    TestClient client = fresh_client("no memory");
    const std::string ping = TestClient::frame_bytes(request_text("ping", 900));
    for (int i = 0; i < 3; ++i) {
        client.send_raw(ping);
        EXPECT_EQ(client.reply(900).at("type"), "ok");
    }
}

TEST_F(BadFramesTest, UnknownMembersAreIgnored) {
    TestClient client = fresh_client("from the future");
    Json many = Json::object();
    for (int i = 0; i < 900; ++i)
        many["member" + std::to_string(i)] = i;
    many["deep"] = {{"a", {{"b", {1, 2, nullptr, 1.5e300, "\u0000"}}}}};
    client.request("ping", many);
    many["conversation"] = two_.conversation;
    many["text"] = "hi";
    client.request("message.send", many);
    two_.tom.expect_message(two_.conversation, "hi");
}

TEST_F(BadFramesTest, IdsOfOtherKindsAreNotFound) {
    TestClient client = fresh_client("guessing");
    for (const std::string& id :
         {""s, "c_"s, two_.mei_account.user, two_.mei_account.device, two_.mei_account.session,
          "c_" + two_.mei_account.user.substr(2), "'; DROP TABLE conversations; --"s,
          std::string(40, 'c'), two_.conversation + "a",
          two_.conversation.substr(0, two_.conversation.size() - 1)}) {
        client.refused("conversation.get", {{"conversation", id}}, "not_found");
        client.refused("message.send", {{"conversation", id}, {"text", "hi"}}, "not_found");
    }
    // What can be no id at all: too long, or not ASCII.
    for (const std::string& id : {std::string(41, 'c'), std::string(5000, 'c'), "c_ÄÖÜ"s}) {
        const Json error = client.refused("conversation.get", {{"conversation", id}}, "bad_field");
        EXPECT_EQ(error.at("field"), "conversation");
    }
    others_are_served();
}

TEST_F(BadFramesTest, NumbersInFloatingPointAreJudgedByTheirKind) {
    TestClient client = fresh_client("numbers");
    for (const char* seq : {"1.5", "\"1\"", "-1", "true", "null", "[]", "1e400"}) {
        SCOPED_TRACE(seq);
        client.send_text(R"({"type":"conversation.read","id":900,"conversation":")" +
                         two_.conversation + R"(","seq":)" + seq + "}");
        // 1e400 is no number that a client could mean: bad_frame, which has no id, or bad_field.
        if (seq == "1e400"s) {
            client.await("an error", [](const Json& frame) { return frame.at("type") == "error"; });
        } else {
            EXPECT_EQ(client.reply(900).at("code"), "bad_field");
        }
    }
    others_are_served();
}

TEST_F(BadFramesTest, ManyPingsAtOnceHarmNobody) {
    TestClient client = fresh_client("flood");
    std::string pings;
    for (int i = 0; i < 1000; ++i)
        pings += masked("\x89\x84", "ping");
    client.send_raw(pings);
    others_are_served();
    // Whether it is answered to the end or cut off as a repeated violation, the others never
    // notice.
    client.send_raw(TestClient::frame_bytes(request_text("ping", 900)));
    try {
        EXPECT_EQ(client.reply(900).at("type"), "ok");
    } catch (const TestFailure&) {
        EXPECT_EQ(client.await_end(), 4500);
    }
    others_are_served();
}

TEST_F(BadFramesTest, AHundredBadFramesInAMinuteEndTheConnection) {
    TestServer server([](Config& config) { config.limits.enabled = true; });
    const Account mei = server.make_user("mei");
    TestClient client = server.online(mei);
    TestClient other = server.online(mei);
    // One below the hundred harms nothing.
    for (int i = 0; i < 99; ++i)
        client.send_text("no frame");
    for (int i = 0; i < 99; ++i)
        client.expect_error("bad_frame");
    client.request("ping");
    client.send_text("no frame");
    client.expect_close(4500);
    other.request("ping");
}

TEST_F(BadFramesTest, HalfAFrameAndThenNothingHarmsNobody) {
    for (std::size_t bytes = 1; bytes < 12; ++bytes) {
        TestClient client = fresh_client("breaking off");
        client.send_raw(TestClient::frame_bytes(request_text("ping", 1)).substr(0, bytes));
        client.cut();
        others_are_served();
    }
}

}  // namespace
}  // namespace parley::test
