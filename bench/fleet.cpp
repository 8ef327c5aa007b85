#include "fleet.hpp"

#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <stdexcept>
#include <system_error>

namespace parley::bench {
namespace {

constexpr std::uint64_t kTimer = ~std::uint64_t{0};
// Below the daemon's limit of connections of one address that have not said hello (20).
constexpr std::size_t kSigningInMax = 16;
constexpr std::int64_t kPatienceNs = 30'000'000'000;

}  // namespace

std::int64_t now_ns() {
    timespec time{};
    clock_gettime(CLOCK_MONOTONIC, &time);
    return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

Fleet::Fleet(Target target)
    : target_(std::move(target)),
      epoll_(epoll_create1(EPOLL_CLOEXEC)),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
    epoll_event event{};
    event.events = EPOLLIN | EPOLLET;
    event.data.u64 = kTimer;
    if (epoll_ < 0 || timer_ < 0 || epoll_ctl(epoll_, EPOLL_CTL_ADD, timer_, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll");
    }
}

Fleet::~Fleet() {
    ::close(timer_);
    ::close(epoll_);
}

void Fleet::sign_in(const std::vector<User>& users,
                    const std::function<void(std::size_t)>& progress) {
    std::vector<std::size_t> upgrading;
    std::size_t up = 0;
    handler_ = [&](std::size_t connection, const ScannedFrame& frame) {
        if (frame.type == "error") {
            throw std::runtime_error("hello of " + users[connection].login + ": " +
                                     std::string(frame.code));
        }
        if (frame.type == "synced") ++up;
    };
    std::int64_t deadline = now_ns() + kPatienceNs;
    while (up < users.size()) {
        while (connections_.size() < users.size() && connections_.size() - up < kSigningInMax) {
            upgrading.push_back(connect());
        }
        const std::size_t before = up;
        turn(deadline);
        std::erase_if(upgrading, [&](std::size_t i) {
            if (connections_[i]->state() != Connection::State::open) return false;
            add(i, R"({"type":"hello","id":0,"token":")" + users[i].token + "\"}");
            return true;
        });
        flush_added();
        if (up != before) {
            progress(up);
            deadline = now_ns() + kPatienceNs;
        } else if (now_ns() > deadline) {
            throw std::runtime_error("signing in takes too long");
        }
    }
    handler_ = nullptr;
}

std::size_t Fleet::connect() {
    const std::size_t index = connections_.size();
    connections_.push_back(std::make_unique<Connection>(target_));
    writable_watched_.push_back(false);
    is_added_.push_back(false);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = index;
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[index]->fd(), &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
    flush(index);
    return index;
}

std::string Fleet::ask(std::size_t connection, const std::string& request) {
    bool answered = false;
    std::string conversation;
    OnFrame before = std::move(handler_);
    handler_ = [&](std::size_t from, const ScannedFrame& frame) {
        if (from == connection && frame.type == "error") {
            throw std::runtime_error(request + ": " + std::string(frame.code));
        }
        if (from == connection && frame.type == "ok") {
            answered = true;
            conversation = frame.conversation;
        } else if (before) {
            before(from, frame);
        }
    };
    add(connection, request);
    flush_added();
    const std::int64_t deadline = now_ns() + kPatienceNs;
    while (!answered) {
        turn(deadline);
        if (!answered && now_ns() > deadline) throw std::runtime_error(request + ": no answer");
    }
    handler_ = std::move(before);
    return conversation;
}

void Fleet::add(std::size_t connection, std::string_view text) {
    connections_[connection]->add(text);
    if (!is_added_[connection]) {
        is_added_[connection] = true;
        added_.push_back(connection);
    }
}

void Fleet::flush_added() {
    for (const std::size_t connection : added_) {
        is_added_[connection] = false;
        flush(connection);
    }
    added_.clear();
}

void Fleet::flush(std::size_t connection) { watch(connection, !connections_[connection]->flush()); }

void Fleet::watch(std::size_t connection, bool writable) {
    if (writable_watched_[connection] == writable) return;
    writable_watched_[connection] = writable;
    epoll_event event{};
    event.events = writable ? EPOLLIN | EPOLLOUT : EPOLLIN;
    event.data.u64 = connection;
    epoll_ctl(epoll_, EPOLL_CTL_MOD, connections_[connection]->fd(), &event);
}

void Fleet::arm(std::int64_t deadline_ns) {
    if (armed_ns_ == deadline_ns) return;  // it fires once, and turn() does not wait after that
    armed_ns_ = deadline_ns;
    itimerspec when{};
    when.it_value.tv_sec = deadline_ns / 1'000'000'000;
    when.it_value.tv_nsec = deadline_ns % 1'000'000'000;
    timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
}

void Fleet::turn(std::int64_t deadline_ns) {
    arm(deadline_ns);
    std::array<epoll_event, 256> events;
    const int timeout = deadline_ns <= now_ns() ? 0 : -1;
    const int count = epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), timeout);
    if (count < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "epoll_wait");
    }
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        // The timer has only to wake us; its edge is consumed by having been reported.
        if (event.data.u64 != kTimer) handle(event.data.u64, event.events);
    }
    flush_added();
}

void Fleet::handle(std::size_t connection, std::uint32_t events) {
    Connection& link = *connections_[connection];
    if ((events & EPOLLOUT) != 0) flush(connection);
    if ((events & ~std::uint32_t{EPOLLOUT}) != 0) {
        read_at_ns_ = 0;
        link.read([&](std::string_view text) {
            if (read_at_ns_ == 0) read_at_ns_ = now_ns();
            if (handler_) handler_(connection, scan_frame(text));
        });
    }
    if (link.state() == Connection::State::ended) {
        throw std::runtime_error("connection " + std::to_string(connection) + ": " +
                                 link.why_ended());
    }
    // Pongs, and what the handler sent on the same connection: one write per read.
    if (link.has_output() && !writable_watched_[connection]) flush(connection);
}

}  // namespace parley::bench
