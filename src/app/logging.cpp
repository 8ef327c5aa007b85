#include "parley/app/logging.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

// %J: the line's text as a JSON string, since a pattern does not escape.
class JsonTextFlag final : public spdlog::custom_flag_formatter {
  public:
    void format(const spdlog::details::log_msg& message, const std::tm&,
                spdlog::memory_buf_t& out) override {
        std::string text;
        append_json_string(text, {message.payload.data(), message.payload.size()});
        out.append(text.data(), text.data() + text.size());
    }
    std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<JsonTextFlag>();
    }
};

spdlog::level::level_enum level_of(LogConfig::Level level) {
    switch (level) {
        case LogConfig::Level::trace:
            return spdlog::level::trace;
        case LogConfig::Level::debug:
            return spdlog::level::debug;
        case LogConfig::Level::info:
            return spdlog::level::info;
        case LogConfig::Level::warn:
            return spdlog::level::warn;
        case LogConfig::Level::error:
            return spdlog::level::err;
        case LogConfig::Level::off:
            return spdlog::level::off;
    }
    return spdlog::level::info;
}

}  // namespace

std::shared_ptr<spdlog::logger> make_logger(const LogConfig& config) {
    auto log = std::make_shared<spdlog::logger>("parley",
                                                std::make_shared<spdlog::sinks::stderr_sink_mt>());
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    if (config.format == LogConfig::Format::json) {
        formatter->add_flag<JsonTextFlag>('J').set_pattern(
            R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","text":%J})");
    } else {
        formatter->set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v");
    }
    log->set_formatter(std::move(formatter));
    log->set_level(level_of(config.level));
    log->flush_on(spdlog::level::info);
    return log;
}

}  // namespace parley
