// docs/protocol.md is true of the parser: what it shows is accepted, and nothing is left out.

#include <fstream>
#include <set>
#include <span>
#include <sstream>
#include <vector>

#include "request_samples.hpp"
#include "support.hpp"

namespace parley {
namespace {

std::string document() {
    std::ifstream file("docs/protocol.md");  // tests are started in the top folder
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// The frames in the document's code blocks that `side` (`>` the client, `<` the server) sends, each
// joined from its lines.
std::vector<std::string> frames_of(char side) {
    std::vector<std::string> frames;
    std::istringstream lines(document());
    bool in_block = false;
    bool in_frame = false;
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("```")) {
            in_block = !in_block;
            in_frame = false;
        } else if (in_block && line.size() > 2 && (line[0] == '>' || line[0] == '<')) {
            in_frame = line[0] == side;
            if (in_frame) frames.push_back(line.substr(2));
        } else if (in_frame) {
            frames.back() += line;
        }
    }
    return frames;
}

TEST(DocumentationTest, EveryRequestThatItShowsIsAccepted) {
    const std::vector<std::string> frames = frames_of('>');
    EXPECT_GT(frames.size(), 20u);
    for (const std::string& frame : frames) {
        const auto result = parse_request(frame, test_ids(), RequestLimits());
        EXPECT_TRUE(std::holds_alternative<Request>(result)) << frame;
    }
}

TEST(DocumentationTest, EveryFrameThatItShowsIsStrictJson) {
    const std::vector<std::string> frames = frames_of('<');
    EXPECT_GT(frames.size(), 40u);
    for (const std::string& frame : frames)
        EXPECT_TRUE(strictly_read(frame)["type"].is_string());
}

TEST(DocumentationTest, EveryRequestIsShown) {
    std::set<std::string> shown;
    for (const std::string& frame : frames_of('>')) {
        shown.insert(strictly_read(frame)["type"].get<std::string>());
    }
    std::set<std::string> all;
    const auto add = [&all](std::span<const RequestSample> samples) {
        for (const RequestSample& sample : samples)
            all.insert(strictly_read(with_ids(sample.frame))["type"].get<std::string>());
    };
    add(kSessionSamples);
    add(kWriteSamples);
    add(kReadSamples);
    EXPECT_EQ(shown, all);
}

TEST(DocumentationTest, EveryErrorCodeIsThereWithItsStatusAndVerdict) {
    const std::string text = document();
    for (int code = 0; code <= static_cast<int>(ErrorCode::internal); ++code) {
        const auto error = static_cast<ErrorCode>(code);
        const std::string row = "| `" + std::string(name_of(error)) + "` | " +
                                std::to_string(http_status_of(error)) + " | " +
                                std::string(retry_of(error)) + " |";
        EXPECT_NE(text.find(row), std::string::npos) << row;
    }
}

}  // namespace
}  // namespace parley
