#include "http_assets.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "http_routes.hpp"
#include "parley/core/trimmed.hpp"
#include "parley/webclient/assets.hpp"

namespace parley {
namespace {

constexpr std::string_view kPage = "/index.html";

// Nothing from elsewhere, no script or style in the page, no text that becomes markup but through
// the one policy that registers the service worker.
constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; media-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; "
    "worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types parley";

std::string_view field(const HttpRequest& request, http::field name) {
    const auto value = request[name];
    return {value.data(), value.size()};
}

// Calls visit(item) for each item of a comma-separated list until it returns true.
template <class Visit>
bool any_item(std::string_view list, Visit visit) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (visit(trimmed(list.substr(0, comma)))) return true;
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
    return false;
}

// Whether Accept-Encoding names the coding and does not give it the weight 0 (RFC 9110, 12.5.3).
bool accepts(const HttpRequest& request, std::string_view coding) {
    return any_item(field(request, http::field::accept_encoding), [&](std::string_view item) {
        const std::size_t semicolon = item.find(';');
        if (trimmed(item.substr(0, semicolon)) != coding) return false;
        if (semicolon == std::string_view::npos) return true;
        const std::string_view weight = trimmed(item.substr(semicolon + 1));
        return !weight.starts_with("q=0") || weight.find_first_of("123456789") != weight.npos;
    });
}

bool is_asked_for_as_page(const HttpRequest& request) {
    return any_item(field(request, http::field::accept),
                    [](std::string_view item) { return item.starts_with("text/html"); });
}

// The bytes that go out, and as what.
struct Form {
    std::string_view bytes;
    std::string_view coding;  // empty: as they are
};

Form form_of(const WebAsset& asset, const HttpRequest& request) {
    if (!asset.brotli.empty() && accepts(request, "br")) return {asset.brotli, "br"};
    if (!asset.gzip.empty() && accepts(request, "gzip")) return {asset.gzip, "gzip"};
    return {asset.bytes, {}};
}

// Each form has a tag of its own, since its bytes are others (RFC 9110, 8.8.3).
std::string tag_of(const WebAsset& asset, const Form& form) {
    std::string tag = "\"";
    tag += asset.etag;
    if (!form.coding.empty()) (tag += '-') += form.coding;
    return tag + '"';
}

bool has_tag(const HttpRequest& request, std::string_view tag) {
    return any_item(field(request, http::field::if_none_match), [&](std::string_view item) {
        if (item.starts_with("W/")) item.remove_prefix(2);
        return item == tag || item == "*";
    });
}

}  // namespace

HttpResponse asset_response(const HttpRequest& request, std::string_view path) {
    const WebAsset* asset = find_web_asset(path);
    if (asset == nullptr && (path == "/" || is_asked_for_as_page(request))) {
        asset = find_web_asset(kPage);
    }
    if (asset == nullptr) return error_response(not_found("path"));

    const Form form = form_of(*asset, request);
    const std::string tag = tag_of(*asset, form);
    HttpResponse response(http::status::ok, 11);
    response.set(http::field::etag, tag);
    response.set(http::field::vary, "Accept-Encoding, Accept");
    response.set(http::field::cache_control,
                 asset->immutable ? "public, max-age=31536000, immutable" : "no-cache");
    if (asset->path == kPage) {
        response.set("Content-Security-Policy", kContentSecurityPolicy);
        response.set("Cross-Origin-Opener-Policy", "same-origin");
    }
    if (has_tag(request, tag)) {
        response.result(http::status::not_modified);
        return response;
    }
    response.set(http::field::content_type, asset->content_type);
    if (!form.coding.empty()) response.set(http::field::content_encoding, form.coding);
    response.body() = form.bytes;
    return response;
}

}  // namespace parley
