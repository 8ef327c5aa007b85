#pragma once
#include <boost/asio/redirect_error.hpp>
#include <memory>
#include <optional>
#include <utility>

#include "net.hpp"

namespace parley {

// A value that a coroutine waits for and a callback on the same loop brings. Shared by the two, so
// that either may go first.
template <class T>
class Pending {
  public:
    explicit Pending(asio::io_context& io)
        : timer_(io, std::chrono::steady_clock::time_point::max()) {}

    void set(T value) {
        value_ = std::move(value);
        timer_.cancel();
    }
    // Once.
    Task<T> get() {
        if (!value_) {
            error_code ignored;
            co_await timer_.async_wait(asio::redirect_error(use_task, ignored));
        }
        co_return std::move(*value_);
    }

  private:
    Timer timer_;
    std::optional<T> value_;
};

}  // namespace parley
