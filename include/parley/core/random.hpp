#pragma once
#include <array>
#include <cstddef>
#include <cstdint>

namespace parley {

// Unpredictable bytes. Injected, so that a simulation can be repeated from its seed.
class Random {
  public:
    virtual ~Random() = default;
    virtual void fill(void* out, std::size_t bytes) = 0;

    template <std::size_t N>
    std::array<unsigned char, N> bytes() {
        std::array<unsigned char, N> out;
        fill(out.data(), N);
        return out;
    }
    std::uint64_t number() {
        std::uint64_t out = 0;
        fill(&out, sizeof out);
        return out;
    }
};

// From the kernel, in blocks of 4 KiB, so that a salt costs no system call. One thread.
class SystemRandom final : public Random {
  public:
    void fill(void* out, std::size_t bytes) override;

  private:
    std::array<unsigned char, 4096> block_{};
    std::size_t used_ = sizeof block_;
};

}  // namespace parley
