#include <algorithm>

#include "answers.hpp"

namespace parley {
namespace {

struct Receipt {
    bool read = false;  // as far as it may be told
    bool delivered = false;
};

Receipt receipt_of(const Asker& asker, const MemberRow& member, const Entry& message,
                   bool asker_tells) {
    const bool has_read = member.read_seq >= message.seq;
    bool has_received = has_read;
    if (!has_received) {
        const auto devices = asker.snapshot.devices(member.user);
        has_received = std::any_of(devices.begin(), devices.end(), [&](const DeviceRow& device) {
            return device.delivered_pos >= message.pos;
        });
    }
    bool may_tell = false;
    if (has_read && asker_tells) {
        const auto user = asker.snapshot.user(member.user);
        may_tell = user && user->read_receipts;
    }
    return {may_tell, has_received};
}

void write_users(JsonWriter& out, std::string_view name, const std::vector<UserId>& users,
                 const IdCodec& ids) {
    out.key(name).begin_array();
    for (const UserId user : users)
        write_id(out, user, ids);
    out.end_array();
}

}  // namespace

Refusal write_answer(const Asker& asker, const ReceiptList& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    if (membership.conversation.members_count > asker.options.small_group) {
        return make_error(ErrorCode::unsupported,
                          "The conversation has too many members; see member.list.");
    }
    if (request.seq > membership.conversation.head.seq) {
        return bad_field("seq", "There is no message with this number yet.");
    }
    if (request.seq < floor_seq_of(membership)) return gone_message();
    const auto message = asker.snapshot.message(request.conversation, request.seq);
    if (!message) return gone_message();
    const auto asker_row = asker.snapshot.user(asker.user);
    const bool asker_tells = asker_row && asker_row->read_receipts;

    std::vector<UserId> read;
    std::vector<UserId> delivered;
    for (const MemberRow& member :
         asker.snapshot.members(request.conversation, UserId(), asker.options.small_group)) {
        // Whoever came later and may not see it has not read it, though the cursor lies behind it.
        if (member.user == message->by || member.floor_seq > message->seq) continue;
        const Receipt receipt = receipt_of(asker, member, *message, asker_tells);
        if (receipt.read) read.push_back(member.user);
        if (receipt.delivered) delivered.push_back(member.user);
    }
    write_users(out, "read", read, asker.ids);
    write_users(out, "delivered", delivered, asker.ids);
    return std::nullopt;
}

}  // namespace parley
