#include "connect/file_source.h"

#include "codec/compression.h"
#include "storage/storage.h"

namespace slipway::connect {

// Counts what the decoder has taken, for progress.
class FileSource::Counted final : public base::Stream {
 public:
  Counted(std::unique_ptr<base::Stream> stream, std::shared_ptr<std::uint64_t> bytes)
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

// As Counted, of a file that is read in any order.
class FileSource::CountedReader final : public base::Reader {
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

FileSource::FileSource(std::string uri, const codec::Codec& codec, codec::DecodeOptions options)
    : uri_(std::move(uri)),
      codec_(codec),
      options_(std::move(options)),
      bytes_read_(std::make_shared<std::uint64_t>(0)) {}

std::uint64_t FileSource::bytes_read() const { return *bytes_read_; }

base::Status FileSource::open(std::int64_t skip_rows) {
  *bytes_read_ = 0;
  options_.skip_rows = skip_rows;
  if (codec_.needs_reader()) {
    SLIPWAY_TRY(open_reader());
  } else {
    SLIPWAY_ASSIGN(auto raw, storage::open_stream(uri_, &bytes_total_));
    SLIPWAY_ASSIGN(auto stream,
                   codec::decompressed(std::make_unique<Counted>(std::move(raw), bytes_read_)));
    SLIPWAY_ASSIGN(decoder_, codec_.decoder(std::move(stream), options_));
  }
  at_ = static_cast<std::uint64_t>(skip_rows);
  return {};
}

base::Status FileSource::open_reader() {
  if (uri_ == "-" || codec::compression_of(uri_) != nullptr)
    return base::unimplemented(
               "NEEDS_FILE",
               "this codec reads in any order: neither a pipe nor a compressed file will do")
        .at(uri_)
        .remedy("name the file itself");
  SLIPWAY_ASSIGN(auto reader, storage::open_reader(uri_));
  bytes_total_ = reader->size();
  SLIPWAY_ASSIGN(decoder_,
                 codec_.reader_decoder(
                     std::make_shared<CountedReader>(std::move(reader), bytes_read_), options_));
  return {};
}

base::Status FileSource::connect() { return decoder_ ? base::Status() : open(0); }

void FileSource::seek(std::uint32_t, std::uint64_t position) {
  if (position != at_) failure_ = open(static_cast<std::int64_t>(position));
}

flow::Event FileSource::next(flow::Delivery& into) {
  if (!assigned_) {
    assigned_ = true;
    return {flow::Pull::kAssigned, 0};
  }
  if (!failure_.ok()) return {flow::Pull::kEnd};
  into.rows = data::Chunk(decoder_->schema());
  const auto more = decoder_->next(into.rows, into.rejected);
  if (!more.ok()) failure_ = more.status();
  if (!more.ok() || !*more) return {flow::Pull::kEnd};
  const std::uint64_t begin = at_;
  at_ += static_cast<std::uint64_t>(into.rows.rows());
  into.origin.partition = 0;
  into.origin.position = begin;
  into.origin.next = at_;
  return {flow::Pull::kDelivery};
}

}  // namespace slipway::connect
