#pragma once
// The operator's socket, as parleyctl uses it.

#include <filesystem>
#include <string>
#include <string_view>

#include "support/http.hpp"

namespace parley::test {

HttpAnswer control_request(const std::filesystem::path& data_dir, std::string_view method,
                           std::string_view target, std::string body = {});

}  // namespace parley::test
