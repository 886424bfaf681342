#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sodium.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/env.h"

namespace slipway::base {

File::~File() = default;
FileLock::~FileLock() = default;
Env::~Env() = default;

namespace {

std::string said(const char* action, int error) {
  return std::string("cannot ") + action + ": " + std::system_category().message(error);
}

Status failure(const char* action, const std::string& path, int error) {
  const std::string text = said(action, error);
  switch (error) {
    case ENOENT:
      return not_found("NO_FILE", text).at(path);
    case EEXIST:
      return already_exists("FILE_EXISTS", text).at(path);
    case EACCES:
    case EPERM:
    case EROFS:
      return Status(Code::kPermissionDenied, "NO_PERMISSION", text).at(path);
    case ENOSPC:
    case EDQUOT:
      return resource_exhausted("DISK_FULL", text).at(path).remedy("free some space");
    case EMFILE:
    case ENFILE:
      return resource_exhausted("TOO_MANY_FILES", text).at(path).remedy("raise ulimit -n");
    default:
      return unavailable("IO", text).at(path);
  }
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { ::close(fd_); }
  int get() const { return fd_; }

 private:
  const int fd_;
};

class PosixFile final : public File {
 public:
  PosixFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  const std::string& name() const override { return path_; }

  Result<std::uint64_t> size() const override {
    struct stat info {};
    if (::fstat(fd_.get(), &info) != 0) return failure("stat", path_, errno);
    return static_cast<std::uint64_t>(info.st_size);
  }

  Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    into.resize(count);
    std::uint64_t done = 0;
    while (done < count) {
      const ssize_t n =
          ::pread(fd_.get(), into.data() + done, count - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failure("read", path_, errno);
      if (n == 0) break;
      done += static_cast<std::uint64_t>(n);
    }
    into.resize(done);
    return {};
  }

  Status write(std::uint64_t offset, std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::pwrite(fd_.get(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failure("write", path_, errno);
      offset += static_cast<std::uint64_t>(n);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Status truncate(std::uint64_t size) override {
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0)
      return failure("truncate", path_, errno);
    return {};
  }

  Status sync() override {
    if (::fdatasync(fd_.get()) != 0) return failure("sync", path_, errno);
    return {};
  }

 private:
  const std::string path_;
  const Descriptor fd_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int fd) : fd_(fd) {}

 private:
  const Descriptor fd_;  // closing it lets go of the lock
};

int open_flags(Open how) {
  switch (how) {
    case Open::kRead:
      return O_RDONLY;
    case Open::kWrite:
      return O_RDWR | O_CREAT;
    case Open::kCreate:
      return O_RDWR | O_CREAT | O_EXCL;
  }
  return O_RDONLY;
}

class PosixEnv final : public Env {
 public:
  Result<std::unique_ptr<File>> open(const std::string& path, Open how) override {
    const int fd = ::open(path.c_str(), open_flags(how) | O_CLOEXEC, 0644);
    if (fd < 0) return failure("open", path, errno);
    return std::unique_ptr<File>(std::make_unique<PosixFile>(path, fd));
  }

  bool exists(const std::string& path) override { return ::access(path.c_str(), F_OK) == 0; }

  Status rename(const std::string& source, const std::string& target) override {
    if (::rename(source.c_str(), target.c_str()) != 0) return failure("rename", source, errno);
    return {};
  }

  Status remove(const std::string& path) override {
    if (::unlink(path.c_str()) != 0) return failure("remove", path, errno);
    return {};
  }

  Result<std::vector<std::string>> list(const std::string& folder) override {
    std::error_code error;
    std::vector<std::string> names;
    std::filesystem::directory_iterator it(folder, error);
    for (; !error && it != std::filesystem::directory_iterator(); it.increment(error))
      names.push_back(it->path().filename().string());
    if (error) return failure("list", folder, error.value());
    std::sort(names.begin(), names.end());
    return names;
  }

  Status make_folders(const std::string& path) override {
    std::error_code error;
    std::filesystem::create_directories(path, error);
    if (error) return failure("make folder", path, error.value());
    return {};
  }

  Status sync_folder(const std::string& folder) override {
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failure("open", folder, errno);
    const Descriptor opened(fd);
    if (::fsync(fd) != 0) return failure("sync", folder, errno);
    return {};
  }

  Result<std::unique_ptr<FileLock>> lock(const std::string& path) override {
    const int fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (fd < 0) return failure("open", path, errno);
    auto lock = std::make_unique<PosixLock>(fd);
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) return std::unique_ptr<FileLock>(std::move(lock));
    if (errno == EWOULDBLOCK) return unavailable("LOCKED", "is in use by another process").at(path);
    return failure("lock", path, errno);
  }

  std::optional<std::string> variable(const char* name) override {
    const char* value = std::getenv(name);
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  }

  std::string random(std::size_t count) override {
    static const int ready = ::sodium_init();
    (void)ready;
    std::string bytes(count, '\0');
    ::randombytes_buf(bytes.data(), bytes.size());
    return bytes;
  }
};

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "." : slash == 0 ? "/" : path.substr(0, slash);
}

}  // namespace

Env& posix_env() {
  static PosixEnv env;
  return env;
}

Status replace_file(Env& env, const std::string& path, std::string_view bytes) {
  const std::string draft = path + ".new";
  SLIPWAY_ASSIGN(const auto file, env.open(draft, Open::kWrite));
  SLIPWAY_TRY(file->truncate(0));
  SLIPWAY_TRY(file->write(0, bytes));
  SLIPWAY_TRY(file->sync());
  SLIPWAY_TRY(env.rename(draft, path));
  return env.sync_folder(folder_of(path));
}

Result<std::string> read_file(Env& env, const std::string& path, std::uint64_t bytes_max) {
  SLIPWAY_ASSIGN(const auto file, env.open(path, Open::kRead));
  SLIPWAY_ASSIGN(const std::uint64_t size, file->size());
  if (size > bytes_max)
    return resource_exhausted("TOO_LARGE", "has " + std::to_string(size) + " bytes, at most " +
                                               std::to_string(bytes_max) + " are read")
        .at(path);
  std::string bytes;
  SLIPWAY_TRY(file->read(0, size, bytes));
  return bytes;
}

}  // namespace slipway::base
