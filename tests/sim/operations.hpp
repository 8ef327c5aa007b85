#pragma once
// What the people of the simulation do, drawn by lot.

#include <random>
#include <string>
#include <vector>

#include "sim_device.hpp"

namespace parley::test {

// What all of them know of each other.
struct SimWorld {
    std::vector<std::string> users;   // u_…
    std::vector<std::string> groups;  // c_…
};

class Operations {
  public:
    Operations(const SimWorld& world, std::mt19937_64& random) : world_(world), random_(random) {}

    // Has the device ask for something that its view makes plausible; often enough it is refused.
    void one(SimDevice& device);

  private:
    std::size_t below(std::size_t bound) { return random_() % bound; }
    bool chance(std::size_t percent) { return below(100) < percent; }
    const std::string& any_user() { return world_.users[below(world_.users.size())]; }
    Json any_mentions();
    // A message that the device may see, mostly a new one.
    std::int64_t any_seq(const SimDevice& device, const std::string& conversation);
    void write(SimDevice& device, const Json& at);
    void change(SimDevice& device, const Json& at);
    void read(SimDevice& device, const Json& at);
    void set(SimDevice& device, const Json& at);
    void run_group(SimDevice& device);
    void run_account(SimDevice& device);

    const SimWorld& world_;
    std::mt19937_64& random_;
    int texts_ = 0;
};

}  // namespace parley::test
