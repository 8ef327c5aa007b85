#include "operations.hpp"

namespace parley::test {
namespace {

Json with(Json members, const Json& at) {
    members.update(at);
    return members;
}

}  // namespace

void Operations::one(SimDevice& device) {
    const std::vector<std::string> held = device.view().held();
    const std::size_t lot = below(100);
    if (lot < 10 || held.empty()) return run_group(device);
    if (lot < 17) return run_account(device);
    const Json at{{"conversation", held[below(held.size())]}};
    if (lot < 47) return write(device, at);
    if (lot < 75) return change(device, at);
    if (lot < 88) return read(device, at);
    set(device, at);
}

Json Operations::any_mentions() {
    if (chance(30)) return "all";
    Json users = Json::array();
    for (std::size_t count = below(3); count > 0; --count)
        users.push_back(any_user());
    return users;
}

std::int64_t Operations::any_seq(const SimDevice& device, const std::string& conversation) {
    const std::int64_t head = device.view().head_seq(conversation);
    const auto back = static_cast<std::int64_t>(chance(70) ? below(4) : below(40));
    return std::max<std::int64_t>(1, head - back);
}

void Operations::write(SimDevice& device, const Json& at) {
    Json message = with({{"text", "text " + std::to_string(++texts_)}}, at);
    const std::int64_t seq = any_seq(device, at.at("conversation"));
    if (chance(40)) message["mentions"] = any_mentions();
    if (chance(35)) message["thread"] = seq;
    if (chance(10)) message["reply_to"] = seq;
    if (chance(10)) message["format"] = "markdown";
    device.ask("message.send", message);
}

void Operations::change(SimDevice& device, const Json& at) {
    const Json message = with({{"seq", any_seq(device, at.at("conversation"))}}, at);
    const std::size_t lot = below(100);
    if (lot < 35) {
        Json edit = with({{"text", "edit " + std::to_string(++texts_)}}, message);
        if (chance(50)) edit["mentions"] = any_mentions();
        device.ask("message.edit", edit);
    } else if (lot < 70) {
        constexpr const char* kEmoji[] = {"👍", "👎", "🍕"};
        device.ask("message.react",
                   with({{"emoji", kEmoji[below(3)]}, {"on", chance(70)}}, message));
    } else if (lot < 85) {
        device.ask("message.pin", with({{"on", chance(70)}}, message));
    } else {
        Json seqs = Json::array({message.at("seq")});
        if (chance(30)) seqs.push_back(any_seq(device, at.at("conversation")));
        device.ask("message.delete", with({{"seqs", seqs}}, at));
    }
}

void Operations::read(SimDevice& device, const Json& at) {
    const std::int64_t seq = any_seq(device, at.at("conversation"));
    const std::size_t lot = below(100);
    if (lot < 50) {
        device.ask("conversation.read", with({{"seq", seq}}, at));
    } else if (lot < 75) {
        device.ask("thread.follow", with({{"thread", seq}, {"on", chance(60)}}, at));
    } else {
        const auto threads = device.view().followed(at.at("conversation"));
        if (threads.empty()) return;
        const auto& [root, head] = threads[below(threads.size())];
        const auto read = static_cast<std::int64_t>(below(static_cast<std::size_t>(head) + 1));
        device.ask("thread.read", with({{"thread", root}, {"thread_seq", read}}, at));
    }
}

void Operations::set(SimDevice& device, const Json& at) {
    constexpr const char* kLevels[] = {"all", "mentions", "none"};
    const Json all[] = {{{"muted", chance(50)}},
                        {{"pinned", chance(50)}},
                        {{"archived", chance(50)}, {"marked_unread", chance(50)}},
                        {{"draft", chance(50) ? "draft " + std::to_string(++texts_) : ""}},
                        {{"notify", kLevels[below(3)]}},
                        {{"marked_unread", chance(50)}}};
    device.ask("conversation.settings", with(all[below(std::size(all))], at));
}

void Operations::run_group(SimDevice& device) {
    const Json at{{"conversation", world_.groups[below(world_.groups.size())]}};
    const std::size_t lot = below(100);
    if (lot < 30) {
        device.ask("member.add", with({{"users", {any_user()}}}, at));
    } else if (lot < 45) {
        device.ask("member.remove", with({{"users", {any_user()}}}, at));
    } else if (lot < 55) {
        device.ask("member.leave", at);
    } else if (lot < 65) {
        device.ask("conversation.join", at);
    } else if (lot < 75) {
        constexpr const char* kRoles[] = {"member", "admin", "owner"};
        device.ask("member.role", with({{"user", any_user()}, {"role", kRoles[below(3)]}}, at));
    } else if (lot < 82) {
        const std::int64_t until = chance(50) ? 0 : 4'000'000'000'000;
        device.ask("member.mute", with({{"user", any_user()}, {"until", until}}, at));
    } else if (lot < 87) {
        device.ask("member.ban", with({{"user", any_user()}, {"on", chance(40)}}, at));
    } else {
        const Json all[] = {{{"title", "title " + std::to_string(++texts_)}},
                            {{"topic", chance(50) ? "topic" : ""}},
                            {{"history", chance(50) ? "shared" : "joined"}},
                            {{"versions", chance(50)}},
                            {{"pin", chance(50) ? "members" : "admins"}}};
        device.ask("conversation.update", with(all[below(std::size(all))], at));
    }
}

void Operations::run_account(SimDevice& device) {
    const std::size_t lot = below(100);
    if (lot < 35) {
        device.ask("user.block", {{"user", any_user()}, {"on", chance(40)}});
    } else if (lot < 55) {
        device.ask("conversation.open", {{"user", any_user()}});
    } else if (lot < 75) {
        const Json status = chance(50) ? Json{{"text", "busy"}} : Json();
        device.ask("user.update", {{"status", status}});
    } else if (lot < 90) {
        device.ask("user.update", {{"display_name", "Name " + std::to_string(++texts_)}});
    } else {
        device.ask("conversation.settings",
                   {{"conversation", "self"}, {"read_receipts", chance(50)}});
    }
}

}  // namespace parley::test
