#include "on_both_stores.hpp"
#include "parley/text/search_key.hpp"

namespace parley {
namespace {

using nlohmann::json;
using Logins = std::vector<std::string>;

class UserSearchTest : public OnBothStores {
  protected:
    UserId add(const std::string& login, const std::string& display_name) {
        const UserId user = world.add_user(login);
        world.change(user, [&](UserRow& row) {
            row.display_name = display_name;
            row.name_key = search_key(display_name);
        });
        return user;
    }
    Logins search(const std::string& prefix, std::int64_t limit = 100) {
        const json answer = world.ask(mei, UserSearch{prefix, limit});
        Logins found;
        for (const json& user : answer.at("users"))
            found.push_back(user.at("login"));
        return found;
    }

    UserId mei = add("mei", "Mei Lin");
    UserId zoe = add("zoe.k", "Zoé Krüger");
    UserId zed = add("zed", "Edward");
    UserId ed = add("ed", "Zorn, Ed");
};
PARLEY_ON_BOTH_STORES(UserSearchTest);

TEST_P(UserSearchTest, ByTheBeginningOfLoginOrNameWithoutCaseAndDiacritics) {
    EXPECT_EQ(search("ZO"), (Logins{"zoe.k", "ed"}));
    EXPECT_EQ(search("zoé kru"), (Logins{"zoe.k"}));
    EXPECT_EQ(search("ed"), (Logins{"ed", "zed"}));
    EXPECT_EQ(search("krüger"), (Logins{}));
    EXPECT_EQ(search("ed", 1), (Logins{"ed"}));
    EXPECT_EQ(search(" "), (Logins{}));
}

TEST_P(UserSearchTest, DisabledAccountsAreNotFound) {
    world.disable(zed);
    EXPECT_EQ(search("zed"), (Logins{}));
}

TEST_P(UserSearchTest, WithASharedDirectoryThoseOfTheOwnConversationsAndALoginInFull) {
    world.options.directory_shared = true;
    world.group({mei, zoe});
    EXPECT_EQ(search("z"), (Logins{"zoe.k"}));
    EXPECT_EQ(search("ed"), (Logins{"ed"}));
    EXPECT_EQ(search("ZED"), (Logins{"zed"}));
    EXPECT_EQ(search("ze"), (Logins{}));
    EXPECT_EQ(search("zoe.k"), (Logins{"zoe.k"}));  // once
    world.disable(ed);
    EXPECT_EQ(search("ed"), (Logins{}));
}

}  // namespace
}  // namespace parley
