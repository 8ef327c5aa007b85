#include "entry_kinds.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "parley/core/assert.hpp"
#include "parley/store/rows.hpp"

namespace parley {
namespace {

struct KindName {
    EntryKind kind;
    std::string_view name;
};

constexpr KindName kKindNames[] = {
    {EntryKind::message, "message"},
    {EntryKind::message_edited, "message.edited"},
    {EntryKind::message_deleted, "message.deleted"},
    {EntryKind::message_reacted, "message.reacted"},
    {EntryKind::conversation_created, "conversation.created"},
    {EntryKind::conversation_updated, "conversation.updated"},
    {EntryKind::member_added, "member.added"},
    {EntryKind::member_removed, "member.removed"},
    {EntryKind::member_role, "member.role"},
    {EntryKind::message_pinned, "message.pinned"},
    {EntryKind::member_muted, "member.muted"},
    {EntryKind::member_banned, "member.banned"},
    {EntryKind::join_requested, "join.requested"},
    {EntryKind::join_declined, "join.declined"},
    {EntryKind::invite_created, "invite.created"},
    {EntryKind::invite_revoked, "invite.revoked"},
    {EntryKind::self_read, "read"},
    {EntryKind::self_settings, "settings"},
    {EntryKind::self_joined, "joined"},
    {EntryKind::self_left, "left"},
    {EntryKind::self_device_added, "device.added"},
    {EntryKind::self_device_updated, "device.updated"},
    {EntryKind::self_device_revoked, "device.revoked"},
    {EntryKind::self_profile, "profile"},
    {EntryKind::self_password, "password"},
    {EntryKind::self_thread, "thread"},
    {EntryKind::self_blocked, "blocked"},
    {EntryKind::self_declined, "declined"},
};

}  // namespace

bool is_entry_kind(std::int64_t number) {
    return std::any_of(std::begin(kKindNames), std::end(kKindNames), [number](const KindName& k) {
        return static_cast<std::int64_t>(k.kind) == number;
    });
}

std::string_view name_of(EntryKind kind) {
    for (const KindName& known : kKindNames) {
        if (known.kind == kind) return known.name;
    }
    PARLEY_ASSERT(!"an entry kind without a name");
    return {};
}

std::string_view name_of(ConversationKind kind) {
    return kind == ConversationKind::direct ? "direct" : "group";
}

}  // namespace parley
