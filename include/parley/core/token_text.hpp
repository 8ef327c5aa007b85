#pragma once
// How every secret of the server is spelled: a prefix that names its kind, 43 characters of
// base64url for 256 random bits, and 6 of a CRC-32 of all that, by which scanners recognise it and
// typing errors are refused without a look-up.

#include <string>
#include <string_view>

#include "parley/core/random.hpp"

namespace parley {

// An invitation link into a group. Sessions and invites to the server: parley/accounts/tokens.hpp.
constexpr std::string_view kGroupInvitePrefix = "plg_";

std::string make_token_text(std::string_view prefix, Random& random);
bool is_token_text(std::string_view prefix, std::string_view text);

}  // namespace parley
