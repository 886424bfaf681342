#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/storage.h"

namespace slipway::storage {
namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kBufferBytes = 1u << 20;

Status failure(const std::string& path, const char* doing) {
  const std::string what = fmt::format("can't {}: {}", doing, std::strerror(errno));
  switch (errno) {
    case ENOENT:
    case ENOTDIR:
      return base::not_found("NO_FILE", what).at(path);
    case EACCES:
    case EPERM:
    case EROFS:
      return Status(base::Code::kPermissionDenied, "NO_ACCESS", what).at(path);
    case ENOSPC:
    case EDQUOT:
      return base::resource_exhausted("NO_SPACE", what)
          .at(path)
          .remedy("free some space and try again");
    case EPIPE:
      return base::unavailable("CLOSED_PIPE", "nobody reads any more").at(path);
    default:
      return base::internal("IO_FAILED", what).at(path);
  }
}

std::string path_of(const std::string& uri) {
  return uri.starts_with("file://") ? uri.substr(7) : uri;
}

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(File&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  File& operator=(File&&) = delete;
  ~File() {
    if (fd_ > 2) ::close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

Result<File> open_file(const std::string& path, int flags, mode_t mode = 0) {
  const int fd = ::open(path.c_str(), flags | O_CLOEXEC, mode);
  if (fd < 0) return failure(path, "open it");
  struct stat info {};
  if (::fstat(fd, &info) == 0 && S_ISDIR(info.st_mode)) {
    ::close(fd);
    return base::invalid_argument("IS_FOLDER", "is a folder, not a file").at(path);
  }
  return File(fd);
}

class FileReader final : public base::Reader {
 public:
  FileReader(File file, std::uint64_t size, std::string name)
      : file_(std::move(file)), size_(size), name_(std::move(name)) {}
  std::uint64_t size() const override { return size_; }
  const std::string& name() const override { return name_; }
  Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    count = offset < size_ ? std::min(count, size_ - offset) : 0;
    into.resize(count);
    for (std::uint64_t done = 0; done < count;) {
      const auto n =
          ::pread(file_.fd(), into.data() + done, count - done, static_cast<off_t>(offset + done));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failure(name_, "read it");
      if (n == 0) return base::data_loss("CHANGED", "became shorter while it was read").at(name_);
      done += static_cast<std::uint64_t>(n);
    }
    return {};
  }

 private:
  const File file_;
  const std::uint64_t size_;
  const std::string name_;
};

class FileStream final : public base::Stream {
 public:
  FileStream(File file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}
  const std::string& name() const override { return name_; }
  Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::size_t before = into.size();
    into.resize(before + count);
    for (;;) {
      const auto n = ::read(file_.fd(), into.data() + before, count);
      if (n < 0 && errno == EINTR) continue;
      into.resize(before + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
      if (n < 0) return failure(name_, "read it");
      return static_cast<std::uint64_t>(n);
    }
  }

 private:
  const File file_;
  const std::string name_;
};

Status write_all(int fd, std::string_view bytes, const std::string& name) {
  while (!bytes.empty()) {
    const auto n = ::write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return failure(name, "write it");
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
  return {};
}

Status sync_folder_of(const std::string& path) {
  const std::string folder = std::filesystem::path(path).parent_path().string();
  SLIPWAY_ASSIGN(const File file, [&]() -> Result<File> {
    const int fd =
        ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0) return failure(folder, "open it");
    return File(fd);
  }());
  return ::fsync(file.fd()) == 0 ? Status() : failure(folder, "sync it");
}

// Gathers small writes; the base of both kinds of file.
class Buffered {
 public:
  Buffered(File file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}
  Status write(std::string_view bytes) {
    if (buffer_.size() + bytes.size() > kBufferBytes) SLIPWAY_TRY(flush());
    if (bytes.size() >= kBufferBytes) return write_all(file_.fd(), bytes, name_);
    buffer_ += bytes;
    return {};
  }
  // After a failure nobody knows how much is there: whoever goes on begins with another file.
  Status flush() {
    const Status status = write_all(file_.fd(), buffer_, name_);
    buffer_.clear();
    return status;
  }
  Status sync() {
    SLIPWAY_TRY(flush());
    return ::fdatasync(file_.fd()) == 0 ? Status() : failure(name_, "sync it");
  }

 private:
  File file_;
  std::string name_, buffer_;
};

// A pipe or a device: what is written is there at once.
class ThroughWriter final : public PartialWriter {
 public:
  ThroughWriter(File file, std::string name) : file_(std::move(file)), name_(std::move(name)) {}
  Status write(std::string_view bytes) override {
    bytes_ += bytes.size();
    return write_all(file_.fd(), bytes, name_);
  }
  Status commit() override { return {}; }
  Status checkpoint() override { return {}; }
  std::uint64_t bytes() const override { return bytes_; }

 private:
  const File file_;
  const std::string name_;
  std::uint64_t bytes_ = 0;
};

Result<std::unique_ptr<PartialWriter>> write_through(const std::string& uri) {
  if (uri == "-")
    return std::unique_ptr<PartialWriter>(
        std::make_unique<ThroughWriter>(File(STDOUT_FILENO), "standard output"));
  const std::string path = path_of(uri);
  SLIPWAY_ASSIGN(File file, open_file(path, O_WRONLY));
  return std::unique_ptr<PartialWriter>(std::make_unique<ThroughWriter>(std::move(file), path));
}

class FileWriter final : public PartialWriter {
 public:
  FileWriter(File file, std::string partial, std::string target, std::uint64_t bytes,
             bool keep_partial)
      : out_(std::move(file), target),
        partial_(std::move(partial)),
        target_(std::move(target)),
        bytes_(bytes),
        keep_partial_(keep_partial) {}
  ~FileWriter() override {
    if (committed_) return;
    if (keep_partial_)
      (void)out_.flush();
    else
      ::unlink(partial_.c_str());
  }
  Status write(std::string_view bytes) override {
    bytes_ += bytes.size();
    return out_.write(bytes);
  }
  Status checkpoint() override { return out_.sync(); }
  std::uint64_t bytes() const override { return bytes_; }
  Status commit() override {
    SLIPWAY_TRY(out_.sync());
    if (::rename(partial_.c_str(), target_.c_str()) != 0)
      return failure(target_, "give it its name");
    committed_ = true;
    return sync_folder_of(target_);
  }

 private:
  Buffered out_;
  const std::string partial_, target_;
  std::uint64_t bytes_;
  const bool keep_partial_;
  bool committed_ = false;
};

// One file of a directory, or files below it.
class FileFolder final : public base::Folder {
 public:
  FileFolder(std::filesystem::path root, std::string only)
      : root_(std::move(root)), only_(std::move(only)) {}

  Result<std::vector<std::string>> list() const override {
    if (!only_.empty()) return std::vector<std::string>{only_};
    std::vector<std::string> names;
    std::error_code error;
    for (auto it = std::filesystem::recursive_directory_iterator(root_, error);
         !error && it != std::filesystem::recursive_directory_iterator(); it.increment(error))
      if (it->is_regular_file())
        names.push_back(std::filesystem::relative(it->path(), root_).string());
    if (error)
      return base::internal("IO_FAILED", "can't list it: " + error.message()).at(root_.string());
    std::ranges::sort(names);
    return names;
  }

  Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    std::error_code error;
    const auto path = std::filesystem::weakly_canonical(root_ / name, error);
    const auto root = std::filesystem::canonical(root_, error);
    const auto relative = path.lexically_relative(root);
    const bool inside =
        !relative.empty() && *relative.begin() != ".." && std::filesystem::path(name).is_relative();
    if (name != only_ && !inside)
      return base::invalid_argument("OUTSIDE_FOLDER",
                                    fmt::format("\"{}\" leads out of the model's folder", name))
          .at(root_.string());
    return open_reader((root_ / name).string());
  }

 private:
  const std::filesystem::path root_;
  const std::string only_;  // the one file; empty: all
};

}  // namespace

Result<std::unique_ptr<base::Reader>> open_reader(const std::string& uri) {
  const std::string path = path_of(uri);
  SLIPWAY_ASSIGN(File file, open_file(path, O_RDONLY));
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0) return failure(path, "look at it");
  if (!S_ISREG(info.st_mode))
    return base::invalid_argument("NOT_A_FILE", "is not a plain file").at(path);
  return std::unique_ptr<base::Reader>(std::make_unique<FileReader>(
      std::move(file), static_cast<std::uint64_t>(info.st_size), path));
}

Result<std::unique_ptr<base::Stream>> open_stream(const std::string& uri,
                                                  std::uint64_t* bytes_total) {
  if (bytes_total != nullptr) *bytes_total = 0;
  if (uri == "-")
    return std::unique_ptr<base::Stream>(
        std::make_unique<FileStream>(File(STDIN_FILENO), "standard input"));
  const std::string path = path_of(uri);
  SLIPWAY_ASSIGN(File file, open_file(path, O_RDONLY));
  struct stat info {};
  if (bytes_total != nullptr && ::fstat(file.fd(), &info) == 0 && S_ISREG(info.st_mode))
    *bytes_total = static_cast<std::uint64_t>(info.st_size);
  return std::unique_ptr<base::Stream>(std::make_unique<FileStream>(std::move(file), path));
}

namespace {

Result<std::string> stamp_of_folder(const std::string& path) {
  SLIPWAY_ASSIGN(const auto folder, open_folder(path));
  SLIPWAY_ASSIGN(const auto names, folder->list());
  std::string all;
  for (const std::string& name : names) {
    SLIPWAY_ASSIGN(const std::string stamp, stamp_of(path + "/" + name));
    all += fmt::format("{}: {}\n", name, stamp);
  }
  return all;
}

}  // namespace

Result<std::string> stamp_of(const std::string& uri) {
  if (!replaceable(uri)) return std::string();
  const std::string path = path_of(uri);
  struct stat info {};
  if (::stat(path.c_str(), &info) != 0) return failure(path, "look at it");
  if (S_ISDIR(info.st_mode)) return stamp_of_folder(path);
  return fmt::format("{} bytes, changed {}.{:09}", info.st_size, info.st_mtim.tv_sec,
                     info.st_mtim.tv_nsec);
}

bool replaceable(const std::string& uri) {
  if (uri == "-") return false;
  struct stat info {};
  return ::stat(path_of(uri).c_str(), &info) != 0 || S_ISREG(info.st_mode) ||
         S_ISDIR(info.st_mode);  // a folder is refused when it is opened
}

Result<std::unique_ptr<base::Writer>> create_writer(const std::string& uri) {
  if (!replaceable(uri)) {
    SLIPWAY_ASSIGN(auto through, write_through(uri));
    return std::unique_ptr<base::Writer>(std::move(through));
  }
  const std::string path = path_of(uri);
  std::string partial = fmt::format("{}.{}.tmp", path, ::getpid());
  SLIPWAY_ASSIGN(File file, open_file(partial, O_WRONLY | O_CREAT | O_TRUNC, 0666));
  return std::unique_ptr<base::Writer>(
      std::make_unique<FileWriter>(std::move(file), std::move(partial), path, 0, false));
}

Result<std::unique_ptr<PartialWriter>> create_partial_writer(const std::string& uri,
                                                             std::uint64_t keep) {
  if (!replaceable(uri)) return write_through(uri);
  const std::string path = path_of(uri);
  std::string partial = path + ".partial";
  SLIPWAY_ASSIGN(File file, open_file(partial, O_WRONLY | O_CREAT, 0666));
  struct stat info {};
  if (::fstat(file.fd(), &info) != 0) return failure(partial, "look at it");
  if (static_cast<std::uint64_t>(info.st_size) < keep)
    return base::data_loss("CHANGED", "is shorter than what was written to it").at(partial);
  if (::ftruncate(file.fd(), static_cast<off_t>(keep)) != 0 || ::lseek(file.fd(), 0, SEEK_END) < 0)
    return failure(partial, "cut it");
  return std::unique_ptr<PartialWriter>(
      std::make_unique<FileWriter>(std::move(file), std::move(partial), path, keep, true));
}

Result<std::unique_ptr<base::Folder>> open_folder(const std::string& uri) {
  const std::filesystem::path path = path_of(uri);
  std::error_code error;
  if (std::filesystem::is_directory(path, error))
    return std::unique_ptr<base::Folder>(std::make_unique<FileFolder>(path, ""));
  SLIPWAY_TRY(open_reader(path.string()).status());
  const auto parent = path.parent_path();
  return std::unique_ptr<base::Folder>(std::make_unique<FileFolder>(
      parent.empty() ? std::filesystem::path(".") : parent, path.filename().string()));
}

Status replace_file(const std::string& path, std::string_view bytes) {
  SLIPWAY_ASSIGN(const auto writer, create_writer(path));
  SLIPWAY_TRY(writer->write(bytes));
  return writer->commit();
}

Status want_folder_of(const std::string& uri) {
  if (uri == "-") return {};
  const std::filesystem::path folder = std::filesystem::path(path_of(uri)).parent_path();
  std::error_code ignored;
  if (folder.empty() || std::filesystem::is_directory(folder, ignored)) return {};
  return base::not_found("NO_FOLDER", "there is no such folder")
      .at(folder.string())
      .remedy("make it, or name another file");
}

Status remove_file(const std::string& path) {
  return ::unlink(path.c_str()) == 0 || errno == ENOENT ? Status() : failure(path, "remove it");
}

}  // namespace slipway::storage
