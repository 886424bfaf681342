#include "serve/media_types.h"

#include <array>
#include <memory>

#include <fmt/format.h>

#include "base/bytes.h"
#include "codec/codec.h"
#include "serve/header_text.h"

namespace slipway::serve {
namespace {

base::Value no_header() { return base::Value(base::Value::Map{{"header", base::Value(false)}}); }

base::Value arrow_stream() {
  return base::Value(base::Value::Map{{"form", base::Value(std::string("stream"))},
                                      {"gather", base::Value(false)}});
}

const std::array<TableType, 9>& all_types() {
  static const std::array<TableType, 9> kTypes = {{
      {"application/json", "json", {}, false},
      {"text/csv", "csv", {}, true},
      {"text/csv; header=absent", "csv", no_header(), true},
      {"text/tab-separated-values", "tsv", {}, true},
      {"application/x-ndjson", "jsonl", {}, true},
      {"application/jsonl", "jsonl", {}, true},
      {"application/vnd.apache.arrow.stream", "arrow", arrow_stream(), true},
      {"application/vnd.apache.arrow.file", "arrow", {}, false},
      {"application/vnd.apache.parquet", "parquet", {}, false},
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

codec::DecodeOptions options_of(const TableType& type, const data::SchemaPtr& columns) {
  codec::DecodeOptions options;
  options.wanted = columns->fields();
  if (std::string_view(type.codec) == "csv") options.settings = type.settings;
  return options;
}

base::Result<std::unique_ptr<codec::Decoder>> decoder_of(const TableType& type,
                                                         std::string_view body,
                                                         const data::SchemaPtr& columns) {
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(type.codec));
  if (!codec->needs_reader())
    return row_decoder(type, base::memory_stream(std::string(body), "the body"), columns,
                       base::kChunkRowsMax);
  return codec->reader_decoder(base::memory_reader(std::string(body), "the body"),
                               options_of(type, columns));
}

}  // namespace

std::span<const TableType> table_types() { return all_types(); }

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

std::string table_types_text(bool streams) {
  std::string out;
  for (const TableType& type : all_types())
    if (type.streams || !streams) out += (out.empty() ? "" : ", ") + std::string(type.media);
  return out;
}

base::Result<std::unique_ptr<codec::Decoder>> row_decoder(const TableType& type,
                                                          std::unique_ptr<base::Stream> body,
                                                          const data::SchemaPtr& columns,
                                                          std::int64_t rows_max) {
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(type.codec));
  codec::DecodeOptions options = options_of(type, columns);
  options.chunk_rows_max = rows_max;
  return codec->decoder(std::move(body), options);
}

base::Result<std::unique_ptr<codec::Encoder>> row_encoder(const TableType& type,
                                                          base::Writer& writer,
                                                          const data::SchemaPtr& schema) {
  SLIPWAY_ASSIGN(const codec::Codec* codec, codec::codecs().find(type.codec));
  return codec->encoder(writer, schema, type.settings);
}

base::Status encode_rows(codec::Encoder& encoder, const data::Chunk& predictions,
                         const data::RowErrors& errors) {
  if (errors.empty()) return encoder.write(predictions.view(), {});
  data::Chunk whole = predictions;
  for (const data::RowError& error : errors)
    for (std::size_t j = 0; j < whole.width(); ++j) whole.column(j).set_null(error.row);
  return encoder.write(whole.view(), {});
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

base::Status encode_answer(const TableType& type, const data::Chunk& predictions,
                           const data::RowErrors& errors, std::string& body) {
  StringWriter writer(body);
  SLIPWAY_ASSIGN(const auto encoder, row_encoder(type, writer, predictions.schema()));
  SLIPWAY_TRY(encode_rows(*encoder, predictions, errors));
  return encoder->finish();
}

}  // namespace slipway::serve
