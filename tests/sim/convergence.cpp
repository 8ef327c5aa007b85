#include "convergence.hpp"

#include <chrono>
#include <deque>
#include <random>
#include <set>

#include "cutting_proxy.hpp"
#include "operations.hpp"
#include "support/control.hpp"

namespace parley::test {
namespace {

constexpr int kUsers = 6;
constexpr int kDevices = 3;
constexpr int kOperations = 80;

struct Person {
    std::string user;
    std::vector<std::string> tokens;  // of one session per device
};

// Without passwords, which would take most of the time.
std::vector<Person> make_people(const TestServer& server, std::uint64_t seed) {
    std::string lines;
    for (int i = 0; i < kUsers; ++i) {
        const std::string login = "sim" + std::to_string(seed) + '-' + std::to_string(i);
        lines += Json{{"login", login}}.dump() + '\n';
    }
    std::vector<Person> people(kUsers);
    for (int device = 0; device < kDevices; ++device) {
        const HttpAnswer answer =
            control_request(server.data_dir(), "POST", "/users/import", lines);
        std::size_t begin = 0;
        for (Person& person : people) {
            const std::size_t end = answer.body.find('\n', begin);
            const Json line = parse_strictly(answer.body.substr(begin, end - begin));
            begin = end + 1;
            person.user = line.at("user").get<std::string>();
            person.tokens.push_back(line.at("token").get<std::string>());
        }
    }
    return people;
}

// Two groups, one of which shows only what came since one's joining, and some direct conversations.
SimWorld make_world(const TestServer& server, const std::vector<Person>& people) {
    SimWorld world;
    for (const Person& person : people)
        world.users.push_back(person.user);
    TestClient first(server.port(), "world");
    first.come_online(people[0].tokens[0]);
    world.groups.push_back(
        first.create("Shared", {world.users[1], world.users[2], world.users[3]}));
    world.groups.push_back(
        first.create("Joined", {world.users[4]}, {{"history", "joined"}, {"join", "open"}}));
    first.open(world.users[1]);
    return world;
}

// The places where two documents differ, down to what is not an object.
void tell_differences(const std::string& place, const Json& device, const Json& fresh,
                      std::string& told) {
    if (device == fresh || told.size() > 3000) return;
    if (device.is_object() && fresh.is_object()) {
        std::set<std::string> keys;
        for (const Json* one : {&device, &fresh}) {
            for (const auto& [key, value] : one->items())
                keys.insert(key);
        }
        for (const std::string& key : keys) {
            tell_differences(place + '/' + key, device.value(key, Json()), fresh.value(key, Json()),
                             told);
        }
    } else if (device.is_array() && fresh.is_array() && device.size() == fresh.size()) {
        for (std::size_t i = 0; i < device.size(); ++i)
            tell_differences(place + '/' + std::to_string(i), device[i], fresh[i], told);
    } else {
        told += place + "\n    device: " + device.dump() + "\n    fresh:  " + fresh.dump() + '\n';
    }
}

void must_agree(const std::string& what, const Json& device, const Json& fresh,
                const std::string& transcript) {
    if (device == fresh) return;
    std::string told;
    tell_differences("", device, fresh, told);
    throw TestFailure(what + ":\n" + told + transcript);
}

// What the server says of the account, held against what follows from the view.
void check_figures(SimDevice& fresh) {
    const ClientView& view = fresh.view();
    Json counts = fresh.client().request("account.counts");
    counts.erase("type");
    counts.erase("id");
    must_agree("account.counts of " + fresh.name(), counts, view.counts(), "");
    Json members{{"limit", 3}};
    std::set<std::string> listed;
    for (;;) {
        const Json page = fresh.client().request("conversation.list", members);
        for (const Json& item : page.at("conversations")) {
            const auto conversation = item.at("conversation").get<std::string>();
            listed.insert(conversation);
            const Json shown = view.figures(conversation);
            Json figures = Json::object();
            for (const auto& [name, value] : shown.items())
                figures[name] = item.at(name);
            must_agree("figures of " + fresh.name() + " in " + conversation, figures, shown, "");
        }
        if (!page.contains("next")) break;
        members["after"] = page.at("next");
    }
    const std::vector<std::string> held = view.held();
    must_agree("the list of " + fresh.name(), Json(listed), Json(held), "");
}

// However often a request was sent, it made one message.
void check_keys(TestClient& client, const std::string& conversation) {
    std::set<std::pair<std::string, std::string>> keys;
    for (const Json& event : client.whole_log(conversation)) {
        if (event.at("kind") != "message" || event.at("data").contains("deleted")) continue;
        const auto key = event.at("data").at("idempotency_key").get<std::string>();
        if (!keys.emplace(event.at("by").get<std::string>(), key).second) {
            throw TestFailure("two messages under one key: " + event.dump());
        }
    }
}

// What happened in the conversations that a device shows otherwise.
std::string log_where_they_differ(SimDevice& fresh, const Json& device, const Json& expected) {
    std::string told = "the log of where they differ:\n";
    for (const auto& [conversation, shown] : expected.at("conversations").items()) {
        if (device.at("conversations").value(conversation, Json()) == shown) continue;
        for (Json event : fresh.client().whole_log(conversation)) {
            event.erase("cursor");
            event.erase("type");
            told += "  " + event.dump() + '\n';
        }
    }
    return told;
}

void check_account(const TestServer& server, const Person& person, std::deque<SimDevice>& devices) {
    SimDevice fresh("fresh", person.tokens.back());
    fresh.use_port(server.port());
    fresh.settle();
    check_figures(fresh);
    const Json expected = fresh.view().dump();
    for (SimDevice& device : devices) {
        // Its stream may still be on its way to the head.
        const auto deadline = std::chrono::steady_clock::now() + kPatience;
        while (device.view().dump() != expected && std::chrono::steady_clock::now() < deadline)
            device.work();
        const Json shown = device.view().dump();
        if (shown == expected) continue;
        must_agree(device.name() + " and a fresh client differ", shown, expected,
                   log_where_they_differ(fresh, shown, expected) + device.client().transcript());
    }
    for (const std::string& conversation : fresh.view().held())
        check_keys(fresh.client(), conversation);
}

}  // namespace

void devices_converge(const TestServer& server, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    const std::vector<Person> people = make_people(server, seed);
    const SimWorld world = make_world(server, people);
    CuttingProxy proxy(server.port(), seed);
    std::vector<std::deque<SimDevice>> devices(people.size());
    for (std::size_t i = 0; i < people.size(); ++i) {
        for (int device = 0; device < kDevices; ++device) {
            const std::string name = std::to_string(i) + '.' + std::to_string(device);
            devices[i].emplace_back(name, people[i].tokens[static_cast<std::size_t>(device)]);
            devices[i].back().use_port(proxy.port());
        }
    }

    Operations operations(world, random);
    for (int i = 0; i < kOperations; ++i) {
        SimDevice& device = devices[random() % people.size()][random() % kDevices];
        if (random() % 10 == 0) device.use_port(proxy.port());  // lost its network
        const std::int64_t window = static_cast<std::int64_t>(random() % 8) - 4;
        device.work(window);
        for (std::uint64_t count = 1 + random() % 3; count > 0; --count)
            operations.one(device);
    }

    for (auto& own : devices) {
        for (SimDevice& device : own) {
            device.use_port(server.port());
            device.settle();
        }
    }
    for (std::size_t i = 0; i < people.size(); ++i)
        check_account(server, people[i], devices[i]);
}

}  // namespace parley::test
