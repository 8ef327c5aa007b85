#pragma once
// A TCP proxy that breaks what goes through it: each connection ends after some number of bytes, in
// the middle of a frame if it so happens.

#include <cstdint>
#include <memory>

namespace parley::test {

class CuttingProxy {
  public:
    // The same seed cuts the same numbers of bytes.
    CuttingProxy(std::uint16_t server_port, std::uint64_t seed);
    ~CuttingProxy();
    CuttingProxy(const CuttingProxy&) = delete;
    CuttingProxy& operator=(const CuttingProxy&) = delete;

    std::uint16_t port() const;
    int connections() const;  // until now

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace parley::test
