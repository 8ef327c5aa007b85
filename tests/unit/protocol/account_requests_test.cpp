#include "support.hpp"

namespace parley {
namespace {

std::string request(std::string_view type, std::string_view members) {
    return R"({"type":")" + std::string(type) + R"(","id":7,"idempotency_key":"k",)" +
           std::string(members) + "}";
}
std::string update(std::string_view members) { return request("user.update", members); }

void expect_bad(const std::string& frame, std::string_view field) {
    const RefusedFrame refused = refusal_of(frame);
    EXPECT_EQ(refused.error.code, ErrorCode::bad_field) << frame.substr(0, 200);
    EXPECT_EQ(refused.error.field, field) << frame.substr(0, 200);
}

TEST(AccountRequestsTest, APasswordIsChangedByWhoKnowsIt) {
    const auto change = session_request<AccountPassword>(
        request("account.password", R"("current":"old","new":"battery!","keep_sessions":true)"));
    EXPECT_EQ(change.idempotency_key, "k");
    EXPECT_EQ(change.current, "old");
    EXPECT_EQ(change.next, "battery!");
    EXPECT_TRUE(change.keep_sessions);
    EXPECT_FALSE(session_request<AccountPassword>(
                     request("account.password", R"("current":"old","new":"battery!")"))
                     .keep_sessions);
    const std::string longer(1025, 'x');
    expect_bad(request("account.password", R"("current":"old","new":"seven!!")"), "new");
    expect_bad(request("account.password", R"("current":"old","new":")" + longer + "\""), "new");
    expect_bad(request("account.password", R"("new":"battery!","current":")" + longer + "\""),
               "current");
}

TEST(AccountRequestsTest, AProfileChangesInPart) {
    const auto name = write_request<UserUpdate>(update(R"("display_name":"e\u0301")"));
    EXPECT_EQ(name.display_name, "\xC3\xA9");  // NFC
    EXPECT_FALSE(name.status || name.language || name.time_zone);
    const auto rest = write_request<UserUpdate>(
        update(R"("status":{"text":"away","emoji":":x:","until":1790000000000},)"
               R"("language":"zh-Hant-TW","time_zone":"America/Argentina/Buenos_Aires")"));
    EXPECT_FALSE(rest.display_name);
    EXPECT_EQ(rest.status, (UserStatus{"away", ":x:", 1790000000000}));
    EXPECT_EQ(rest.language, "zh-Hant-TW");
    EXPECT_EQ(rest.time_zone, "America/Argentina/Buenos_Aires");
    expect_bad(update(R"("x":1)"), "display_name");
}

TEST(AccountRequestsTest, NullTakesAPartOfTheProfileAway) {
    const auto gone =
        write_request<UserUpdate>(update(R"("status":null,"language":null,"time_zone":null)"));
    EXPECT_EQ(gone.status, UserStatus());
    EXPECT_EQ(gone.language, "");
    EXPECT_EQ(gone.time_zone, "");
    expect_bad(update(R"("display_name":null)"), "display_name");
}

TEST(AccountRequestsTest, EachPartOfTheProfileIsChecked) {
    expect_bad(update(R"("display_name":"")"), "display_name");
    expect_bad(update(R"("display_name":"a\u202eb")"), "display_name");
    for (const std::string_view status : {"\"away\"", "[]", "true"}) {
        expect_bad(update(R"("status":)" + std::string(status)), "status");
    }
    const auto with_status = [](const std::string& members) {
        return update(R"("status":{)" + members + "}");
    };
    expect_bad(with_status(""), "status.text");
    expect_bad(with_status(R"("text":"")"), "status.text");
    expect_bad(with_status(R"("text":"a\nb")"), "status.text");
    expect_bad(with_status(R"("text":")" + std::string(101, 'x') + "\""), "status.text");
    expect_bad(with_status(R"("text":"x","emoji":"")"), "status.emoji");
    expect_bad(with_status(R"("text":"x","emoji":"a b")"), "status.emoji");
    expect_bad(with_status(R"("text":"x","until":0)"), "status.until");
    for (const std::string_view language : {"", "de_CH", "-de", "de-", "123", "abcdefghi"})
        expect_bad(update(R"("language":")" + std::string(language) + "\""), "language");
    for (const std::string_view zone : {"", "/Zurich", "Europe/", "Europe//Zurich", "+01:00"})
        expect_bad(update(R"("time_zone":")" + std::string(zone) + "\""), "time_zone");
}

TEST(AccountRequestsTest, ADeviceIsNamedOrAllOthersAre) {
    const auto one = write_request<DeviceRevoke>(request("device.revoke", R"("device":"d4")"));
    EXPECT_EQ(one.device, DeviceId(4));
    EXPECT_FALSE(one.others);
    const auto others =
        write_request<DeviceRevoke>(request("device.revoke", R"("device":"others")"));
    EXPECT_TRUE(others.others);
    EXPECT_FALSE(others.device);
    const auto unknown =
        write_request<DeviceRevoke>(request("device.revoke", R"("device":"Others")"));
    EXPECT_FALSE(unknown.others || unknown.device);
}

TEST(AccountRequestsTest, ADevicesNameIsALine) {
    const auto rename = [](const std::string& name) {
        return request("device.rename", R"("device":"d4","name":")" + name + "\"");
    };
    EXPECT_EQ(write_request<DeviceRename>(rename(std::string(64, 'x'))).name.size(), 64u);
    for (const std::string& name : {std::string(), std::string(65, 'x'), std::string("a\\tb")})
        expect_bad(rename(name), "name");
}

TEST(AccountRequestsTest, APrefixIsOneToSixtyFourCharacters) {
    const auto search = [](const std::string& prefix) {
        return R"({"type":"user.search","id":1,"prefix":")" + prefix + "\"}";
    };
    EXPECT_EQ(read_request<UserSearch>(search("me")).prefix, "me");
    for (const std::string& prefix : {std::string(), std::string(65, 'x')})
        expect_bad(search(prefix), "prefix");
}

TEST(AccountRequestsTest, ABlockNamesAUser) {
    const auto block = write_request<UserBlock>(request("user.block", R"("user":"u2","on":true)"));
    EXPECT_EQ(block.user, UserId(2));
    EXPECT_TRUE(block.on);
}

}  // namespace
}  // namespace parley
