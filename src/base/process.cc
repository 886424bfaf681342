#include "base/process.h"

#include <cerrno>
#include <csignal>
#include <cstring>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

extern char** environ;

namespace slipway::base {
namespace {

constexpr int kLookEveryMs = 100;  // whether it is time to stop

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    close();
    fd_ = std::exchange(other.fd_, -1);
    return *this;
  }
  ~Descriptor() { close(); }
  int get() const { return fd_; }
  void close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_ = -1;
};

Status io(const char* what) {
  return unavailable("IO", fmt::format("{}: {}", what, strerror(errno)));
}

struct Pipe {
  Descriptor read, write;
};

// Neither end is inherited but by what the child is given as its own.
Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return io("pipe");
  return Pipe{Descriptor(ends[0]), Descriptor(ends[1])};
}

class Child {
 public:
  ~Child() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  Status start(const ProcessOptions& options) {
    SLIPWAY_ASSIGN(Pipe input, make_pipe());
    SLIPWAY_ASSIGN(Pipe output, make_pipe());
    SLIPWAY_ASSIGN(Pipe errors, make_pipe());
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, input.read.get(), STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output.write.get(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, errors.write.get(), STDERR_FILENO);
    std::vector<char*> argv;
    for (const std::string& word : options.command) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    const int error = ::posix_spawnp(&pid_, argv[0], &actions, nullptr, argv.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) {
      pid_ = -1;
      return not_found("NO_PROGRAM",
                       fmt::format("{} can't be started: {}", options.command[0], strerror(error)));
    }
    input_ = std::move(input.write), output_ = std::move(output.read),
    errors_ = std::move(errors.read);
    for (const Descriptor* one : {&input_, &output_, &errors_})
      ::fcntl(one->get(), F_SETFL, O_NONBLOCK);
    return {};
  }

  // Feeds and reads until both of its streams have ended.
  Status talk(const ProcessOptions& options, ProcessResult& result) {
    const TimePoint until = system_clock().now() + options.time_max;
    std::size_t fed = 0;
    if (options.input.empty()) input_.close();
    while (output_.get() >= 0 || errors_.get() >= 0) {
      pollfd ends[3] = {
          {input_.get(), POLLOUT, 0}, {output_.get(), POLLIN, 0}, {errors_.get(), POLLIN, 0}};
      if (::poll(ends, 3, kLookEveryMs) < 0 && errno != EINTR) return io("poll");
      if (options.stop != nullptr && *options.stop)
        return Status(Code::kCancelled, "INTERRUPTED", "interrupted");
      if (system_clock().now() > until)
        return Status(Code::kDeadlineExceeded, "TOO_SLOW",
                      fmt::format("{} did not end in time", options.command[0]));
      if (ends[0].revents != 0) feed(options.input, fed);
      if (ends[1].revents != 0) SLIPWAY_TRY(read(output_, result.output, options));
      if (ends[2].revents != 0) SLIPWAY_TRY(read(errors_, result.errors, options));
    }
    return {};
  }

  Status wait(ProcessResult& result) {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0)
      if (errno != EINTR) return io("waitpid");
    pid_ = -1;
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return {};
  }

 private:
  // A program that reads no more is no error: what it says counts. SIGPIPE is ignored by main().
  void feed(std::string_view input, std::size_t& fed) {
    const ssize_t count = ::write(input_.get(), input.data() + fed, input.size() - fed);
    if (count > 0) fed += static_cast<std::size_t>(count);
    const bool later = count < 0 && (errno == EAGAIN || errno == EINTR);
    if (fed == input.size() || (count <= 0 && !later)) input_.close();
  }

  static Status read(Descriptor& from, std::string& into, const ProcessOptions& options) {
    char block[65536];
    const ssize_t count = ::read(from.get(), block, sizeof block);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (count <= 0) {
      from.close();
      return {};
    }
    if (into.size() + static_cast<std::size_t>(count) > options.output_bytes_max)
      return resource_exhausted("TOO_LARGE",
                                fmt::format("{} writes more than {} bytes", options.command[0],
                                            options.output_bytes_max));
    into.append(block, static_cast<std::size_t>(count));
    return {};
  }

  pid_t pid_ = -1;
  Descriptor input_, output_, errors_;
};

}  // namespace

Result<ProcessResult> run_process(const ProcessOptions& options) {
  Child child;
  ProcessResult result;
  SLIPWAY_TRY(child.start(options));
  SLIPWAY_TRY(child.talk(options, result));
  SLIPWAY_TRY(child.wait(result));
  return result;
}

}  // namespace slipway::base
