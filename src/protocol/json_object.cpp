#include "parley/protocol/json_object.hpp"

#include "json_reader.hpp"

namespace parley {

struct JsonObject::Tree {
    Json object;

    const Json* find(std::string_view name) const {
        const auto member = object.find(name);
        return member == object.end() ? nullptr : &*member;
    }
};

std::optional<JsonObject> JsonObject::parse(std::string_view text) {
    JsonReading reading = read_json_object(text);
    if (!reading.problem.empty()) return std::nullopt;
    auto tree = std::make_shared<Tree>();
    tree->object = std::move(reading.object);
    return JsonObject(std::move(tree));
}

bool JsonObject::has(std::string_view name) const { return tree_->find(name) != nullptr; }

std::optional<std::string_view> JsonObject::string(std::string_view name) const {
    const Json* value = tree_->find(name);
    if (value == nullptr || !value->is_string()) return std::nullopt;
    return value->get_ref<const std::string&>();
}

std::optional<std::int64_t> JsonObject::integer(std::string_view name) const {
    const Json* value = tree_->find(name);
    if (value == nullptr || !value->is_number_integer()) return std::nullopt;
    return value->get<std::int64_t>();
}

std::optional<bool> JsonObject::boolean(std::string_view name) const {
    const Json* value = tree_->find(name);
    if (value == nullptr || !value->is_boolean()) return std::nullopt;
    return value->get<bool>();
}

}  // namespace parley
