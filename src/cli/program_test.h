// The built program as a user has it: arguments, pipes, exit codes.
#pragma once

#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

namespace slipway::cli {

using Words = std::vector<std::string>;

inline std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

struct Ran {
  int code = -1;  // a signal: 128 and its number, as shells have it
  std::string out, err;
};

// A folder with examples/ in it, and a program that is called there. Removed at the end.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest()
      : work_((std::filesystem::temp_directory_path() / "slipway-cli-XXXXXX").string()),
        program_(
            (std::filesystem::read_symlink("/proc/self/exe").parent_path() / "slipway").string()) {
    if (::mkdtemp(work_.data()) == nullptr) work_.clear();
    std::filesystem::copy(std::string(SLIPWAY_SOURCE_DIR) + "/examples", work_,
                          std::filesystem::copy_options::recursive);
    ::unsetenv("SLIPWAY_HOME");
  }
  ~ProgramTest() override {
    std::error_code ignored;
    std::filesystem::remove_all(work_, ignored);
  }

  std::string path(const std::string& name) const { return work_ + "/" + name; }
  bool has(const std::string& name) const { return std::filesystem::exists(path(name)); }
  std::string file(const std::string& name) const { return text_of(path(name)); }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }

  // Starts it; input, and what it says, are files.
  pid_t start(const Words& words, const std::string& input = {}, const std::string& out = "out") {
    write("in", input);
    return start_program(program_, words, out);
  }
  pid_t start_program(const std::string& program, const Words& words, const std::string& out) {
    std::filesystem::remove(path("err"));  // of the program before
    std::filesystem::remove(path(out));
    const pid_t child = ::fork();
    if (child != 0) return child;
    std::vector<char*> arguments = {const_cast<char*>(program.c_str())};
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    if (::chdir(work_.c_str()) != 0) ::_exit(126);
    ::dup2(::open("in", O_RDONLY), 0);
    ::dup2(::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0666), 1);
    ::dup2(::open("err", O_WRONLY | O_CREAT | O_TRUNC, 0666), 2);
    ::execvp(program.c_str(), arguments.data());
    ::_exit(127);
  }
  Ran wait(pid_t child) {
    int status = 0;
    ::waitpid(child, &status, 0);
    return {WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status), file("out"),
            file("err")};
  }
  Ran run(const Words& words, const std::string& input = {}) { return wait(start(words, input)); }
  Ran shell(const std::string& script) {
    ::setenv("SLIPWAY", program_.c_str(), 1);
    write("in", "");
    return wait(start_program("bash", {"-c", script}, "out"));
  }

  // Waits until `done`, for a minute at most.
  template <class Done>
  bool wait_for(Done done) {
    for (int i = 0; i < 12'000; ++i) {
      if (done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return false;
  }

  std::string work_, program_;
};

inline bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace slipway::cli
