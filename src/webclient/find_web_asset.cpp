#include <algorithm>

#include "parley/webclient/assets.hpp"

namespace parley {

const WebAsset* find_web_asset(std::string_view path) {
    const std::span<const WebAsset> assets = web_assets();
    const auto found = std::lower_bound(
        assets.begin(), assets.end(), path,
        [](const WebAsset& asset, std::string_view wanted) { return asset.path < wanted; });
    return found != assets.end() && found->path == path ? &*found : nullptr;
}

}  // namespace parley
