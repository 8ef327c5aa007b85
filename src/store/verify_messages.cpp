#include "verify_messages.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "place.hpp"

namespace parley {
namespace {

// How many messages' rows are looked at together.
constexpr std::int64_t kWindow = 100'000;

}  // namespace

void MessageVerification::see(const Entry& entry) {
    if (entry.kind == EntryKind::message) {
        newest_seq_ = entry.seq;
        if (entry.data.empty()) erased_[entry.seq] = entry.rev;
        if (entry.thread != 0 || entry.thread_seq != 0) see_reply(entry);
        if (entry.reply_to < 0 || entry.reply_to >= entry.seq) {
            report_(entry.log, entry.rev, fmt::format("answers message {}", entry.reply_to));
        }
    } else if (entry.target != 0) {
        see_about(entry);
    }
}

void MessageVerification::see_reply(const Entry& entry) {
    const std::int64_t expected = ++thread_heads_[entry.thread];
    if (entry.thread_seq != expected) {
        report_(entry.log, entry.rev,
                fmt::format("is number {} in the thread of message {}, instead of {}",
                            entry.thread_seq, entry.thread, expected));
        thread_heads_[entry.thread] = entry.thread_seq;
    }
    if (entry.thread < 1 || entry.thread >= entry.seq) {
        report_(entry.log, entry.rev, fmt::format("is in a thread of message {}", entry.thread));
    }
}

void MessageVerification::see_about(const Entry& entry) {
    if (entry.target < 1 || entry.target > newest_seq_) {
        report_(entry.log, entry.rev,
                fmt::format("is about message {}, which does not precede it", entry.target));
    }
    if (entry.kind != EntryKind::message_edited) return;
    std::int64_t& version = versions_.try_emplace(entry.target, 1).first->second;
    if (entry.version != version + 1) {
        report_(entry.log, entry.rev,
                fmt::format("is version {} of message {} after version {}", entry.version,
                            entry.target, version));
    }
    version = entry.version;
}

void MessageVerification::check_rows(ConversationId conversation, const LogHead& head) {
    check_states(conversation, head);
    check_threads(conversation);
    newest_seq_ = 0;
    thread_heads_.clear();
    versions_.clear();
    erased_.clear();
}

void MessageVerification::check_states(ConversationId conversation, const LogHead& head) {
    for (std::int64_t from = 1; from <= newest_seq_; from += kWindow) {
        const std::int64_t to = std::min(from + kWindow - 1, newest_seq_);
        for (const MessageStateRow& row : snapshot_.message_states(conversation, from, to))
            check_state(conversation, head, row);
    }
    for (const MessageStateRow& row :
         snapshot_.message_states(conversation, newest_seq_ + 1, kNumbersMax)) {
        report_(conversation, row.rev,
                fmt::format("the state of message {} is stored, which does not exist", row.seq));
    }
    for (const auto& [seq, version] : versions_) {
        report_(conversation, 0, fmt::format("message {} was edited, and has no state", seq));
    }
    for (const auto& [seq, rev] : erased_) {
        report_(conversation, rev, "was erased, though it is neither deleted nor edited");
    }
}

void MessageVerification::check_state(ConversationId conversation, const LogHead& head,
                                      const MessageStateRow& row) {
    const auto edited = versions_.find(row.seq);
    const std::int64_t version = edited != versions_.end() ? edited->second : 1;
    if (row.rev < 1 || row.rev > head.rev || row.version != version) {
        report_(conversation, row.rev,
                fmt::format("the state of message {} names rev {} and version {}, which is {}",
                            row.seq, row.rev, row.version, version));
    }
    const bool is_erased = erased_.erase(row.seq) != 0;
    if (row.deleted && !is_erased) {
        report_(conversation, row.rev,
                fmt::format("message {} counts as deleted, and has its text", row.seq));
    }
    if (!row.deleted && is_erased && row.text_rev == 0) {
        report_(conversation, row.rev,
                fmt::format("message {} was erased, and does not count as deleted", row.seq));
    }
    if (row.text_rev != 0) {
        const auto entry = snapshot_.entry(conversation, row.text_rev);
        if (!entry || entry->kind != EntryKind::message_edited || entry->target != row.seq ||
            entry->data.empty() != row.deleted) {
            report_(conversation, row.text_rev,
                    fmt::format("does not hold the text of message {}", row.seq));
        }
    }
    if (edited != versions_.end()) versions_.erase(edited);
}

void MessageVerification::check_threads(ConversationId conversation) {
    auto check = [&](std::int64_t from, std::int64_t to) {
        for (const ThreadRow& row : snapshot_.threads(conversation, from, to)) {
            const auto seen = thread_heads_.find(row.root);
            const std::int64_t head = seen != thread_heads_.end() ? seen->second : 0;
            if (row.head != head) {
                report_(conversation, 0,
                        fmt::format("the thread of message {} has {} replies, but counts {}",
                                    row.root, head, row.head));
            }
            if (seen != thread_heads_.end()) thread_heads_.erase(seen);
        }
    };
    for (std::int64_t from = 1; from <= newest_seq_; from += kWindow)
        check(from, std::min(from + kWindow - 1, newest_seq_));
    check(newest_seq_ + 1, kNumbersMax);
    for (const auto& [root, head] : thread_heads_) {
        report_(conversation, 0,
                fmt::format("the thread of message {} has {} replies, and no row", root, head));
    }
}

}  // namespace parley
