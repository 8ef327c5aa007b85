#include "answers.hpp"

#include <algorithm>
#include <charconv>

namespace parley {

std::int64_t floor_rev_of(const Membership& membership) {
    return std::max(membership.conversation.floor_rev, membership.member.floor_rev);
}

std::int64_t floor_seq_of(const Membership& membership) {
    return std::max(membership.conversation.floor_seq, membership.member.floor_seq);
}

std::variant<Membership, ProtocolError> readable_conversation(const Asker& asker,
                                                              ConversationId conversation) {
    return permitted_conversation(asker, conversation, Action::read);
}

std::variant<Membership, ProtocolError> permitted_conversation(const Asker& asker,
                                                               ConversationId conversation,
                                                               Action action) {
    auto row = asker.snapshot.conversation(conversation);
    if (!row) return not_found("conversation");
    auto member = asker.snapshot.member(conversation, asker.user);
    const Verdict verdict = decide(action, *row, member);
    if (!member || verdict == Verdict::not_found) return not_found("conversation");
    switch (verdict) {
        case Verdict::allowed:
        case Verdict::not_found:
            break;
        case Verdict::need_admin:
            return forbidden("admin");
        case Verdict::need_owner:
            return forbidden("owner");
        case Verdict::blocked:
        case Verdict::impossible:
            return make_error(ErrorCode::bad_state, "A conversation of this kind has none.");
    }
    return Membership{std::move(*row), std::move(*member)};
}

ProtocolError strange_token(std::string_view field) {
    return bad_field(field, "It is not a token that this server gave.");
}

std::optional<std::int64_t> parse_pos_token(std::string_view token) {
    std::int64_t pos = 0;
    const char* end = token.data() + token.size();
    const auto [rest, error] = std::from_chars(token.data(), end, pos);
    if (error != std::errc() || rest != end || pos <= 0 || pos > kForEver) return std::nullopt;
    return pos;
}

ProtocolError gone_message() {
    return make_error(ErrorCode::gone, "The message was deleted, or lies below what can be read.");
}

std::variant<UserId, ProtocolError> place_behind(const Asker& asker,
                                                 const std::optional<std::string>& after) {
    if (!after) return UserId();
    const UserId user = asker.ids.user(*after);
    if (!user) return strange_token("after");
    return user;
}

}  // namespace parley
