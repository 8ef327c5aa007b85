#pragma once
#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>

#include "parley/core/mutex.hpp"

namespace parley {

// Counts the connections that have not said `hello` yet, by address and in all, over all loops.
class Unauthenticated {
  public:
    // One such connection. Counts until it is released or destroyed.
    class Place {
      public:
        Place() = default;
        Place(Place&& other) noexcept
            : owner_(std::exchange(other.owner_, nullptr)),
              address_(std::move(other.address_)),
              is_refused_(other.is_refused_) {}
        Place& operator=(Place&& other) noexcept {
            release();
            owner_ = std::exchange(other.owner_, nullptr);
            address_ = std::move(other.address_);
            is_refused_ = other.is_refused_;
            return *this;
        }
        ~Place() { release(); }
        void release();

      private:
        friend class Unauthenticated;
        Place(Unauthenticated& owner, std::string address, bool is_refused)
            : owner_(&owner), address_(std::move(address)), is_refused_(is_refused) {}
        Unauthenticated* owner_ = nullptr;
        std::string address_;
        bool is_refused_ = false;
    };

    struct Options {
        std::size_t per_address_max = 20;
        std::size_t count_max = 2000;
        // Of those refused for their address, how many are told so at a time.
        std::size_t refused_max = 200;
    };
    explicit Unauthenticated(const Options& options) : options_(options) {}

    enum class Verdict { welcome, address_full, full };
    // With `full` comes no place. With `address_full` comes one on which to say so, beside those
    // of the others: whoever floods from one address keeps nobody else out. An empty address is one
    // that is not known yet: it counts in all only.
    std::pair<Verdict, Place> take(std::string address);

  private:
    void release(const std::string& address, bool is_refused);

    const Options options_;
    Mutex mutex_;
    std::unordered_map<std::string, std::size_t> by_address_ PARLEY_GUARDED_BY(mutex_);
    std::size_t count_ PARLEY_GUARDED_BY(mutex_) = 0;
    std::size_t refused_ PARLEY_GUARDED_BY(mutex_) = 0;
};

}  // namespace parley
