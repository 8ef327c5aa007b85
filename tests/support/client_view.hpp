#pragma once
// What a client shows of its account, built by the rule for clients alone: snapshots, and events by
// their rev. It computes its figures (unread, mentions, threads) from what it holds, so that it is
// also the plain model to which the server's figures are compared.

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "support/http.hpp"

namespace parley::test {

class ClientView {
  public:
    // The answer to `hello`. Without `resumed` all that was held is dropped.
    void begin(const Json& hello_ok);
    // An `event` or a `gap`, in the order in which they came; other frames are passed over.
    void apply(const Json& frame);

    // What the rule wants to be read next; none if everything is as far as the stream.
    struct Want {
        std::string conversation;          // or `self`
        std::optional<std::int64_t> from;  // log.get from here; none: a snapshot
    };
    std::optional<Want> want() const;
    // The events of log.get, and the floor that it told.
    void fill(const std::string& conversation, const Json& events, std::int64_t floor_rev);
    // The answers to conversation.get, to all of history.get and to all of thread.list. What came
    // behind the first of them is applied behind this.
    void take_snapshot(const Json& item, const Json& messages, const Json& threads);
    // It was not_found.
    void drop(const std::string& conversation);
    // The answer to account.get.
    void take_account(const Json& account);
    void want_snapshot(const std::string& conversation) { wanted_.insert(conversation); }

    bool holds(const std::string& conversation) const {
        return conversations_.contains(conversation);
    }
    std::vector<std::string> held() const;
    std::int64_t head_seq(const std::string& conversation) const {
        return conversations_.at(conversation).head_seq;
    }
    // The threads followed there: root and newest number.
    std::vector<std::pair<std::int64_t, std::int64_t>> followed(
        const std::string& conversation) const;
    // Of one conversation: read_seq, unread, mentions, mention_seqs.
    Json figures(const std::string& conversation) const;
    // As account.counts answers.
    Json counts() const;
    // Everything, in one form whether it came by snapshot or by events.
    Json dump() const;

  private:
    // One log as far as it was applied. What came behind a hole waits.
    struct Progress {
        std::int64_t have = 0;
        std::int64_t known = 0;  // the log goes so far at least
        std::map<std::int64_t, Json> waiting;
    };
    struct Conversation {
        Progress log;
        Json item;
        std::map<std::string, Json> members;               // by user
        std::map<std::int64_t, Json> messages;             // by seq, as history.get shows them
        std::map<std::int64_t, Json> threads;              // thread_info by root
        std::map<std::int64_t, std::int64_t> own_replies;  // the newest thread_seq by root
        std::set<std::int64_t> pins;
        std::int64_t head_seq = 0;
        std::int64_t read_seq = 0;
        std::int64_t active = 0;
    };
    struct Follow {
        bool following = false;
        std::int64_t read = 0;
    };
    using ThreadKey = std::pair<std::string, std::int64_t>;

    void advance(const std::string& conversation);
    void apply_in_order(const std::string& conversation, const Json& event);
    void apply_self(const std::string& kind, const Json& data);
    void apply_settings(const Json& data);
    void apply_to(Conversation& held, const std::string& conversation, const Json& event);
    void add_message(Conversation& held, const std::string& conversation, const Json& event);
    void change_message(Conversation& held, const Json& event);
    void delete_messages(Conversation& held, const Json& event);
    void change_members(Conversation& held, const std::string& kind, const Json& data);
    std::int64_t thread_head(const ThreadKey& thread) const;
    Json mention_seqs(const Conversation& held) const;
    Json dump(const Conversation& held) const;

    std::string me_;
    Progress self_;
    Json profile_ = Json::object();
    bool read_receipts_ = true;
    std::set<std::string> blocked_;
    std::map<std::string, Conversation> conversations_;
    std::map<ThreadKey, Follow> follows_;
    std::set<std::string> wanted_;
};

}  // namespace parley::test
