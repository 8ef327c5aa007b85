#include "support/client_view.hpp"

#include <algorithm>
#include <stdexcept>

namespace parley::test {
namespace {

constexpr const char* kPersonal[] = {"muted", "pinned", "archived", "notify", "marked_unread"};
constexpr const char* kSettings[] = {"kind", "peer",   "title",    "topic", "history", "post",
                                     "pin",  "invite", "settings", "join",  "slow_ms", "versions"};
constexpr const char* kProfile[] = {"display_name", "status", "language", "time_zone"};

std::int64_t number(const Json& json, const char* member) {
    return json.at(member).get<std::int64_t>();
}

std::string text(const Json& json, const char* member) {
    return json.at(member).get<std::string>();
}

// What outlives a message's text.
constexpr const char* kRelations[] = {"reply_to", "thread", "thread_seq"};

bool is_erased(const Json& data) { return data.contains("deleted"); }

void copy(const Json& from, Json& to, const char* member) {
    if (from.contains(member)) to[member] = from.at(member);
}

// Text, format and mentions of a message or an edit. An edit that says nothing of mentions leaves
// them.
void take_text(const Json& data, Json& message) {
    message["text"] = data.at("text");
    message.erase("format");
    if (data.value("format", "plain") != "plain") message["format"] = data.at("format");
    if (!data.contains("mentions")) return;
    message.erase("mentions");
    if (!data.at("mentions").empty()) message["mentions"] = data.at("mentions");
}

Json tombstone_of(const Json& message, std::int64_t rev) {
    Json tombstone{{"seq", message.at("seq")},
                   {"rev", rev},
                   {"by", message.at("by")},
                   {"time", message.at("time")},
                   {"deleted", true}};
    for (const char* member : kRelations)
        copy(message, tombstone, member);
    return tombstone;
}

// A message of history.get, in the form in which they are kept here.
Json normal(Json message) {
    message.erase("idempotency_key");
    message.erase("thread_info");
    message.erase("reaction_counts");
    if (message.value("format", "") == "plain") message.erase("format");
    if (message.contains("mentions") && message.at("mentions").empty()) message.erase("mentions");
    if (!message.contains("reactions")) return message;
    for (Json& users : message["reactions"])
        std::sort(users.begin(), users.end());
    return message;
}

}  // namespace

void ClientView::begin(const Json& hello_ok) {
    if (hello_ok.at("resumed").get<bool>()) return;
    *this = ClientView();
    me_ = text(hello_ok.at("user"), "id");
    for (const char* member : kProfile)
        copy(hello_ok.at("user"), profile_, member);
    self_.have = number(hello_ok, "self_rev");
    read_receipts_ = hello_ok.at("settings").at("read_receipts").get<bool>();
}

void ClientView::apply(const Json& frame) {
    const std::string type = text(frame, "type");
    if (type != "event" && type != "gap") return;
    const std::string conversation = text(frame, "conversation");
    if (conversation != "self" && !holds(conversation)) {
        // What a snapshot shows is as new as this at least.
        if (type == "event") wanted_.insert(conversation);
        return;
    }
    Progress& log = conversation == "self" ? self_ : conversations_.at(conversation).log;
    if (type == "gap") {
        log.known = std::max(log.known, number(frame, "to_rev"));
        return;
    }
    const std::int64_t rev = number(frame, "rev");
    log.known = std::max(log.known, rev);
    if (rev > log.have) log.waiting.emplace(rev, frame);
    advance(conversation);
}

// Applies what waits, as long as it follows on. An event may drop its own conversation.
void ClientView::advance(const std::string& conversation) {
    for (;;) {
        if (conversation != "self" && !holds(conversation)) return;
        Progress& log = conversation == "self" ? self_ : conversations_.at(conversation).log;
        const auto next = log.waiting.begin();
        if (next == log.waiting.end() || next->first > log.have + 1) return;
        const Json event = std::move(next->second);
        log.waiting.erase(next);
        if (number(event, "rev") <= log.have) continue;
        log.have = number(event, "rev");
        apply_in_order(conversation, event);
    }
}

std::optional<ClientView::Want> ClientView::want() const {
    if (!wanted_.empty()) return Want{*wanted_.begin(), std::nullopt};
    if (self_.have < self_.known) return Want{"self", self_.have + 1};
    for (const auto& [conversation, held] : conversations_) {
        if (held.log.have < held.log.known) return Want{conversation, held.log.have + 1};
    }
    return std::nullopt;
}

void ClientView::fill(const std::string& conversation, const Json& events, std::int64_t floor_rev) {
    if (conversation != "self" && !holds(conversation)) return;
    Progress& log = conversation == "self" ? self_ : conversations_.at(conversation).log;
    if (floor_rev > log.have + 1) {  // what is missing is not ours to read any more
        wanted_.insert(conversation);
        return;
    }
    for (const Json& event : events)
        log.waiting.emplace(number(event, "rev"), event);
    advance(conversation);
}

void ClientView::take_snapshot(const Json& item, const Json& messages, const Json& threads) {
    const std::string conversation = text(item, "conversation");
    wanted_.erase(conversation);
    Conversation taken;
    if (holds(conversation)) taken.log = std::move(conversations_.at(conversation).log);
    taken.log.have = number(item, "head_rev");
    taken.log.known = std::max(taken.log.known, taken.log.have);
    taken.item = item;
    taken.head_seq = number(item, "head_seq");
    taken.read_seq = number(item, "read_seq");
    taken.active = number(item, "active");
    for (const Json& member : item.at("members")) {
        Json kept{{"role", member.at("role")}};
        copy(member, kept, "muted_until");
        taken.members[text(member, "user")] = kept;
    }
    for (const Json& seq : item.at("pins"))
        taken.pins.insert(seq.get<std::int64_t>());
    for (const Json& message : messages) {
        const std::int64_t seq = number(message, "seq");
        taken.messages[seq] = normal(message);
        if (message.contains("thread_info")) taken.threads[seq] = message.at("thread_info");
    }
    std::erase_if(follows_, [&](const auto& entry) { return entry.first.first == conversation; });
    for (const Json& thread : threads) {
        const std::int64_t root = number(thread, "thread");
        follows_[{conversation, root}] = {true, number(thread, "read")};
        Json& info = taken.threads.try_emplace(root, Json::object()).first->second;
        info["count"] = std::max(info.value("count", std::int64_t{0}), number(thread, "head"));
    }
    conversations_[conversation] = std::move(taken);
    advance(conversation);
}

void ClientView::drop(const std::string& conversation) {
    wanted_.erase(conversation);
    conversations_.erase(conversation);
    std::erase_if(follows_, [&](const auto& entry) { return entry.first.first == conversation; });
}

void ClientView::take_account(const Json& account) {
    blocked_ = account.at("blocked").get<std::set<std::string>>();
    read_receipts_ = account.at("settings").at("read_receipts").get<bool>();
    profile_ = Json::object();
    for (const char* member : kProfile)
        copy(account.at("user"), profile_, member);
}

void ClientView::apply_in_order(const std::string& conversation, const Json& event) {
    if (conversation == "self") return apply_self(text(event, "kind"), event.at("data"));
    apply_to(conversations_.at(conversation), conversation, event);
}

void ClientView::apply_self(const std::string& kind, const Json& data) {
    if (kind == "read") {
        const auto held = conversations_.find(text(data, "conversation"));
        if (held == conversations_.end()) return;
        held->second.read_seq = std::max(held->second.read_seq, number(data, "seq"));
    } else if (kind == "settings") {
        apply_settings(data);
    } else if (kind == "joined") {
        wanted_.insert(text(data, "conversation"));
    } else if (kind == "left") {
        drop(text(data, "conversation"));
    } else if (kind == "thread") {
        const ThreadKey thread{text(data, "conversation"), number(data, "thread")};
        if (!holds(thread.first)) return;
        Follow& follow = follows_[thread];
        follow.following = data.at("following").get<bool>();
        // Behind a gap an own reply may be known before the entry by which it is followed.
        follow.read = std::max({follow.read, number(data, "read"),
                                conversations_.at(thread.first).own_replies[thread.second]});
        // Of a thread whose root is deleted, or out of sight, this may be all that is known.
        auto& threads = conversations_.at(thread.first).threads;
        Json& info = threads.try_emplace(thread.second, Json::object()).first->second;
        info["count"] = std::max(info.value("count", std::int64_t{0}), follow.read);
    } else if (kind == "blocked") {
        const std::string user = text(data, "user");
        data.at("on").get<bool>() ? void(blocked_.insert(user)) : void(blocked_.erase(user));
    } else if (kind == "profile") {
        profile_.merge_patch(data);
        if (data.contains("status")) profile_["status"] = data.at("status");
        if (profile_.contains("status") && profile_.at("status").is_null()) {
            profile_.erase("status");
        }
    }
}

void ClientView::apply_settings(const Json& data) {
    const std::string conversation = text(data, "conversation");
    if (conversation == "self") {
        if (data.contains("read_receipts")) read_receipts_ = data.at("read_receipts").get<bool>();
        return;
    }
    const auto held = conversations_.find(conversation);
    if (held == conversations_.end()) return;
    for (const char* member : kPersonal)
        copy(data, held->second.item, member);
    if (!data.contains("draft")) return;
    held->second.item["draft"] = data.at("draft");
    if (text(data, "draft").empty()) held->second.item.erase("draft");
}

void ClientView::apply_to(Conversation& held, const std::string& conversation, const Json& event) {
    const std::string kind = text(event, "kind");
    const Json& data = event.at("data");
    if (kind == "message") return add_message(held, conversation, event);
    if (kind == "message.deleted") return delete_messages(held, event);
    if (kind.starts_with("message.")) return change_message(held, event);
    if (kind.starts_with("member.")) return change_members(held, kind, data);
    if (kind != "conversation.updated") return;
    for (const auto& [setting, value] : data.items())
        held.item[setting] = value;
    if (held.item.value("topic", "-").empty()) held.item.erase("topic");
}

void ClientView::add_message(Conversation& held, const std::string& conversation,
                             const Json& event) {
    const std::int64_t seq = number(event, "seq");
    const Json& data = event.at("data");
    // Erased ones tell beside their data where they belong.
    const Json& place = is_erased(data) ? event : data;
    const bool is_own = event.at("by") == me_;
    held.head_seq = std::max(held.head_seq, seq);
    held.active = std::max(held.active, number(event, "time"));
    if (is_own) held.read_seq = std::max(held.read_seq, seq);
    if (place.contains("thread")) {
        const std::int64_t root = number(place, "thread");
        const std::int64_t thread_seq = number(place, "thread_seq");
        Json& info = held.threads.try_emplace(root, Json::object()).first->second;
        // A list may have told of it before.
        if (thread_seq >= info.value("count", std::int64_t{0})) {
            info["count"] = thread_seq;
            info["last_seq"] = seq;
            info["last_time"] = event.at("time");
        }
        Json& participants = info["participants"];
        if (std::find(participants.begin(), participants.end(), event.at("by")) ==
            participants.end()) {
            participants.push_back(event.at("by"));
        }
        info["participants_count"] = participants.size();
        if (is_own) held.own_replies[root] = thread_seq;
        const auto follow = follows_.find({conversation, root});
        if (is_own && follow != follows_.end()) {
            follow->second.read = std::max(follow->second.read, thread_seq);
        }
    }
    if (held.messages.contains(seq)) return;
    Json message{{"seq", seq},
                 {"rev", event.at("rev")},
                 {"by", event.at("by")},
                 {"time", event.at("time")},
                 {"version", 1}};
    for (const char* member : kRelations)
        copy(place, message, member);
    if (!is_erased(data)) take_text(data, message);
    held.messages[seq] = std::move(message);
}

// An edit, a reaction or a pin. A snapshot may have it already: the message's own rev tells.
void ClientView::change_message(Conversation& held, const Json& event) {
    const Json& data = event.at("data");
    if (is_erased(data)) return;  // what erased it comes later in this log
    const std::int64_t seq = number(data, "seq");
    const auto found = held.messages.find(seq);
    const std::int64_t rev = number(event, "rev");
    const std::string kind = text(event, "kind");
    if (found != held.messages.end() && kind == "message.pinned") {
        data.at("on").get<bool>() ? void(held.pins.insert(seq)) : void(held.pins.erase(seq));
    }
    if (found == held.messages.end() || number(found->second, "rev") >= rev) return;
    Json& message = found->second;
    if (message.contains("deleted")) return;
    message["rev"] = rev;
    if (kind == "message.edited") {
        take_text(data, message);
        message["version"] = data.at("version");
        message["edited_at"] = event.at("time");
    } else if (kind == "message.pinned") {
        message.erase("pinned");
        if (data.at("on").get<bool>()) message["pinned"] = true;
    } else if (kind == "message.reacted") {
        const std::string emoji = text(data, "emoji");
        Json& users = message["reactions"][emoji];
        if (data.at("on").get<bool>()) {
            users.push_back(event.at("by"));
            std::sort(users.begin(), users.end());
        } else {
            users.erase(std::find(users.begin(), users.end(), event.at("by")));
            if (users.empty()) message["reactions"].erase(emoji);
            if (message["reactions"].empty()) message.erase("reactions");
        }
    }
}

void ClientView::delete_messages(Conversation& held, const Json& event) {
    for (const Json& item : event.at("data").at("seqs")) {
        const auto seq = item.get<std::int64_t>();
        held.pins.erase(seq);
        const auto found = held.messages.find(seq);
        if (found == held.messages.end() || number(found->second, "rev") >= event.at("rev")) {
            continue;
        }
        found->second = tombstone_of(found->second, number(event, "rev"));
    }
}

void ClientView::change_members(Conversation& held, const std::string& kind, const Json& data) {
    if (kind == "member.added") {
        for (const Json& user : data.at("users"))
            held.members[user.get<std::string>()] = {{"role", "member"}};
    } else if (kind == "member.removed") {
        for (const Json& user : data.at("users"))
            held.members.erase(user.get<std::string>());
    } else if (kind == "member.role") {
        const std::string user = text(data, "user");
        const bool is_owner = data.at("role") == "owner";
        // There is one owner: the former one becomes an admin.
        for (auto& [member, state] : held.members) {
            if (is_owner && state.at("role") == "owner") state["role"] = "admin";
        }
        held.members[user]["role"] = data.at("role");
        if (is_owner) held.members[user].erase("muted_until");
    } else if (kind == "member.muted") {
        Json& member = held.members[text(data, "user")];
        member["muted_until"] = data.at("until");
        if (data.at("until") == 0) member.erase("muted_until");
    }
}

std::vector<std::string> ClientView::held() const {
    std::vector<std::string> conversations;
    for (const auto& [conversation, held] : conversations_)
        conversations.push_back(conversation);
    return conversations;
}

std::vector<std::pair<std::int64_t, std::int64_t>> ClientView::followed(
    const std::string& conversation) const {
    std::vector<std::pair<std::int64_t, std::int64_t>> threads;
    for (const auto& [thread, follow] : follows_) {
        if (thread.first == conversation && follow.following) {
            threads.emplace_back(thread.second, thread_head(thread));
        }
    }
    return threads;
}

std::int64_t ClientView::thread_head(const ThreadKey& thread) const {
    const auto& threads = conversations_.at(thread.first).threads;
    const auto found = threads.find(thread.second);
    return found == threads.end() ? 0 : number(found->second, "count");
}

Json ClientView::mention_seqs(const Conversation& held) const {
    Json seqs = Json::array();
    for (auto at = held.messages.upper_bound(held.read_seq); at != held.messages.end(); ++at) {
        const Json& mentions = at->second.value("mentions", Json());
        const bool mentioned =
            mentions == "all" || (mentions.is_array() && std::find(mentions.begin(), mentions.end(),
                                                                   Json(me_)) != mentions.end());
        if (mentioned && at->second.at("by") != me_) seqs.push_back(at->first);
    }
    return seqs;
}

Json ClientView::figures(const std::string& conversation) const {
    const Conversation& held = conversations_.at(conversation);
    const Json seqs = mention_seqs(held);
    return {{"read_seq", held.read_seq},
            {"unread", std::max<std::int64_t>(0, held.head_seq - held.read_seq)},
            {"mentions", seqs.size()},
            {"mention_seqs", seqs}};
}

Json ClientView::counts() const {
    std::map<std::string, std::int64_t> counts{{"unread", 0},        {"mentions", 0},
                                               {"conversations", 0}, {"muted_unread", 0},
                                               {"threads", 0},       {"thread_unread", 0}};
    for (const auto& [conversation, held] : conversations_) {
        const Json figures_here = figures(conversation);
        const std::int64_t unread = number(figures_here, "unread");
        counts["unread"] += unread;
        counts["mentions"] += number(figures_here, "mentions");
        if (unread > 0 || held.item.at("marked_unread").get<bool>()) ++counts["conversations"];
        if (held.item.at("muted") != false) counts["muted_unread"] += unread;
    }
    for (const auto& [thread, follow] : follows_) {
        const std::int64_t unread = thread_head(thread) - follow.read;
        if (!follow.following || unread <= 0) continue;
        ++counts["threads"];
        counts["thread_unread"] += unread;
    }
    return counts;
}

Json ClientView::dump(const Conversation& held) const {
    Json item = Json::object();
    for (const char* member : kSettings)
        copy(held.item, item, member);
    for (const char* member : kPersonal)
        copy(held.item, item, member);
    copy(held.item, item, "draft");
    item["blocked"] = blocked_.contains(held.item.value("peer", ""));
    item["active"] = held.active;
    Json messages = Json::array();
    for (const auto& [seq, message] : held.messages) {
        messages.push_back(message);
        const auto thread = held.threads.find(seq);
        if (thread == held.threads.end() || message.contains("deleted")) continue;
        if (number(thread->second, "count") > 0) messages.back()["thread_info"] = thread->second;
    }
    return {{"item", item},
            {"head_rev", held.log.have},
            {"head_seq", held.head_seq},
            {"members", held.members},
            {"messages", messages},
            {"pins", held.pins}};
}

Json ClientView::dump() const {
    Json conversations = Json::object();
    for (const auto& [conversation, held] : conversations_) {
        conversations[conversation] = dump(held);
        conversations[conversation]["figures"] = figures(conversation);
    }
    Json threads = Json::object();
    for (const auto& [thread, follow] : follows_) {
        if (!follow.following) continue;
        threads[thread.first + '/' + std::to_string(thread.second)] = {
            {"read", follow.read}, {"unread", thread_head(thread) - follow.read}};
    }
    return {{"profile", profile_}, {"read_receipts", read_receipts_},
            {"blocked", blocked_}, {"conversations", conversations},
            {"threads", threads},  {"self_rev", self_.have}};
}

}  // namespace parley::test
