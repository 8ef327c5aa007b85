#include "support/test_client.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <sstream>

#include "support/frame_log.hpp"
#include "test_client_link.hpp"

namespace parley::test {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kTranscriptLines = 400;
constexpr std::size_t kTranscriptLineBytes = 600;

// Section 7 of the protocol: what a client may do about each error, and what the error has to say.
struct ErrorRule {
    std::string_view code;
    std::string_view retry;
    const char* member;  // that has to be there, nullptr: none
};
constexpr std::array kErrorRules{
    ErrorRule{"bad_frame", "no", nullptr},
    ErrorRule{"bad_field", "no", "field"},
    ErrorRule{"unknown_type", "no", nullptr},
    ErrorRule{"bad_state", "no", nullptr},
    ErrorRule{"too_large", "no", "limit"},
    ErrorRule{"unauthenticated", "reauth", nullptr},
    ErrorRule{"bad_credentials", "no", nullptr},
    ErrorRule{"forbidden", "no", nullptr},
    ErrorRule{"not_found", "no", nullptr},
    ErrorRule{"gone", "no", nullptr},
    ErrorRule{"conflict", "resync", "current"},
    ErrorRule{"idempotency_conflict", "no", nullptr},
    ErrorRule{"already", "no", nullptr},
    ErrorRule{"rate_limited", "after", "scope"},
    ErrorRule{"quota", "no", nullptr},
    ErrorRule{"read_only", "after", nullptr},
    ErrorRule{"overloaded", "after", nullptr},
    ErrorRule{"storage_failed", "after", nullptr},
    ErrorRule{"outcome_unknown", "after", nullptr},
    ErrorRule{"unsupported", "no", nullptr},
    ErrorRule{"internal", "after", "reference"},
};

bool takes_key(const std::string& type) {
    static const std::set<std::string> writes{
        "message.send",        "message.edit",          "message.delete",
        "message.react",       "message.pin",           "thread.follow",
        "conversation.open",   "conversation.create",   "conversation.join",
        "conversation.update", "conversation.settings", "join.decide",
        "invite.create",       "invite.revoke",         "member.add",
        "member.remove",       "member.leave",          "member.role",
        "member.ban",          "member.mute",           "user.block",
        "user.update",         "device.rename",         "device.revoke",
        "account.password",
    };
    return writes.contains(type);
}

std::string clipped(std::string_view text) {
    if (text.size() <= kTranscriptLineBytes) return std::string(text);
    return std::string(text.substr(0, kTranscriptLineBytes)) + "… (" + std::to_string(text.size()) +
           " bytes)";
}

}  // namespace

std::string request_text(const std::string& type, std::int64_t id, Json members) {
    members["type"] = type;
    members["id"] = id;
    return members.dump();
}

TestClient::TestClient(std::uint16_t port, std::string name)
    : port_(port), name_(std::move(name)), link_(std::make_unique<Link>()) {
    // Two clients of one user must not use the same keys.
    static std::atomic<int> clients = 0;
    key_prefix_ = name_ + '-' + std::to_string(++clients) + '-';
}
TestClient::~TestClient() = default;
TestClient::TestClient(TestClient&&) noexcept = default;
TestClient& TestClient::operator=(TestClient&&) noexcept = default;

// ---- The connection
// ------------------------------------------------------------------------------

void TestClient::connect(const ConnectOptions& options) {
    const HttpAnswer answer = try_connect(options);
    if (answer.status != 101) {
        fail("the upgrade was answered " + std::to_string(answer.status) + ' ' + answer.body);
    }
}

HttpAnswer TestClient::try_connect(const ConnectOptions& options) {
    link_ = std::make_unique<Link>();
    replies_.clear();
    inbox_.clear();
    open_requests_.clear();
    receipts_.clear();
    in_stream_ = false;
    wrote_by_hand_ = false;
    frame_log_connection_ = new_frame_log_connection();
    note('=', "connecting");
    try {
        return link_->open(port_, options);
    } catch (const std::exception& error) {
        fail_ended(error.what());
    }
}

void TestClient::set_port(std::uint16_t port) { port_ = port; }

void TestClient::cut() {
    note('=', "cut");
    link_->cut();
    in_stream_ = false;
}

void TestClient::close() {
    note('=', "closing");
    link_->start_close();
    while (!link_->ended()) {
        if (receive(Clock::now() + kPatience) == Received::nothing) fail("no answer to the close");
    }
}

bool TestClient::connected() const { return link_->open() && !link_->ended(); }
std::string TestClient::subprotocol() const { return link_->subprotocol(); }
std::size_t TestClient::pings() const { return link_->pings(); }

// ---- Session
// -------------------------------------------------------------------------------------

Json TestClient::hello(const std::string& token, Json members) {
    members["token"] = token;
    hello_has_window_ = members.contains("window");
    Json answer = reply(send("hello", std::move(members)));
    if (answer.at("type") != "ok") fail("hello was refused: " + answer.dump());
    return answer;
}

Json TestClient::come_online(const std::string& token, Json members) {
    connect();
    if (!model_.cursor().empty() && !members.contains("cursor"))
        members["cursor"] = model_.cursor();
    Json answer = hello(token, std::move(members));
    await_synced();
    return answer;
}

Json TestClient::reconnect(const std::string& token, Json members) {
    cut();
    return come_online(token, std::move(members));
}

// ---- Requests
// ------------------------------------------------------------------------------------

std::string TestClient::new_key() { return key_prefix_ + std::to_string(++last_key_); }

std::int64_t TestClient::send(const std::string& type, Json members) {
    const std::int64_t id = ++last_id_;
    if (takes_key(type) && !members.contains("idempotency_key")) {
        members["idempotency_key"] = new_key();
    }
    // Neither of these has an answer.
    if (type != "typing" && type != "ack") open_requests_.insert(id);
    const std::string text = request_text(type, id, std::move(members));
    note_frame('>', text);
    if (!link_->write(text, true)) fail_ended("could not send " + text);
    return id;
}

Json TestClient::reply(std::int64_t id) {
    while (!replies_.contains(id))
        receive_or_fail("the reply to request " + std::to_string(id));
    return std::move(replies_.extract(id).mapped());
}

Json TestClient::request(const std::string& type, Json members) {
    Json answer = reply(send(type, std::move(members)));
    if (answer.at("type") != "ok") fail(type + " was refused: " + answer.dump());
    return answer;
}

Json TestClient::refused(const std::string& type, Json members, const std::string& code) {
    Json answer = reply(send(type, std::move(members)));
    if (answer.at("type") != "error" || answer.at("code") != code) {
        fail(type + " should have been refused as " + code + ": " + answer.dump());
    }
    return answer;
}

void TestClient::send_text(std::string_view text) {
    wrote_by_hand_ = true;
    note_frame('>', text);
    if (!link_->write(text, true)) fail_ended("could not send");
}

void TestClient::send_binary(std::string_view bytes) {
    wrote_by_hand_ = true;
    note('>', "(binary)");
    if (!link_->write(bytes, false)) fail_ended("could not send");
}

void TestClient::send_raw(std::string_view bytes) {
    wrote_by_hand_ = true;
    note('>', "(" + std::to_string(bytes.size()) + " raw bytes)");
    log_frame(frame_log_connection_, "raw", "");
    link_->write_raw(bytes);
}

void TestClient::send_in_background(std::vector<std::string> texts) {
    wrote_by_hand_ = true;
    note('>', "(" + std::to_string(texts.size()) + " frames in the background)");
    for (const std::string& text : texts)
        log_frame(frame_log_connection_, "sent", text);
    link_->write_in_background(std::move(texts));
}

bool TestClient::background_done() const { return link_->background_done(); }

// ---- What comes without being asked for
// ----------------------------------------------------------

Json TestClient::next() {
    while (inbox_.empty())
        receive_or_fail("a frame that is no reply");
    Json frame = std::move(inbox_.front());
    inbox_.pop_front();
    return frame;
}

Json TestClient::expect(const std::string& type, const Matcher& matcher) {
    Json frame = next();
    if (frame.at("type") != type || (matcher && !matcher(frame))) {
        fail("expected " + type + " but got " + frame.dump());
    }
    return frame;
}

Json TestClient::expect_event(const std::string& kind, const std::string& conversation) {
    Json frame = next();
    if (frame.at("type") != "event" || frame.at("kind") != kind ||
        (!conversation.empty() && frame.at("conversation") != conversation)) {
        fail("expected the event " + kind + " of " + conversation + " but got " + frame.dump());
    }
    return frame;
}

Json TestClient::expect_message(const std::string& conversation, const std::string& text) {
    Json frame = expect_event("message", conversation);
    if (frame.at("data").at("text") != text) {
        fail("expected the message \"" + text + "\" but got " + frame.dump());
    }
    return frame;
}

Json TestClient::expect_error(const std::string& code) {
    Json frame = next();
    if (frame.at("type") != "error" || frame.at("code") != code) {
        fail("expected the error " + code + " but got " + frame.dump());
    }
    return frame;
}

Json TestClient::await(const std::string& what, const Matcher& matcher) {
    for (;;) {
        while (inbox_.empty())
            receive_or_fail(what);
        Json frame = next();
        if (matcher(frame)) return frame;
    }
}

Json TestClient::await_event(const std::string& kind) {
    return await("the event " + kind, [&](const Json& frame) {
        return frame.at("type") == "event" && frame.at("kind") == kind;
    });
}

Json TestClient::await_message(const std::string& text) {
    return await("the message \"" + text + '"', [&](const Json& frame) {
        return frame.at("type") == "event" && frame.at("kind") == "message" &&
               frame.at("data").value("text", "") == text;
    });
}

void TestClient::await_synced() {
    while (!model_.synced())
        receive_or_fail("synced");
    std::erase_if(inbox_, [](const Json& frame) { return frame.at("type") == "synced"; });
}

void TestClient::await_rev(const std::string& conversation, std::int64_t rev) {
    while (!model_.holds(conversation) || model_.log(conversation).have < rev) {
        receive_or_fail("rev " + std::to_string(rev) + " of " + conversation);
    }
}

void TestClient::expect_silence() {
    request("ping");
    if (!inbox_.empty()) fail("expected silence but got " + inbox_.front().dump());
}

void TestClient::drain() {
    request("ping");
    forget();
}

Json TestClient::await_receipt(const Matcher& matcher) {
    for (;;) {
        while (receipts_.empty())
            receive_or_fail("a receipt");
        Json receipt = std::move(receipts_.front());
        receipts_.pop_front();
        if (matcher == nullptr || matcher(receipt)) return receipt;
    }
}

std::string TestClient::expect_close(int code) {
    for (;;) {
        const Received received = receive(Clock::now() + kPatience);
        if (received == Received::nothing) fail("no close with " + std::to_string(code));
        if (received == Received::frame) continue;
        in_stream_ = false;
        if (link_->close_code() != code) {
            fail("expected a close with " + std::to_string(code) + " but it was " +
                 std::to_string(link_->close_code()) + ' ' + link_->close_reason());
        }
        return link_->close_reason();
    }
}

int TestClient::await_end() {
    while (read_one()) {
    }
    return link_->close_code();
}

bool TestClient::read_one() {
    const Received received = receive(Clock::now() + kPatience);
    if (received == Received::nothing) fail("no frame came");
    return received == Received::frame;
}

std::size_t TestClient::read_for(std::chrono::milliseconds patience) {
    std::size_t frames = 0;
    while (receive(Clock::now() + patience) == Received::frame)
        ++frames;
    return frames;
}

std::size_t TestClient::waiting() const { return inbox_.size(); }

std::string TestClient::frame_bytes(std::string_view text) { return Link::frame_bytes(text); }

// ---- Inside
// --------------------------------------------------------------------------------------

TestClient::Received TestClient::receive(Clock::time_point deadline) {
    std::string text;
    switch (link_->read(text, deadline)) {
        case Link::Outcome::frame:
            note_frame('<', text);
            sort_in(text);
            return Received::frame;
        case Link::Outcome::nothing:
            return Received::nothing;
        case Link::Outcome::end:
            break;
    }
    note('=', "ended: " + link_->why_ended());
    in_stream_ = false;
    return Received::end;
}

void TestClient::receive_or_fail(const std::string& waiting_for) {
    switch (receive(Clock::now() + kPatience)) {
        case Received::frame:
            return;
        case Received::nothing:
            fail("waited in vain for " + waiting_for);
        case Received::end:
            fail_ended("the connection ended (" + link_->why_ended() + ") instead of " +
                       waiting_for);
    }
}

void TestClient::sort_in(const std::string& text) {
    try {
        Json frame = parse_strictly(text);
        const auto type = frame.at("type").get<std::string>();
        last_frame_ = frame;
        if (type == "error") check_error(frame);
        if (frame.contains("id")) {
            sort_in_reply(std::move(frame));
            return;
        }
        if (type == "ok") fail("an ok without id");
        if (type != "error" && !in_stream_) fail(type + " before the answer to hello");
        model_.apply(frame);
        (type == "receipt" ? receipts_ : inbox_).push_back(std::move(frame));
    } catch (const TestFailure&) {
        throw;
    } catch (const std::exception& error) {
        fail(error.what());
    }
}

void TestClient::sort_in_reply(Json frame) {
    const auto id = frame.at("id").get<std::int64_t>();
    if (open_requests_.erase(id) == 0 && !wrote_by_hand_) fail("an answer to nothing");
    if (frame.at("type") == "ok" && frame.contains("resumed")) {  // the answer to hello alone
        model_.begin(frame, hello_has_window_);
        in_stream_ = true;
    }
    if (!replies_.try_emplace(id, std::move(frame)).second) fail("two answers to one request");
}

void TestClient::check_error(const Json& error) const {
    const auto code = error.at("code").get<std::string>();
    const auto rule = std::ranges::find(kErrorRules, std::string_view(code), &ErrorRule::code);
    if (rule == kErrorRules.end()) fail("an error that the protocol does not know");
    if (error.at("retry") != rule->retry) fail("the retry verdict of " + code + " is another");
    if (error.at("message").get<std::string>().empty()) fail("an error without a message");
    if (rule->member != nullptr && !error.contains(rule->member)) {
        fail(code + " has to name its " + rule->member);
    }
    if (rule->retry == "after" && error.at("retry_after_ms").get<std::int64_t>() < 0) {
        fail("a time to come back that has passed");
    }
}

void TestClient::note_frame(char direction, std::string_view text) {
    note(direction, text);
    log_frame(frame_log_connection_, direction == '>' ? "sent" : "received", text);
}

void TestClient::note(char direction, std::string_view text) {
    if (transcript_.size() == kTranscriptLines) transcript_.pop_front();
    transcript_.push_back(std::string(1, direction) + ' ' + clipped(text));
}

std::string TestClient::transcript() const {
    constexpr std::size_t kShown = 60;
    std::ostringstream out;
    const std::size_t first = transcript_.size() > kShown ? transcript_.size() - kShown : 0;
    for (std::size_t i = first; i < transcript_.size(); ++i)
        out << "  " << transcript_[i] << '\n';
    return out.str();
}

void TestClient::fail(const std::string& what) const { throw TestFailure(told(what)); }

void TestClient::fail_ended(const std::string& what) const { throw ConnectionEnded(told(what)); }

std::string TestClient::told(const std::string& what) const {
    return name_ + ": " + what + "\nconversation of " + name_ + ":\n" + transcript();
}

}  // namespace parley::test
