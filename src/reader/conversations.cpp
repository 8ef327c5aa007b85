#include <algorithm>
#include <charconv>

#include "answers.hpp"

namespace parley {
namespace {

constexpr std::int64_t kMembersShown = 100;

// Where an item stands in the list: newest first.
struct Place {
    WallTime active = 0;
    ConversationId conversation;

    bool comes_before(const Place& other) const {
        if (active != other.active) return active > other.active;
        return conversation < other.conversation;
    }
};

Place place_of(const MembershipHead& one) {
    const bool by_message = one.head.seq >= one.floor_seq;
    return {by_message ? one.head.message_time : one.joined_time, one.conversation};
}

// The token is the place of the last item sent, so it is good as long as the conversation's id,
// whatever has moved meanwhile: `1790000000000.c_…`.
std::string token_of(const Place& place, const IdCodec& ids) {
    return std::to_string(place.active) + '.' + ids.encode(place.conversation);
}

std::optional<Place> parse_token(std::string_view token, const IdCodec& ids) {
    Place place;
    const char* end = token.data() + token.size();
    const auto [rest, error] = std::from_chars(token.data(), end, place.active);
    if (error != std::errc() || rest == end || *rest != '.') return std::nullopt;
    place.conversation =
        ids.conversation(token.substr(static_cast<std::size_t>(rest - token.data()) + 1));
    if (!place.conversation) return std::nullopt;
    return place;
}

// All places behind `after`, of which the first `wanted` are in order.
std::vector<Place> places_behind(const Asker& asker, const std::optional<Place>& after,
                                 std::int64_t wanted) {
    std::vector<Place> places;
    for (const MembershipHead& one : asker.snapshot.membership_heads(asker.user, -1)) {
        const Place place = place_of(one);
        if (!after || after->comes_before(place)) places.push_back(place);
    }
    const auto middle = places.begin() + std::min<std::int64_t>(wanted, std::ssize(places));
    std::partial_sort(places.begin(), middle, places.end(),
                      [](const Place& one, const Place& other) { return one.comes_before(other); });
    return places;
}

}  // namespace

Refusal write_answer(const Asker& asker, const ConversationList& request, JsonWriter& out) {
    std::optional<Place> after;
    if (request.after) {
        after = parse_token(*request.after, asker.ids);
        if (!after) return strange_token("after");
    }
    // The order needs the numbers of all of them; the rest is read for the page alone.
    const std::vector<Place> places = places_behind(asker, after, request.limit);
    const auto wanted = std::min(places.size(), static_cast<std::size_t>(request.limit));

    const std::size_t start = out.out().size();
    std::size_t written = 0;
    out.key("conversations").begin_array();
    for (; written < wanted && out.out().size() - start < kPageBytes; ++written) {
        auto found = readable_conversation(asker, places[written].conversation);
        const auto* one = std::get_if<Membership>(&found);
        if (!one) continue;
        out.begin_object();
        write_item_members(asker, *one, out);
        out.end_object();
    }
    out.end_array();
    if (written > 0 && written < places.size()) {
        out.key("next").string(token_of(places[written - 1], asker.ids));
    }
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const ConversationGet& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    const auto& membership = std::get<Membership>(found);
    write_item_members(asker, membership, out);

    out.key("members").begin_array();
    for (const MemberRow& member :
         asker.snapshot.members(request.conversation, UserId(), kMembersShown)) {
        out.begin_object().key("user");
        write_id(out, member.user, asker.ids);
        out.key("role").string(name_of(member.role));
        if (member.muted_until > asker.now) out.key("muted_until").integer(member.muted_until);
        out.end_object();
    }
    out.end_array();
    out.key("pins").begin_array();
    for (const PinRow& pin : asker.snapshot.pins(request.conversation)) {
        if (pin.seq >= floor_seq_of(membership)) out.integer(pin.seq);
    }
    out.end_array();
    return std::nullopt;
}

}  // namespace parley
