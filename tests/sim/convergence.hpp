#pragma once
#include <cstdint>
#include <string>

#include "support/test_server.hpp"

namespace parley::test {

// One run of the simulation on a running server: six users with three devices each do random things
// through a proxy that cuts their connections. In the end every device shows what a fresh client of
// its account shows, and the server's figures are those that follow from what is shown. Throws
// TestFailure that says what does not agree.
void devices_converge(const TestServer& server, std::uint64_t seed);

}  // namespace parley::test
