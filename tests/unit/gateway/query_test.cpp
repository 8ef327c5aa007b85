#include "query.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(QueryTest, MembersAreDecoded) {
    const auto query = parse_query("/v1/admin/users?query=m%C3%A9i+li&limit=20&empty=&flag");
    ASSERT_TRUE(query);
    EXPECT_EQ(*query, (Query{{"query", "méi li"}, {"limit", "20"}, {"empty", ""}, {"flag", ""}}));
}

TEST(QueryTest, ATargetWithoutAQueryHasNone) {
    EXPECT_EQ(parse_query("/v1/admin/users"), Query{});
    EXPECT_EQ(parse_query("/v1/admin/users?"), Query{});
    EXPECT_EQ(parse_query("/v1/admin/users?&&"), Query{});
}

TEST(QueryTest, OfMembersWithOneNameTheFirstCounts) {
    EXPECT_EQ(parse_query("/?a=1&a=2"), (Query{{"a", "1"}}));
}

TEST(QueryTest, ABrokenEscapeIsNoQuery) {
    for (const char* target : {"/?a=%", "/?a=%4", "/?a=%zz", "/?%g0=1", "/?a=b%"}) {
        EXPECT_FALSE(parse_query(target)) << target;
    }
    EXPECT_EQ(parse_query("/?a=%41"), (Query{{"a", "A"}}));
}

}  // namespace
}  // namespace parley
