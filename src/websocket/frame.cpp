#include "parley/websocket/frame.hpp"

namespace parley::websocket {

bool is_valid_close_code(CloseCode code) {
    if (code >= 3000) return code <= 4999;  // of libraries, of applications
    // 1004 has no meaning; 1005, 1006 and 1015 only report what happened without a close frame.
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014);
}

}  // namespace parley::websocket
