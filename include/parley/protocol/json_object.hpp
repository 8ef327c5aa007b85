#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace parley {

// One JSON object, read as strictly as a frame, for what is JSON but no request: the operator's
// socket, tokens of pages. A value; its views live as long as it does. Pure; any thread.
class JsonObject {
  public:
    // None if `text` is not one JSON object in the strict sense of the protocol.
    static std::optional<JsonObject> parse(std::string_view text);

    bool has(std::string_view name) const;
    // Each is none if the member is missing or of another type.
    std::optional<std::string_view> string(std::string_view name) const;
    std::optional<std::int64_t> integer(std::string_view name) const;
    std::optional<bool> boolean(std::string_view name) const;

  private:
    struct Tree;
    explicit JsonObject(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

    std::shared_ptr<const Tree> tree_;
};

}  // namespace parley
