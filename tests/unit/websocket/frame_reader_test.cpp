#include "parley/websocket/frame_reader.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "client_bytes.hpp"

namespace parley::websocket {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(FrameReaderTest, TheExampleOfTheRfcIsUnderstood) {
    // RFC 6455, 5.7: "a single-frame masked text message".
    const auto bytes = raw({0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58});
    EXPECT_THAT(items_of(bytes), ElementsAre(got_text("Hello")));
}

TEST(FrameReaderTest, AMessageThatLiesWholeInTheBufferIsHandedOutInPlace) {
    std::string buffer = text("one") + text("two");
    FrameReader reader(4'096);
    std::span<char> bytes(buffer);

    const Item item = reader.next(bytes);

    EXPECT_EQ(item.payload, "one");
    EXPECT_EQ(item.payload.data(), buffer.data() + 6);
    EXPECT_EQ(bytes.data(), buffer.data() + text("one").size());
    EXPECT_EQ(reader.heap_bytes(), 0U);
}

TEST(FrameReaderTest, EveryWayToWriteALengthIsUnderstood) {
    for (std::size_t size : {0U, 1U, 125U, 126U, 127U, 65'535U, 65'536U}) {
        const std::string payload(size, 'x');
        EXPECT_THAT(items_of(text(payload)), ElementsAre(got_text(payload))) << size;
    }
}

TEST(FrameReaderTest, EveryAlignmentIsUnmaskedRight) {
    std::string payload;
    for (char c = 33; c < 126; ++c)
        payload.push_back(c);
    for (std::size_t size = 0; size <= payload.size(); ++size) {
        const auto expected = payload.substr(0, size);
        EXPECT_THAT(items_of(text(expected)), ElementsAre(got_text(expected)));
    }
}

TEST(FrameReaderTest, ControlFramesMayComeBetweenFragments) {
    const auto bytes = first("a") + ping("p") + middle("b") + pong("q") + last("c") + text("d");
    EXPECT_THAT(items_of(bytes),
                ElementsAre(got_ping("p"), got_pong("q"), got_text("abc"), got_text("d")));
}

TEST(FrameReaderTest, ACloseBetweenFragmentsEndsTheStream) {
    Receiver receiver;
    receiver.receive(first("a") + close(1000, "bye") + last("b"));
    EXPECT_THAT(receiver.items, ElementsAre(got_close(1000, "bye")));
    EXPECT_TRUE(receiver.reader.idle());
}

TEST(FrameReaderTest, BinaryMessagesAreHandedOutUnchecked) {
    EXPECT_THAT(items_of(binary("\xFF\xFE") + masked(Opcode::binary, "\xC0", false) + last("\xAF")),
                ElementsAre(got_binary("\xFF\xFE"), got_binary("\xC0\xAF")));
}

TEST(FrameReaderTest, NothingIsHandedOutAfterCloseOrError) {
    for (const auto& end : {close(1000), raw({0x81, 0x00})}) {
        Receiver receiver;
        receiver.receive(text("a") + end + text("b"));
        receiver.receive(text("c"));
        receiver.reader.keep(text(std::string(100, 'd')));
        EXPECT_EQ(receiver.reader.heap_bytes(), 0U);
        receiver.receive({});
        EXPECT_EQ(receiver.items.size(), 2U);
        EXPECT_TRUE(receiver.reader.idle());
    }
}

TEST(FrameReaderTest, AnErrorSaysWhatIsWrong) {
    std::string buffer = raw({0x81, 0x00});
    std::span<char> bytes(buffer);
    FrameReader reader(4'096);
    EXPECT_EQ(reader.next(bytes).payload, "frame not masked");
}

// The case of `hello`: the caller stops behind it, raises the limit later and goes on with what it
// has already received.
TEST(FrameReaderTest, WhatTheCallerLeavesIsKeptAndGoneOnWithLater) {
    Receiver receiver(4'096);
    const std::string large(10'000, 'x');
    const auto rest = text("b") + text(large) + text("c");

    receiver.receive_at_most(text("a") + rest.substr(0, 5'000), 1);
    EXPECT_THAT(receiver.items, ElementsAre(got_text("a")));
    EXPECT_FALSE(receiver.reader.idle());

    receiver.reader.set_message_bytes_max(65'536);
    receiver.receive({});
    EXPECT_THAT(receiver.items, ElementsAre(got_text("a"), got_text("b")));

    receiver.receive(rest.substr(5'000));
    EXPECT_THAT(receiver.items,
                ElementsAre(got_text("a"), got_text("b"), got_text(large), got_text("c")));
    EXPECT_TRUE(receiver.reader.idle());
}

TEST(FrameReaderTest, TheCallerMayStopAgainWhileItGoesOn) {
    Receiver receiver;
    std::string bytes = first("a");
    std::vector<Seen> expected;
    for (int i = 0; i < 20; ++i) {
        bytes += middle(std::to_string(i)) + ping(std::to_string(i));
        expected.push_back(got_ping(std::to_string(i)));
    }
    bytes += last("z") + text("after");
    expected.push_back(got_text("a012345678910111213141516171819z"));
    expected.push_back(got_text("after"));

    receiver.receive_at_most(bytes, 1);
    for (std::size_t i = 1; i < expected.size(); ++i)
        receiver.receive_at_most({}, 1);

    EXPECT_EQ(receiver.items, expected);
    receiver.receive({});
    EXPECT_TRUE(receiver.reader.idle());
    EXPECT_EQ(receiver.reader.heap_bytes(), 0U);
}

TEST(FrameReaderTest, TheLimitHoldsForTheHeadersBehindTheItemThatWasReturned) {
    Receiver receiver(5);
    receiver.receive_at_most(text("12345") + text("123456"), 1);
    receiver.receive({});
    EXPECT_THAT(receiver.items, ElementsAre(got_text("12345"), got_error(kCloseTooBig)));
}

TEST(FrameReaderTest, AnIdleConnectionCostsNothingButTheReader) {
    static_assert(sizeof(FrameReader) <= 64);
    Receiver receiver;
    const std::string large(60'000, 'x');
    receiver.receive_in_pieces(text(large) + first(large) + last("end"), 1'000);
    EXPECT_EQ(receiver.items.size(), 2U);
    EXPECT_TRUE(receiver.reader.idle());
    EXPECT_EQ(receiver.reader.heap_bytes(), 0U);
}

TEST(FrameReaderTest, MemoryFollowsTheBytesReceivedAndNotTheLengthAnnounced) {
    Receiver receiver(1 << 30);
    receiver.receive(text(std::string(1 << 20, 'x')).substr(0, 100));
    EXPECT_GT(receiver.reader.heap_bytes(), 0U);
    EXPECT_LT(receiver.reader.heap_bytes(), 1'000U);
}

TEST(FrameReaderTest, ACallerThatIsAlwaysBehindDoesNotMakeItGrow) {
    Receiver receiver;
    receiver.receive_at_most(text("behind") + text("behind"), 0);
    for (int i = 0; i < 1'000; ++i)
        receiver.receive_at_most(text("behind"), 1);
    EXPECT_EQ(receiver.items.size(), 1'000U);
    EXPECT_LT(receiver.reader.heap_bytes(), 100U);
}

TEST(FrameReaderTest, ALimitBeyondOneGibibyteIsOneGibibyte) {
    const auto gibibyte = raw({0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0});
    const auto more = raw({0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 1});
    EXPECT_THAT(items_of(text("a") + gibibyte, std::size_t{1} << 32), ElementsAre(got_text("a")));
    EXPECT_THAT(items_of(more, std::size_t{1} << 32), ElementsAre(got_error(kCloseTooBig)));
}

TEST(FrameReaderTest, FramesBehindAPartialOneAreNotCopied) {
    const auto whole = text("whole");
    Receiver receiver;
    receiver.receive(whole.substr(0, 3));
    std::string buffer = whole.substr(3) + text(std::string(50'000, 'x'));
    std::span<char> bytes(buffer);
    EXPECT_EQ(receiver.reader.next(bytes).payload, "whole");
    EXPECT_LT(receiver.reader.heap_bytes(), 100U);
    EXPECT_EQ(receiver.reader.next(bytes).payload.data(), buffer.data() + buffer.size() - 50'000);
}

// Refusals ------------------------------------------------------------------------------------

struct Refused {
    const char* name;
    std::string bytes;
    CloseCode code;
};

// Each row ends with the byte by which it can be seen.
std::vector<Refused> refused_headers() {
    return {{"unmasked", raw({0x81, 0x05}), 1002},
            {"rsv1", raw({0xC1, 0x80}), 1002},
            {"rsv2", raw({0xA1, 0x80}), 1002},
            {"rsv3", raw({0x91, 0x80}), 1002},
            {"rsv in a ping", raw({0xC9, 0x80}), 1002},
            {"opcode 3", raw({0x83, 0x80}), 1002},
            {"opcode 7", raw({0x87, 0x80}), 1002},
            {"opcode 11", raw({0x8B, 0x80}), 1002},
            {"opcode 15", raw({0x8F, 0x80}), 1002},
            {"125 in two bytes", raw({0x81, 0xFE, 0x00, 0x7D}), 1002},
            {"65535 in eight bytes", raw({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), 1002},
            {"2^63", raw({0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), 1002},
            {"2^64-1", raw({0x81, 0xFF, 255, 255, 255, 255, 255, 255, 255, 255}), 1002},
            {"2^63-1", raw({0x81, 0xFF, 0x7F, 255, 255, 255, 255, 255, 255, 255}), 1009},
            {"4097 of 4096", raw({0x81, 0xFE, 0x10, 0x01}), 1009},
            {"binary of 4097", raw({0x82, 0xFE, 0x10, 0x01}), 1009},
            {"65536 of 4096", raw({0x81, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0}), 1009},
            {"fragmented ping", raw({0x09, 0x80}), 1002},
            {"fragmented close", raw({0x08, 0x80}), 1002},
            {"ping of 126", raw({0x89, 0xFE}), 1002},
            {"close of 64-bit length", raw({0x88, 0xFF}), 1002},
            {"continuation of nothing", raw({0x80, 0x80}), 1002},
            {"non-final continuation of nothing", raw({0x00, 0x80}), 1002}};
}

std::vector<Refused> refused_fragments() {
    return {{"text inside a message", first("a") + raw({0x81, 0x80}), 1002},
            {"binary inside a message", first("a") + raw({0x82, 0x80}), 1002},
            {"start inside a message", first("") + raw({0x01, 0x80}), 1002},
            {"sum over the limit", first(std::string(4'000, 'x')) + raw({0x80, 0xE1}), 1009},
            {"sum overflowing",
             first("xx") + raw({0x80, 0xFF, 127, 255, 255, 255, 255, 255, 255, 255}), 1009}};
}

std::vector<Refused> refused_closes() {
    return {{"one byte", masked(Opcode::close, "\x03"), 1002},
            {"cut reason", close(1000, "\xE4\xBD"), 1007},
            {"broken reason", close(1000, "\xC0\xAF"), 1007},
            {"broken reason, invalid code", close(1005, "\xC0\xAF"), 1002}};
}

std::vector<Refused> refused_texts() {
    return {{"never a lead byte", text("a\xFFz").substr(0, 8), 1007},
            {"overlong", text("\xC0\xAF").substr(0, 7), 1007},
            {"surrogate", text("\xED\xA0\x80").substr(0, 8), 1007},
            {"beyond U+10FFFF", text("\xF4\x90\x80\x80").substr(0, 8), 1007},
            {"cut at the end", text("\xE4\xBD"), 1007},
            {"cut at the end of the message", first("\xE4") + last("\xBD"), 1007},
            {"cut at the end by an empty fragment", first("\xE4\xBD") + last(""), 1007},
            {"broken across fragments", first("\xED") + middle("\xA0").substr(0, 7), 1007},
            {"ASCII inside a character", first("\xE4") + middle("a").substr(0, 7), 1007}};
}

class FrameReaderRefusesTest : public testing::TestWithParam<std::vector<Refused> (*)()> {};

TEST_P(FrameReaderRefusesTest, AsSoonAsItCanBeSeenAndOnlyThen) {
    for (const Refused& refused : GetParam()()) {
        SCOPED_TRACE(refused.name);
        EXPECT_THAT(items_of(refused.bytes, 4'096), ElementsAre(got_error(refused.code)));
        Receiver slow(4'096);
        for (const char& byte : refused.bytes) {
            EXPECT_THAT(slow.items, IsEmpty());
            slow.receive({&byte, 1});
        }
        EXPECT_THAT(slow.items, ElementsAre(got_error(refused.code)));
    }
}

TEST_P(FrameReaderRefusesTest, WithoutHoldingMemoryForIt) {
    for (Refused& refused : GetParam()()) {
        SCOPED_TRACE(refused.name);
        std::span<char> bytes(refused.bytes);
        FrameReader reader(4'096);
        EXPECT_EQ(reader.next(bytes).kind, Item::Kind::error);
        EXPECT_EQ(reader.next(bytes).kind, Item::Kind::none);
        EXPECT_TRUE(bytes.empty());
        EXPECT_EQ(reader.heap_bytes(), 0U);
    }
}

INSTANTIATE_TEST_SUITE_P(Headers, FrameReaderRefusesTest, testing::Values(refused_headers));
INSTANTIATE_TEST_SUITE_P(Fragments, FrameReaderRefusesTest, testing::Values(refused_fragments));
INSTANTIATE_TEST_SUITE_P(Closes, FrameReaderRefusesTest, testing::Values(refused_closes));
INSTANTIATE_TEST_SUITE_P(Texts, FrameReaderRefusesTest, testing::Values(refused_texts));

TEST(FrameReaderTest, TheLimitIsForTheWholeMessageAndIncludesItself) {
    const std::string half(2'048, 'x');
    EXPECT_THAT(items_of(first(half) + last(half), 4'096), ElementsAre(got_text(half + half)));
    EXPECT_THAT(items_of(first(half) + middle(half) + last("x"), 4'096),
                ElementsAre(got_error(kCloseTooBig)));
}

TEST(FrameReaderTest, TheLimitStartsAnewWithEachMessage) {
    const std::string full(4'096, 'x');
    EXPECT_THAT(items_of(first(full) + last("") + text(full) + first(full) + last(""), 4'096),
                ElementsAre(got_text(full), got_text(full), got_text(full)));
}

TEST(FrameReaderTest, EndlessEmptyFragmentsAreRefused) {
    std::string bytes = first("");
    for (std::size_t i = 1; i < kFragmentsMax; ++i)
        bytes += middle("");
    EXPECT_THAT(items_of(bytes), IsEmpty());
    EXPECT_THAT(items_of(bytes + last("")), ElementsAre(got_error(kClosePolicy)));
    EXPECT_THAT(items_of(bytes.substr(0, bytes.size() - 6) + last("")), ElementsAre(got_text("")));
}

// The fuzzer found this: a length that is wrong too must not be judged before the first two bytes.
TEST(FrameReaderTest, OfTwoThingsWrongInOneHeaderTheFirstDecides) {
    std::string bytes = first("");
    for (std::size_t i = 1; i < kFragmentsMax; ++i)
        bytes += middle("");
    bytes += raw({0x80, 0xFE, 0x00, 0x01});
    Receiver slow;
    slow.receive_in_pieces(bytes, 1);
    EXPECT_THAT(slow.items, ElementsAre(got_error(kClosePolicy)));
    EXPECT_THAT(items_of(bytes), ElementsAre(got_error(kClosePolicy)));
}

TEST(FrameReaderTest, AnEmptyFirstFragmentThatWasCarriedOpensItsMessage) {
    Receiver receiver;
    receiver.receive_in_pieces(first(""), 1);
    EXPECT_FALSE(receiver.reader.idle());
    receiver.receive(last("a"));
    EXPECT_THAT(receiver.items, ElementsAre(got_text("a")));
    EXPECT_TRUE(receiver.reader.idle());
}

// A script that has everything in it, and its items.
struct Script {
    std::string bytes;
    std::vector<Seen> items;

    void say(const std::string& frame) { bytes += frame; }
    void say(const std::string& frame, const Seen& item) {
        bytes += frame;
        items.push_back(item);
    }
};

Script mixed_script() {
    Script script;
    script.say(text("{}"), got_text("{}"));
    script.say(text(""), got_text(""));
    script.say(first("\xE4\xBD\xA0\xE5"));
    script.say(ping(""), got_ping(""));
    script.say(middle("\xA5"));
    script.say(pong("tick"), got_pong("tick"));
    script.say(last("\xBD"), got_text("\xE4\xBD\xA0\xE5\xA5\xBD"));
    const std::string zeros("\x00\xFF\x00", 3);
    script.say(binary(zeros), got_binary(zeros));
    script.say(text(std::string(300, 'y')), got_text(std::string(300, 'y')));
    script.say(masked(Opcode::binary, "", false));
    script.say(middle(std::string(130, '\xC0')));
    script.say(last(""), got_binary(std::string(130, '\xC0')));
    script.say(text("\xF0\x9F\x99\x82 caf\xC3\xA9"), got_text("\xF0\x9F\x99\x82 caf\xC3\xA9"));
    script.say(close(4'000, "\xE5\x86\x8D\xE8\xA7\x81"),
               got_close(4'000, "\xE5\x86\x8D\xE8\xA7\x81"));
    script.say(text("not seen"));
    return script;
}

TEST(FrameReaderTest, WhereTheBytesAreCutMakesNoDifference) {
    const Script script = mixed_script();
    for (std::size_t cut = 0; cut <= script.bytes.size(); ++cut) {
        Receiver receiver;
        receiver.receive(std::string_view(script.bytes).substr(0, cut));
        receiver.receive(std::string_view(script.bytes).substr(cut));
        ASSERT_EQ(receiver.items, script.items) << "cut at " << cut;
    }
    for (std::size_t size = 1; size < 40; ++size) {
        Receiver receiver;
        receiver.receive_in_pieces(script.bytes, size);
        ASSERT_EQ(receiver.items, script.items) << "in pieces of " << size;
    }
}

TEST(FrameReaderTest, WhereTheCallerStopsMakesNoDifference) {
    const Script script = mixed_script();
    for (std::size_t cut = 0; cut <= script.bytes.size(); ++cut) {
        for (std::size_t wanted = 0; wanted < 6; ++wanted) {
            Receiver receiver;
            receiver.receive_at_most(std::string_view(script.bytes).substr(0, cut), wanted);
            receiver.receive({});
            receiver.receive(std::string_view(script.bytes).substr(cut));
            ASSERT_EQ(receiver.items, script.items) << "cut at " << cut << ", " << wanted;
        }
    }
}

TEST(FrameReaderTest, RandomCutsAndStopsMakeNoDifference) {
    const Script script = mixed_script();
    std::mt19937 random(20'261'124);
    for (int round = 0; round < 2'000; ++round) {
        Receiver receiver;
        for (std::string_view rest = script.bytes; !rest.empty();) {
            const std::size_t size = std::min<std::size_t>(1 + random() % 200, rest.size());
            receiver.receive_at_most(rest.substr(0, size), random() % 4);
            while (random() % 3 != 0)
                receiver.receive_at_most({}, random() % 3);
            rest.remove_prefix(size);
        }
        receiver.receive({});
        ASSERT_EQ(receiver.items, script.items) << "round " << round;
    }
}

}  // namespace
}  // namespace parley::websocket
