#include "support/client_model.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace parley::test {
namespace {

void promise(bool kept, const std::string& what, const Json& frame) {
    if (!kept)
        throw std::runtime_error("the stream broke its promise: " + what + ": " + frame.dump());
}

std::int64_t number(const Json& frame, const char* member) {
    return frame.at(member).get<std::int64_t>();
}

}  // namespace

std::int64_t position_of(const std::string& cursor) {
    const std::size_t dot = cursor.rfind('.');
    std::int64_t position = -1;
    const char* end = cursor.data() + cursor.size();
    if (dot == std::string::npos ||
        std::from_chars(cursor.data() + dot + 1, end, position).ptr != end) {
        throw std::runtime_error("no cursor: " + cursor);
    }
    return position;
}

void ClientModel::begin(const Json& hello_ok, bool windowed) {
    if (windowed_ && !synced_) {
        for (const auto& [conversation, log] : logs_)
            leaping_.insert(conversation);
    }
    windowed_ = windowed;
    user_ = hello_ok.at("user").at("id").get<std::string>();
    synced_ = false;
    gap_next_rev_ = 0;
    for (const auto& [conversation, from] : open_gaps_) {
        Log& log = logs_[conversation];
        log.holes.erase(from);
        log.have = log.streamed = from - 1;
    }
    open_gaps_.clear();
    if (hello_ok.at("resumed").get<bool>()) return;
    logs_.clear();
    leaping_.clear();
    cursor_ = hello_ok.at("cursor").get<std::string>();
    position_ = position_of(cursor_);
}

void ClientModel::apply(const Json& frame) {
    const auto type = frame.at("type").get<std::string>();
    if (type == "gap") {
        apply_gap(frame);
    } else if (type == "event") {
        apply_event(frame);
    } else if (type == "synced") {
        promise(!synced_, "synced comes once", frame);
        synced_ = true;
        // Nothing may have been missed: then it stands where the client stood.
        advance(frame.at("cursor").get<std::string>(), true);
    }
}

void ClientModel::apply_gap(const Json& gap) {
    const auto conversation = gap.at("conversation").get<std::string>();
    const std::int64_t from = number(gap, "from_rev");
    const std::int64_t to = number(gap, "to_rev");
    promise(!synced_, "a gap belongs to the catch-up", gap);
    promise(from >= 1 && from <= to, "a gap has two ends", gap);
    promise(gap_next_rev_ == 0 || gap_conversation_ != conversation,
            "one gap per conversation and catch-up", gap);
    Log& log = logs_[conversation];
    const bool leaps = leaping_.erase(conversation) > 0;
    promise(log.streamed == 0 || from == log.streamed + 1 || (leaps && from > log.streamed + 1) ||
                (windowed_ && from > log.streamed + 1),  // behind an own `left`
            "a gap begins where the stream had ended", gap);
    log.holes[from] = to;
    open_gaps_[conversation] = from;
    log.have = std::max(log.have, to);
    log.streamed = to;
    log.seq = 0;
    gap_conversation_ = conversation;
    gap_next_rev_ = to + 1;
}

void ClientModel::apply_event(const Json& event) {
    const auto conversation = event.at("conversation").get<std::string>();
    const auto kind = event.at("kind").get<std::string>();
    const std::int64_t rev = number(event, "rev");
    const Json& data = event.at("data");
    promise(data.is_object(), "data is an object", event);
    promise(event.at("by").get<std::string>().starts_with("u_"), "by is a user", event);
    promise(number(event, "time") > 0, "an entry has a time", event);
    advance(event.at("cursor").get<std::string>(), false);

    // With a window of 0 the gaps come in a row, and no event follows them.
    if (gap_next_rev_ != 0 && !synced_) {
        promise(conversation == gap_conversation_ && rev == gap_next_rev_,
                "a gap comes directly before the first event of its conversation", event);
    }
    gap_next_rev_ = 0;

    const bool held = logs_.contains(conversation);
    Log& log = logs_[conversation];
    if (!held) promise(kind != "conversation.created" || rev == 1, "creation is rev 1", event);
    const bool leaps = may_leap(event);
    if (log.streamed > 0 && rev > log.streamed + 1 && leaps) {
        log.seq = 0;
    } else if (log.streamed > 0) {
        promise(rev == log.streamed + 1, "rev follows rev " + std::to_string(log.streamed), event);
    } else if (log.have > 0) {
        promise(rev <= log.have + 1, "no hole behind a snapshot", event);
    }
    log.streamed = rev;
    log.have = std::max(log.have, rev);
    promise(event.contains("seq") == (kind == "message"), "messages alone have a seq", event);
    if (kind == "message") {
        const std::int64_t seq = number(event, "seq");
        promise(log.seq == 0 || seq == log.seq + 1, "seq has no holes", event);
        log.seq = seq;
    }
    Json kept = event;
    kept.erase("cursor");
    log.events[rev] = std::move(kept);
    // The log of a conversation that has ended is dropped. `data` is part of `event`, not of it.
    if (conversation == "self" && kind == "left") {
        logs_.erase(data.at("conversation").get<std::string>());
    }
}

bool ClientModel::may_leap(const Json& event) {
    if (leaping_.erase(event.at("conversation").get<std::string>()) > 0) return true;
    const auto self = logs_.find("self");
    const bool missed_some = self != logs_.end() && !self->second.holes.empty();
    if (!missed_some && (!windowed_ || synced_)) return false;
    if (event.at("kind") != "member.added") return false;
    const Json& users = event.at("data").at("users");
    return std::find(users.begin(), users.end(), Json(user_)) != users.end();
}

void ClientModel::advance(const std::string& cursor, bool may_repeat) {
    const std::int64_t position = position_of(cursor);
    if (position < position_ || (position == position_ && !may_repeat)) {
        throw std::runtime_error("the stream broke its promise: cursor " + cursor + " came after " +
                                 cursor_);
    }
    cursor_ = cursor;
    position_ = position;
    open_gaps_.clear();
}

void ClientModel::take_snapshot(const Json& item) {
    Log& log = logs_[item.at("conversation").get<std::string>()];
    log.have = std::max(log.have, number(item, "head_rev"));
}

void ClientModel::fill(const std::string& conversation, const Json& events) {
    Log& log = logs_.at(conversation);
    for (const Json& event : events) {
        Json kept = event;
        kept.erase("cursor");
        log.events[number(event, "rev")] = std::move(kept);
    }
    std::erase_if(log.holes, [&](const auto& hole) {
        for (std::int64_t rev = hole.first; rev <= hole.second; ++rev) {
            if (!log.events.contains(rev)) return false;
        }
        return true;
    });
}

const ClientModel::Log& ClientModel::log(const std::string& conversation) const {
    return logs_.at(conversation);
}

std::vector<std::string> ClientModel::texts(const std::string& conversation) const {
    std::vector<std::string> result;
    if (!holds(conversation)) return result;
    for (const auto& [rev, event] : log(conversation).events) {
        if (event.at("kind") == "message") {
            result.push_back(event.at("data").value("text", ""));
        }
    }
    return result;
}

}  // namespace parley::test
