#pragma once
// On in every build: a broken invariant of ours stops the process with its place, rather than going
// on with wrong state. Never used on input.

namespace parley {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}

#define PARLEY_ASSERT(condition) \
    ((condition) ? void(0) : ::parley::assertion_failed(#condition, __FILE__, __LINE__))
