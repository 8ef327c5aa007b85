#pragma once
#include <memory>

#include "parley/config/config.hpp"

namespace spdlog {
class logger;
}

namespace parley {

// Writes `event key=value …` to standard error: as text with the time in front, or as one JSON
// object a line. Never what people write, nor tokens or passwords.
std::shared_ptr<spdlog::logger> make_logger(const LogConfig& config);

}  // namespace parley
