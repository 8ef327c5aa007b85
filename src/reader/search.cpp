#include <unordered_map>

#include "messages.hpp"
#include "parley/text/search_query.hpp"
#include "parley/text/snippet.hpp"

namespace parley {
namespace {

// A request looks at no more than so many messages of the index, whatever the asker may see of
// them.
constexpr std::int64_t kLookedAtMax = 2'000;
constexpr std::int64_t kChunk = 100;

// One search: walks through the index from the newest message downwards. The index knows neither
// rights nor floors, and its times are about: each hit is judged by what is stored.
class Search {
  public:
    Search(const Asker& asker, const MessageSearch& request, SearchQuery query, JsonWriter& out)
        : asker_(asker), request_(request), query_(std::move(query)), out_(out) {}

    // From `before_pos` downwards.
    void run(std::int64_t before_pos) {
        place_ = before_pos;
        if (request_.before) place_ = asker_.snapshot.search_pos_before(*request_.before) + 1;
        if (request_.after) end_pos_ = asker_.snapshot.search_pos_before(*request_.after);
        out_.key("hits").begin_array();
        more_ = narrow();
        while (more_ && written_ < request_.limit && looked_at_ < kLookedAtMax)
            take_chunk();
        out_.end_array();
        out_.key("more").boolean(more_);
        if (more_) out_.key("next").string(std::to_string(place_));
    }

  private:
    // Makes the expression. False if the account is in no conversation.
    bool narrow() {
        std::vector<ConversationId> among;
        if (request_.conversation) {
            among.push_back(*request_.conversation);
        } else {
            constexpr auto kMax = static_cast<std::int64_t>(kSearchConversationsMax);
            among = asker_.snapshot.conversations_of(asker_.user, kMax + 1);
            if (among.empty()) return false;
            if (std::ssize(among) > kMax) among.clear();
        }
        expression_ = narrow_search(query_, among, request_.by);
        return true;
    }

    void take_chunk() {
        const auto hits = asker_.snapshot.search(expression_, place_, kChunk);
        more_ = std::ssize(hits) == kChunk;
        for (const SearchHit& hit : hits) {
            if (hit.pos <= end_pos_) {
                more_ = false;
                return;
            }
            if (written_ == request_.limit) {
                more_ = true;
                return;
            }
            place_ = hit.pos;
            ++looked_at_;
            judge(hit);
        }
    }

    // Writes the hit if the asker may see the message, and it is what was asked for.
    void judge(const SearchHit& hit) {
        const auto floor = floor_of(hit.conversation);
        if (!floor || hit.seq < *floor) return;
        const auto message = asker_.snapshot.message(hit.conversation, hit.seq);
        if (!message) return;
        if (request_.by && message->by != *request_.by) return;
        if (request_.before && message->time >= *request_.before) return;
        if (request_.after && message->time < *request_.after) return;
        const auto state = asker_.snapshot.message_state(hit.conversation, hit.seq);
        const auto text = present_text(asker_, *message, state);
        if (text) write(*message, text->text);
    }

    // Where the asker may read from; none: not at all.
    std::optional<std::int64_t> floor_of(ConversationId conversation) {
        const auto known = floors_.find(conversation);
        if (known != floors_.end()) return known->second;
        auto& floor = floors_[conversation];
        const auto found = readable_conversation(asker_, conversation);
        if (const auto* one = std::get_if<Membership>(&found)) floor = floor_seq_of(*one);
        return floor;
    }

    void write(const Entry& message, std::string_view text) {
        const Snippet snippet = make_snippet(text, query_.terms);
        out_.begin_object().key("conversation");
        write_id(out_, message.log.conversation(), asker_.ids);
        out_.key("seq").integer(message.seq).key("snippet").string(snippet.text);
        out_.key("marks").begin_array();
        for (const auto& [begin, end] : snippet.marks)
            out_.begin_array().integer(begin).integer(end).end_array();
        out_.end_array();
        out_.key("time").integer(message.time).key("by");
        write_id(out_, message.by, asker_.ids);
        out_.end_object();
        ++written_;
    }

    const Asker& asker_;
    const MessageSearch& request_;
    const SearchQuery query_;
    JsonWriter& out_;
    std::string expression_;
    std::unordered_map<ConversationId, std::optional<std::int64_t>> floors_;
    std::int64_t place_ = 0;    // everything from here on has been looked at
    std::int64_t end_pos_ = 0;  // up to here everything is too old
    std::int64_t looked_at_ = 0;
    std::int64_t written_ = 0;
    bool more_ = false;
};

}  // namespace

Refusal write_answer(const Asker& asker, const MessageSearch& request, JsonWriter& out) {
    auto query = parse_search_query(request.query);
    if (!query) return bad_field("query", "There is no word in it.");
    if (query->terms.size() > SearchQuery::kTermsMax) {
        return too_large("query", SearchQuery::kTermsMax);
    }
    std::int64_t before_pos = kForEver;
    if (request.before_token) {
        const auto place = parse_pos_token(*request.before_token);
        if (!place) return strange_token("before");
        before_pos = *place;
    }
    if (request.conversation) {
        auto found = readable_conversation(asker, *request.conversation);
        if (auto* refusal = std::get_if<ProtocolError>(&found)) return std::move(*refusal);
    }
    Search(asker, request, std::move(*query), out).run(before_pos);
    return std::nullopt;
}

}  // namespace parley
