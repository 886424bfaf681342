// gzip, zstd, bz2, lz4 (frames) and brotli, each by Arrow's codec of that name.
#include <arrow/result.h>
#include <arrow/util/compression.h>
#include <fmt/format.h>

#include "base/live_stream.h"
#include "codec/compression.h"

namespace slipway::codec {
namespace {

constexpr std::uint64_t kBufferBytes = 256u << 10;

base::Status broken(const base::Stream& stream, const arrow::Status& status) {
  return base::data_loss("BAD_COMPRESSION",
                         fmt::format("can't be decompressed: {}", status.message()))
      .at(stream.name())
      .remedy("copy the file again");
}

class Decompressing final : public base::LiveStream {
 public:
  Decompressing(arrow::util::Codec& codec, std::unique_ptr<base::Stream> stream)
      : codec_(codec), stream_(std::move(stream)) {}

  base::Result<std::uint64_t> read(std::uint64_t count, std::string& into) override {
    const std::size_t before = into.size();
    while (into.size() == before) {
      if (at_ == input_.size() && !ended_) SLIPWAY_TRY(fill());
      if (at_ == input_.size() && ended_ && !more_output_) {
        if (began_ && !decoder_->IsFinished()) return truncated();
        return std::uint64_t{0};
      }
      SLIPWAY_TRY(step(std::min(count, kBufferBytes), into));
    }
    return into.size() - before;
  }
  bool ready() const override {
    return at_ < input_.size() || more_output_ || ended_ || base::ready(*stream_);
  }
  const std::string& name() const override { return stream_->name(); }

 private:
  base::Status fill() {
    input_.clear(), at_ = 0;
    SLIPWAY_ASSIGN(const std::uint64_t read, stream_->read(kBufferBytes, input_));
    ended_ = read == 0;
    return {};
  }

  // A member after the end of one begins anew.
  base::Status begin() {
    auto made = codec_.MakeDecompressor();
    if (!made.ok()) return broken(*stream_, made.status());
    decoder_ = *made;
    began_ = false;
    return {};
  }

  base::Status step(std::uint64_t count, std::string& into) {
    if (decoder_ == nullptr || (decoder_->IsFinished() && at_ < input_.size()))
      SLIPWAY_TRY(begin());
    const std::size_t before = into.size();
    into.resize(before + std::max<std::uint64_t>(count, 1));
    auto done = decoder_->Decompress(static_cast<std::int64_t>(input_.size() - at_),
                                     reinterpret_cast<const std::uint8_t*>(input_.data() + at_),
                                     static_cast<std::int64_t>(into.size() - before),
                                     reinterpret_cast<std::uint8_t*>(into.data() + before));
    if (!done.ok()) {
      into.resize(before);
      return broken(*stream_, done.status());
    }
    into.resize(before + static_cast<std::size_t>(done->bytes_written));
    at_ += static_cast<std::size_t>(done->bytes_read);
    began_ = began_ || done->bytes_read > 0;
    more_output_ = done->need_more_output;
    const bool stuck = done->bytes_read == 0 && done->bytes_written == 0 && at_ < input_.size() &&
                       !decoder_->IsFinished();
    if (stuck && !done->need_more_output) return carry();
    return {};
  }

  // The decoder wants more than is left in the buffer before it takes any of it.
  base::Status carry() {
    std::string rest = input_.substr(at_);
    SLIPWAY_ASSIGN(const std::uint64_t read, stream_->read(kBufferBytes, rest));
    input_ = std::move(rest), at_ = 0;
    return read == 0 ? truncated() : base::Status();
  }

  base::Status truncated() const {
    return base::data_loss("TRUNCATED", "ends in the middle of its compressed bytes")
        .at(stream_->name())
        .remedy("copy the file again");
  }

  arrow::util::Codec& codec_;
  const std::unique_ptr<base::Stream> stream_;
  std::shared_ptr<arrow::util::Decompressor> decoder_;
  std::string input_;
  std::size_t at_ = 0;
  bool ended_ = false, began_ = false, more_output_ = false;
};

class Compressing final : public base::Writer {
 public:
  Compressing(std::shared_ptr<arrow::util::Compressor> encoder,
              std::unique_ptr<base::Writer> writer)
      : encoder_(std::move(encoder)), writer_(std::move(writer)) {}

  base::Status write(std::string_view bytes) override {
    while (!bytes.empty()) {
      auto done = encoder_->Compress(static_cast<std::int64_t>(bytes.size()),
                                     reinterpret_cast<const std::uint8_t*>(bytes.data()),
                                     static_cast<std::int64_t>(buffer_.size()), buffer());
      if (!done.ok()) return failed(done.status());
      bytes.remove_prefix(static_cast<std::size_t>(done->bytes_read));
      if (done->bytes_read == 0 && done->bytes_written == 0) buffer_.resize(buffer_.size() * 2);
      SLIPWAY_TRY(writer_->write({buffer_.data(), static_cast<std::size_t>(done->bytes_written)}));
    }
    return {};
  }

  base::Status commit() override {
    for (bool more = true; more;) {
      auto done = encoder_->End(static_cast<std::int64_t>(buffer_.size()), buffer());
      if (!done.ok()) return failed(done.status());
      more = done->should_retry;
      if (more && done->bytes_written == 0) buffer_.resize(buffer_.size() * 2);
      SLIPWAY_TRY(writer_->write({buffer_.data(), static_cast<std::size_t>(done->bytes_written)}));
    }
    return writer_->commit();
  }

 private:
  std::uint8_t* buffer() { return reinterpret_cast<std::uint8_t*>(buffer_.data()); }
  static base::Status failed(const arrow::Status& status) {
    return base::internal("COMPRESS", status.message());
  }

  const std::shared_ptr<arrow::util::Compressor> encoder_;
  const std::unique_ptr<base::Writer> writer_;
  std::string buffer_ = std::string(kBufferBytes, '\0');
};

class ArrowCompression final : public Compression {
 public:
  explicit ArrowCompression(std::unique_ptr<arrow::util::Codec> codec) : codec_(std::move(codec)) {}
  base::Result<std::unique_ptr<base::Stream>> decompress(
      std::unique_ptr<base::Stream> stream) const override {
    return std::unique_ptr<base::Stream>(
        std::make_unique<Decompressing>(*codec_, std::move(stream)));
  }
  base::Result<std::unique_ptr<base::Writer>> compress(
      std::unique_ptr<base::Writer> writer) const override {
    auto encoder = codec_->MakeCompressor();
    if (!encoder.ok()) return base::internal("COMPRESS", encoder.status().message());
    return std::unique_ptr<base::Writer>(
        std::make_unique<Compressing>(*encoder, std::move(writer)));
  }

 private:
  const std::unique_ptr<arrow::util::Codec> codec_;
};

}  // namespace

base::Status register_compressions(base::Kinds<Compression>& kinds) {
  struct Known {
    const char* name;
    arrow::Compression::type type;
  };
  for (const Known& known :
       {Known{"gzip", arrow::Compression::GZIP}, Known{"zstd", arrow::Compression::ZSTD},
        Known{"bz2", arrow::Compression::BZ2}, Known{"lz4", arrow::Compression::LZ4_FRAME},
        Known{"brotli", arrow::Compression::BROTLI}}) {
    auto codec = arrow::util::Codec::Create(known.type);
    if (!codec.ok()) return base::internal("COMPRESS", codec.status().message());
    SLIPWAY_TRY(kinds.add(known.name, std::make_unique<ArrowCompression>(*std::move(codec))));
  }
  return {};
}

}  // namespace slipway::codec

SLIPWAY_MODULE(slipway::codec::Compression, slipway::codec::register_compressions)
