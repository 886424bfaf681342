// JSON: an array of objects, {"rows": [objects]}, or one object. A document is read whole; what
// does not fit into memory is written as JSON Lines.
#include "codec/codec.h"
#include "codec/json_rows.h"
#include "codec/json_text.h"

namespace slipway::codec {
namespace {

using base::Result;
using base::Status;

constexpr std::uint64_t kDocumentBytesMax = 1u << 30;
constexpr std::uint64_t kBlockBytes = 1u << 20;

class JsonDecoder final : public Decoder {
 public:
  JsonDecoder(std::unique_ptr<JsonRows> rows, const DecodeOptions& options)
      : rows_(std::move(rows)),
        all_(rows_->schema()),
        at_(options.skip_rows),
        rows_max_(options.chunk_rows_max) {}

  Status read(base::Stream& stream) {
    std::string text;
    for (;;) {
      SLIPWAY_ASSIGN(const std::uint64_t read, stream.read(kBlockBytes, text));
      if (read == 0) break;
      if (text.size() > kDocumentBytesMax)
        return base::resource_exhausted("TOO_LARGE", "a JSON document of more than 1 GiB")
            .at(stream.name())
            .remedy("write it as JSON Lines, one object a line");
    }
    return rows_->append_document(text, all_, errors_).at(stream.name());
  }

  const data::SchemaPtr& schema() const override { return rows_->schema(); }

  Result<bool> next(data::Chunk& into, data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    const std::int64_t count = std::min(rows_max_, all_.rows() - at_);
    for (std::int64_t i = 0; i < count; ++i) into.append(all_.view(), at_ + i);
    for (const data::RowError& error : errors_)
      if (error.row >= at_ && error.row < at_ + count)
        errors.push_back({error.row - at_, error.status, error.column, error.value});
    at_ += std::max<std::int64_t>(count, 0);
    return count > 0;
  }

 private:
  const std::unique_ptr<JsonRows> rows_;
  data::Chunk all_;
  data::RowErrors errors_;
  std::int64_t at_;
  const std::int64_t rows_max_;
};

class JsonPayloads final : public PayloadDecoder {
 public:
  explicit JsonPayloads(std::unique_ptr<JsonRows> rows) : rows_(std::move(rows)) {}
  const data::SchemaPtr& schema() const override { return rows_->schema(); }
  Status decode_rows(std::span<const std::string_view> payloads, data::Chunk& into,
                     data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    for (const std::string_view payload : payloads) rows_->append(payload, false, into, errors);
    return {};
  }
  Status decode_document(std::string_view document, data::Chunk& into,
                         data::RowErrors& errors) override {
    into.clear();
    errors.clear();
    return rows_->append_document(document, into, errors);
  }

 private:
  const std::unique_ptr<JsonRows> rows_;
};

class JsonEncoder final : public Encoder {
 public:
  JsonEncoder(base::Writer& writer, const data::Schema& schema) : writer_(writer), row_(schema) {}
  Status write(const data::ChunkView& rows, const data::RowErrors& skip) override {
    auto skipped = skip.begin();
    text_.clear();
    for (std::int64_t row = 0; row < rows.rows; ++row) {
      if (skipped != skip.end() && skipped->row == row) {
        ++skipped;
        continue;
      }
      text_ += first_ ? "[\n" : ",\n";
      first_ = false;
      row_.append(text_, rows, row);
    }
    return writer_.write(text_);
  }
  Status finish() override { return writer_.write(first_ ? "[]\n" : "\n]\n"); }

 private:
  base::Writer& writer_;
  const JsonRowWriter row_;
  std::string text_;
  bool first_ = true;
};

class Json final : public Codec {
 public:
  const char* about() const override {
    return "a JSON array of objects, {\"rows\": […]}, or one object";
  }
  const base::Fields& fields() const override { return kJsonFields; }
  std::vector<std::string> extensions() const override { return {".json"}; }
  Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                           const DecodeOptions& options) const override {
    SLIPWAY_ASSIGN(auto rows, JsonRows::make(options));
    auto decoder = std::make_unique<JsonDecoder>(std::move(rows), options);
    SLIPWAY_TRY(decoder->read(*stream));
    return std::unique_ptr<Decoder>(std::move(decoder));
  }
  Result<std::unique_ptr<PayloadDecoder>> payload_decoder(
      const DecodeOptions& options) const override {
    SLIPWAY_ASSIGN(auto rows, JsonRows::make(options));
    return std::unique_ptr<PayloadDecoder>(std::make_unique<JsonPayloads>(std::move(rows)));
  }
  Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                           const base::Value& settings) const override {
    SLIPWAY_TRY(base::read_fields(kJsonFields, settings, "codec json").status());
    return std::unique_ptr<Encoder>(std::make_unique<JsonEncoder>(writer, *schema));
  }
};

}  // namespace

Status register_codec_json(base::Kinds<Codec>& kinds) {
  return kinds.add("json", std::make_unique<Json>());
}

}  // namespace slipway::codec
