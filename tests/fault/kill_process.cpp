#include "kill_process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace parley::test {
namespace {

// Starts a program whose standard output goes to `output` (-1: ours).
pid_t spawn(const std::vector<std::string>& command, int output) {
    std::vector<std::string> copies = command;  // posix_spawn wants them writable
    std::vector<char*> arguments;
    for (std::string& argument : copies)
        arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (output >= 0) posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), command.front());
    return pid;
}

int exit_code_of(pid_t pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
    }
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace

DaemonProcess::DaemonProcess(std::filesystem::path program, std::filesystem::path data_dir,
                             std::vector<std::string> settings)
    : program_(std::move(program)),
      data_dir_(std::move(data_dir)),
      settings_(std::move(settings)) {}

DaemonProcess::~DaemonProcess() { kill(); }

void DaemonProcess::start() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) {
        throw std::system_error(errno, std::generic_category(), "pipe");
    }
    std::vector<std::string> command{program_.string(), "--set", "data_dir=" + data_dir_.string(),
                                     "--set", "gateway.listen=127.0.0.1:0"};
    for (const std::string& setting : settings_)
        command.insert(command.end(), {"--set", setting});
    pid_ = spawn(command, ends[1]);
    close(ends[1]);
    output_ = ends[0];
    port_ = read_port();
}

// The daemon greets with the address to open, as soon as it is ready.
std::uint16_t DaemonProcess::read_port() {
    std::string greeting;
    char c = 0;
    while (greeting.find("://") == std::string::npos || c != '\n') {
        const ssize_t count = read(output_, &c, 1);
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) {
            throw std::runtime_error("the daemon ended with " + std::to_string(wait()) +
                                     " instead of being ready");
        }
        greeting += c;
    }
    std::uint16_t port = 0;
    const std::size_t colon = greeting.rfind(':');
    const char* end = greeting.data() + greeting.size();
    if (std::from_chars(greeting.data() + colon + 1, end, port).ec != std::errc{}) {
        throw std::runtime_error("no port in \"" + greeting + '"');
    }
    return port;
}

int DaemonProcess::wait() {
    const int exit_code = exit_code_of(pid_);
    pid_ = -1;
    close(output_);
    output_ = -1;
    return exit_code;
}

void DaemonProcess::kill() {
    if (pid_ < 0) return;
    ::kill(pid_, SIGKILL);
    wait();
}

int DaemonProcess::terminate() {
    ::kill(pid_, SIGTERM);
    return wait();
}

int run_program(const std::vector<std::string>& command) {
    return exit_code_of(spawn(command, -1));
}

}  // namespace parley::test
