#pragma once
// What holds for every write: it may be sent again, and it says which member is wrong.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/test_client.hpp"

namespace parley::test {

// Sends a write twice under one key: the second answer is the first one's again and says so. With
// another body the key is refused. Returns the first answer.
inline Json twice(TestClient& client, const std::string& type, Json members, Json other_body) {
    members["idempotency_key"] = client.new_key();
    const Json first = client.request(type, members);
    EXPECT_FALSE(first.contains("duplicate")) << first;
    EXPECT_TRUE(first.contains("rev")) << first;
    Json again = client.request(type, members);
    EXPECT_EQ(again.value("duplicate", false), true) << again;
    again.erase("duplicate");
    again["id"] = first.at("id");
    EXPECT_EQ(again, first);
    members.update(other_body);
    client.refused(type, members, "idempotency_conflict");
    return first;
}

// The same request with each of the values in one member: all of them are refused for it.
inline void expect_bad(TestClient& client, const std::string& type, Json members,
                       const std::string& field, const std::vector<Json>& values) {
    for (const Json& value : values) {
        members[field] = value;
        EXPECT_EQ(client.refused(type, members, "bad_field").at("field"), field) << value;
    }
    members.erase(field);
}

// A write that finds everything as it wants it.
inline Json expect_unchanged(TestClient& client, const std::string& type, Json members) {
    Json answer = client.request(type, std::move(members));
    EXPECT_EQ(answer.value("unchanged", false), true) << answer;
    EXPECT_FALSE(answer.contains("rev")) << answer;
    return answer;
}

}  // namespace parley::test
