#include "unauthenticated.hpp"

namespace parley {

void Unauthenticated::Place::release() {
    if (!owner_) return;
    std::exchange(owner_, nullptr)->release(address_);
    std::string().swap(address_);
}

std::pair<Unauthenticated::Verdict, Unauthenticated::Place> Unauthenticated::take(
    std::string address) {
    MutexLock lock(mutex_);
    if (count_ >= options_.count_max) return {Verdict::full, Place()};
    ++count_;
    const std::size_t count = address.empty() ? 0 : ++by_address_[address];
    const Verdict verdict =
        count > options_.per_address_max ? Verdict::address_full : Verdict::welcome;
    return {verdict, Place(*this, std::move(address))};
}

void Unauthenticated::release(const std::string& address) {
    MutexLock lock(mutex_);
    --count_;
    if (address.empty()) return;
    const auto at = by_address_.find(address);
    if (--at->second == 0) by_address_.erase(at);
}

}  // namespace parley
