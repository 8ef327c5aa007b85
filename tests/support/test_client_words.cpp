// The words for what every script says: requests with their answers.
#include "support/test_client.hpp"

namespace parley::test {

Json TestClient::say(const std::string& conversation, const std::string& text) {
    return request("message.send", {{"conversation", conversation}, {"text", text}});
}

std::string TestClient::open(const std::string& user) {
    return request("conversation.open", {{"user", user}}).at("conversation").get<std::string>();
}

std::string TestClient::create(const std::string& title, const std::vector<std::string>& members,
                               Json more) {
    more["title"] = title;
    more["members"] = members;
    return request("conversation.create", std::move(more)).at("conversation").get<std::string>();
}

Json TestClient::item(const std::string& conversation) {
    return request("conversation.get", {{"conversation", conversation}});
}

Json TestClient::history(const std::string& conversation, Json members) {
    members["conversation"] = conversation;
    return request("history.get", std::move(members));
}

Json TestClient::log(const std::string& conversation, Json members) {
    members["conversation"] = conversation;
    return request("log.get", std::move(members));
}

Json TestClient::whole_log(const std::string& conversation, std::int64_t limit) {
    Json events = Json::array();
    std::int64_t from = 1;
    for (bool more = true; more;) {
        const Json page = log(conversation, {{"from_rev", from}, {"limit", limit}});
        more = page.at("more").get<bool>();
        const Json& found = page.at("events");
        if (more && found.empty()) fail("an empty page with more behind it");
        for (const Json& event : found) {
            const auto rev = event.at("rev").get<std::int64_t>();
            if (!events.empty() && rev != from) fail("log.get left a hole: " + event.dump());
            from = rev + 1;
            events.push_back(event);
        }
    }
    return events;
}

Json TestClient::message(const std::string& conversation, std::int64_t seq) {
    const Json page = history(conversation, {{"around_seq", seq}, {"limit", 1}});
    for (const Json& message : page.at("messages")) {
        if (message.at("seq") == seq) return message;
    }
    fail("no message " + std::to_string(seq) + " in " + page.dump());
}

Json TestClient::reply_in(const std::string& conversation, std::int64_t thread,
                          const std::string& text) {
    return request("message.send",
                   {{"conversation", conversation}, {"thread", thread}, {"text", text}});
}

Json TestClient::edit(const std::string& conversation, std::int64_t seq, const std::string& text,
                      Json more) {
    more.update({{"conversation", conversation}, {"seq", seq}, {"text", text}});
    return request("message.edit", std::move(more));
}

Json TestClient::erase(const std::string& conversation, const std::vector<std::int64_t>& seqs) {
    return request("message.delete", {{"conversation", conversation}, {"seqs", seqs}});
}

Json TestClient::react(const std::string& conversation, std::int64_t seq, const std::string& emoji,
                       bool on) {
    return request("message.react",
                   {{"conversation", conversation}, {"seq", seq}, {"emoji", emoji}, {"on", on}});
}

Json TestClient::set(const std::string& conversation, Json settings) {
    settings["conversation"] = conversation;
    return request("conversation.settings", std::move(settings));
}

}  // namespace parley::test
