// Precompiled for tests with sockets.
#pragma once

#include <boost/beast/websocket.hpp>

#include "net.hpp"
#include "std_test.hpp"
