#include "parley/store/hash_chain.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <charconv>
#include <string>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

constexpr std::string_view kStart = "parley chain 1";
constexpr unsigned char kDefinition = 0x01;

// Looked up once: doing so for each hash costs more than a short hash itself.
const EVP_MD* sha256_algorithm() {
    static EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    PARLEY_ASSERT(algorithm != nullptr);
    return algorithm;
}

void append_number(std::string& out, std::string_view name, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(name).append(digits, end);
}

}  // namespace

struct HashChain::Context {
    EVP_MD_CTX* handle = EVP_MD_CTX_new();

    Context() { PARLEY_ASSERT(handle != nullptr); }
    ~Context() { EVP_MD_CTX_free(handle); }
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    void start() {
        // Nothing here can fail but for want of memory.
        PARLEY_ASSERT(EVP_DigestInit_ex2(handle, sha256_algorithm(), nullptr) == 1);
    }
    void add(const void* bytes, std::size_t count) {
        PARLEY_ASSERT(EVP_DigestUpdate(handle, bytes, count) == 1);
    }
    template <class Bytes>
    void add(const Bytes& bytes) {
        add(bytes.data(), bytes.size());
    }
    Sha256 finish() {
        Sha256 out;
        PARLEY_ASSERT(EVP_DigestFinal_ex(handle, out.data(), nullptr) == 1);
        return out;
    }
};

HashChain::HashChain(const IdCodec& ids) : context_(std::make_unique<Context>()), ids_(ids) {}
HashChain::~HashChain() = default;

Sha256 HashChain::start(ConversationId conversation) {
    context_->start();
    context_->add(kStart);
    context_->add(ids_.encode(conversation));
    return context_->finish();
}

Sha256 HashChain::commitment(const Salt& salt, std::string_view data) {
    context_->start();
    context_->add(salt);
    context_->add(data);
    return context_->finish();
}

Sha256 HashChain::next(const Sha256& previous, const Entry& entry) {
    PARLEY_ASSERT(!entry.log.is_self());
    header_ = R"({"by":")";
    ids_.append(header_, entry.by);
    header_ += R"(","conversation":")";
    ids_.append(header_, entry.log.conversation());
    header_.append(R"(","kind":")").append(name_of(entry.kind));
    append_number(header_, R"(","rev":)", entry.rev);
    if (entry.kind == EntryKind::message) append_number(header_, R"(,"seq":)", entry.seq);
    append_number(header_, R"(,"time":)", entry.time);
    header_ += '}';

    context_->start();
    context_->add(&kDefinition, 1);
    context_->add(previous);
    context_->add(entry.commitment);
    context_->add(header_);
    return context_->finish();
}

BodyDigest HashChain::digest(const Salt& salt, std::string_view canonical_request) {
    const Sha256 whole = commitment(salt, canonical_request);
    BodyDigest out;
    std::copy_n(whole.begin(), out.size(), out.begin());
    return out;
}

Sha256 sha256(std::string_view bytes) {
    Sha256 out;
    PARLEY_ASSERT(EVP_Digest(bytes.data(), bytes.size(), out.data(), nullptr, sha256_algorithm(),
                             nullptr) == 1);
    return out;
}

}  // namespace parley
