#pragma once
// What the scripted clients send and receive, for the check against the JSON Schemas: where the
// environment names a folder in PARLEY_FRAMES_DIR, each frame becomes a line there. Else nothing.

#include <cstdint>
#include <string>
#include <string_view>

namespace parley::test {

// A new connection's name, unlike any other's of this run.
std::string new_frame_log_connection();
// Any thread. `direction` is `sent`, `received`, or `raw`: bytes were sent in which there may be
// any frames.
void log_frame(const std::string& connection, std::string_view direction, std::string_view text);

}  // namespace parley::test
