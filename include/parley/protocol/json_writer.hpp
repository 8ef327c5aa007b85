#pragma once
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace parley {

// Composes JSON text into a string that the caller owns, in the spelling of RFC 8785: no spaces,
// the shortest escapes. (For the canonical form the caller also writes members in sorted order.)
// Strings must be valid UTF-8. That the pieces make one value is for the caller to see to; only a
// member without a value is caught, by assertion.
//
// Commas are set by looking at the last character of `out`. What stood in `out` before the writer
// was made belongs to something else: the first value gets no comma, however that ended. So the
// functions that append one JSON value (append_user, append_event, …) may be called behind key(),
// and behind element() in an array.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : out_(out), start_(out.size()) {}

    JsonWriter& begin_object();
    JsonWriter& end_object();
    JsonWriter& begin_array();
    JsonWriter& end_array();
    JsonWriter& key(std::string_view name);  // ASCII without characters to escape
    JsonWriter& string(std::string_view text);
    JsonWriter& integer(std::int64_t number);
    JsonWriter& boolean(bool value);
    JsonWriter& raw(std::string_view json);  // one complete value
    // The members of a complete object, without its braces; nothing for `{}`.
    JsonWriter& members_of(std::string_view json_object);
    // Sets the comma, if one is due, for an element of an array that another function appends.
    JsonWriter& element();

    std::string& out() { return out_; }

  private:
    void separate();

    std::string& out_;
    const std::size_t start_;
};

// Appends `text` with quotation marks and RFC 8785 escapes.
void append_json_string(std::string& out, std::string_view text);

}  // namespace parley
