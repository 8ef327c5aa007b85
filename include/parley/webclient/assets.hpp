#pragma once
// The files of the web client, embedded in the daemon when it was built. Any thread.

#include <span>
#include <string_view>

namespace parley {

// All views last as long as the program.
struct WebAsset {
    std::string_view path;  // "/index.html", "/assets/app-3f9c.js"
    std::string_view content_type;
    std::string_view etag;  // of `bytes`, without quotation marks
    std::string_view bytes;
    // The same, compressed at build time; empty where that is not smaller.
    std::string_view gzip;
    std::string_view brotli;
    bool immutable = false;  // its name changes with its content
};

// By path, ascending. A build without the web client has a page that says so.
std::span<const WebAsset> web_assets();
// None if there is no such file.
const WebAsset* find_web_asset(std::string_view path);

}  // namespace parley
