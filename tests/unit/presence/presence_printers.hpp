#pragma once
#include <ostream>

#include "parley/core/terms.hpp"
#include "parley/presence/presence.hpp"

namespace parley {

inline void PrintTo(const Presence& presence, std::ostream* out) {
    *out << "user " << presence.user.value << ' ' << name_of(presence.state);
    if (presence.last_seen) *out << " since " << *presence.last_seen;
    *out << ", rev " << presence.user_rev;
}

}  // namespace parley
