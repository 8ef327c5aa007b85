#include <algorithm>
#include <charconv>

#include "answers.hpp"
#include "parley/router/access.hpp"

namespace parley {
namespace {

constexpr std::int64_t kMentionsMax = 100;
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

bool has_readable_message(const Membership& one) {
    return one.conversation.head.seq >= floor_seq_of(one);
}

Place place_of(const Membership& one) {
    const bool by_message = has_readable_message(one);
    return {by_message ? one.conversation.head.message_time : one.member.joined_time,
            one.conversation.id};
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

// ---- One item ----

void write_kind(const Asker& asker, const ConversationRow& row, JsonWriter& out) {
    out.key("kind").string(name_of(row.kind));
    if (row.kind == ConversationKind::direct) {
        out.key("peer");
        write_id(out, row.direct_low == asker.user ? row.direct_high : row.direct_low, asker.ids);
        return;
    }
    out.key("title").string(row.title);
    if (row.topic) out.key("topic").string(*row.topic);
    out.key("history").string(name_of(row.history));
    out.key("post").string(name_of(row.post));
    out.key("invite").string(name_of(row.invite));
}

void write_unread(const Asker& asker, const Membership& one, JsonWriter& out) {
    const std::int64_t read_seq = one.member.read_seq;
    const std::int64_t unread = std::max<std::int64_t>(0, one.conversation.head.seq - read_seq);
    std::vector<std::int64_t> mentions;
    if (unread > 0) {
        mentions =
            asker.snapshot.mention_seqs(one.conversation.id, asker.user,
                                        std::max(read_seq, floor_seq_of(one) - 1), kMentionsMax);
    }
    out.key("read_seq").integer(read_seq).key("unread").integer(unread);
    out.key("mentions").integer(static_cast<std::int64_t>(mentions.size()));
    out.key("mention_seqs").begin_array();
    for (const std::int64_t seq : mentions)
        out.integer(seq);
    out.end_array();
}

// The members of an item, without its braces. Mutes, pins and archiving are not kept yet: the
// requests that set them are unknown to this server.
void write_item_members(const Asker& asker, const Membership& one, JsonWriter& out) {
    const ConversationRow& row = one.conversation;
    out.key("conversation");
    write_id(out, row.id, asker.ids);
    write_kind(asker, row, out);
    out.key("role").string(name_of(one.member.role));
    out.key("head_seq").integer(row.head.seq).key("head_rev").integer(row.head.rev);
    out.key("floor_seq").integer(floor_seq_of(one)).key("floor_rev").integer(floor_rev_of(one));
    write_unread(asker, one, out);
    out.key("active").integer(place_of(one).active);
    if (has_readable_message(one)) {
        if (const auto last = asker.snapshot.message(row.id, row.head.seq)) {
            out.key("last");
            write_message(out, *last, asker.ids);
        }
    }
    out.key("muted").boolean(false).key("pinned").boolean(false).key("archived").boolean(false);
    out.key("members_count").integer(row.members_count);
}

}  // namespace

std::int64_t floor_rev_of(const Membership& membership) {
    return std::max(membership.conversation.floor_rev, membership.member.floor_rev);
}

std::int64_t floor_seq_of(const Membership& membership) {
    return std::max(membership.conversation.floor_seq, membership.member.floor_seq);
}

std::variant<Membership, ProtocolError> readable_conversation(const Asker& asker,
                                                              ConversationId conversation) {
    auto row = asker.snapshot.conversation(conversation);
    if (!row) return not_found("conversation");
    auto member = asker.snapshot.member(conversation, asker.user);
    if (decide(Action::read, *row, member) != Verdict::allowed || !member) {
        return not_found("conversation");
    }
    return Membership{std::move(*row), std::move(*member)};
}

Refusal write_answer(const Asker& asker, const ConversationList& request, JsonWriter& out) {
    std::optional<Place> after;
    if (request.after) {
        after = parse_token(*request.after, asker.ids);
        if (!after) return bad_field("after", "It is not a token that this server gave.");
    }
    // The order needs no look-ups but this one; what an item holds besides is read for the page.
    const std::vector<Membership> all = asker.snapshot.memberships(asker.user);
    std::vector<const Membership*> page;
    for (const Membership& one : all) {
        if (!after || after->comes_before(place_of(one))) page.push_back(&one);
    }
    const auto wanted = std::min(page.size(), static_cast<std::size_t>(request.limit));
    std::partial_sort(page.begin(), page.begin() + static_cast<std::ptrdiff_t>(wanted), page.end(),
                      [](const Membership* one, const Membership* other) {
                          return place_of(*one).comes_before(place_of(*other));
                      });

    const std::size_t start = out.out().size();
    std::size_t written = 0;
    out.key("conversations").begin_array();
    for (; written < wanted && out.out().size() - start < kPageBytes; ++written) {
        out.begin_object();
        write_item_members(asker, *page[written], out);
        out.end_object();
    }
    out.end_array();
    if (written > 0 && written < page.size()) {
        out.key("next").string(token_of(place_of(*page[written - 1]), asker.ids));
    }
    return std::nullopt;
}

Refusal write_answer(const Asker& asker, const ConversationGet& request, JsonWriter& out) {
    auto found = readable_conversation(asker, request.conversation);
    if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    write_item_members(asker, std::get<Membership>(found), out);

    out.key("members").begin_array();
    for (const MemberRow& member :
         asker.snapshot.members(request.conversation, UserId(), kMembersShown)) {
        out.begin_object().key("user");
        write_id(out, member.user, asker.ids);
        out.key("role").string(name_of(member.role)).end_object();
    }
    out.end_array();
    return std::nullopt;
}

}  // namespace parley
