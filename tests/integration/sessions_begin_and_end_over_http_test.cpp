// Signing in and out: POST /v1/sessions, DELETE /v1/sessions/current, and what limits guessing.

#include <gtest/gtest.h>

#include <algorithm>
#include <future>

#include "people.hpp"

namespace parley::test {
namespace {

Json credentials(const std::string& login, const std::string& password) {
    return {{"login", login}, {"password", password}, {"device", {{"name", "a test"}}}};
}

TEST(SessionsTest, SigningInNamesUserDeviceAndSession) {
    TestServer server;
    const Account mei = server.make_user("mei");
    const HttpAnswer answer = server.http("POST", "/v1/sessions", credentials("mei", mei.password));
    ASSERT_EQ(answer.status, 201) << answer.body;
    const Json body = answer.json();
    EXPECT_EQ(body.at("user").at("id"), mei.user);
    EXPECT_TRUE(body.at("device").get<std::string>().starts_with("d_"));
    EXPECT_TRUE(body.at("session").get<std::string>().starts_with("s_"));
    EXPECT_NE(body.at("token"), mei.token);
    EXPECT_EQ(answer.header("set-cookie"), "");
}

TEST(SessionsTest, AKnownDeviceIsTakenUpAgain) {
    TestServer server;
    const Account mei = server.make_user("mei");
    Json body = credentials("mei", mei.password);
    body["device"]["id"] = mei.device;
    const Json again = server.http("POST", "/v1/sessions", body).json();
    EXPECT_EQ(again.at("device"), mei.device);
    EXPECT_NE(again.at("session"), mei.session);

    const Account tom = server.make_user("tom");
    body["device"]["id"] = tom.device;
    const HttpAnswer foreign = server.http("POST", "/v1/sessions", body);
    if (foreign.status == 201) {
        EXPECT_NE(foreign.json().at("device"), tom.device);
    }
}

TEST(SessionsTest, UnknownLoginsAndWrongPasswordsAreAnsweredAlike) {
    TestServer server;
    server.make_user("mei");
    using Duration = std::chrono::steady_clock::duration;
    const auto attempt = [&](const std::string& login, Duration& best) {
        const auto start = std::chrono::steady_clock::now();
        HttpAnswer answer =
            server.http("POST", "/v1/sessions", credentials(login, "wrong password"));
        best = std::min(best, std::chrono::steady_clock::now() - start);
        return answer;
    };
    // The one hash that both cost is nearly all of the time. Whatever else the machine does only
    // lengthens a single attempt, so the shortest of several count.
    Duration known = Duration::max();
    Duration unknown = Duration::max();
    for (int i = 0; i < 30; ++i) {
        const HttpAnswer of_known = attempt("mei", known);
        const HttpAnswer of_unknown = attempt("nobody", unknown);
        EXPECT_EQ(of_known.status, 401);
        EXPECT_EQ(of_known.error(), "bad_credentials");
        EXPECT_EQ(of_known.status, of_unknown.status);
        EXPECT_EQ(of_known.body, of_unknown.body);
        if (i >= 2 && known < unknown * 3 / 2 && unknown < known * 3 / 2) return;
    }
    ADD_FAILURE() << "known: " << known.count() << " ns, unknown: " << unknown.count() << " ns";
}

TEST(SessionsTest, SigningOutEndsTheTokenAndItsSockets) {
    TestServer server;
    const Account mei = server.make_user("mei");
    const Account other_device = server.sign_in(mei);
    TestClient first = server.online(mei);
    TestClient second = server.online(mei);
    TestClient other = server.online(other_device);

    EXPECT_EQ(server.sign_out(mei), 204);
    first.expect_close(4501);
    second.expect_close(4501);
    other.request("ping");

    EXPECT_EQ(server.sign_out(mei), 401);
    TestClient returning = server.client("returning");
    returning.connect();
    returning.refused("hello", {{"token", mei.token}}, "unauthenticated");
    returning.expect_close(4502);
}

TEST(SessionsTest, SignOutTakesABearerTokenAlone) {
    TestServer server;
    EXPECT_EQ(server.http("DELETE", "/v1/sessions/current").error(), "unauthenticated");
    for (const char* value : {"Bearer plt_nonsense", "Bearer", "Basic bWVpOm1laQ==", ""}) {
        const HttpAnswer answer =
            server.http("DELETE", "/v1/sessions/current", std::nullopt, {{"Authorization", value}});
        EXPECT_EQ(answer.status, 401) << value;
        EXPECT_EQ(answer.error(), "unauthenticated") << value;
        EXPECT_EQ(answer.json().at("error").at("retry"), "reauth");
    }
}

TEST(SessionsTest, GuessingOnePasswordIsLimited) {
    TestServer server([](Config& config) {
        config.limits.enabled = true;
        config.limits.sign_ins_per_account_per_minute = 3;
    });
    const Account mei = server.make_user("mei");  // signs in once
    HttpAnswer answer;
    int tries = 0;
    do {
        answer = server.http("POST", "/v1/sessions", credentials("mei", "wrong password"));
        ++tries;
    } while (answer.status == 401 && tries < 10);
    EXPECT_LE(tries, 4);
    ASSERT_EQ(answer.status, 429) << answer.body;
    const Json error = answer.json().at("error");
    EXPECT_EQ(error.at("code"), "rate_limited");
    EXPECT_EQ(error.at("retry"), "after");
    EXPECT_GT(error.at("retry_after_ms").get<int>(), 0);
    EXPECT_TRUE(error.contains("scope"));

    // Neither another account nor what is signed in already suffers from it.
    EXPECT_NO_THROW(server.make_user("tom"));
    server.online(mei).request("ping");
}

TEST(SessionsTest, AnUnknownAccountIsLimitedLikeAKnownOne) {
    TestServer server([](Config& config) {
        config.limits.enabled = true;
        config.limits.sign_ins_per_account_per_minute = 3;
    });
    int status = 401;
    for (int i = 0; i < 5 && status == 401; ++i) {
        status = server.http("POST", "/v1/sessions", credentials("nobody", "some password")).status;
    }
    EXPECT_EQ(status, 429);
}

TEST(SessionsTest, GuessingFromOneAddressIsLimited) {
    TestServer server([](Config& config) {
        config.limits.enabled = true;
        config.limits.sign_ins_per_account_per_minute = 100;
        config.limits.sign_ins_per_address_per_minute = 4;
    });
    int status = 401;
    int tries = 0;
    for (; tries < 10 && status == 401; ++tries) {
        const std::string login = "user" + std::to_string(tries);
        status = server.http("POST", "/v1/sessions", credentials(login, "some password")).status;
    }
    EXPECT_EQ(status, 429);
    EXPECT_LE(tries, 5);
}

TEST(SessionsTest, SigningUpFromOneAddressIsLimited) {
    TestServer server([](Config& config) {
        config.limits.enabled = true;
        config.limits.sign_ups_per_address_per_hour = 2;
    });
    const auto sign_up = [&](const std::string& login) {
        return server.http("POST", "/v1/accounts",
                           Json{{"login", login}, {"password", "correct horse"}});
    };
    EXPECT_EQ(sign_up("a").status, 201);
    EXPECT_EQ(sign_up("b").status, 201);
    const HttpAnswer third = sign_up("c");
    EXPECT_EQ(third.status, 429);
    EXPECT_EQ(third.error(), "rate_limited");
}

TEST(SessionsTest, AFullPasswordPoolRefusesAtOnceAndServesTheRest) {
    TestServer server([](Config& config) {
        config.accounts.password_threads = 1;
        config.accounts.password_queue = 1;
    });
    const Account mei = server.make_user("mei");
    std::vector<std::future<HttpAnswer>> answers;
    for (int i = 0; i < 12; ++i) {
        answers.push_back(std::async(std::launch::async, [&] {
            return server.http("POST", "/v1/sessions", credentials("mei", mei.password));
        }));
    }
    int served = 0;
    int refused = 0;
    for (auto& future : answers) {
        const HttpAnswer answer = future.get();
        if (answer.status == 201) ++served;
        if (answer.status == 503) {
            ++refused;
            EXPECT_EQ(answer.error(), "overloaded");
            EXPECT_TRUE(answer.json().at("error").contains("retry_after_ms"));
        }
    }
    EXPECT_EQ(served + refused, 12);
    EXPECT_GE(served, 1);
    EXPECT_GE(refused, 1);
}

}  // namespace
}  // namespace parley::test
