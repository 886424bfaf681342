// JSON Lines: one object a line; blank lines are skipped. A line that is not JSON is that row's
// error.
#include <cstring>

#include <fmt/format.h>

#include "base/live_stream.h"
#include "codec/codec.h"
#include "codec/json_rows.h"
#include "codec/json_text.h"

namespace slipway::codec {
namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kBlockBytes = 1u << 20;
constexpr std::size_t kPadding = 64;  // readable bytes that the parser wants behind a line

class JsonLinesDecoder final : public Decoder {
 public:
  JsonLinesDecoder(std::unique_ptr<base::Stream> stream, std::unique_ptr<JsonRows> rows,
                   const DecodeOptions& options)
      : stream_(std::move(stream)), rows_(std::move(rows)), rows_max_(options.chunk_rows_max) {}

  Status skip(std::int64_t rows) {
    std::string_view line;
    for (std::int64_t i = 0; i < rows; ++i) {
      SLIPWAY_ASSIGN(const bool more, next_line(true, line));
      if (!more) break;
    }
    return {};
  }

  const data::SchemaPtr& schema() const override { return rows_->schema(); }

  Result<bool> next(data::Chunk& into, data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    std::string_view line;
    std::int64_t rows = 0;
    for (std::uint64_t bytes = 0; rows < rows_max_ && bytes < base::kChunkBytesMax; ++rows) {
      SLIPWAY_ASSIGN(const bool more, next_line(rows == 0, line));
      if (!more) break;
      bytes += line.size();
      rows_->append(line, true, into, errors);
    }
    return rows > 0;
  }

 private:
  // The next line that is not blank; a view into the buffer, with padding behind it. Without patience
  // none is waited for.
  Result<bool> next_line(bool patient, std::string_view& line) {
    for (;;) {
      const char* begin = buffer_.data() + at_;
      const std::size_t left = buffer_.size() - at_;
      const auto* end = static_cast<const char*>(std::memchr(begin, '\n', left));
      if (end == nullptr && !ended_) {
        if (!patient && !base::ready(*stream_)) return false;
        SLIPWAY_TRY(fill());
        continue;
      }
      if (end == nullptr && left == 0) return false;
      line = {begin, end != nullptr ? static_cast<std::size_t>(end - begin) : left};
      at_ += line.size() + (end != nullptr ? 1 : 0);
      ++number_;
      if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);
      if (line.find_first_not_of(" \t\r") != std::string_view::npos) return true;
    }
  }

  Status fill() {
    if (buffer_.size() - at_ > base::kRecordBytesMax)
      return base::invalid_argument("RECORD_TOO_LONG", fmt::format("a line has more than {} bytes",
                                                                   base::kRecordBytesMax))
          .at(fmt::format("{}: line {}", stream_->name(), number_ + 1));
    buffer_.erase(0, at_);
    at_ = 0;
    SLIPWAY_ASSIGN(const std::uint64_t read, stream_->read(kBlockBytes, buffer_));
    ended_ = read == 0;
    buffer_.reserve(buffer_.size() + kPadding);
    return {};
  }

  const std::unique_ptr<base::Stream> stream_;
  const std::unique_ptr<JsonRows> rows_;
  const std::int64_t rows_max_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t number_ = 0;  // lines read
  bool ended_ = false;
};

class JsonLinesEncoder final : public Encoder {
 public:
  JsonLinesEncoder(base::Writer& writer, const data::Schema& schema)
      : writer_(writer), row_(schema) {}
  Status write(const data::ChunkView& rows, const data::RowErrors& skip) override {
    auto skipped = skip.begin();
    text_.clear();
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      if (skipped != skip.end() && skipped->row == row) {
        ++skipped;
        continue;
      }
      row_.append(text_, rows, row);
      text_ += '\n';
    }
    return writer_.write(text_);
  }
  Status finish() override { return {}; }

 private:
  base::Writer& writer_;
  const JsonRowWriter row_;
  std::string text_;
};

class JsonLines final : public Codec {
 public:
  const char* about() const override { return "JSON Lines: one object a line"; }
  const base::Fields& fields() const override { return kJsonFields; }
  std::vector<std::string> extensions() const override { return {".jsonl", ".ndjson"}; }
  bool appendable() const override { return true; }
  Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                           const DecodeOptions& options) const override {
    SLIPWAY_ASSIGN(auto rows, JsonRows::make(options));
    auto decoder = std::make_unique<JsonLinesDecoder>(std::move(stream), std::move(rows), options);
    SLIPWAY_TRY(decoder->skip(options.skip_rows));
    return std::unique_ptr<Decoder>(std::move(decoder));
  }
  Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                           const base::Value& settings) const override {
    SLIPWAY_TRY(base::read_fields(kJsonFields, settings, "codec json").status());
    return std::unique_ptr<Encoder>(std::make_unique<JsonLinesEncoder>(writer, *schema));
  }
};

}  // namespace

Status register_codec_jsonl(base::Kinds<Codec>& kinds) {
  return kinds.add("jsonl", std::make_unique<JsonLines>());
}

}  // namespace slipway::codec
