// Precompiled for the tests of modules without sockets.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "std.hpp"
