#pragma once
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

namespace parley {

// The daemon does not run (or is not ours to ask).
class NoDaemon : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

// Asks the running daemon over its socket in the data directory. Each call is one connection.
class ControlClient {
  public:
    explicit ControlClient(std::filesystem::path data_dir) : data_dir_(std::move(data_dir)) {}

    // The body of the answer. Throws NoDaemon, or std::runtime_error with what the daemon refused.
    std::string request(std::string_view method, std::string_view target,
                        std::string body = {}) const;

  private:
    std::filesystem::path data_dir_;
};

}  // namespace parley
