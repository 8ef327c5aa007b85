#include <algorithm>
#include <array>

#include "request_readers.hpp"

namespace parley {
namespace {

constexpr std::int64_t kHitsMax = 50;  // of one page of message.search

}  // namespace

RequestBody read_message_send(RequestMembers& in) {
    return MessageSend{.idempotency_key = in.idempotency_key(),
                       .conversation = in.conversation(),
                       .text = in.text(),
                       .format = in.format(),
                       .reply_to = in.optional_integer("reply_to", 1),
                       .mentions = in.mentions(),
                       .if_rev = in.optional_integer("if_rev", 1),
                       .thread = in.optional_integer("thread", 1)};
}

RequestBody read_message_edit(RequestMembers& in) {
    return MessageEdit{.idempotency_key = in.idempotency_key(),
                       .conversation = in.conversation(),
                       .seq = in.integer("seq", 1),
                       .text = in.text(),
                       .format = in.format(),
                       .mentions = in.mentions(),
                       .if_version = in.optional_integer("if_version", 1)};
}

RequestBody read_message_delete(RequestMembers& in) {
    return MessageDelete{.idempotency_key = in.idempotency_key(),
                         .conversation = in.conversation(),
                         .seqs = in.seqs(),
                         .reason = in.reason()};
}

RequestBody read_message_react(RequestMembers& in) {
    return MessageReact{.idempotency_key = in.idempotency_key(),
                        .conversation = in.conversation(),
                        .seq = in.integer("seq", 1),
                        .emoji = in.emoji(),
                        .on = in.boolean("on")};
}

RequestBody read_message_pin(RequestMembers& in) {
    return MessagePin{.idempotency_key = in.idempotency_key(),
                      .conversation = in.conversation(),
                      .seq = in.integer("seq", 1),
                      .on = in.boolean("on")};
}

RequestBody read_message_versions(RequestMembers& in) {
    return MessageVersions{.conversation = in.conversation(),
                           .seq = in.integer("seq", 1),
                           .after_version = in.optional_integer("after_version", 0).value_or(0),
                           .limit = in.limit()};
}

RequestBody read_message_search(RequestMembers& in) {
    MessageSearch request;
    request.query = in.query("query", kQueryMax);
    request.conversation = in.optional_conversation();
    request.by = in.optional_user("by");
    // A time to begin with, or the place where the former page ended.
    if (const Json* before = in.find("before"); before != nullptr && before->is_string()) {
        request.before_token = in.optional_ascii("before");
    } else {
        request.before = in.optional_integer("before", 0);
    }
    request.after = in.optional_integer("after", 0);
    request.limit = std::min(in.limit(), kHitsMax);
    return request;
}

RequestBody read_history_get(RequestMembers& in) {
    struct Anchor {
        std::string_view name;
        HistoryGet::Anchor anchor;
        std::int64_t min;
    };
    // after_seq 0 is the beginning; a time may be that of 1970.
    constexpr std::array<Anchor, 4> kAnchors = {{
        {"before_seq", HistoryGet::Anchor::before_seq, 1},
        {"after_seq", HistoryGet::Anchor::after_seq, 0},
        {"around_seq", HistoryGet::Anchor::around_seq, 1},
        {"at_time", HistoryGet::Anchor::at_time, 0},
    }};
    HistoryGet request;
    request.conversation = in.conversation();
    request.thread = in.optional_integer("thread", 1);
    for (const Anchor& candidate : kAnchors) {
        const auto value = in.optional_integer(candidate.name, candidate.min);
        if (!value) continue;
        if (request.anchor != HistoryGet::Anchor::newest) {
            in.refuse_field(candidate.name, "A page has one anchor at most.");
        }
        request.anchor = candidate.anchor;
        request.anchor_value = *value;
    }
    request.limit = in.limit();
    return request;
}

RequestBody read_log_get(RequestMembers& in) {
    return LogGet{.log = in.log(),
                  .from_rev = in.integer("from_rev", 1),
                  .to_rev = in.optional_integer("to_rev", 1),
                  .limit = in.limit()};
}

RequestBody read_receipt_list(RequestMembers& in) {
    return ReceiptList{.conversation = in.conversation(), .seq = in.integer("seq", 1)};
}

RequestBody read_thread_follow(RequestMembers& in) {
    return ThreadFollow{.idempotency_key = in.idempotency_key(),
                        .conversation = in.conversation(),
                        .thread = in.integer("thread", 1),
                        .on = in.boolean("on")};
}

RequestBody read_thread_read(RequestMembers& in) {
    return ThreadRead{.conversation = in.conversation(),
                      .thread = in.integer("thread", 1),
                      .thread_seq = in.integer("thread_seq", 0)};
}

RequestBody read_thread_list(RequestMembers& in) {
    return ThreadList{.conversation = in.optional_conversation(),
                      .unread = in.optional_boolean("unread").value_or(false),
                      .after = in.optional_ascii("after"),
                      .limit = in.limit()};
}

}  // namespace parley
