// Stands in front of the C library in a daemon under test: while the file that
// PARLEY_TEST_FAILING_SYNC names exists, every sync to disk fails, as on a disk that has died.

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace {

int sync_or_fail(long call, int file) {
    const char* trigger = std::getenv("PARLEY_TEST_FAILING_SYNC");
    if (trigger != nullptr && access(trigger, F_OK) == 0) {
        errno = EIO;
        return -1;
    }
    return static_cast<int>(syscall(call, file));
}

}  // namespace

extern "C" int fsync(int file) { return sync_or_fail(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return sync_or_fail(SYS_fdatasync, file); }
