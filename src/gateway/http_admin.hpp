#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "http_session.hpp"
#include "message_rate.hpp"
#include "net.hpp"
#include "parley/gateway/gateway.hpp"
#include "query.hpp"

namespace parley {

// A request under /v1/admin/ by an administrator.
struct AdminRequest {
    Actor actor;
    http::verb method;
    std::string place;  // the path's part behind /v1/admin/: `users`
    std::string id;     // the part behind that: `u_…`; empty: none
    Query query;
    std::string body;
};

// The administrator's pages over HTTP: docs/protocol.md, section 13. What changes something is
// judged by the router, at its place in the log. Shared by the loops.
class AdminRoutes {
  public:
    explicit AdminRoutes(const GatewayOptions& options) : options_(options) {}

    Task<HttpResponse> answer(Loop& loop, AdminRequest request);
    // For everyone: what the first page needs to know.
    Task<HttpResponse> server(Loop& loop);
    // Messages that were committed, for the rates. Any thread.
    void count_messages(std::int64_t messages, SteadyTime now) { messages_.add(messages, now); }

  private:
    using Request = const AdminRequest&;  // of the coroutine answer(), which outlives these
    Task<HttpResponse> status(Loop& loop);
    Task<HttpResponse> list_users(Loop& loop, Request request);
    Task<HttpResponse> get_user(Loop& loop, std::string id);
    Task<HttpResponse> create_user(Loop& loop, Request request);
    Task<HttpResponse> change_user(Loop& loop, Request request);
    Task<HttpResponse> list_invites(Loop& loop, Request request);
    Task<HttpResponse> create_invite(Loop& loop, Request request);
    Task<HttpResponse> revoke_invite(Loop& loop, Request request);
    Task<HttpResponse> list_sessions(Loop& loop, Request request);
    Task<HttpResponse> end_session(Loop& loop, Request request);
    Task<HttpResponse> end_sessions(Loop& loop, Request request);
    Task<HttpResponse> list_conversations(Loop& loop, Request request);

    const GatewayOptions& options_;
    MessageRate messages_;
};

// One list's page: at most 200 items, and where it goes on.
struct AdminPage {
    std::int64_t limit = 50;
    std::string after;
};
std::optional<ProtocolError> read_page(const Query& query, AdminPage& page);

// A page of a list that is filtered while it is read.
template <class Row>
struct FilteredPage {
    std::vector<Row> rows;
    decltype(Row::id) next;  // behind which it goes on; 0: that was all
};
// So many rows are looked at for one page, however few of them are shown.
constexpr std::int64_t kRowsLookedAt = 1000;
// Of `rows`, which are up to kRowsLookedAt in the order of the list, the first `limit` to keep.
template <class Row, class Keep>
FilteredPage<Row> filtered_page(std::vector<Row> rows, std::int64_t limit, Keep keep) {
    FilteredPage<Row> page;
    std::size_t looked_at = 0;
    while (looked_at < rows.size() && std::ssize(page.rows) < limit) {
        Row& row = rows[looked_at++];
        page.next = row.id;
        if (keep(row)) page.rows.push_back(std::move(row));
    }
    if (looked_at == rows.size() && std::ssize(rows) < kRowsLookedAt) page.next = {};
    return page;
}

}  // namespace parley
