#pragma once
#include "http_session.hpp"

namespace parley {

// A file of the web client, compressed as the browser takes it. Every page of the client is
// index.html, whose script reads the path. 404 if it is neither a file nor asked for as a page.
HttpResponse asset_response(const HttpRequest& request, std::string_view path);

}  // namespace parley
