// file: the rows of one file or pipe, in order; a row's position is its number. One partition.
#include <fmt/format.h>

#include "codec/codec.h"
#include "codec/compression.h"
#include "connect/connect.h"
#include "storage/storage.h"

namespace slipway::connect {
namespace {

const base::Fields kFields = {
    {"path", base::FieldType::kText, nullptr,
     "the file; - is standard input; the codec is that of its extension"},
};

// Counts what the decoder has taken, for progress.
class CountedStream final : public base::Stream {
 public:
  CountedStream(std::unique_ptr<base::Stream> stream, std::shared_ptr<std::uint64_t> bytes)
      : stream_(std::move(stream)), bytes_(std::move(bytes)) {}
  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    auto read = stream_->read(count, into);
    if (read.ok()) *bytes_ += *read;
    return read;
  }
  const std::string& name() const override { return stream_->name(); }

 private:
  const std::unique_ptr<base::Stream> stream_;
  const std::shared_ptr<std::uint64_t> bytes_;
};

// As CountedStream, of a file that is read in any order.
class CountedReader final : public base::Reader {
 public:
  CountedReader(std::unique_ptr<base::Reader> reader, std::shared_ptr<std::uint64_t> bytes)
      : reader_(std::move(reader)), bytes_(std::move(bytes)) {}
  std::uint64_t size() const override { return reader_->size(); }
  base::Status read(std::uint64_t offset, std::uint64_t count, std::string& into) const override {
    SLIPWAY_TRY(reader_->read(offset, count, into));
    *bytes_ += into.size();
    return {};
  }
  const std::string& name() const override { return reader_->name(); }

 private:
  const std::unique_ptr<base::Reader> reader_;
  const std::shared_ptr<std::uint64_t> bytes_;
};

class FileSource final : public flow::Source {
 public:
  FileSource(const base::Settings& settings, const SourceContext& context)
      : uri_(resolve_path(context.folder, settings.text("path"))), codec_name_(context.codec) {
    options_.wanted = context.wanted;
    options_.by_position = context.by_position;
    options_.keep = context.keep;
    options_.settings = context.codec_settings;
  }

  flow::Position position_kind() const override { return flow::Position::kOffset; }

  base::Status connect() override {
    assigned_ = false;
    if (decoder_ != nullptr) return {};
    if (!codec_name_.empty()) {
      SLIPWAY_ASSIGN(codec_, codec::codecs().find(codec_name_));
    } else if (uri_ == "-") {
      SLIPWAY_ASSIGN(codec_, codec::codecs().find("csv"));
    } else {
      SLIPWAY_ASSIGN(codec_, codec::codec_of(uri_));
    }
    return open(0);
  }

  const data::SchemaPtr& schema() const override { return decoder_->schema(); }

  flow::Event next(flow::Delivery& into) override {
    if (!assigned_) {
      assigned_ = true;
      return {flow::Pull::kAssigned, 0};
    }
    if (!failure_.ok()) return {flow::Pull::kEnd, 0, failure_};
    into.rows = data::Chunk(decoder_->schema());
    const auto more = decoder_->next(into.rows, into.rejected);
    if (!more.ok()) return {flow::Pull::kEnd, 0, more.status()};
    if (!*more) return {flow::Pull::kEnd};
    const std::uint64_t begin = at_;
    at_ += static_cast<std::uint64_t>(into.rows.rows());
    into.origin.partition = 0;
    into.origin.position = begin;
    into.origin.next = at_;
    return {flow::Pull::kDelivery};
  }

  void seek(std::uint32_t, std::uint64_t position) override {
    if (position != at_) failure_ = open_again(static_cast<std::int64_t>(position));
  }
  void ack(const flow::Origin&) override {}  // the position in the sink is all there is
  void release(std::uint32_t) override { assigned_ = false; }

  Progress progress() const override { return {*bytes_read_, bytes_total_}; }

 private:
  // A pipe gives its rows once: those that were read are gone.
  base::Status open_again(std::int64_t skip_rows) {
    if (storage::replaceable(uri_)) return open(skip_rows);
    return base::unimplemented(
               "NEEDS_FILE",
               fmt::format("a pipe can't be read again, or from row {} on", skip_rows + 1))
        .at(uri_)
        .remedy("name a file");
  }

  base::Status open(std::int64_t skip_rows) {
    *bytes_read_ = 0;
    options_.skip_rows = skip_rows;
    at_ = static_cast<std::uint64_t>(skip_rows);
    if (codec_->needs_reader()) return open_reader();
    SLIPWAY_ASSIGN(auto raw, storage::open_stream(uri_, &bytes_total_));
    SLIPWAY_ASSIGN(auto stream, codec::decompressed(
                                    std::make_unique<CountedStream>(std::move(raw), bytes_read_)));
    SLIPWAY_ASSIGN(decoder_, codec_->decoder(std::move(stream), options_));
    return {};
  }

  base::Status open_reader() {
    if (uri_ == "-" || codec::compression_of(uri_) != nullptr)
      return base::unimplemented(
                 "NEEDS_FILE",
                 "this codec reads in any order: neither a pipe nor a compressed file will do")
          .at(uri_)
          .remedy("name the file itself");
    SLIPWAY_ASSIGN(auto reader, storage::open_reader(uri_));
    bytes_total_ = reader->size();
    SLIPWAY_ASSIGN(decoder_,
                   codec_->reader_decoder(
                       std::make_shared<CountedReader>(std::move(reader), bytes_read_), options_));
    return {};
  }

  const std::string uri_, codec_name_;
  codec::DecodeOptions options_;
  const codec::Codec* codec_ = nullptr;
  std::unique_ptr<codec::Decoder> decoder_;
  std::shared_ptr<std::uint64_t> bytes_read_ = std::make_shared<std::uint64_t>(0);
  std::uint64_t bytes_total_ = 0;
  std::uint64_t at_ = 0;  // row
  bool assigned_ = false;
  base::Status failure_;
};

class FileKind final : public SourceKind {
 public:
  const char* about() const override { return "the rows of a file or pipe, to its end"; }
  const base::Fields& fields() const override { return kFields; }
  base::Result<std::unique_ptr<flow::Source>> make(const base::Settings& settings,
                                                   const SourceContext& context) const override {
    return std::unique_ptr<flow::Source>(std::make_unique<FileSource>(settings, context));
  }
};

}  // namespace

base::Status register_source_file(base::Kinds<SourceKind>& kinds) {
  return kinds.add("file", std::make_unique<FileKind>());
}

}  // namespace slipway::connect
