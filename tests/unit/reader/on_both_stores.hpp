#pragma once
// Runs a test on the fake state and on a real database: TEST_P(X, …) with class X : OnBothStores,
// and PARLEY_ON_BOTH_STORES(X) once.

#include <gtest/gtest.h>

#include "world.hpp"

namespace parley {

class OnBothStores : public testing::TestWithParam<Backend> {
  protected:
    World world{GetParam()};
};

}  // namespace parley

#define PARLEY_ON_BOTH_STORES(Suite)                                                        \
    INSTANTIATE_TEST_SUITE_P(                                                               \
        Stores, Suite, testing::Values(::parley::Backend::fake, ::parley::Backend::sqlite), \
        [](const auto& one) { return one.param == ::parley::Backend::fake ? "Fake" : "Sqlite"; })
