#pragma once
#include <cstring>
#include <random>

#include "parley/core/random.hpp"

namespace parley {

// The same bytes for the same seed.
class ManualRandom final : public Random {
  public:
    explicit ManualRandom(std::uint64_t seed = 1) : engine_(seed) {}

    void fill(void* out, std::size_t bytes) override {
        auto* next = static_cast<unsigned char*>(out);
        while (bytes > 0) {
            const std::uint64_t number = engine_();
            const std::size_t part = bytes < sizeof number ? bytes : sizeof number;
            std::memcpy(next, &number, part);
            next += part;
            bytes -= part;
        }
    }

  private:
    std::mt19937_64 engine_;
};

}  // namespace parley
