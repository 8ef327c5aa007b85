#include "router_model.hpp"

namespace parley {

using model::error;
using model::field;
using model::unchanged;

Outcome RouterModel::write(UserId actor, const ConversationSettings& request) {
    if (request.log.self) {
        const bool is_on = !discreet_.contains(actor);
        if (request.read_receipts.value_or(is_on) == is_on) return unchanged();
        if (is_on) {
            discreet_.insert(actor);
        } else {
            discreet_.erase(actor);
        }
        changed_users_.emplace_back(actor, user_revs_[actor]);
        return log_self(actor, EntryKind::self_settings, actor);
    }
    const ConversationId id = request.log.conversation;
    if (auto refusal = refuse(actor, id, May::read)) return *refusal;
    const auto all = [](const Personal& of) {
        return std::tie(of.muted_until, of.pinned, of.marked_unread, of.draft);
    };
    const auto kept = personals_.find({actor, id});
    const Personal before = kept == personals_.end() ? Personal{} : kept->second;
    Personal after = before;
    after.muted_until = request.muted_until.value_or(before.muted_until);
    after.pinned = request.pinned.value_or(before.pinned);
    after.marked_unread = request.marked_unread.value_or(before.marked_unread);
    after.draft = request.draft.value_or(before.draft);
    if (all(after) == all(before)) return unchanged();
    personals_[{actor, id}] = after;
    return log_self(actor, EntryKind::self_settings, actor);
}

Outcome RouterModel::write(UserId actor, const UserBlock& request) {
    if (request.user == actor) return field("user");
    if (!users_.contains(request.user)) return error(ErrorCode::not_found);
    const std::pair pair(actor, request.user);
    if (blocks_.contains(pair) == request.on) return unchanged();
    if (request.on) {
        blocks_.insert(pair);
    } else {
        blocks_.erase(pair);
    }
    return log_self(actor, EntryKind::self_blocked, actor);
}

Outcome RouterModel::write(UserId actor, const UserUpdate& request) {
    std::string& name = display_names_[actor];
    WriteOk ok = unchanged();
    if (request.display_name && *request.display_name != name) {
        name = *request.display_name;
        changed_users_.emplace_back(actor, ++user_revs_[actor]);
        ok = log_self(actor, EntryKind::self_profile, actor);
    }
    ok.user = "{}";
    return ok;
}

Outcome RouterModel::write(UserId actor, const DeviceRename& request) {
    const auto device = devices_.find(request.device);
    if (device == devices_.end() || device->second.first != actor) {
        return error(ErrorCode::not_found);
    }
    if (device->second.second == request.name) return unchanged();
    device->second.second = request.name;
    return log_self(actor, EntryKind::self_device_updated, actor);
}

Outcome RouterModel::write(UserId actor, const DeviceRevoke& request) {
    const DeviceId present = sessions_.at(session_).device;
    if (!request.others) {
        const auto device = devices_.find(request.device);
        if (device == devices_.end() || device->second.first != actor) {
            return error(ErrorCode::not_found);
        }
    }
    WriteOk ok = unchanged();
    for (auto next = sessions_.begin(); next != sessions_.end();) {
        const auto session = next++;
        const DeviceId device = session->second.device;
        if (session->second.user != actor) continue;
        if (request.others ? device == present : device != request.device) continue;
        const bool is_first = !ok.rev;
        end_session(session);
        if (!is_first) continue;
        ok = WriteOk{};
        ok.rev = made_.back().rev;
        ok.time = now_;
    }
    return ok;
}

}  // namespace parley
