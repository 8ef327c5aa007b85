// One frame of each kind, byte for byte, and that the strict reader takes it.

#include "parley/protocol/encode.hpp"

#include "parley/protocol/http_bodies.hpp"
#include "support.hpp"

namespace parley {
namespace {

const CursorWriter kCursors(937557, 35);  // k3f9.z.

void expect_frame(const std::string& frame, std::string_view expected) {
    EXPECT_EQ(frame, with_ids(expected));
    strictly_read(frame);
}

// Calls an encoder on an empty string.
template <class Encoder, class... Arguments>
std::string encoded(Encoder encoder, const Arguments&... arguments) {
    std::string out;
    encoder(out, arguments...);
    return out;
}

EventFields message_event(std::string_view data) {
    EventFields event;
    event.pos = 88125;
    event.log = ConversationId(2);
    event.rev = 412;
    event.kind = "message";
    event.by = UserId(3);
    event.time = 1790000000000;
    event.seq = 390;
    event.data = data;
    return event;
}

UserFields mei() {
    UserFields user;
    user.id = UserId(7);
    user.login = "mei";
    user.display_name = "Mei \"M\"";
    user.rev = 3;
    return user;
}

TEST(EncodeTest, AMessageIsAnEventWithASeq) {
    expect_frame(encoded(append_event, message_event(R"({"text":"hi"})"), kCursors, test_ids()),
                 R"({"type":"event","cursor":"k3f9.z.88125","conversation":"c2","rev":412,)"
                 R"("kind":"message","by":"u3","time":1790000000000,"seq":390,)"
                 R"("data":{"text":"hi"}})");
}

TEST(EncodeTest, AnErasedEntryKeepsItsPlace) {
    expect_frame(encoded(append_event, message_event(""), kCursors, test_ids()),
                 R"({"type":"event","cursor":"k3f9.z.88125","conversation":"c2","rev":412,)"
                 R"("kind":"message","by":"u3","time":1790000000000,"seq":390,)"
                 R"("data":{"deleted":true}})");
}

TEST(EncodeTest, AnErasedMessageStillTellsWhereItBelongs) {
    EventFields event = message_event("");
    event.reply_to = 388;
    event.thread = 380;
    event.thread_seq = 4;
    expect_frame(encoded(append_event, event, kCursors, test_ids()),
                 R"({"type":"event","cursor":"k3f9.z.88125","conversation":"c2","rev":412,)"
                 R"("kind":"message","by":"u3","time":1790000000000,"seq":390,"reply_to":388,)"
                 R"("thread":380,"thread_seq":4,"data":{"deleted":true}})");
    // Data that is there says it itself.
    event.data = R"({"text":"hi"})";
    expect_frame(encoded(append_event, event, kCursors, test_ids()),
                 R"({"type":"event","cursor":"k3f9.z.88125","conversation":"c2","rev":412,)"
                 R"("kind":"message","by":"u3","time":1790000000000,"seq":390,)"
                 R"("data":{"text":"hi"}})");
}

TEST(EncodeTest, OnesOwnLogIsCalledSelf) {
    EventFields event = message_event(R"({"seq":389})");
    event.log = UserId(7);
    event.kind = "read";
    event.seq.reset();
    expect_frame(encoded(append_event, event, kCursors, test_ids()),
                 R"({"type":"event","cursor":"k3f9.z.88125","conversation":"self","rev":412,)"
                 R"("kind":"read","by":"u3","time":1790000000000,"data":{"seq":389}})");
}

TEST(EncodeTest, FramesAreAppended) {
    std::string out = "\x81\x10";
    append_ok(out, 1);
    append_ok(out, 2);
    EXPECT_EQ(out, "\x81\x10{\"type\":\"ok\",\"id\":1}{\"type\":\"ok\",\"id\":2}");
}

TEST(EncodeTest, AnErrorCarriesOnlyWhatItsCodeCallsFor) {
    expect_frame(encoded(append_error, std::optional<std::int64_t>(7), bad_field("text", "Why.")),
                 R"({"type":"error","id":7,"code":"bad_field","retry":"no","message":"Why.",)"
                 R"("field":"text"})");
    expect_frame(
        encoded(append_error, std::optional<std::int64_t>(), too_large("text", 16384)),
        R"({"type":"error","code":"too_large","retry":"no",)"
        R"("message":"This is more than the server takes.","field":"text","limit":16384})");
}

TEST(EncodeTest, EveryMemberOfAnErrorHasItsPlace) {
    ProtocolError error;
    error.code = ErrorCode::rate_limited;
    error.message = "Slow \"down\".";
    error.retry_after_ms = 1200;
    error.field = "f";
    error.limit = 1;
    error.need = "owner";
    error.scope = "messages";
    error.current = 5;
    error.reference = "c1f";
    expect_frame(encoded(append_error, std::optional<std::int64_t>(0), error),
                 R"({"type":"error","id":0,"code":"rate_limited","retry":"after",)"
                 R"("retry_after_ms":1200,"message":"Slow \"down\".","field":"f","limit":1,)"
                 R"("need":"owner","scope":"messages","current":5,"reference":"c1f"})");
    expect_frame(encoded(append_http_error, error),
                 R"({"error":{"code":"rate_limited","message":"Slow \"down\".","retry":"after",)"
                 R"("retry_after_ms":1200,"field":"f","limit":1,"need":"owner",)"
                 R"("scope":"messages","current":5,"reference":"c1f"}})");
}

TEST(EncodeTest, AWriteIsAnsweredByWhatItMade) {
    WriteOk ok;
    ok.rev = 412;
    ok.time = 1790000000000;
    ok.seq = 390;
    expect_frame(encoded(append_write_ok, 7, ok, test_ids()),
                 R"({"type":"ok","id":7,"rev":412,"time":1790000000000,"seq":390})");
    ok.duplicate = true;
    ok.seq.reset();
    ok.conversation = ConversationId(2);
    expect_frame(encoded(append_write_ok, 7, ok, test_ids()),
                 R"({"type":"ok","id":7,"rev":412,"time":1790000000000,"conversation":"c2",)"
                 R"("duplicate":true})");
}

TEST(EncodeTest, EveryMemberOfAnAnswerToAWriteHasItsPlace) {
    WriteOk ok;
    ok.rev = 412;
    ok.time = 1790000000000;
    ok.seq = 390;
    ok.thread_seq = 2;
    ok.version = 3;
    ok.conversation = ConversationId(2);
    ok.requested = true;
    ok.invite = 12;
    ok.token = "plg_x";
    ok.read_seq = 389;
    ok.read = 1;
    ok.unread = 4;
    ok.user = R"({"id":"x"})";
    ok.duplicate = true;
    expect_frame(encoded(append_write_ok, 7, ok, test_ids()),
                 R"({"type":"ok","id":7,"rev":412,"time":1790000000000,"seq":390,"thread_seq":2,)"
                 R"("version":3,"conversation":"c2","requested":true,"invite":12,)"
                 R"("token":"plg_x","read_seq":389,"read":1,"unread":4,"user":{"id":"x"},)"
                 R"("duplicate":true})");
}

TEST(EncodeTest, AUserTellsWhatItHas) {
    UserFields user = mei();
    user.status_text = "In the \"hall\"";
    user.language = "de-CH";
    expect_frame(encoded(append_user, user, test_ids()),
                 R"({"id":"u7","login":"mei","display_name":"Mei \"M\"",)"
                 R"("status":{"text":"In the \"hall\""},"language":"de-CH","rev":3})");
    user.status_emoji = ":x:";
    user.status_until = 1790000000000;
    user.time_zone = "Europe/Zurich";
    user.administrator = false;
    expect_frame(encoded(append_user, user, test_ids()),
                 R"({"id":"u7","login":"mei","display_name":"Mei \"M\"",)"
                 R"("status":{"text":"In the \"hall\"","emoji":":x:","until":1790000000000},)"
                 R"("language":"de-CH","time_zone":"Europe/Zurich","rev":3,)"
                 R"("administrator":false})");
}

TEST(EncodeTest, AWriteThatChangedNothingHasNoRev) {
    WriteOk ok;
    ok.unchanged = true;
    ok.read_seq = 389;
    ok.unread = 0;
    expect_frame(encoded(append_write_ok, 7, ok, test_ids()),
                 R"({"type":"ok","id":7,"read_seq":389,"unread":0,"unchanged":true})");
}

TEST(EncodeTest, HelloIsAnsweredByWhoAndWhereOneIs) {
    HelloOk hello;
    hello.user = mei();
    hello.user.administrator = true;
    hello.device = DeviceId(9);
    hello.session = SessionId(31);
    hello.pos = 88131;
    hello.resumed = true;
    hello.self_rev = 61;
    ServerFacts facts;
    facts.frame_bytes = 65536;
    facts.text_bytes = 16384;
    facts.in_flight = 64;
    facts.members = 10000;
    facts.page = 200;
    facts.small_group = 100;
    facts.watch = 1000;
    facts.heartbeat_interval_ms = 25000;
    facts.heartbeat_timeout_ms = 60000;
    const std::string start =
        R"({"type":"ok","id":1,"user":{"id":"u7","login":"mei","display_name":"Mei \"M\"",)"
        R"("rev":3,"administrator":true},"device":")" +
        test_ids().encode(DeviceId(9)) + R"(","session":")" + test_ids().encode(SessionId(31)) +
        R"(","cursor":"k3f9.z.88131",)";
    const std::string end =
        R"("self_rev":61,"settings":{"read_receipts":true},"feature_level":2,)"
        R"("limits":{"frame_bytes":65536,"text_bytes":16384,)"
        R"("in_flight":64,"members":10000,"page":200,"small_group":100,"watch":1000},)"
        R"("heartbeat":{"interval_ms":25000,"timeout_ms":60000},)"
        R"("durability":{"fsync":true,"replicas":0},"server_time":1790000000000})";
    const auto answer = [&] {
        std::string out;
        append_hello_ok(out, 1, hello, facts, kCursors, 1790000000000, test_ids());
        return out;
    };
    expect_frame(answer(), start + R"("resumed":true,)" + end);
    hello.resumed = false;
    hello.reason = "fresh";
    expect_frame(answer(), start + R"("resumed":false,"reason":"fresh",)" + end);
    hello.read_receipts = false;
    EXPECT_EQ(strictly_read(answer())["settings"], Json({{"read_receipts", false}}));
}

TEST(EncodeTest, TheStreamSaysWhereItStands) {
    expect_frame(encoded(append_synced, 88131, kCursors),
                 R"({"type":"synced","cursor":"k3f9.z.88131"})");
    expect_frame(encoded(append_gap, LogId(ConversationId(2)), 5, 400, test_ids()),
                 R"({"type":"gap","conversation":"c2","from_rev":5,"to_rev":400})");
    expect_frame(encoded(append_gap, LogId(UserId(7)), 1, 2, test_ids()),
                 R"({"type":"gap","conversation":"self","from_rev":1,"to_rev":2})");
}

TEST(EncodeTest, PresenceSaysWhoIsThere) {
    PresenceFields here;
    here.user = UserId(3);
    here.state = PresenceState::away;
    here.user_rev = 4;
    PresenceFields gone;
    gone.user = UserId(4);
    gone.last_seen = 1790000000000;
    gone.user_rev = 1;
    expect_frame(encoded(append_presence, here, test_ids()),
                 R"({"type":"presence","user":"u3","state":"away","user_rev":4})");
    expect_frame(encoded(append_presence, gone, test_ids()),
                 R"({"type":"presence","user":"u4","state":"offline","last_seen":1790000000000,)"
                 R"("user_rev":1})");
    expect_frame(
        encoded(append_presence_ok, 5, std::vector<PresenceFields>{here, gone}, test_ids()),
        R"({"type":"ok","id":5,"presence":[{"user":"u3","state":"away","user_rev":4},)"
        R"({"user":"u4","state":"offline","last_seen":1790000000000,"user_rev":1}]})");
    expect_frame(encoded(append_presence_ok, 5, std::vector<PresenceFields>(), test_ids()),
                 R"({"type":"ok","id":5,"presence":[]})");
}

TEST(EncodeTest, TypingNamesTheRoomAndTheUser) {
    expect_frame(encoded(append_typing, ConversationId(2), UserId(3), true, test_ids()),
                 R"({"type":"typing","conversation":"c2","user":"u3","active":true})");
}

TEST(EncodeTest, AReceiptSaysHowFarSomeoneHasReadOrReceived) {
    ReceiptFields receipt;
    receipt.conversation = ConversationId(2);
    receipt.user = UserId(3);
    receipt.read_seq = 389;
    expect_frame(encoded(append_receipt, receipt, test_ids()),
                 R"({"type":"receipt","conversation":"c2","user":"u3","read_seq":389})");
    receipt.read_seq.reset();
    receipt.delivered_seq = 391;
    expect_frame(encoded(append_receipt, receipt, test_ids()),
                 R"({"type":"receipt","conversation":"c2","user":"u3","delivered_seq":391})");
}

TEST(EncodeTest, AccountsSessionsAndInvitesAreAnsweredOverHttp) {
    expect_frame(encoded(append_user_ok, mei(), test_ids()),
                 R"({"user":{"id":"u7","login":"mei","display_name":"Mei \"M\"","rev":3}})");
    expect_frame(encoded(append_session_ok, std::string_view("plt_x"), mei(), DeviceId(9),
                         SessionId(31), test_ids()),
                 R"({"token":"plt_x","user":{"id":"u7","login":"mei","display_name":"Mei \"M\"",)"
                 R"("rev":3},"device":")" +
                     test_ids().encode(DeviceId(9)) + R"(","session":")" +
                     test_ids().encode(SessionId(31)) + R"("})");
    InviteFields invite;
    invite.invite = "pli_x";
    invite.url = "http://localhost:7400/#invite=pli_x";
    invite.administrator = true;
    invite.uses = 5;
    invite.expires = 1790000000000;
    expect_frame(encoded(append_invite_ok, invite),
                 R"({"invite":"pli_x","url":"http://localhost:7400/#invite=pli_x",)"
                 R"("role":"administrator","uses":5,"expires":1790000000000})");
}

}  // namespace
}  // namespace parley
