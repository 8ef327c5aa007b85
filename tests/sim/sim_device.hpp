#pragma once
// One device of the simulation: a client as docs/protocol.md wants it. It comes back with its
// cursor, sends again what was not answered, and reads what the rule for clients says is missing.

#include <cstdint>
#include <deque>
#include <string>

#include "support/client_view.hpp"
#include "support/test_client.hpp"

namespace parley::test {

class SimDevice {
  public:
    SimDevice(std::string name, std::string token);

    // Through which port it connects from now on; what is open is cut.
    void use_port(std::uint16_t port);
    // Queues a request and sends it if there is a connection.
    void ask(const std::string& type, Json members);
    // Connects if need be (`window`: as in `hello`, -1 for none), takes what has come, and reads
    // what is missing. A connection that breaks is no failure.
    void work(std::int64_t window = -1);
    // The same until everything asked for is answered and nothing is missing.
    void settle();

    bool is_settled() const { return loaded_ && pending_.empty() && !view_.want(); }
    const ClientView& view() const { return view_; }
    TestClient& client() { return client_; }
    const std::string& name() const { return name_; }

  private:
    struct Pending {
        std::string type;
        Json members;
        std::int64_t id = 0;
    };

    void come_online(std::int64_t window);
    void load();
    void take_frames();
    void take_replies();
    void fetch(const ClientView::Want& want);
    void fetch_snapshot(const std::string& conversation);
    Json answer_to(const std::string& type, Json members);

    const std::string name_;
    const std::string token_;
    TestClient client_;
    ClientView view_;
    std::deque<Pending> pending_;
    bool loaded_ = false;  // the list was read since a fresh `hello`
};

}  // namespace parley::test
