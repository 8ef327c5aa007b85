// What a daemon shows that was built without the web client: by CMake alone, without tools/dev.

#include <array>

#include "parley/webclient/assets.hpp"

namespace parley {
namespace {

constexpr std::string_view kPage =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Parley</title>"
    "<p>A Parley chat server answers here, built without its web client (<code>tools/dev "
    "build</code> makes one with it). Clients connect to <code>/v1/ws</code>; see "
    "docs/protocol.md.</p></html>";

constexpr std::array<WebAsset, 1> kAssets = {{{.path = "/index.html",
                                               .content_type = "text/html; charset=utf-8",
                                               .etag = "no-web-client",
                                               .bytes = kPage,
                                               .gzip = {},
                                               .brotli = {}}}};

}  // namespace

std::span<const WebAsset> web_assets() { return kAssets; }

}  // namespace parley
