#include "parley/accounts/passwords.hpp"

#include <sodium/core.h>
#include <sodium/crypto_pwhash.h>

#include <charconv>

#include "parley/core/assert.hpp"

namespace parley {
namespace {

constexpr unsigned long long kPasses = 2;
constexpr std::size_t kMemoryBytes = 19u << 20;
// A hash that asks for more comes from a damaged or poisoned database.
constexpr std::uint64_t kPassesMax = 10;
constexpr std::uint64_t kMemoryKibMax = 256u << 10;

// Of a random password that nobody kept, with the parameters above: what is compared where there is
// no hash, so that the answer takes as long.
constexpr const char* kDummyHash =
    "$argon2id$v=19$m=19456,t=2,p=1$MX0o39zcy0eHVoyKirOSqg$"
    "oadZJHu3ZKRDMoU4YuWagg3a2/HYn6RaleL0bJO8XFg";

void prepare_sodium() {
    static const bool ready = sodium_init() >= 0;
    PARLEY_ASSERT(ready);
}

// Takes `text` off the front of `rest`.
bool take(std::string_view& rest, std::string_view text) {
    if (!rest.starts_with(text)) return false;
    rest.remove_prefix(text.size());
    return true;
}

bool take_number(std::string_view& rest, std::uint64_t max) {
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
    if (problem != std::errc() || number == 0 || number > max) return false;
    rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
    return true;
}

bool is_usable(std::string_view hash) {
    return hash.size() < crypto_pwhash_STRBYTES && take(hash, "$argon2id$v=19$m=") &&
           take_number(hash, kMemoryKibMax) && take(hash, ",t=") && take_number(hash, kPassesMax) &&
           take(hash, ",p=1$");
}

}  // namespace

std::string hash_password(std::string_view password) {
    prepare_sodium();
    char out[crypto_pwhash_STRBYTES] = {};
    const int problem = crypto_pwhash_str_alg(out, password.data(), password.size(), kPasses,
                                              kMemoryBytes, crypto_pwhash_ALG_ARGON2ID13);
    return problem == 0 ? out : "";
}

bool verify_password(std::string_view hash, std::string_view password) {
    prepare_sodium();
    const bool usable = is_usable(hash);
    const std::string text(usable ? hash : kDummyHash);
    const int problem = crypto_pwhash_str_verify(text.c_str(), password.data(), password.size());
    return usable && problem == 0;
}

}  // namespace parley
