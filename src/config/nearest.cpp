#include "nearest.hpp"

#include <algorithm>
#include <numeric>
#include <string>

namespace parley {
namespace {

constexpr std::size_t kNameBytesMax = 64;  // longer names are nothing that was misspelt

std::string folded(std::string_view name) {
    std::string out{name};
    for (char& c : out) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
        if (c == '-') c = '_';
    }
    return out;
}

// How many letters must be put in, left out, replaced or swapped with their neighbour.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before_last(b.size() + 1);
    std::vector<std::size_t> last(b.size() + 1);
    std::vector<std::size_t> current(b.size() + 1);
    std::iota(last.begin(), last.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        current[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            current[j] = std::min({last[j] + 1, current[j - 1] + 1, replaced});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                current[j] = std::min(current[j], before_last[j - 2] + 1);
            }
        }
        std::swap(before_last, last);
        std::swap(last, current);
    }
    return last[b.size()];
}

std::string_view without_table(std::string_view key) { return key.substr(key.rfind('.') + 1); }

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view name,
                                             const std::vector<std::string_view>& known) {
    if (name.size() > kNameBytesMax) return std::nullopt;
    const std::string wanted = folded(name);
    std::optional<std::string_view> nearest;
    // A third of the letters may be wrong, but not all of a short name.
    std::size_t best = std::max<std::size_t>(2, wanted.size() / 3) + 1;
    best = std::min(best, wanted.size());
    for (const std::string_view candidate : known) {
        // The right key in the wrong table, or in none.
        const bool same_key = without_table(wanted) == without_table(candidate);
        const std::size_t shorter = std::min(wanted.size(), candidate.size());
        const std::size_t longer = std::max(wanted.size(), candidate.size());
        if (!same_key && longer - shorter >= best) continue;
        const std::size_t cost = same_key ? 1 : distance(wanted, candidate);
        if (cost < best) {
            best = cost;
            nearest = candidate;
        }
    }
    return nearest;
}

}  // namespace parley
