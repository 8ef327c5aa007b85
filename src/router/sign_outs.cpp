#include "sign_outs.hpp"

#include <algorithm>

namespace parley {

std::vector<DeviceId> signed_in_devices(Store& store, UserId user) {
    std::vector<DeviceId> devices;
    for (const SessionRow& session : store.sessions(user))
        devices.push_back(session.device);
    std::sort(devices.begin(), devices.end());
    devices.erase(std::unique(devices.begin(), devices.end()), devices.end());
    return devices;
}

void end_session(RowCache& rows, LogWriter& log, const SessionRow& session, bool disabled) {
    rows.remove_session(session.id);
    log.batch().ended_sessions.push_back(
        {.session = session.id, .user = session.user, .disabled = disabled});
}

void sign_out(Store& store, RowCache& rows, LogWriter& log, UserId user, DeviceId device,
              bool disabled) {
    for (const SessionRow& session : store.sessions(user)) {
        if (session.device == device) end_session(rows, log, session, disabled);
    }
}

}  // namespace parley
