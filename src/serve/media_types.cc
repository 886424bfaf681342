#include "serve/media_types.h"

#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "serve/header_text.h"

namespace slipway::serve {
namespace {

base::Value setting(const char* name, base::Value value) {
  return base::Value(base::Value::Map{{name, std::move(value)}});
}

const std::array<TableType, 9>& all_types() {
  static const std::array<TableType, 9> kTypes = {{
      {"application/json", "json", {}},
      {"text/csv", "csv", {}},
      {"text/csv; header=absent", "csv", setting("header", base::Value(false))},
      {"text/tab-separated-values", "tsv", {}},
      {"application/x-ndjson", "jsonl", {}},
      {"application/jsonl", "jsonl", {}},
      {"application/vnd.apache.arrow.stream", "arrow",
       setting("form", base::Value(std::string("stream")))},
      {"application/vnd.apache.arrow.file", "arrow", {}},
      {"application/vnd.apache.parquet", "parquet", {}},
  }};
  return kTypes;
}

class StringWriter final : public base::Writer {
 public:
  explicit StringWriter(std::string& out) : out_(out) {}
  base::Status write(std::string_view bytes) override {
    out_ += bytes;
    return {};
  }
  base::Status commit() override { return {}; }

 private:
  std::string& out_;
};

base::Result<std::unique_ptr<codec::Decoder>> decoder_of(const TableType& type,
                                                         std::string_view body,
                                                         const data::SchemaPtr& columns) {
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(type.codec));
  codec::DecodeOptions options;
  options.wanted = columns->fields();
  if (std::string_view(type.codec) == "csv") options.settings = type.settings;
  if (codec->needs_reader())
    return codec->reader_decoder(base::memory_reader(std::string(body), "the body"), options);
  return codec->decoder(base::memory_stream(std::string(body), "the body"), options);
}

}  // namespace

const TableType* table_type(std::string_view content_type) {
  for (const TableType& type : all_types())  // as nearly everybody writes it
    if (content_type == type.media) return &type;
  const std::string media = lower_case(next_item(content_type, ';'));
  bool header = true;
  while (!content_type.empty())
    if (lower_case(next_item(content_type, ';')) == "header=absent") header = false;
  const std::string wanted = media == "text/csv" && !header ? media + "; header=absent" : media;
  for (const TableType& type : all_types())
    if (wanted == type.media) return &type;
  return nullptr;
}

const TableType* accepted_type(std::string_view accept) {
  if (accept == "*/*") return nullptr;
  while (!accept.empty())
    if (const TableType* type = table_type(next_item(accept, ','))) return type;
  return nullptr;
}

std::string table_types_text() {
  std::string out;
  for (const TableType& type : all_types())
    out += (out.empty() ? "" : ", ") + std::string(type.media);
  return out;
}

base::Status decode_table(const TableType& type, std::string_view body,
                          const data::SchemaPtr& columns, data::Chunk& rows,
                          data::RowErrors& rejected) {
  rows.clear();
  rejected.clear();
  SLIPWAY_ASSIGN(const auto decoder, decoder_of(type, body, columns));
  data::Chunk part(decoder->schema());
  data::RowErrors errors;
  while (true) {
    SLIPWAY_ASSIGN(const bool more, decoder->next(part, errors));
    if (!more) return {};
    for (data::RowError& error : errors) {
      error.row += rows.rows();
      rejected.push_back(std::move(error));
    }
    for (std::size_t j = 0; j < rows.width(); ++j)
      rows.column(j).append_rows(part.column(j).view(), 0, part.rows());
  }
}

base::Status encode_answer(const TableType& type, const flow::Delivery& delivery,
                           std::string& body) {
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(type.codec));
  const data::Chunk& predictions = delivery.answer.predictions;
  StringWriter writer(body);
  SLIPWAY_ASSIGN(const auto encoder, codec->encoder(writer, predictions.schema(), type.settings));
  if (delivery.answer.errors.empty()) {
    SLIPWAY_TRY(encoder->write(predictions.view(), {}));
  } else {
    data::Chunk whole = predictions;
    for (const data::RowError& error : delivery.answer.errors)
      for (std::size_t j = 0; j < whole.width(); ++j) whole.column(j).set_null(error.row);
    SLIPWAY_TRY(encoder->write(whole.view(), {}));
  }
  return encoder->finish();
}

}  // namespace slipway::serve
