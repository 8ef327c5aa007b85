#pragma once
// What the tests of history.get share.

#include "on_both_stores.hpp"

namespace parley {

using Anchor = HistoryGet::Anchor;
using Seqs = std::vector<std::int64_t>;

// The seqs of a page, and what it says lies around them.
inline void expect_page(const nlohmann::json& page, const Seqs& seqs, bool more_before,
                        bool more_after) {
    ASSERT_EQ(page.value("type", ""), "ok") << page;
    Seqs found;
    for (const nlohmann::json& message : page.at("messages"))
        found.push_back(message.at("seq"));
    EXPECT_EQ(found, seqs);
    EXPECT_EQ(page.at("more_before"), more_before);
    EXPECT_EQ(page.at("more_after"), more_after);
}

}  // namespace parley
