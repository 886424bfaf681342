// arrow: Arrow IPC. A file is a stream between two magic words, so both are read front to back,
// also from pipes; which of the two is written is a setting.
#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>
#include <arrow/ipc/reader.h>
#include <arrow/ipc/writer.h>
#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include "codec/arrow/batch_decoder.h"
#include "codec/arrow/batch_encoder.h"
#include "codec/arrow/io.h"

namespace slipway::codec {
namespace {

constexpr std::string_view kFileMagic("ARROW1\0\0", 8);

const base::Fields kFields = {
    {"form", base::FieldType::kText, "file", "what is written: file (Feather 2), or stream"},
    {"compression", base::FieldType::kText, "none", "of what is written: none, zstd, lz4"},
    {"gather", base::FieldType::kBool, "true",
     "write batches of 65,536 rows; false: as the rows come, for whoever waits for them"},
};

// Gives back what was read ahead of a stream, unless it was a file's magic word.
class Unwrapped final : public base::Stream {
 public:
  explicit Unwrapped(std::unique_ptr<base::Stream> rest) : rest_(std::move(rest)) {}
  base::Status begin() {
    while (head_.size() < kFileMagic.size()) {
      SLIPWAY_ASSIGN(const std::uint64_t read,
                     rest_->read(kFileMagic.size() - head_.size(), head_));
      if (read == 0) break;
    }
    is_file_ = head_ == kFileMagic;
    if (is_file_) head_.clear();
    return {};
  }
  bool is_file() const { return is_file_; }
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    if (head_.empty()) return rest_->read(count, into);
    const std::uint64_t part = std::min<std::uint64_t>(count, head_.size());
    into.append(head_, 0, part);
    head_.erase(0, part);
    return part;
  }
  const std::string& name() const override { return rest_->name(); }

 private:
  const std::unique_ptr<base::Stream> rest_;
  std::string head_;
  bool is_file_ = false;
};

// The picked columns of each batch. A file says at its end that it is whole, a stream need not.
class Picked final : public arrow::RecordBatchReader {
 public:
  Picked(std::shared_ptr<arrow::RecordBatchReader> all, std::vector<int> columns,
         std::shared_ptr<arrow::io::InputStream> file)
      : all_(std::move(all)), columns_(std::move(columns)), file_(std::move(file)) {}
  std::shared_ptr<arrow::Schema> schema() const override { return all_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    ARROW_RETURN_NOT_OK(all_->ReadNext(batch));
    if (*batch == nullptr) return check_end();
    ARROW_RETURN_NOT_OK(
        (*batch)->ValidateFull());  // offsets and codes, before anybody follows them
    return (*batch)->SelectColumns(columns_).Value(batch);
  }

 private:
  // Behind the batches comes the footer, then the magic word again.
  arrow::Status check_end() {
    if (file_ == nullptr) return arrow::Status::OK();
    constexpr std::string_view kEnd = kFileMagic.substr(0, 6);
    std::string last;
    for (;;) {
      ARROW_ASSIGN_OR_RAISE(const auto block, file_->Read(1 << 16));
      if (block->size() == 0) break;
      last += block->ToString();
      if (last.size() > kEnd.size()) last.erase(0, last.size() - kEnd.size());
    }
    if (last != kEnd) return arrow::Status::Invalid("is cut off: there is no end of an Arrow file");
    file_ = nullptr;
    return arrow::Status::OK();
  }

  const std::shared_ptr<arrow::RecordBatchReader> all_;
  const std::vector<int> columns_;
  std::shared_ptr<arrow::io::InputStream> file_;  // until its end has been seen; null of a stream
};

class IpcWriter final : public BatchWriter {
 public:
  explicit IpcWriter(std::shared_ptr<arrow::ipc::RecordBatchWriter> writer)
      : writer_(std::move(writer)) {}
  base::Status write(const arrow::RecordBatch& batch) override {
    return from_arrow(writer_->WriteRecordBatch(batch), "");
  }
  base::Status finish() override { return from_arrow(writer_->Close(), ""); }

 private:
  const std::shared_ptr<arrow::ipc::RecordBatchWriter> writer_;
};

base::Result<arrow::ipc::IpcWriteOptions> write_options(const std::string& compression) {
  arrow::ipc::IpcWriteOptions options = arrow::ipc::IpcWriteOptions::Defaults();
  if (compression == "none") return options;
  if (compression != "zstd" && compression != "lz4")
    return base::invalid_argument("BAD_VALUE",
                                  fmt::format("compression \"{}\" is not known", compression))
        .remedy("use none, zstd or lz4");
  auto codec = arrow::util::Codec::Create(compression == "zstd" ? arrow::Compression::ZSTD
                                                                : arrow::Compression::LZ4_FRAME);
  if (!codec.ok()) return from_arrow(codec.status(), "");
  options.codec = *std::move(codec);
  return options;
}

class ArrowIpc final : public Codec {
 public:
  const char* about() const override { return "Arrow IPC, file or stream"; }
  const base::Fields& fields() const override { return kFields; }
  std::vector<std::string> extensions() const override {
    return {".arrow", ".arrows", ".feather", ".ipc"};
  }

  base::Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                                 const DecodeOptions& options) const override {
    SLIPWAY_TRY(base::read_fields(kFields, options.settings, "codec arrow").status());
    const std::string name = stream->name();
    auto unwrapped = std::make_unique<Unwrapped>(std::move(stream));
    SLIPWAY_TRY(unwrapped->begin());
    const bool is_file = unwrapped->is_file();
    const auto bytes_in = arrow_stream(std::move(unwrapped));
    auto reader = arrow::ipc::RecordBatchStreamReader::Open(bytes_in);
    if (!reader.ok()) return from_arrow(reader.status(), name);
    std::shared_ptr<arrow::RecordBatchReader> batches = *std::move(reader);
    return BatchDecoder::make(
        name, *batches->schema(), options,
        [&](const std::vector<int>& columns)
            -> base::Result<std::shared_ptr<arrow::RecordBatchReader>> {
          return std::shared_ptr<arrow::RecordBatchReader>(
              std::make_shared<Picked>(batches, columns, is_file ? bytes_in : nullptr));
        });
  }

  base::Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                                 const base::Value& value) const override {
    SLIPWAY_ASSIGN(const base::Settings settings, base::read_fields(kFields, value, "codec arrow"));
    SLIPWAY_ASSIGN(const auto options, write_options(settings.text("compression")));
    const std::string form = settings.text("form");
    if (form != "file" && form != "stream")
      return base::invalid_argument("BAD_VALUE", fmt::format("form \"{}\" is not known", form))
          .remedy("use file or stream");
    return make_batch_encoder(
        std::move(schema), settings.boolean("gather"),
        [&writer, options, form](const std::shared_ptr<arrow::Schema>& columns)
            -> base::Result<std::unique_ptr<BatchWriter>> {
          const auto sink = arrow_sink(writer);
          auto opened = form == "file" ? arrow::ipc::MakeFileWriter(sink, columns, options)
                                       : arrow::ipc::MakeStreamWriter(sink, columns, options);
          if (!opened.ok()) return from_arrow(opened.status(), "");
          return std::unique_ptr<BatchWriter>(std::make_unique<IpcWriter>(*std::move(opened)));
        });
  }
};

}  // namespace

base::Status register_codec_arrow(base::Kinds<Codec>& kinds) {
  return kinds.add("arrow", std::make_unique<ArrowIpc>());
}

}  // namespace slipway::codec
