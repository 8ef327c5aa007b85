#pragma once
// How sessions end, by whatever command.

#include <vector>

#include "log_writer.hpp"
#include "row_cache.hpp"

namespace parley {

// The account's devices with a live session, ascending, each once.
std::vector<DeviceId> signed_in_devices(Store& store, UserId user);
void end_session(RowCache& rows, LogWriter& log, const SessionRow& session, bool disabled);
// Ends every session of that device. The entry that says so is the caller's to make.
void sign_out(Store& store, RowCache& rows, LogWriter& log, UserId user, DeviceId device,
              bool disabled);

}  // namespace parley
