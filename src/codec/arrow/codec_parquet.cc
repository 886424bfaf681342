// parquet: read row group by row group, a batch of rows at a time; written in row groups.
#include <numeric>

#include <arrow/result.h>
#include <arrow/table.h>
#include <fmt/format.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/writer.h>
#include <parquet/exception.h>

#include "codec/arrow/batch_decoder.h"
#include "codec/arrow/batch_encoder.h"
#include "codec/arrow/io.h"

namespace slipway::codec {
namespace {

const base::Fields kFields = {
    {"compression", base::FieldType::kText, "snappy",
     "of what is written: none, snappy, gzip, zstd, lz4, brotli"},
    {"row_group_rows", base::FieldType::kInt, "1M", "rows of one row group, at most"},
};

base::Result<parquet::Compression::type> compression_named(const std::string& name) {
  if (name == "none") return parquet::Compression::UNCOMPRESSED;
  const auto type = arrow::util::Codec::GetCompressionType(name == "lz4" ? "lz4_raw" : name);
  if (type.ok()) return *type;
  return base::invalid_argument("BAD_VALUE", fmt::format("compression \"{}\" is not known", name))
      .remedy("use none, snappy, gzip, zstd, lz4 or brotli");
}

// A batch reader that keeps its file open.
class Batches final : public arrow::RecordBatchReader {
 public:
  Batches(std::shared_ptr<parquet::arrow::FileReader> file,
          std::shared_ptr<arrow::RecordBatchReader> batches)
      : file_(std::move(file)), batches_(std::move(batches)) {}
  std::shared_ptr<arrow::Schema> schema() const override { return batches_->schema(); }
  arrow::Status ReadNext(std::shared_ptr<arrow::RecordBatch>* batch) override {
    try {
      return batches_->ReadNext(batch);
    } catch (const parquet::ParquetException& e) {  // of hostile files
      return arrow::Status::Invalid(e.what());
    }
  }

 private:
  const std::shared_ptr<parquet::arrow::FileReader> file_;
  const std::shared_ptr<arrow::RecordBatchReader> batches_;
};

arrow::Result<std::shared_ptr<parquet::arrow::FileReader>> open_file(
    std::shared_ptr<const base::Reader> reader, std::int64_t batch_rows) {
  try {
    parquet::ArrowReaderProperties properties(/*use_threads=*/false);
    properties.set_batch_size(batch_rows);
    properties.set_pre_buffer(false);
    parquet::arrow::FileReaderBuilder builder;
    ARROW_RETURN_NOT_OK(builder.Open(arrow_file(std::move(reader))));
    std::unique_ptr<parquet::arrow::FileReader> file;
    ARROW_RETURN_NOT_OK(builder.properties(properties)->Build(&file));
    return std::shared_ptr<parquet::arrow::FileReader>(std::move(file));
  } catch (const parquet::ParquetException& e) {
    return arrow::Status::Invalid(e.what());
  }
}

int leaves_of(const arrow::DataType& type) {
  if (type.num_fields() == 0) return 1;
  int total = 0;
  for (const auto& field : type.fields()) total += leaves_of(*field->type());
  return total;
}

// Parquet counts leaves: a nested column, which is none of `columns`, has several.
std::vector<int> leaves_of(const arrow::Schema& schema, const std::vector<int>& columns) {
  std::vector<int> first(1, 0), leaves;
  for (const auto& field : schema.fields())
    first.push_back(first.back() + leaves_of(*field->type()));
  for (const int column : columns) leaves.push_back(first[static_cast<std::size_t>(column)]);
  return leaves;
}

class ParquetWriter final : public BatchWriter {
 public:
  explicit ParquetWriter(std::unique_ptr<parquet::arrow::FileWriter> writer)
      : writer_(std::move(writer)) {}
  base::Status write(const arrow::RecordBatch& batch) override {
    return from_arrow(writer_->WriteRecordBatch(batch), "");
  }
  base::Status finish() override { return from_arrow(writer_->Close(), ""); }

 private:
  const std::unique_ptr<parquet::arrow::FileWriter> writer_;
};

class Parquet final : public Codec {
 public:
  const char* about() const override { return "Apache Parquet"; }
  const base::Fields& fields() const override { return kFields; }
  std::vector<std::string> extensions() const override { return {".parquet", ".pq"}; }

  base::Result<std::unique_ptr<Decoder>> decoder(std::unique_ptr<base::Stream> stream,
                                                 const DecodeOptions&) const override {
    return base::unimplemented("NEEDS_FILE", "Parquet is read from its end: a pipe will not do")
        .at(stream->name())
        .remedy("name the file");
  }
  bool needs_reader() const override { return true; }

  base::Result<std::unique_ptr<Decoder>> reader_decoder(
      std::shared_ptr<const base::Reader> reader, const DecodeOptions& options) const override {
    SLIPWAY_TRY(base::read_fields(kFields, options.settings, "codec parquet").status());
    const std::string name = reader->name();
    auto file =
        open_file(reader, std::min<std::int64_t>(options.chunk_rows_max, base::kChunkRowsMax));
    if (!file.ok()) return from_arrow(file.status(), name);
    std::shared_ptr<arrow::Schema> schema;
    if (const auto status = (*file)->GetSchema(&schema); !status.ok())
      return from_arrow(status, name);
    return BatchDecoder::make(
        name, *schema, options,
        [&](const std::vector<int>& columns)
            -> base::Result<std::shared_ptr<arrow::RecordBatchReader>> {
          std::vector<int> groups(static_cast<std::size_t>((*file)->num_row_groups()));
          std::iota(groups.begin(), groups.end(), 0);
          try {
            auto batches = (*file)->GetRecordBatchReader(groups, leaves_of(*schema, columns));
            if (!batches.ok()) return from_arrow(batches.status(), name);
            return std::shared_ptr<arrow::RecordBatchReader>(
                std::make_shared<Batches>(*file, *std::move(batches)));
          } catch (const parquet::ParquetException& e) {
            return base::invalid_argument("BAD_FILE", e.what()).at(name);
          }
        });
  }

  base::Result<std::unique_ptr<Encoder>> encoder(base::Writer& writer, data::SchemaPtr schema,
                                                 const base::Value& value) const override {
    SLIPWAY_ASSIGN(const base::Settings settings,
                   base::read_fields(kFields, value, "codec parquet"));
    SLIPWAY_ASSIGN(const auto compression, compression_named(settings.text("compression")));
    const std::int64_t rows = settings.integer("row_group_rows");
    if (rows < 1) return base::invalid_argument("BAD_VALUE", "row_group_rows must be at least 1");
    return make_batch_encoder(
        std::move(schema), true,
        [&writer, compression, rows](const std::shared_ptr<arrow::Schema>& columns)
            -> base::Result<std::unique_ptr<BatchWriter>> {
          const auto properties = parquet::WriterProperties::Builder()
                                      .compression(compression)
                                      ->max_row_group_length(rows)
                                      ->build();
          auto opened = parquet::arrow::FileWriter::Open(*columns, arrow::default_memory_pool(),
                                                         arrow_sink(writer), properties);
          if (!opened.ok()) return from_arrow(opened.status(), "");
          return std::unique_ptr<BatchWriter>(std::make_unique<ParquetWriter>(*std::move(opened)));
        });
  }
};

}  // namespace

base::Status register_codec_parquet(base::Kinds<Codec>& kinds) {
  return kinds.add("parquet", std::make_unique<Parquet>());
}

}  // namespace slipway::codec
