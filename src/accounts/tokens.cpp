#include "parley/accounts/tokens.hpp"

#include "parley/core/token_text.hpp"
#include "parley/store/hash_chain.hpp"

namespace parley {
namespace {

std::string_view prefix_of(TokenKind kind) { return kind == TokenKind::session ? "plt_" : "pli_"; }

}  // namespace

std::string make_token(TokenKind kind, Random& random) {
    return make_token_text(prefix_of(kind), random);
}

std::optional<Sha256> token_hash(TokenKind kind, std::string_view token) {
    if (!is_token_text(prefix_of(kind), token)) return std::nullopt;
    return sha256(token);
}

}  // namespace parley
