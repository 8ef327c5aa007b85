// What holds for every request: its members are read, named when they are wrong, and missed only if
// they are required; and all that decides what a write is stands in its canonical body.

#include "request_samples.hpp"

#include <set>
#include <span>
#include <vector>

#include "support.hpp"

namespace parley {
namespace {

std::vector<RequestSample> all_samples() {
    std::vector<RequestSample> all(kSessionSamples.begin(), kSessionSamples.end());
    all.insert(all.end(), kWriteSamples.begin(), kWriteSamples.end());
    all.insert(all.end(), kReadSamples.begin(), kReadSamples.end());
    return all;
}

Json read_sample(const RequestSample& sample) {
    Json frame = strictly_read(with_ids(sample.frame));
    frame["id"] = 7;
    return frame;
}

// The names of its own members: those that are not the same in every frame.
std::vector<std::string> members_of(const Json& frame) {
    std::vector<std::string> names;
    for (const auto& [name, value] : frame.items()) {
        if (name != "type" && name != "id") names.push_back(name);
    }
    return names;
}

bool is_required(const RequestSample& sample, const std::string& name) {
    return sample.required.find(" " + name + " ") != std::string_view::npos;
}

TEST(RequestSamplesTest, EachOneIsAcceptedWithItsId) {
    for (const RequestSample& sample : all_samples()) {
        const auto result = parse(read_sample(sample).dump());
        EXPECT_TRUE(std::holds_alternative<Request>(result)) << sample.frame;
    }
}

TEST(RequestSamplesTest, EveryRequestIsAmongThem) {
    const auto types_of = [](std::span<const RequestSample> samples) {
        std::set<std::string> types;
        for (const RequestSample& sample : samples)
            types.insert(read_sample(sample)["type"]);
        return types.size();
    };
    EXPECT_EQ(types_of(kSessionSamples), std::variant_size_v<SessionRequest>);
    EXPECT_EQ(types_of(kWriteSamples), std::variant_size_v<WriteRequest>);
    EXPECT_EQ(types_of(kReadSamples), std::variant_size_v<ReadRequest>);
}

TEST(RequestSamplesTest, AMemberOfAWrongTypeIsNamed) {
    const Json kWrongForAll = Json::array({Json::object()});
    for (const RequestSample& sample : all_samples()) {
        const Json frame = read_sample(sample);
        for (const std::string& name : members_of(frame)) {
            Json changed = frame;
            changed[name] = kWrongForAll;
            const RefusedFrame refused = refusal_of(changed.dump());
            EXPECT_EQ(refused.error.code, ErrorCode::bad_field) << changed;
            EXPECT_EQ(refused.error.field, name) << changed;
        }
    }
}

TEST(RequestSamplesTest, NullStandsForNothingButWhereItTakesAway) {
    const std::set<std::string> takes_away = {"draft", "status", "language", "time_zone"};
    for (const RequestSample& sample : all_samples()) {
        const Json frame = read_sample(sample);
        for (const std::string& name : members_of(frame)) {
            Json changed = frame;
            changed[name] = nullptr;
            const auto result = parse(changed.dump());
            EXPECT_EQ(std::holds_alternative<Request>(result), takes_away.contains(name))
                << changed;
        }
    }
}

TEST(RequestSamplesTest, OnlyARequiredMemberIsMissed) {
    for (const RequestSample& sample : all_samples()) {
        const Json frame = read_sample(sample);
        for (const std::string& name : members_of(frame)) {
            Json changed = frame;
            changed.erase(name);
            const auto result = parse(changed.dump());
            const auto* refused = std::get_if<RefusedFrame>(&result);
            // Without its token, conversation.join lacks a conversation.
            const bool needs_other = frame["type"] == "conversation.join" && name == "token";
            EXPECT_EQ(refused != nullptr, is_required(sample, name) || needs_other) << changed;
            if (refused == nullptr) continue;
            EXPECT_EQ(refused->error.code, ErrorCode::bad_field) << changed;
            EXPECT_EQ(refused->error.field, needs_other ? "conversation" : name) << changed;
        }
    }
}

TEST(RequestSamplesTest, AnIntegerHasNoPoint) {
    for (const RequestSample& sample : all_samples()) {
        const Json frame = read_sample(sample);
        for (const std::string& name : members_of(frame)) {
            if (!frame[name].is_number_integer()) continue;
            Json changed = frame;
            changed[name] = 1.0;
            EXPECT_EQ(refusal_of(changed.dump()).error.field, name) << changed;
        }
    }
}

// nlohmann sorts members by name and writes no spaces: for ASCII names that is RFC 8785.
TEST(RequestSamplesTest, AWritesCanonicalBodyIsAllOfItButIdAndKey) {
    for (const RequestSample& sample : kWriteSamples) {
        Json frame = read_sample(sample);
        const auto result = parse(frame.dump());
        ASSERT_TRUE(std::holds_alternative<Request>(result)) << frame;
        const auto& write = std::get<WriteRequest>(std::get<Request>(result).body);
        EXPECT_EQ(idempotency_key_of(write), frame.value("idempotency_key", "")) << frame;
        frame.erase("id");
        frame.erase("idempotency_key");
        EXPECT_EQ(canonical_body(write, test_ids()), frame.dump());
    }
}

// A member that is not given is not in the text either, so that texts of today stay when members
// are added.
TEST(RequestSamplesTest, TheCanonicalBodyHasNothingThatWasNotSent) {
    for (const RequestSample& sample : kWriteSamples) {
        Json frame = read_sample(sample);
        for (const std::string& name : members_of(frame)) {
            if (is_required(sample, name) || name == "token") continue;
            frame.erase(name);
        }
        // One of them must be there.
        if (frame["type"] == "user.update") frame["language"] = nullptr;
        if (frame["type"] == "conversation.settings" && frame["conversation"] != "self") {
            frame["muted"] = false;
        }
        const auto result = parse(frame.dump());
        ASSERT_TRUE(std::holds_alternative<Request>(result)) << frame;
        const auto& write = std::get<WriteRequest>(std::get<Request>(result).body);
        frame.erase("id");
        frame.erase("idempotency_key");
        EXPECT_EQ(canonical_body(write, test_ids()), frame.dump());
    }
}

}  // namespace
}  // namespace parley
