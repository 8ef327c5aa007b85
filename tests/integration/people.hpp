#pragma once
// Who most scripts begin with: some users online, in a conversation, with nothing left to read.

#include <string>
#include <vector>

#include "support/test_server.hpp"

namespace parley::test {

// Mei and Tom in their direct conversation, which Mei opened.
struct Two {
    explicit Two(const TestServer& server)
        : mei_account(server.make_user("mei")),
          tom_account(server.make_user("tom")),
          mei(server.online(mei_account)),
          tom(server.online(tom_account)),
          conversation(mei.open(tom_account.user)) {
        settle();
    }
    void settle() {
        mei.drain();
        tom.drain();
    }

    Account mei_account;
    Account tom_account;
    TestClient mei;
    TestClient tom;
    std::string conversation;
};

// Ada owns a group; Ben and Cleo are members of it; Dan is not.
struct Group {
    explicit Group(const TestServer& server, Json settings = Json::object())
        : ada_account(server.make_user("ada")),
          ben_account(server.make_user("ben")),
          cleo_account(server.make_user("cleo")),
          dan_account(server.make_user("dan")),
          ada(server.online(ada_account)),
          ben(server.online(ben_account)),
          cleo(server.online(cleo_account)),
          dan(server.online(dan_account)),
          conversation(
              ada.create("The group", {ben_account.user, cleo_account.user}, std::move(settings))) {
        settle();
    }
    void settle() {
        for (TestClient* client : {&ada, &ben, &cleo, &dan})
            client->drain();
    }
    void make_admin(const Account& account) {
        ada.request("member.role",
                    {{"conversation", conversation}, {"user", account.user}, {"role", "admin"}});
        settle();
    }

    Account ada_account;
    Account ben_account;
    Account cleo_account;
    Account dan_account;
    TestClient ada;
    TestClient ben;
    TestClient cleo;
    TestClient dan;
    std::string conversation;
};

// The members of a conversation, as conversation.get shows them: user → role.
inline std::map<std::string, std::string> roles_of(TestClient& client,
                                                   const std::string& conversation) {
    std::map<std::string, std::string> roles;
    const Json item = client.item(conversation);
    for (const Json& member : item.at("members")) {
        roles[member.at("user").get<std::string>()] = member.at("role").get<std::string>();
    }
    return roles;
}

}  // namespace parley::test
