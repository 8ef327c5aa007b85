#pragma once

#include <filesystem>
#include <string>

namespace parley {

struct FileText {
    std::string text;
    std::string error;  // why it could not be read; empty if it was
};

// The whole file; pipes too. Refuses directories, and what is far too large for a configuration.
FileText read_file(const std::filesystem::path& path);

}  // namespace parley
