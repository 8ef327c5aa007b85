#include "parley/text/search_key.hpp"

#include <gtest/gtest.h>

namespace parley {
namespace {

TEST(SearchKeyTest, NamesLoseCaseDiacriticsAndWidth) {
    EXPECT_EQ(search_key("Jürgen Müller"), "jurgen muller");
    EXPECT_EQ(search_key("ＭＥＩ"), "mei");
    EXPECT_EQ(search_key("İpek Işık"), "ipek isik");
    EXPECT_EQ(search_key("北京 Runners"), "北京 runners");
}

TEST(SearchKeyTest, WhiteSpaceIsFoldedAndCutOffAtTheEnds) {
    EXPECT_EQ(search_key("  a \t\n\u3000 b\u00a0"), "a b");
    EXPECT_EQ(search_key(" \n"), "");
    EXPECT_EQ(search_key(""), "");
}

TEST(SearchKeyTest, WhatIsNoLetterStays) { EXPECT_EQ(search_key("C++ & Go! 🎉"), "c++ & go! 🎉"); }

// A prefix is folded like the whole, so it is found byte by byte.
TEST(SearchKeyTest, TheKeyOfABeginningIsTheBeginningOfTheKey) {
    const std::string whole = search_key("Éloïse O'Neill");
    for (const char* prefix : {"e", "É", "ELO", "éloï", "Éloïse o"})
        EXPECT_TRUE(whole.starts_with(search_key(prefix))) << prefix;
}

}  // namespace
}  // namespace parley
