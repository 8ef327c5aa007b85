#include "process.hpp"

#include <unistd.h>

#include <fstream>
#include <sstream>
#include <string>

namespace parley::bench {
namespace {

std::string proc(int pid, const char* file) { return "/proc/" + std::to_string(pid) + '/' + file; }

}  // namespace

Memory memory_of(int pid) {
    Memory memory;
    if (pid == 0) return memory;
    std::ifstream status(proc(pid, "status"));
    for (std::string line; std::getline(status, line);) {
        std::istringstream fields(line);
        std::string name;
        std::int64_t kibibytes = 0;
        fields >> name >> kibibytes;
        if (name == "VmRSS:") memory.resident_bytes = kibibytes * 1024;
        if (name == "RssAnon:") memory.anonymous_bytes = kibibytes * 1024;
    }
    return memory;
}

double cpu_seconds(int pid) {
    if (pid == 0) return 0;
    std::ifstream file(proc(pid, "stat"));
    std::string stat;
    std::getline(file, stat);
    // The name in parentheses may hold anything; utime and stime are the 12th and 13th behind it.
    const std::size_t name_end = stat.rfind(')');
    if (name_end == std::string::npos) return 0;
    std::istringstream fields(stat.substr(name_end + 1));
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace parley::bench
