#include "support/frame_log.hpp"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>

#include "support/json.hpp"

namespace parley::test {
namespace {

class FrameLog {
  public:
    explicit FrameLog(const char* folder) {
        if (folder == nullptr || *folder == '\0') return;
        std::filesystem::create_directories(folder);
        file_.open(
            std::filesystem::path(folder) / ("frames-" + std::to_string(::getpid()) + ".jsonl"),
            std::ios::app);
    }
    void write(const nlohmann::json& record) {
        if (!file_.is_open()) return;
        const std::lock_guard lock(mutex_);
        // Tests send broken UTF-8 on purpose.
        file_ << record.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
    }
    bool is_on() const { return file_.is_open(); }

  private:
    std::mutex mutex_;
    std::ofstream file_;
};

FrameLog& the_log() {
    static FrameLog log(std::getenv("PARLEY_FRAMES_DIR"));
    return log;
}

}  // namespace

std::string new_frame_log_connection() {
    static std::atomic<int> count = 0;
    return std::to_string(::getpid()) + '-' + std::to_string(++count);
}

void log_frame(const std::string& connection, std::string_view direction, std::string_view text) {
    if (!the_log().is_on()) return;
    the_log().write({{"connection", connection}, {"direction", direction}, {"text", text}});
}

}  // namespace parley::test
