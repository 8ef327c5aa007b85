#pragma once
// Invitation links into groups, for whoever is given one: the writer and the readers.

#include <optional>
#include <string_view>

#include "parley/store/store.hpp"

namespace parley {

// The link's row; none if the text is no token of one, or it was revoked.
std::optional<GroupInviteRow> find_group_invite(Lookup& lookup, std::string_view token);
// Neither used up nor expired.
bool is_live(const GroupInviteRow& invite, WallTime now);

}  // namespace parley
