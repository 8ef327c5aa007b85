// HTTP: paths, methods, content types, origins, broken requests, and the upgrade to WebSocket.

#include <gtest/gtest.h>

#include "people.hpp"

namespace parley::test {
namespace {

using namespace std::string_literals;

std::string upgrade_request(const std::string& more = "",
                            const std::string& key = "dGhlIHNhbXBsZSBub25jZQ==",
                            const std::string& version = "13") {
    return "GET /v1/ws HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
           "Connection: Upgrade\r\nSec-WebSocket-Key: " +
           key + "\r\nSec-WebSocket-Version: " + version + "\r\n" + more + "\r\n";
}

int upgrade_status(const TestServer& server, const ConnectOptions& options) {
    return server.client("upgrading").try_connect(options).status;
}

ConnectOptions with_origin(const std::string& origin) {
    ConnectOptions options;
    options.headers["Origin"] = origin;
    return options;
}

TEST(HttpTest, HealthAndReadinessAreTold) {
    TestServer server;
    EXPECT_EQ(server.http("GET", "/healthz").status, 200);
    EXPECT_EQ(server.http("GET", "/readyz").status, 200);
}

TEST(HttpTest, HeadIsAnsweredLikeGetWithoutTheBody) {
    TestServer server;
    for (const char* path : {"/", "/healthz", "/readyz", "/v1/server", "/v1/nothing",
                             "/v1/accounts", "/v1/admin/status"}) {
        const HttpAnswer get = server.http("GET", path);
        const HttpAnswer head = server.http("HEAD", path);
        EXPECT_EQ(head.status, get.status) << path;
        EXPECT_EQ(head.headers, get.headers) << path;
        EXPECT_EQ(head.header("content-length"), std::to_string(get.body.size())) << path;
        EXPECT_FALSE(get.body.empty()) << path;
    }
}

// Whatever of a body came would be read as the beginning of the next answer.
TEST(HttpTest, NothingFollowsTheHeadersOfAnAnswerToHead) {
    TestServer server;
    RawConnection connection(server.port());
    connection.write("HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_EQ(status_of(connection.read_until("\r\n\r\n")), 200);
    connection.write("GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string next = connection.read_to_end();
    EXPECT_EQ(status_of(next), 200);
    EXPECT_NE(next.find("{\"ok\":true}"), std::string::npos);
}

TEST(HttpTest, AnAnswerThatHasNoBodySaysNoLength) {
    TestServer server;
    const HttpAnswer page = server.http("GET", "/");
    const HttpAnswer same =
        server.http("GET", "/", std::nullopt, {{"If-None-Match", page.header("etag")}});
    EXPECT_EQ(same.status, 304);
    EXPECT_EQ(same.headers.count("content-length"), 0u);
    const HttpAnswer preflight = server.http("OPTIONS", "/v1/sessions");
    EXPECT_EQ(preflight.status, 204);
    EXPECT_EQ(preflight.headers.count("content-length"), 0u);
}

TEST(HttpTest, UnknownPathsAreNotFoundAndNoFilesAreServed) {
    TestServer server;
    for (const char* path : {"/v1/nothing", "/v2/ws", "/nothing.html", "/../../etc/passwd",
                             "/%2e%2e/%2e%2e/etc/passwd", "/..%c0%af..%c0%afetc/passwd",
                             "/v1/accounts/", "/v1/sessions", "//etc/passwd", "/\\etc\\passwd"}) {
        const HttpAnswer answer = server.http("GET", path);
        EXPECT_TRUE(answer.status == 404 || answer.status == 405 || answer.status == 400)
            << path << ' ' << answer.status;
        EXPECT_EQ(answer.body.find("root:"), std::string::npos);
    }
    const HttpAnswer nothing = server.http("GET", "/v1/nothing");
    EXPECT_EQ(nothing.status, 404);
    EXPECT_EQ(nothing.error(), "not_found");
}

TEST(HttpTest, OtherMethodsAreNotAllowed) {
    TestServer server;
    for (const char* method : {"GET", "PUT", "DELETE", "PATCH", "BREW"}) {
        EXPECT_EQ(server.http(method, "/v1/accounts").status, 405) << method;
    }
    EXPECT_EQ(server.http("POST", "/v1/sessions/current", Json::object()).status, 405);
    EXPECT_EQ(server.http("POST", "/healthz", Json::object()).status, 405);
}

TEST(HttpTest, BodiesAreJsonObjects) {
    TestServer server;
    const auto post = [&](const std::string& body, const std::string& type) {
        RawConnection connection(server.port());
        connection.write("POST /v1/accounts HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" +
                         (type.empty() ? ""s : "Content-Type: " + type + "\r\n") +
                         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        return connection.read_to_end();
    };
    const std::string good = R"({"login":"mei","password":"correct horse"})";
    EXPECT_EQ(status_of(post(good, "application/json; charset=utf-8")), 201);
    for (const std::string& body :
         {""s, "[]"s, "null"s, "{"s, "login=mei"s, R"({"login":"a","login":"b"})"s,
          "{\"login\":\"\xFF\"}"s, std::string(3000, '[')}) {
        const std::string answer = post(body, "application/json");
        EXPECT_EQ(status_of(answer), 400) << body << answer;
        EXPECT_NE(answer.find("\"bad_frame\""), std::string::npos) << answer;
    }
    for (const std::string& type : {"text/plain"s, "application/x-www-form-urlencoded"s, ""s}) {
        const int status = status_of(post(good, type));
        EXPECT_TRUE(status == 400 || status == 415) << type << ' ' << status;
    }
    const std::string too_long = post(std::string(2'000'000, ' '), "application/json");
    EXPECT_EQ(status_of(too_long), 413);
    EXPECT_NE(too_long.find(R"("code":"too_large")"), std::string::npos) << too_long;
    EXPECT_NE(too_long.find(R"("limit":65536)"), std::string::npos) << too_long;
}

TEST(HttpTest, BrokenRequestsAreRefusedAndHarmNobody) {
    TestServer server;
    const std::vector<std::string> requests{
        "GARBAGE\r\n\r\n",
        "GET /healthz HTTP/9.9\r\n\r\n",
        "GET /healthz\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n"s,
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03"s + std::string(300, '\x11'),
        "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n{}",
        "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n",
        "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
        "FFFFFFFFFFFFFFFFF\r\n",
        "GET /" + std::string(100'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /healthz HTTP/1.1\r\nHost: x\r\nX: " + std::string(100'000, 'a') + "\r\n\r\n",
    };
    for (const std::string& request : requests) {
        SCOPED_TRACE(request.substr(0, 80));
        RawConnection connection(server.port());
        connection.write(request);
        connection.shut_down_sending();
        const std::string answer = connection.read_to_end();
        if (!answer.empty()) {
            EXPECT_GE(status_of(answer), 400);
            EXPECT_LT(status_of(answer), 506);
        }
        EXPECT_EQ(server.http("GET", "/healthz").status, 200);
    }
}

TEST(HttpTest, TruncatedRequestsEndWithTheirConnection) {
    TestServer server;
    const std::string whole =
        "POST /v1/accounts HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
        "Content-Length: 42\r\n\r\n{\"login\":\"mei\",\"password\":\"correct horse\"";
    for (std::size_t length = 0; length <= whole.size(); length += 13) {
        RawConnection connection(server.port());
        connection.write(whole.substr(0, length));
        connection.shut_down_sending();
        const std::string answer = connection.read_to_end();
        EXPECT_TRUE(answer.empty() || status_of(answer) >= 400) << answer;
    }
    EXPECT_EQ(server.http("GET", "/healthz").status, 200);
}

TEST(HttpTest, RequestsInARowAreAnsweredInOrder) {
    TestServer server;
    RawConnection connection(server.port());
    connection.write(
        "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /v1/nothing HTTP/1.1\r\nHost: x\r\n\r\n"
        "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const std::string answers = connection.read_to_end();
    const std::size_t first = answers.find("HTTP/1.1 200");
    const std::size_t second = answers.find("HTTP/1.1 404");
    EXPECT_EQ(first, 0U);
    ASSERT_NE(second, std::string::npos);
    EXPECT_NE(answers.find("HTTP/1.1 200", second), std::string::npos);
}

TEST(UpgradeTest, SpeaksOurSubprotocol) {
    TestServer server;
    const auto protocol = [&](const std::string& offered) {
        ConnectOptions options;
        options.subprotocol = offered;
        TestClient client = server.client("upgrading");
        const int status = client.try_connect(options).status;
        return std::to_string(status) + ' ' + client.subprotocol();
    };
    EXPECT_EQ(protocol("parley.v1"), "101 parley.v1");
    EXPECT_EQ(protocol("other, parley.v1"), "101 parley.v1");
    EXPECT_EQ(protocol(""), "101 ");
    EXPECT_EQ(protocol("other"), "400 ");
    EXPECT_EQ(protocol("parley.v2, chat"), "400 ");
}

TEST(UpgradeTest, CompressionIsNotNegotiated) {
    TestServer server;
    RawConnection connection(server.port());
    connection.write(upgrade_request("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    const std::string answer = connection.read_until("\r\n\r\n");
    EXPECT_EQ(status_of(answer), 101);
    EXPECT_EQ(answer.find("xtensions"), std::string::npos) << answer;
    EXPECT_NE(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos) << answer;
}

TEST(UpgradeTest, IncompleteUpgradesAreRefused) {
    TestServer server;
    EXPECT_GE(server.http("GET", "/v1/ws").status, 400);
    for (const std::string& request :
         {upgrade_request("", "short"), upgrade_request("", ""),
          upgrade_request("", "dGhlIHNhbXBsZSBub25jZQ==", "12"),
          "POST"s + upgrade_request().substr(3),
          "GET /v1/ws HTTP/1.1\r\nHost: x\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"s}) {
        RawConnection connection(server.port());
        connection.write(request);
        const int status = status_of(connection.read_until("\r\n\r\n"));
        EXPECT_GE(status, 400) << request;
        EXPECT_LT(status, 500) << request;
    }
}

TEST(UpgradeTest, FramesMayFollowInTheSamePacket) {
    TestServer server;
    const Account mei = server.make_user("mei");
    RawConnection connection(server.port());
    connection.write(upgrade_request() +
                     TestClient::frame_bytes(request_text("hello", 1, {{"token", mei.token}})));
    connection.read_until("\r\n\r\n");
    EXPECT_NE(connection.read_until("\"server_time\"").find("\"ok\""), std::string::npos);
}

TEST(OriginTest, TheOwnOriginIsWhatTheHostSays) {
    TestServer server;
    const std::string own = "127.0.0.1:" + std::to_string(server.port());
    EXPECT_EQ(upgrade_status(server, with_origin("http://" + own)), 101);
    EXPECT_EQ(upgrade_status(server, with_origin("https://" + own)), 101);
    for (const std::string& foreign :
         {"http://evil.example"s, "null"s, "http://127.0.0.1:1"s,
          "http://" + own + ".evil.example"s, "file://"s, "http://evil.example/" + own}) {
        EXPECT_EQ(upgrade_status(server, with_origin(foreign)), 403) << foreign;
        const HttpAnswer answer =
            server.http("POST", "/v1/sessions", Json{{"login", "a"}, {"password", "12345678"}},
                        {{"Origin", foreign}});
        EXPECT_EQ(answer.status, 403) << foreign;
        EXPECT_EQ(answer.error(), "forbidden") << foreign;
        EXPECT_EQ(answer.header("access-control-allow-origin"), "") << foreign;
    }
}

TEST(OriginTest, WithAPublicUrlOnlyThatIsTheOwn) {
    TestServer server([](Config& config) { config.gateway.public_url = "https://chat.example"; });
    const std::string host = "127.0.0.1:" + std::to_string(server.port());
    EXPECT_EQ(upgrade_status(server, with_origin("https://chat.example")), 101);
    EXPECT_EQ(upgrade_status(server, with_origin("http://" + host)), 403);
    EXPECT_EQ(upgrade_status(server, ConnectOptions{}), 101);
}

TEST(OriginTest, ConfiguredOriginsGetCorsAnswersWithoutCredentials) {
    TestServer server([](Config& config) {
        config.gateway.allowed_origins = {"https://app.example", "http://localhost:5173"};
    });
    for (const std::string& origin : server.config().gateway.allowed_origins) {
        EXPECT_EQ(upgrade_status(server, with_origin(origin)), 101) << origin;
        const HttpAnswer answer =
            server.http("POST", "/v1/sessions",
                        Json{{"login", "a"}, {"password", "12345678"}, {"device", Json::object()}},
                        {{"Origin", origin}});
        EXPECT_EQ(answer.error(), "bad_credentials");
        EXPECT_EQ(answer.header("access-control-allow-origin"), origin);
        EXPECT_EQ(answer.header("access-control-allow-credentials"), "");
        EXPECT_NE(answer.header("vary").find("rigin"), std::string::npos);

        const HttpAnswer preflight =
            server.http("OPTIONS", "/v1/sessions", std::nullopt,
                        {{"Origin", origin},
                         {"Access-Control-Request-Method", "POST"},
                         {"Access-Control-Request-Headers", "content-type, authorization"}});
        EXPECT_LT(preflight.status, 300) << preflight.body;
        EXPECT_EQ(preflight.header("access-control-allow-origin"), origin);
        EXPECT_NE(preflight.header("access-control-allow-methods").find("POST"), std::string::npos);
        std::string headers = preflight.header("access-control-allow-headers");
        for (char& c : headers)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        EXPECT_NE(headers.find("content-type"), std::string::npos);
        EXPECT_NE(headers.find("authorization"), std::string::npos);
    }
    EXPECT_EQ(upgrade_status(server, with_origin("https://app.example.evil.example")), 403);
    EXPECT_EQ(upgrade_status(server, with_origin("http://app.example")), 403);
}

}  // namespace
}  // namespace parley::test
