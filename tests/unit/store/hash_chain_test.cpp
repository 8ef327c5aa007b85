#include "parley/store/hash_chain.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace parley {
namespace {

std::string hex(const auto& bytes) {
    std::string out;
    for (unsigned char byte : bytes)
        out += fmt::format("{:02x}", byte);
    return out;
}

IdCodec test_ids() {
    IdCodec::Key key{};
    for (std::size_t i = 0; i < key.size(); ++i)
        key[i] = static_cast<unsigned char>(i);
    return IdCodec(key);
}

Salt test_salt() {
    Salt salt{};
    for (std::size_t i = 0; i < salt.size(); ++i)
        salt[i] = static_cast<unsigned char>(0xa0 + i);
    return salt;
}

Entry test_message() {
    Entry entry;
    entry.log = ConversationId(7);
    entry.rev = 12;
    entry.seq = 9;
    entry.by = UserId(3);
    entry.time = 1'790'000'000'000;
    entry.data = R"({"text":"hi"})";
    return entry;
}

TEST(HashChainTest, Sha256IsTheStandardOne) {
    EXPECT_EQ(hex(sha256("abc")),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

// An auditor needs nothing but SHA-256 and the documented bytes: they are spelled out here.
TEST(HashChainTest, EachHashIsOverTheDocumentedBytes) {
    const IdCodec ids = test_ids();
    HashChain chain(ids);
    const Salt salt = test_salt();
    const std::string salt_bytes(salt.begin(), salt.end());
    Entry entry = test_message();
    entry.commitment = chain.commitment(salt, entry.data);
    const std::string commitment(entry.commitment.begin(), entry.commitment.end());
    EXPECT_EQ(entry.commitment, sha256(salt_bytes + R"({"text":"hi"})"));

    const std::string conversation = ids.encode(ConversationId(7));
    const Sha256 start = chain.start(ConversationId(7));
    EXPECT_EQ(start, sha256("parley chain 1" + conversation));

    const std::string header = R"({"by":")" + ids.encode(UserId(3)) + R"(","conversation":")" +
                               conversation +
                               R"(","kind":"message","rev":12,"seq":9,"time":1790000000000})";
    EXPECT_EQ(chain.next(start, entry),
              sha256(std::string("\x01") + std::string(start.begin(), start.end()) + commitment +
                     header));
}

TEST(HashChainTest, OnlyMessagesHaveASeqInTheirHeader) {
    const IdCodec ids = test_ids();
    HashChain chain(ids);
    Entry entry = test_message();
    entry.kind = EntryKind::member_added;
    const Sha256 first = chain.next(Sha256{}, entry);
    entry.seq = 10;
    EXPECT_EQ(chain.next(Sha256{}, entry), first);
    entry.kind = EntryKind::message;
    const Sha256 message = chain.next(Sha256{}, entry);
    entry.seq = 11;
    EXPECT_NE(chain.next(Sha256{}, entry), message);
}

// Stored hashes must stay checkable by later builds: this value never changes.
TEST(HashChainTest, TheDefinitionIsFixed) {
    HashChain chain(test_ids());
    Entry entry = test_message();
    entry.commitment = chain.commitment(test_salt(), entry.data);
    EXPECT_EQ(hex(chain.next(chain.start(ConversationId(7)), entry)),
              "b5c1a55f858c42fc97882cad6699077516ded1709ecffa03ba7fe231c76f3ca1");
}

TEST(HashChainTest, ADigestIsTheStartOfTheSaltedHash) {
    HashChain chain(test_ids());
    const Salt salt = test_salt();
    const Sha256 whole = sha256(std::string(salt.begin(), salt.end()) + "request");
    const BodyDigest digest = chain.digest(salt, "request");
    EXPECT_TRUE(std::equal(digest.begin(), digest.end(), whole.begin()));
    EXPECT_NE(chain.digest(Salt{}, "request"), digest);
}

}  // namespace
}  // namespace parley
