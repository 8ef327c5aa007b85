#include "rules.hpp"

#include <fmt/format.h>

#include "formats.hpp"

namespace parley {

std::vector<BrokenRule> broken_rules(const Config& config) {
    const LimitsConfig& limits = config.limits;
    const HeartbeatConfig& heartbeat = config.heartbeat;
    std::vector<BrokenRule> broken;

    // A connection must have time to answer the ping that it was sent.
    if (heartbeat.timeout <= heartbeat.interval) {
        broken.push_back(
            {"heartbeat.timeout", "heartbeat.interval",
             fmt::format("heartbeat.timeout ({}) must be above heartbeat.interval ({})",
                         format_duration(heartbeat.timeout), format_duration(heartbeat.interval))});
    }
    // A text travels in a frame, together with the rest of its request.
    if (limits.text_bytes >= limits.frame_bytes) {
        broken.push_back(
            {"limits.text_bytes", "limits.frame_bytes",
             fmt::format("limits.text_bytes ({}) must be below limits.frame_bytes ({})",
                         format_bytes(limits.text_bytes), format_bytes(limits.frame_bytes))});
    }
    // What comes in as one frame goes out to every member as one.
    if (limits.outbox_bytes < limits.frame_bytes) {
        broken.push_back(
            {"limits.outbox_bytes", "limits.frame_bytes",
             fmt::format("limits.outbox_bytes ({}) must be at least limits.frame_bytes ({})",
                         format_bytes(limits.outbox_bytes), format_bytes(limits.frame_bytes))});
    }
    return broken;
}

}  // namespace parley
