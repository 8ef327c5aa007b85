// The cases of the Autobahn test suite, sections 1 to 7, as data: what a client sends, and what a
// reader must make of it. (Section 9 is about speed, 12 and 13 about compression, which we do not
// negotiate.) Cases that differ only in how the bytes are cut are one row here, because every row
// is run whole and byte by byte.

#include <gtest/gtest.h>

#include "client_bytes.hpp"

namespace parley::websocket {
namespace {

struct Case {
    std::string name;
    std::string bytes;
    std::vector<Seen> items;
};

struct Section {
    const char* name;
    std::vector<Case> (*cases)();
};
void PrintTo(const Section& section, std::ostream* out) { *out << section.name; }

class AutobahnTest : public testing::TestWithParam<Section> {};

TEST_P(AutobahnTest, GivesTheItemsThatTheSuiteAsksFor) {
    for (const Case& c : GetParam().cases()) {
        EXPECT_EQ(items_of(c.bytes, 1 << 20), c.items) << c.name;
    }
}

TEST_P(AutobahnTest, GivesTheSameItemsByteByByte) {
    for (const Case& c : GetParam().cases()) {
        Receiver receiver(1 << 20);
        receiver.receive_in_pieces(c.bytes, 1);
        EXPECT_EQ(receiver.items, c.items) << c.name;
    }
}

const Seen kProtocolError = got_error(kCloseProtocolError);
const Seen kInvalidText = got_error(kCloseInvalidText);
const std::string kGreek = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5";  // κόσμε

// The frame with its first byte changed.
std::string with_bits(std::string frame, unsigned bits) {
    frame[0] = static_cast<char>(static_cast<unsigned char>(frame[0]) | bits);
    return frame;
}
std::string with_opcode(unsigned opcode, std::string_view payload) {
    std::string frame = text(payload);
    frame[0] = static_cast<char>(0x80 | opcode);
    return frame;
}
// A text message in frames of one byte.
std::string in_single_bytes(std::string_view message) {
    std::string bytes = first(message.substr(0, 1));
    for (std::size_t i = 1; i + 1 < message.size(); ++i)
        bytes += middle(message.substr(i, 1));
    return bytes + last(message.substr(message.size() - 1));
}

std::vector<Case> framing() {
    std::vector<Case> cases;
    for (std::size_t size : {0U, 125U, 126U, 127U, 128U, 65'535U, 65'536U}) {
        const std::string payload(size, '*');
        cases.push_back({"1.1 " + std::to_string(size), text(payload), {got_text(payload)}});
        const std::string bytes(size, '\xFE');
        cases.push_back({"1.2 " + std::to_string(size), binary(bytes), {got_binary(bytes)}});
    }
    return cases;
}

std::vector<Case> pings_and_pongs() {
    const std::string bytes("\x00\xFF\xFE\xFD\xFC\xFB\x00\xFF", 8);
    const std::string full(125, '\xFE');
    Case ten{"2.10", "", {}};
    for (int i = 0; i < 10; ++i) {
        ten.bytes += ping("payload-" + std::to_string(i));
        ten.items.push_back(got_ping("payload-" + std::to_string(i)));
    }
    return {{"2.1", ping(""), {got_ping("")}},
            {"2.2", ping("Hello, world!"), {got_ping("Hello, world!")}},
            {"2.3", ping(bytes), {got_ping(bytes)}},
            {"2.4", ping(full), {got_ping(full)}},
            {"2.5", ping(std::string(126, '\xFE')), {kProtocolError}},
            {"2.7", pong(""), {got_pong("")}},
            {"2.8", pong("unsolicited"), {got_pong("unsolicited")}},
            {"2.9", pong("unsolicited") + ping("p"), {got_pong("unsolicited"), got_ping("p")}},
            ten};
}

std::vector<Case> reserved_bits_and_opcodes() {
    const std::string hello = text("Hello");
    const Seen got_hello = got_text("Hello");
    std::vector<Case> cases{
        {"3.1", with_bits(hello, 0x10), {kProtocolError}},
        {"3.2", hello + with_bits(hello, 0x20) + ping(""), {got_hello, kProtocolError}},
        {"3.3", hello + with_bits(hello, 0x30) + ping(""), {got_hello, kProtocolError}},
        {"3.4", hello + with_bits(hello, 0x40) + ping(""), {got_hello, kProtocolError}},
        {"3.5", with_bits(binary("\xFF"), 0x50), {kProtocolError}},
        {"3.6", with_bits(ping("p"), 0x60), {kProtocolError}},
        {"3.7", with_bits(close(), 0x70), {kProtocolError}}};
    for (unsigned opcode : {3U, 4U, 5U, 6U, 7U, 11U, 12U, 13U, 14U, 15U}) {
        const std::string name = "4 opcode " + std::to_string(opcode);
        cases.push_back({name, with_opcode(opcode, ""), {kProtocolError}});
        cases.push_back({name + " behind text",
                         hello + with_opcode(opcode, "unknown") + ping(""),
                         {got_hello, kProtocolError}});
    }
    return cases;
}

std::vector<Case> fragmentation() {
    const std::string a = "fragment1";
    const std::string b = "fragment2";
    const Seen both = got_text(a + b);
    const std::string interleaved =
        first("1") + middle("2") + ping("p1") + middle("3") + middle("4") + ping("p2") + last("5");
    return {
        {"5.1", masked(Opcode::ping, a, false) + last(b), {kProtocolError}},
        {"5.2", masked(Opcode::pong, a, false) + last(b), {kProtocolError}},
        {"5.3", first(a) + last(b), {both}},
        {"5.6", first(a) + ping("p") + last(b), {got_ping("p"), both}},
        {"5.9", last("nothing") + text("Hello"), {kProtocolError}},
        {"5.12", middle("nothing") + text("Hello"), {kProtocolError}},
        {"5.15", first(a) + last(b) + middle("nothing") + text("Hello"), {both, kProtocolError}},
        {"5.16", middle("nothing") + text("Hello") + middle("nothing"), {kProtocolError}},
        {"5.17", last("nothing") + text("Hello") + last("nothing"), {kProtocolError}},
        {"5.18", first(a) + text(b), {kProtocolError}},
        {"5.19", interleaved, {got_ping("p1"), got_ping("p2"), got_text("12345")}}};
}

std::vector<Case> utf8_across_frames() {
    const std::string mixed =
        "Hello-\xC2\xB5@\xC3\x9F\xC3\xB6\xC3\xA4\xC3\xBC\xC3\xA0\xC3\xA1-UTF-8!!";
    const std::string broken = kGreek + "\xED\xA0\x80" + "edited";
    const std::string beyond = "\xF4\x90\x80\x80";
    return {{"6.1.1", text(""), {got_text("")}},
            {"6.1.2", first("") + middle("") + last(""), {got_text("")}},
            {"6.1.3", first("") + middle("middle") + last(""), {got_text("middle")}},
            {"6.2.1", text(mixed), {got_text(mixed)}},
            {"6.2.2", first(mixed.substr(0, 12)) + last(mixed.substr(12)), {got_text(mixed)}},
            {"6.2.3", in_single_bytes(mixed), {got_text(mixed)}},
            {"6.2.4", in_single_bytes(kGreek), {got_text(kGreek)}},
            {"6.3.1", text(broken), {kInvalidText}},
            {"6.3.2", in_single_bytes(broken), {kInvalidText}},
            // 6.4: it fails before the end of the message, or of the frame, has come.
            {"6.4.1", first(kGreek) + middle(beyond), {kInvalidText}},
            {"6.4.2", first(kGreek + "\xF4") + middle("\x90"), {kInvalidText}},
            {"6.4.3", text(kGreek + beyond + "edited").substr(0, 6 + 15), {kInvalidText}},
            {"6.4.4", text(kGreek + beyond + "edited").substr(0, 6 + 13), {kInvalidText}}};
}

// 6.5 to 6.23, in the order of the suite. A row of spaces and bytes in hexadecimal.
constexpr const char* kValidTexts[] = {
    "CE BA", "CE BA E1 BD B9", "CE BA E1 BD B9 CF 83", "CE BA E1 BD B9 CF 83 CE BC",
    "CE BA E1 BD B9 CF 83 CE BC CE B5",
    // first and last of each length
    "00", "C2 80", "E0 A0 80", "F0 90 80 80", "7F", "DF BF", "EF BF BF", "F4 8F BF BF",
    // around the surrogates, the replacement character
    "ED 9F BF", "EE 80 80", "EF BF BD",
    // noncharacters and specials are valid
    "EF BF BE", "F0 9F BF BE", "F0 9F BF BF", "F0 AF BF BE", "F0 AF BF BF", "F1 8F BF BE",
    "F1 9F BF BF", "F2 8F BF BE", "F2 BF BF BF", "F3 8F BF BE", "F3 BF BF BF", "F4 8F BF BE",
    "EF BF B9", "EF BF BA", "EF BF BB", "EF BF BC"};

constexpr const char* kInvalidTexts[] = {
    "CE", "CE BA E1", "CE BA E1 BD", "CE BA E1 BD B9 CF", "CE BA E1 BD B9 CF 83 CE",
    // five and six bytes
    "F8 88 80 80 80", "FC 84 80 80 80 80", "F7 BF BF BF", "FB BF BF BF BF", "FD BF BF BF BF BF",
    "F4 90 80 80",
    // continuations alone
    "80", "BF", "80 BF", "80 BF 80", "80 BF 80 BF", "80 BF 80 BF 80",
    // leads alone
    "C0 20 C1 20", "C2 20", "DF 20", "E0 20", "EF 20", "F0 20", "F7 20", "F8 20", "FB 20", "FC 20",
    "FD 20",
    // the last byte missing
    "C0", "E0 80", "F0 80 80", "F8 80 80 80", "FC 80 80 80 80", "DF", "EF BF", "F7 BF BF",
    "FB BF BF BF", "FD BF BF BF BF", "C0 E0 80 F0 80 80 F8 80 80 80 FC 80 80 80 80 DF EF BF", "FE",
    "FF", "FE FE FF FF",
    // overlong
    "C0 AF", "E0 80 AF", "F0 80 80 AF", "F8 80 80 80 AF", "FC 80 80 80 80 AF", "C1 BF", "E0 9F BF",
    "F0 8F BF BF", "F8 87 BF BF BF", "FC 83 BF BF BF BF", "C0 80", "E0 80 80", "F0 80 80 80",
    "F8 80 80 80 80", "FC 80 80 80 80 80",
    // surrogates, single and in pairs
    "ED A0 80", "ED AD BF", "ED AE 80", "ED AF BF", "ED B0 80", "ED BE 80", "ED BF BF",
    "ED A0 80 ED B0 80", "ED A0 80 ED BF BF", "ED AD BF ED B0 80", "ED AF BF ED BF BF"};

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i < hex.size(); i += 3) {
        bytes.push_back(static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16)));
    }
    return bytes;
}

std::vector<Case> utf8_texts() {
    std::vector<Case> cases;
    for (const char* hex : kValidTexts) {
        const auto message = from_hex(hex);
        cases.push_back({std::string("6 valid ") + hex, text(message), {got_text(message)}});
    }
    for (const char* hex : kInvalidTexts) {
        cases.push_back({std::string("6 invalid ") + hex, text(from_hex(hex)), {kInvalidText}});
    }
    return cases;
}

std::vector<Case> closing() {
    const std::string large(256 * 1'024, 'B');
    const std::string longest(123, '*');
    std::vector<Case> cases{
        {"7.1.1", text("Hello") + close(1000), {got_text("Hello"), got_close(1000)}},
        {"7.1.2", close(1000) + close(1000), {got_close(1000)}},
        {"7.1.3", close(1000) + ping(""), {got_close(1000)}},
        {"7.1.4", close(1000) + text("Hello"), {got_close(1000)}},
        {"7.1.5", first("fragment1") + close(1000) + last("fragment2"), {got_close(1000)}},
        {"7.1.6", text(large) + close(1000) + ping(""), {got_text(large), got_close(1000)}},
        {"7.3.1", close(), {got_close(kCloseNoCode)}},
        {"7.3.2", masked(Opcode::close, "a"), {kProtocolError}},
        {"7.3.3", close(1000), {got_close(1000)}},
        {"7.3.4", close(1000, "Hello World!"), {got_close(1000, "Hello World!")}},
        {"7.3.5", close(1000, longest), {got_close(1000, longest)}},
        {"7.3.6", close(1000, longest + "*"), {kProtocolError}},
        {"7.5.1", close(1000, kGreek + "\xED\xA0\x80"), {kInvalidText}}};
    for (const int valid : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014,
                            3000, 3999, 4000, 4999}) {
        const auto code = static_cast<CloseCode>(valid);
        cases.push_back({"7.7 " + std::to_string(code), close(code), {got_close(code)}});
    }
    for (unsigned code : {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65'535}) {
        cases.push_back({"7.9 " + std::to_string(code), close(code, "reason"), {kProtocolError}});
    }
    return cases;
}

INSTANTIATE_TEST_SUITE_P(
    Sections, AutobahnTest,
    testing::Values(Section{"1 framing", framing}, Section{"2 pings and pongs", pings_and_pongs},
                    Section{"3 and 4 reserved bits and opcodes", reserved_bits_and_opcodes},
                    Section{"5 fragmentation", fragmentation},
                    Section{"6 UTF-8 across frames", utf8_across_frames},
                    Section{"6 UTF-8", utf8_texts}, Section{"7 closing", closing}));

}  // namespace
}  // namespace parley::websocket
