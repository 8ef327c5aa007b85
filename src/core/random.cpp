#include "parley/core/random.hpp"

#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <cstring>

namespace parley {

void SystemRandom::fill(void* out, std::size_t bytes) {
    if (bytes > sizeof block_) {
        randombytes_buf(out, bytes);
        return;
    }
    if (used_ + bytes > sizeof block_) {
        randombytes_buf(block_.data(), sizeof block_);
        used_ = 0;
    }
    std::memcpy(out, block_.data() + used_, bytes);
    sodium_memzero(block_.data() + used_, bytes);
    used_ += bytes;
}

}  // namespace parley
