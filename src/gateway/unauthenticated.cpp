#include "unauthenticated.hpp"

namespace parley {

void Unauthenticated::Place::release() {
    if (!owner_) return;
    std::exchange(owner_, nullptr)->release(address_, is_refused_);
    std::string().swap(address_);
}

std::pair<Unauthenticated::Verdict, Unauthenticated::Place> Unauthenticated::take(
    std::string address) {
    MutexLock lock(mutex_);
    const auto known = by_address_.find(address);
    if (known != by_address_.end() && known->second >= options_.per_address_max) {
        if (refused_ >= options_.refused_max) return {Verdict::full, Place()};
        ++refused_;
        return {Verdict::address_full, Place(*this, std::move(address), true)};
    }
    if (count_ >= options_.count_max) return {Verdict::full, Place()};
    ++count_;
    if (!address.empty()) ++by_address_[address];
    return {Verdict::welcome, Place(*this, std::move(address), false)};
}

void Unauthenticated::release(const std::string& address, bool is_refused) {
    MutexLock lock(mutex_);
    if (is_refused) {
        --refused_;
        return;
    }
    --count_;
    if (address.empty()) return;
    const auto at = by_address_.find(address);
    if (--at->second == 0) by_address_.erase(at);
}

}  // namespace parley
