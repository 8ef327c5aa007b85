#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "parley/core/random.hpp"
#include "parley/store/rows.hpp"

namespace parley {

enum class TokenKind : std::uint8_t { session, invite };

// A secret as parley/core/token_text.hpp spells it, behind `plt_` (session) or `pli_` (invite).
// Only its SHA-256 is stored.
std::string make_token(TokenKind kind, Random& random);
// The hash to look up; none if this is no token of that kind.
std::optional<Sha256> token_hash(TokenKind kind, std::string_view token);

}  // namespace parley
