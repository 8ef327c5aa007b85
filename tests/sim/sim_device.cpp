#include "sim_device.hpp"

#include <chrono>
#include <optional>

namespace parley::test {
namespace {

constexpr std::chrono::milliseconds kPoll{1};

}  // namespace

SimDevice::SimDevice(std::string name, std::string token)
    : name_(std::move(name)), token_(std::move(token)), client_(0, name_) {}

void SimDevice::use_port(std::uint16_t port) {
    if (client_.connected()) client_.cut();
    take_frames();
    client_.set_port(port);
}

void SimDevice::ask(const std::string& type, Json members) {
    // The cursors that only rise take no key; all else does.
    if (!type.ends_with(".read")) members["idempotency_key"] = client_.new_key();
    pending_.push_back({type, std::move(members), 0});
    if (!client_.connected() || !loaded_) return;
    try {
        pending_.back().id = client_.send(type, pending_.back().members);
    } catch (const ConnectionEnded&) {
    }
}

void SimDevice::work(std::int64_t window) {
    try {
        if (!client_.connected()) come_online(window);
        client_.read_for(kPoll);
        take_frames();
        take_replies();
        while (const auto want = view_.want())
            fetch(*want);
    } catch (const ConnectionEnded&) {
        // What had come before the end is processed: the next cursor stands behind it.
        take_frames();
    }
}

void SimDevice::settle() {
    const auto deadline = std::chrono::steady_clock::now() + kPatience;
    do {
        work();
        if (std::chrono::steady_clock::now() > deadline) {
            throw TestFailure(name_ + " does not settle:\n" + client_.transcript());
        }
    } while (!is_settled());
}

void SimDevice::come_online(std::int64_t window) {
    take_frames();
    client_.connect();
    Json members = Json::object();
    // Before the list was read, the cursor stands for nothing.
    if (loaded_) members["cursor"] = client_.model().cursor();
    if (loaded_ && window >= 0) members["window"] = window;
    view_.begin(client_.hello(token_, members));
    if (!loaded_) load();
    for (Pending& pending : pending_)
        pending.id = client_.send(pending.type, pending.members);
}

void SimDevice::load() {
    Json members{{"limit", 2}};
    for (;;) {
        const Json page = answer_to("conversation.list", members);
        for (const Json& item : page.at("conversations"))
            view_.want_snapshot(item.at("conversation").get<std::string>());
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    take_frames();
    view_.take_account(answer_to("account.get", Json::object()));
    loaded_ = true;
}

void SimDevice::take_frames() {
    while (client_.waiting() > 0)
        view_.apply(client_.next());
}

void SimDevice::take_replies() {
    std::erase_if(pending_, [&](const Pending& pending) {
        if (pending.id == 0 || !client_.has_reply(pending.id)) return false;
        const Json answer = client_.reply(pending.id);
        return answer.at("type") == "ok" || answer.at("retry") != "after";
    });
}

Json SimDevice::answer_to(const std::string& type, Json members) {
    return client_.reply(client_.send(type, std::move(members)));
}

void SimDevice::fetch(const ClientView::Want& want) {
    if (!want.from) return fetch_snapshot(want.conversation);
    const Json answer = answer_to(
        "log.get", {{"conversation", want.conversation}, {"from_rev", *want.from}, {"limit", 3}});
    take_frames();
    if (answer.at("type") == "error") return view_.drop(want.conversation);
    view_.fill(want.conversation, answer.at("events"), answer.at("floor_rev").get<std::int64_t>());
}

void SimDevice::fetch_snapshot(const std::string& conversation) {
    const Json item = answer_to("conversation.get", {{"conversation", conversation}});
    // What came before the answer is in it. What comes from here on is applied behind it.
    take_frames();
    if (item.at("type") == "error") return view_.drop(conversation);
    Json messages = Json::array();
    Json members{{"conversation", conversation}, {"after_seq", 0}, {"limit", 20}};
    for (bool more = true; more;) {
        const Json page = answer_to("history.get", members);
        if (page.at("type") == "error") return view_.drop(conversation);
        for (const Json& message : page.at("messages"))
            messages.push_back(message);
        more = page.at("more_after").get<bool>();
        if (more) members["after_seq"] = messages.back().at("seq");
    }
    Json threads = Json::array();
    members = {{"conversation", conversation}, {"limit", 2}};
    for (;;) {
        const Json page = answer_to("thread.list", members);
        if (page.at("type") == "error") return view_.drop(conversation);
        for (const Json& thread : page.at("threads"))
            threads.push_back(thread);
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    view_.take_snapshot(item, messages, threads);
}

}  // namespace parley::test
