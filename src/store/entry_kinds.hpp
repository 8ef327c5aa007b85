#pragma once
#include <cstdint>

namespace parley {

// Whether a stored number names a kind of entry that this build knows.
bool is_entry_kind(std::int64_t number);

}  // namespace parley
