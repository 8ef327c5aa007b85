#include "json_reader.hpp"

#include <string>
#include <utility>
#include <vector>

namespace parley {
namespace {

// Builds the value and refuses what nlohmann's parser lets pass. Every callback returns false to
// stop the parser.
class StrictBuilder {
  public:
    explicit StrictBuilder(Json& root) : root_(root) { open_.reserve(8); }

    std::string_view problem() const { return problem_; }

    bool null() { return place(Json()); }
    bool boolean(bool value) { return place(Json(value)); }
    bool number_integer(Json::number_integer_t value) {
        if (value < -kJsonIntegerMax) return stop(kTooBig);
        return place(Json(value));
    }
    bool number_unsigned(Json::number_unsigned_t value) {
        if (value > static_cast<Json::number_unsigned_t>(kJsonIntegerMax)) return stop(kTooBig);
        return place(Json(static_cast<Json::number_integer_t>(value)));
    }
    bool number_float(Json::number_float_t value, const std::string& spelling) {
        // An integer beyond 64 bits comes as a float.
        if (spelling.find_first_of(".eE") == std::string::npos) return stop(kTooBig);
        return place(Json(value));
    }
    bool string(const std::string& value) { return place(Json(value)); }
    bool binary(Json::binary_t&) { return false; }  // not in JSON text

    bool start_object(std::size_t) { return open(Json::value_t::object); }
    bool start_array(std::size_t) { return open(Json::value_t::array); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }

    bool key(const std::string& name) {
        if (++members_count_ > kJsonMembersMax) return stop("The frame has too many members.");
        auto& members = open_.back()->get_ref<Json::object_t&>();
        const auto [member, is_new] = members.try_emplace(name);
        if (!is_new) return stop("A member name stands twice in one object.");
        member_ = &member->second;
        return true;
    }

    template <class Exception>
    bool parse_error(std::size_t, const std::string&, const Exception&) {
        return stop(kNotJson);
    }

  private:
    static constexpr std::string_view kTooBig = "An integer is beyond 2^53.";
    static constexpr std::string_view kNotJson = "This is not valid JSON.";

    bool stop(std::string_view problem) {
        problem_ = problem;
        return false;
    }

    // Where the value that comes now belongs. Only an object may stand outermost, so that there is
    // always an open array or object around anything else.
    Json* put(Json&& value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return &root_;
        }
        if (open_.back()->is_array()) {
            auto& elements = open_.back()->get_ref<Json::array_t&>();
            elements.push_back(std::move(value));
            return &elements.back();
        }
        *member_ = std::move(value);
        return member_;
    }

    bool place(Json&& value) {
        if (open_.empty()) return stop(kNotObject);
        put(std::move(value));
        return true;
    }

    bool open(Json::value_t type) {
        if (open_.empty() && type != Json::value_t::object) return stop(kNotObject);
        if (open_.size() == static_cast<std::size_t>(kJsonDepthMax)) {
            return stop("The frame is nested deeper than 32 levels.");
        }
        open_.push_back(put(Json(type)));
        return true;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    static constexpr std::string_view kNotObject = "The frame is not a JSON object.";

    Json& root_;
    std::vector<Json*> open_;
    Json* member_ = nullptr;
    int members_count_ = 0;
    std::string_view problem_;
};

}  // namespace

JsonReading read_json_object(std::string_view text) {
    JsonReading reading;
    // nlohmann's lexer skips a byte order mark and takes a zero byte for the end of the text.
    if (text.starts_with("\xEF\xBB\xBF") || text.find('\0') != std::string_view::npos) {
        reading.problem = "This is not valid JSON.";
        return reading;
    }
    StrictBuilder builder(reading.object);
    constexpr bool kWholeText = true;
    if (!Json::sax_parse(text.data(), text.data() + text.size(), &builder,
                         nlohmann::detail::input_format_t::json, kWholeText)) {
        reading.problem = builder.problem();
    }
    return reading;
}

}  // namespace parley
