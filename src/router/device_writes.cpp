// device.rename and device.revoke.

#include <algorithm>

#include "parley/protocol/entry_data.hpp"
#include "sign_outs.hpp"
#include "write_turn.hpp"

namespace parley {
namespace {

std::optional<DeviceRow> own_device(WriteTurn& turn, DeviceId id) {
    std::optional<DeviceRow> device = turn.store.device(id);
    if (device && device->user != turn.actor) device.reset();
    return device;
}

// Those of the request that are signed in.
std::vector<DeviceId> devices_to_revoke(WriteTurn& turn, const DeviceRevoke& request) {
    std::vector<DeviceId> devices = signed_in_devices(turn.store, turn.actor);
    const std::optional<SessionRow> session = turn.store.session(turn.asker.session);
    const DeviceId present = session ? session->device : DeviceId();
    std::erase_if(devices, [&](DeviceId device) {
        return request.others ? device == present : device != request.device;
    });
    return devices;
}

}  // namespace

Decision decide_write(WriteTurn& turn, const DeviceRename& request) {
    std::optional<DeviceRow> device = own_device(turn, request.device);
    if (!device) return not_found("device");
    if (device->name == request.name) return unchanged_ok();
    CachedUser* account = turn.rows.user(turn.actor);
    if (!account) return lookup_failed();
    if (!turn.claim_key(*account)) return KeyTaken{};

    device->name = request.name;
    turn.store.update_device(*device);
    return ok_of(turn.append_self(*account, EntryKind::self_device_updated,
                                  device_updated_data(device->id, device->name, turn.ids)));
}

Decision decide_write(WriteTurn& turn, const DeviceRevoke& request) {
    if (!request.others && !own_device(turn, request.device)) return not_found("device");
    const std::vector<DeviceId> devices = devices_to_revoke(turn, request);
    if (devices.empty()) return unchanged_ok();
    CachedUser* account = turn.rows.user(turn.actor);
    if (!account) return lookup_failed();
    if (!turn.claim_key(*account)) return KeyTaken{};

    WriteOk ok;
    for (const DeviceId device : devices) {
        sign_out(turn.store, turn.rows, turn.log, turn.actor, device, false);
        const std::string data = device_data(device, turn.ids);
        if (ok.rev) {
            turn.note_self(turn.actor, EntryKind::self_device_revoked, data);
        } else {
            ok = ok_of(turn.append_self(*account, EntryKind::self_device_revoked, data));
        }
    }
    return ok;
}

}  // namespace parley
