#include "codec/arrow/io.h"

#include <cstring>
#include <string>

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/result.h>
#include <arrow/status.h>
#include <fmt/format.h>

namespace slipway::codec {
namespace {

// A Status of ours, carried through Arrow as the detail of one of its own.
class OurStatus final : public arrow::StatusDetail {
 public:
  explicit OurStatus(base::Status status) : status(std::move(status)) {}
  const char* type_id() const override { return "slipway"; }
  std::string ToString() const override { return status.text(); }
  const base::Status status;
};

arrow::Status to_arrow(const base::Status& status) {
  return arrow::Status(arrow::StatusCode::IOError, status.message(),
                       std::make_shared<OurStatus>(status));
}

class File final : public arrow::io::RandomAccessFile {
 public:
  explicit File(std::shared_ptr<const base::Reader> reader) : reader_(std::move(reader)) {}

  arrow::Result<std::int64_t> GetSize() override {
    return static_cast<std::int64_t>(reader_->size());
  }
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Status Seek(std::int64_t position) override { return at_ = position, arrow::Status::OK(); }
  arrow::Status Close() override { return closed_ = true, arrow::Status::OK(); }
  bool closed() const override { return closed_; }

  arrow::Result<std::shared_ptr<arrow::Buffer>> ReadAt(std::int64_t position,
                                                       std::int64_t count) override {
    std::string bytes;
    if (const base::Status status = reader_->read(static_cast<std::uint64_t>(position),
                                                  static_cast<std::uint64_t>(count), bytes);
        !status.ok())
      return to_arrow(status);
    return arrow::Buffer::FromString(std::move(bytes));
  }
  arrow::Result<std::int64_t> ReadAt(std::int64_t position, std::int64_t count,
                                     void* out) override {
    std::string bytes;
    if (const base::Status status = reader_->read(static_cast<std::uint64_t>(position),
                                                  static_cast<std::uint64_t>(count), bytes);
        !status.ok())
      return to_arrow(status);
    std::memcpy(out, bytes.data(), bytes.size());
    return static_cast<std::int64_t>(bytes.size());
  }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    ARROW_ASSIGN_OR_RAISE(auto buffer, ReadAt(at_, count));
    at_ += buffer->size();
    return buffer;
  }
  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const std::int64_t read, ReadAt(at_, count, out));
    at_ += read;
    return read;
  }

 private:
  const std::shared_ptr<const base::Reader> reader_;
  std::int64_t at_ = 0;
  bool closed_ = false;
};

class InStream final : public arrow::io::InputStream {
 public:
  explicit InStream(std::unique_ptr<base::Stream> stream) : stream_(std::move(stream)) {}
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Status Close() override { return closed_ = true, arrow::Status::OK(); }
  bool closed() const override { return closed_; }
  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(std::int64_t count) override {
    std::string bytes;
    while (std::cmp_less(bytes.size(), count)) {
      const auto read = stream_->read(static_cast<std::uint64_t>(count) - bytes.size(), bytes);
      if (!read.ok()) return to_arrow(read.status());
      if (*read == 0) break;
    }
    at_ += static_cast<std::int64_t>(bytes.size());
    return arrow::Buffer::FromString(std::move(bytes));
  }
  arrow::Result<std::int64_t> Read(std::int64_t count, void* out) override {
    ARROW_ASSIGN_OR_RAISE(const auto buffer, Read(count));
    std::memcpy(out, buffer->data(), static_cast<std::size_t>(buffer->size()));
    return buffer->size();
  }

 private:
  const std::unique_ptr<base::Stream> stream_;
  std::int64_t at_ = 0;
  bool closed_ = false;
};

class OutStream final : public arrow::io::OutputStream {
 public:
  explicit OutStream(base::Writer& writer) : writer_(writer) {}
  arrow::Result<std::int64_t> Tell() const override { return at_; }
  arrow::Status Close() override { return closed_ = true, arrow::Status::OK(); }
  bool closed() const override { return closed_; }
  arrow::Status Write(const void* data, std::int64_t count) override {
    if (const base::Status status =
            writer_.write({static_cast<const char*>(data), static_cast<std::size_t>(count)});
        !status.ok())
      return to_arrow(status);
    at_ += count;
    return arrow::Status::OK();
  }

 private:
  base::Writer& writer_;
  std::int64_t at_ = 0;
  bool closed_ = false;
};

}  // namespace

std::shared_ptr<arrow::io::RandomAccessFile> arrow_file(
    std::shared_ptr<const base::Reader> reader) {
  return std::make_shared<File>(std::move(reader));
}
std::shared_ptr<arrow::io::InputStream> arrow_stream(std::unique_ptr<base::Stream> stream) {
  return std::make_shared<InStream>(std::move(stream));
}
std::shared_ptr<arrow::io::OutputStream> arrow_sink(base::Writer& writer) {
  return std::make_shared<OutStream>(writer);
}

base::Status from_arrow(const arrow::Status& status, const std::string& name) {
  if (status.ok()) return {};
  if (const auto* ours = dynamic_cast<const OurStatus*>(status.detail().get()); ours != nullptr)
    return ours->status;
  if (status.IsOutOfMemory())
    return base::resource_exhausted("NO_MEMORY", status.message()).at(name);
  if (status.IsNotImplemented())
    return base::unimplemented("UNSUPPORTED_OPTION", status.message()).at(name);
  return base::invalid_argument("BAD_FILE", status.message()).at(name);
}

}  // namespace slipway::codec
