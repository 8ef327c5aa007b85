#pragma once
// Full-text search over FakeState: what FTS5 finds, for the expressions that parley_text makes.

#include <cstdint>
#include <string_view>
#include <vector>

#include "support/fake_snapshot.hpp"

namespace parley {

std::vector<SearchHit> search_fake_state(const FakeState& state, std::string_view expression,
                                         std::int64_t before_pos, std::int64_t limit);

}  // namespace parley
