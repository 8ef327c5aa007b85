#pragma once
// A daemon as a process of its own: started, waited for until it is ready, killed.

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace parley::test {

class DaemonProcess {
  public:
    // `settings`: for --set. The daemon listens on a free port of its own choice.
    DaemonProcess(std::filesystem::path program, std::filesystem::path data_dir,
                  std::vector<std::string> settings);
    // kill()
    ~DaemonProcess();
    DaemonProcess(const DaemonProcess&) = delete;
    DaemonProcess& operator=(const DaemonProcess&) = delete;

    // Returns when the daemon says that it is ready. Throws std::runtime_error if it ends instead.
    void start();
    // SIGKILL: nothing that the daemon could do about it.
    void kill();
    // SIGTERM. Returns the exit code.
    int terminate();
    // Waits for the daemon to end by itself. Returns the exit code; a signal's is negative.
    int wait();

    std::uint16_t port() const { return port_; }
    const std::filesystem::path& data_dir() const { return data_dir_; }

  private:
    std::uint16_t read_port();

    std::filesystem::path program_;
    std::filesystem::path data_dir_;
    std::vector<std::string> settings_;
    pid_t pid_ = -1;
    int output_ = -1;
    std::uint16_t port_ = 0;
};

// Runs a program to its end and returns its exit code.
int run_program(const std::vector<std::string>& command);

}  // namespace parley::test
