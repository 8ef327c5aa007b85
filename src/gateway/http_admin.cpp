#include "http_admin.hpp"

#include <unistd.h>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "blocking.hpp"
#include "http_routes.hpp"
#include "parley/protocol/json_writer.hpp"

namespace parley {
namespace {

constexpr std::int64_t kPageMax = 200;

// The bytes of a file, 0 if there is none.
std::int64_t size_of(const std::filesystem::path& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : static_cast<std::int64_t>(size);
}

// Resident memory, from proc(5); 0 where there is none.
std::int64_t memory_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::int64_t pages_in_all = 0;
    std::int64_t resident = 0;
    statm >> pages_in_all >> resident;
    return resident * sysconf(_SC_PAGESIZE);
}

std::string_view name_of(AccountsConfig::Registration registration) {
    switch (registration) {
        case AccountsConfig::Registration::open:
            return "open";
        case AccountsConfig::Registration::closed:
            return "closed";
        case AccountsConfig::Registration::invite:
            break;
    }
    return "invite";
}

std::string_view name_of(AccountsConfig::Directory directory) {
    return directory == AccountsConfig::Directory::shared ? "shared" : "all";
}

void write_storage(JsonWriter& json, const std::filesystem::path& folder) {
    json.key("storage").begin_object();
    json.key("database_bytes").integer(size_of(folder / "parley.db"));
    json.key("wal_bytes").integer(size_of(folder / "parley.db-wal"));
    std::error_code error;
    const auto space = std::filesystem::space(folder, error);
    if (!error) json.key("free_bytes").integer(static_cast<std::int64_t>(space.available));
    json.end_object();
}

}  // namespace

std::optional<ProtocolError> read_page(const Query& query, AdminPage& page) {
    if (const auto limit = query.find("limit"); limit != query.end()) {
        const std::string& text = limit->second;
        const char* end = text.data() + text.size();
        const auto [rest, error] = std::from_chars(text.data(), end, page.limit);
        if (error != std::errc() || rest != end || page.limit < 1) {
            return bad_field("limit", "This must be a positive integer.");
        }
        page.limit = std::min(page.limit, kPageMax);
    }
    if (const auto after = query.find("after"); after != query.end()) page.after = after->second;
    return std::nullopt;
}

Task<HttpResponse> AdminRoutes::answer(Loop& loop, AdminRequest request) {
    using http::verb;
    const bool has_id = !request.id.empty();
    const bool is_get = request.method == verb::get || request.method == verb::head;
    if (request.place == "status" && !has_id) {
        if (!is_get) co_return method_not_allowed("GET, HEAD");
        co_return co_await status(loop);
    }
    if (request.place == "users") {
        if (!has_id && is_get) co_return co_await list_users(loop, request);
        if (!has_id && request.method == verb::post) co_return co_await create_user(loop, request);
        if (!has_id) co_return method_not_allowed("GET, HEAD, POST");
        if (is_get) co_return co_await get_user(loop, request.id);
        if (request.method == verb::patch) co_return co_await change_user(loop, request);
        co_return method_not_allowed("GET, HEAD, PATCH");
    }
    if (request.place == "invites") {
        if (has_id && request.method == verb::delete_) {
            co_return co_await revoke_invite(loop, request);
        }
        if (has_id) co_return method_not_allowed("DELETE");
        if (is_get) co_return co_await list_invites(loop, request);
        if (request.method == verb::post) co_return co_await create_invite(loop, request);
        co_return method_not_allowed("GET, HEAD, POST");
    }
    if (request.place == "sessions") {
        if (request.method == verb::delete_) {
            if (has_id) co_return co_await end_session(loop, request);
            co_return co_await end_sessions(loop, request);
        }
        if (has_id) co_return method_not_allowed("DELETE");
        if (is_get) co_return co_await list_sessions(loop, request);
        co_return method_not_allowed("GET, HEAD, DELETE");
    }
    if (request.place == "conversations" && !has_id) {
        if (!is_get) co_return method_not_allowed("GET, HEAD");
        co_return co_await list_conversations(loop, request);
    }
    co_return error_response(not_found("path"));
}

Task<HttpResponse> AdminRoutes::status(Loop& loop) {
    struct Counts {
        std::int64_t users = 0, conversations = 0, entries = 0;
    };
    std::function<Counts(Snapshot&)> look = [](Snapshot& snapshot) {
        return Counts{snapshot.user_count(), snapshot.conversation_count(), snapshot.head_pos()};
    };
    const auto counts = co_await look_up<Counts>(loop, std::move(look));
    if (!counts) co_return error_response(internal_error());
    const WallTime now = loop.wall_now();
    std::string text;
    JsonWriter json(text);
    json.begin_object();
    json.key("version").string(options_.version);
    json.key("started").integer(options_.started).key("time").integer(now);
    json.key("ready").boolean(true);
    json.key("connections").integer(loop.context().connection_count.load());
    json.key("users").integer(counts->users);
    json.key("conversations").integer(counts->conversations);
    json.key("entries").integer(counts->entries);
    json.key("writes_waiting")
        .integer(static_cast<std::int64_t>(loop.context().services.writer.waiting()));
    json.key("messages_last_minute").integer(messages_.last_minute(loop.now()));
    write_storage(json, options_.control_socket.parent_path());
    json.key("memory_bytes").integer(memory_bytes());
    json.key("durability").begin_object();
    json.key("fsync").boolean(options_.fsync).key("replicas").integer(0).end_object();
    json.key("registration").string(name_of(options_.accounts.registration));
    json.key("directory").string(name_of(options_.accounts.directory));
    json.key("public_url").string(options_.gateway.public_url);
    json.end_object();
    co_return json_response(http::status::ok, std::move(text));
}

Task<HttpResponse> AdminRoutes::server(Loop& loop) {
    std::function<bool(Snapshot&)> look = [](Snapshot& snapshot) {
        return snapshot.has_administrator();
    };
    const auto has_administrator = co_await look_up<bool>(loop, std::move(look));
    if (!has_administrator) co_return error_response(internal_error());
    std::string text;
    JsonWriter json(text);
    json.begin_object().key("version").string(options_.version);
    json.key("registration").string(name_of(options_.accounts.registration));
    json.key("setup").boolean(!*has_administrator).end_object();
    co_return json_response(http::status::ok, std::move(text));
}

}  // namespace parley
