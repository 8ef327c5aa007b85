#pragma once
// How memberships begin and end, whatever request led to it.

#include <cstdint>
#include <vector>

#include "write_turn.hpp"

namespace parley {

bool has_room_for(const WriteTurn& turn, const ConversationRow& group, std::size_t count);

// Adds users who are no members yet, with one entry that carries the request, and `joined` in each
// one's `self`. What they asked for in join requests is done by that. Whoever comes into an empty
// group becomes its owner. `invite`: the rev of the invitation link that led here.
Numbered admit(WriteTurn& turn, CachedConversation& group, std::vector<UserId> users,
               std::optional<std::int64_t> invite = {});

// Removes members, with one entry, which carries the request if it is its `first`, and `left` in
// each one's `self`. What was theirs there goes with them.
Numbered expel(WriteTurn& turn, CachedConversation& group, std::vector<UserId> users, bool first);

// Gives the role and says so, in an entry that carries the request if it is its `first`.
Numbered give_role(WriteTurn& turn, CachedConversation& group, const MemberRow& member, Role role,
                   bool first);

}  // namespace parley
