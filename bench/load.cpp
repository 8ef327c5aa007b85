#include "load.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <random>
#include <stdexcept>

#include "process.hpp"

namespace parley::bench {
namespace {

constexpr std::int64_t kSecondNs = 1'000'000'000;
// How long a run waits for what is under way when it has stopped sending.
constexpr std::int64_t kDrainNs = 15 * kSecondNs;
// Users in one request; the daemon's limits.page is 200.
constexpr std::size_t kUsersPerRequest = 200;
// Room for messages whose events are late: far more than can be unanswered.
constexpr std::size_t kRingPerInFlight = 256;

constexpr std::string_view kBase32 = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kKeyBytes = 26;
constexpr std::size_t kKeyPrefixBytes = 13;

void append_base32(std::string& out, std::uint64_t value, std::size_t digits) {
    for (std::size_t i = digits; i-- > 0;)
        out += kBase32[(value >> (5 * i)) & 31U];
}

double own_cpu_seconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

void append_number(std::string& out, std::uint64_t number) {
    char digits[20];
    const auto [end, error] = std::to_chars(std::begin(digits), std::end(digits), number);
    out.append(digits, static_cast<std::size_t>(end - digits));
}

std::string json_list(const std::vector<User>& users, std::size_t begin, std::size_t end) {
    std::string list = "[";
    for (std::size_t i = begin; i < end; ++i) {
        if (i > begin) list += ',';
        list += '"' + users[i].id + '"';
    }
    return list + ']';
}

}  // namespace

std::size_t Load::users_needed(const Options& options) {
    return options.scenario == Options::Scenario::direct ? 2 * options.pairs
                                                         : options.groups * options.members;
}

Load::Load(Fleet& fleet, const Options& options, const std::vector<User>& users)
    : fleet_(fleet), options_(options), receivers_(fleet.size()) {
    // Time, then what tells this run from others, then a counter: keys in the order of their
    // making.
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::system_clock::now().time_since_epoch());
    append_base32(key_prefix_, static_cast<std::uint64_t>(ms.count()), 10);
    append_base32(key_prefix_, std::random_device{}(), kKeyPrefixBytes - 10);
    for (std::size_t i = 0; i < options.text_bytes; ++i) {
        text_ += static_cast<char>('a' + i * 7 % 26);
    }
    fleet_.on_frame(
        [this](std::size_t connection, const ScannedFrame& frame) { take(connection, frame); });
    now_ns_ = now_ns();
    if (options.scenario == Options::Scenario::direct) {
        open_pairs(users);
    } else {
        open_groups(users);
    }
    sent_.resize(std::bit_ceil(senders_.size() * options.in_flight * kRingPerInFlight));
    result_.senders = senders_.size();
    show_progress_ = isatty(STDERR_FILENO) != 0;
}

void Load::open_pairs(const std::vector<User>& users) {
    for (std::size_t i = 0; i < 2 * options_.pairs; i += 2) {
        const std::string conversation = fleet_.ask(
            i, R"({"type":"conversation.open","id":0,"idempotency_key":")" + key_prefix_ + "-o" +
                   std::to_string(i) + R"(","user":")" + users[i + 1].id + "\"}");
        receivers_[i].conversation = receivers_[i + 1].conversation = conversation;
        add_sender(i, conversation, 2);
    }
    result_.conversations = options_.pairs;
}

void Load::open_groups(const std::vector<User>& users) {
    for (std::size_t g = 0; g < options_.groups; ++g) {
        const std::size_t first = g * options_.members;
        const std::size_t end = first + options_.members;
        std::size_t added = std::min(end, first + 1 + kUsersPerRequest);
        const std::string key = key_prefix_ + "-g" + std::to_string(g);
        const std::string conversation = fleet_.ask(
            first, R"({"type":"conversation.create","id":0,"title":"Bench","idempotency_key":")" +
                       key + R"(","members":)" + json_list(users, first + 1, added) + '}');
        while (added < end) {
            const std::size_t next = std::min(end, added + kUsersPerRequest);
            fleet_.ask(first, R"({"type":"member.add","id":0,"idempotency_key":")" + key + '-' +
                                  std::to_string(added) + R"(","conversation":")" + conversation +
                                  R"(","users":)" + json_list(users, added, next) + '}');
            added = next;
        }
        for (std::size_t i = first; i < end; ++i)
            receivers_[i].conversation = conversation;
        for (std::size_t i = 0; i < std::min(options_.senders, options_.members); ++i) {
            add_sender(first + i, conversation, options_.members);
        }
    }
    result_.conversations = options_.groups;
}

void Load::add_sender(std::size_t connection, const std::string& conversation,
                      std::size_t receivers) {
    Sender sender;
    sender.connection = connection;
    sender.head = R"({"type":"message.send","id":)";
    sender.middle = R"(,"conversation":")" + conversation + R"(","text":")" + text_ +
                    R"(","idempotency_key":")" + key_prefix_;
    sender.receivers = receivers;
    senders_.push_back(std::move(sender));
    receivers_[connection].sender = senders_.size();
}

void Load::send(std::size_t index, std::int64_t at_ns) {
    Sender& sender = senders_[index];
    const std::uint64_t number = next_number_++;
    frame_ = sender.head;
    append_number(frame_, number);
    frame_ += sender.middle;
    append_base32(frame_, number, kKeyBytes - kKeyPrefixBytes);
    frame_ += "\"}";
    sent_[number & (sent_.size() - 1)] = {number, at_ns, static_cast<std::uint32_t>(index)};
    ++sender.in_flight;
    ++result_.sent_in_all;
    events_expected_ += sender.receivers;
    fleet_.add(sender.connection, frame_);
}

void Load::send_what_is_due() {
    while (next_due_ns_ <= now_ns_ && next_due_ns_ < stop_sending_ns_) {
        std::size_t tried = 0;
        while (tried < senders_.size() && senders_[next_sender_].in_flight >= options_.in_flight) {
            next_sender_ = (next_sender_ + 1) % senders_.size();
            ++tried;
        }
        // Nobody may send: what is due stays due, and its latency counts from then.
        if (tried == senders_.size()) return;
        send(next_sender_, next_due_ns_);
        next_sender_ = (next_sender_ + 1) % senders_.size();
        next_due_ns_ += interval_ns_;
    }
}

void Load::take(std::size_t connection, const ScannedFrame& frame) {
    now_ns_ = fleet_.read_at_ns();
    if (frame.type == "event") {
        take_event(connection, frame);
    } else if (frame.type == "ok" || frame.type == "error") {
        take_answer(frame);
    }
}

void Load::take_answer(const ScannedFrame& frame) {
    if (frame.type == "error") ++result_.errors[std::string(frame.code)];
    const auto number = static_cast<std::uint64_t>(frame.id);
    if (frame.id <= 0 || sent_[number & (sent_.size() - 1)].number != number) {
        ++result_.unmeasured;
        return;
    }
    const Sent& sent = sent_[number & (sent_.size() - 1)];
    Sender& sender = senders_[sent.sender];
    --sender.in_flight;
    ++answered_;
    if (frame.type == "error") {
        events_expected_ -= sender.receivers;
    } else if (now_ns_ >= measure_from_ns_ && now_ns_ < stop_sending_ns_) {
        ++result_.acknowledged;
        result_.ack.record(now_ns_ - sent.at_ns);
    }
    if (interval_ns_ == 0 && now_ns_ < stop_sending_ns_) send(sent.sender, now_ns_);
}

void Load::take_event(std::size_t connection, const ScannedFrame& frame) {
    Receiver& receiver = receivers_[connection];
    if (receiver.conversation.empty() || frame.conversation != receiver.conversation) return;
    if (receiver.have != 0 && frame.rev != receiver.have + 1) ++result_.order_violations;
    receiver.have = frame.rev;
    const std::uint64_t number = key_number(frame.idempotency_key);
    if (number == 0) return;  // not a message, or not of this run
    ++events_;
    const Sent& sent = sent_[number & (sent_.size() - 1)];
    const bool measured = now_ns_ >= measure_from_ns_ && now_ns_ < stop_sending_ns_;
    if (!measured) return;
    if (sent.number != number) {
        ++result_.unmeasured;
        ++result_.delivered;
    } else if (receiver.sender == sent.sender + 1) {
        ++result_.echoed;
    } else {
        ++result_.delivered;
        result_.delivery.record(now_ns_ - sent.at_ns);
    }
}

std::uint64_t Load::key_number(std::string_view key) const {
    if (key.size() != kKeyBytes || !key.starts_with(key_prefix_)) return 0;
    std::uint64_t number = 0;
    for (const char c : key.substr(kKeyPrefixBytes)) {
        const std::size_t digit = kBase32.find(c);
        if (digit == std::string_view::npos) return 0;
        number = number * 32 + digit;
    }
    return number;
}

std::uint64_t Load::outstanding() const {
    return result_.sent_in_all - answered_ +
           (events_expected_ - std::min(events_, events_expected_));
}

void Load::report_progress(std::int64_t now) {
    if (!show_progress_ || now < next_progress_ns_) return;
    next_progress_ns_ = now + kSecondNs / 2;
    std::fprintf(stderr, "\r%llu sent, %llu answered, %llu delivered   ",
                 static_cast<unsigned long long>(result_.sent_in_all),
                 static_cast<unsigned long long>(answered_),
                 static_cast<unsigned long long>(events_));
}

LoadResult Load::run() {
    const auto in_ns = [](double seconds) { return static_cast<std::int64_t>(seconds * 1e9); };
    if (options_.rate > 0) interval_ns_ = std::max<std::int64_t>(1, in_ns(1 / options_.rate));
    now_ns_ = next_due_ns_ = now_ns();
    measure_from_ns_ = now_ns_ + in_ns(options_.warmup_s);
    stop_sending_ns_ = measure_from_ns_ + in_ns(options_.duration_s);
    if (interval_ns_ == 0) {
        for (std::size_t i = 0; i < senders_.size(); ++i) {
            for (std::size_t n = 0; n < options_.in_flight; ++n)
                send(i, now_ns_);
        }
    }
    double own_before = 0;
    double daemon_before = 0;
    bool measuring = false;
    while (now_ns_ < stop_sending_ns_) {
        if (interval_ns_ != 0) send_what_is_due();
        fleet_.flush_added();
        if (!measuring && now_ns_ >= measure_from_ns_) {
            measuring = true;
            own_before = own_cpu_seconds();
            daemon_before = cpu_seconds(options_.pid);
        }
        std::int64_t deadline = measuring ? stop_sending_ns_ : measure_from_ns_;
        if (interval_ns_ != 0 && next_due_ns_ > now_ns_)
            deadline = std::min(deadline, next_due_ns_);
        fleet_.turn(deadline);
        now_ns_ = now_ns();
        report_progress(now_ns_);
    }
    result_.client_cpu_seconds = own_cpu_seconds() - own_before;
    result_.daemon_cpu_seconds = cpu_seconds(options_.pid) - daemon_before;
    result_.seconds = options_.duration_s;
    while (outstanding() > 0 && now_ns_ < stop_sending_ns_ + kDrainNs) {
        fleet_.turn(stop_sending_ns_ + kDrainNs);
        now_ns_ = now_ns();
    }
    result_.missing = outstanding();
    if (show_progress_) std::fprintf(stderr, "\r%60s\r", "");
    return std::move(result_);
}

}  // namespace parley::bench
