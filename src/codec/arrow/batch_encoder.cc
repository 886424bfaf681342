#include "codec/arrow/batch_encoder.h"

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "codec/arrow/io.h"
#include "data/arrow_bridge.h"

namespace slipway::codec {
namespace {

constexpr std::int64_t kBatchRows = 64 * 1024;
constexpr std::uint64_t kBatchBytes = 32u << 20;

// One column an element.
data::SchemaPtr flatten(const data::Schema& schema) {
  std::vector<data::Field> flat;
  for (const data::Field& field : schema.fields()) {
    if (field.type.shape.empty()) {
      flat.push_back({field.name, field.type, {}});
      continue;
    }
    for (std::int64_t k = 0; k < field.type.width(); ++k) {
      const auto at = static_cast<std::size_t>(k);
      flat.push_back({fmt::format("{}_{}", field.name,
                                  at < field.labels.size() ? field.labels[at] : std::to_string(k)),
                      {field.type.kind, {}},
                      {}});
    }
  }
  return std::make_shared<const data::Schema>(std::move(flat));
}

void append_element(data::Column& column, const data::ColumnView& from, std::int64_t row,
                    std::int64_t k) {
  const std::int64_t at = row * from.width + k;
  if (!from.valid(row)) return column.append_null();
  switch (from.kind) {
    case data::Kind::kFloat64:
      return column.append_float64(from.float64s()[at]);
    case data::Kind::kFloat32:
      return column.append_float32(from.float32s()[at]);
    default:
      return column.append_int64(from.int64s()[at]);
  }
}

class BatchEncoder final : public Encoder {
 public:
  BatchEncoder(data::SchemaPtr schema, bool gather, MakeBatchWriter make)
      : gather_(gather),
        schema_(std::move(schema)),
        flat_(flatten(*schema_)),
        make_(std::move(make)),
        rows_(std::make_shared<data::Chunk>(flat_)) {}

  base::Status write(const data::ChunkView& rows, const data::RowErrors& skip) override {
    auto skipped = skip.begin();
    for (std::int64_t row = 0; row < rows.rows;) {
      // A run of rows without one to skip.
      std::int64_t end = rows.rows;
      while (skipped != skip.end() && skipped->row < row) ++skipped;
      if (skipped != skip.end()) end = skipped->row;
      end = std::min(end, row + kBatchRows - rows_->rows());
      if (end > row) append(rows.slice(row, end - row));
      row = skipped != skip.end() && end == skipped->row ? end + 1 : end;
      if (rows_->rows() >= kBatchRows || rows_->bytes() >= kBatchBytes) SLIPWAY_TRY(flush());
    }
    return gather_ || rows_->rows() == 0 ? base::Status() : flush();
  }

  base::Status finish() override {
    if (rows_->rows() > 0 || writer_ == nullptr) SLIPWAY_TRY(flush());
    return writer_->finish();
  }

 private:
  void append(const data::ChunkView& rows) {
    std::size_t to = 0;
    for (std::size_t i = 0; i < schema_->size(); ++i) {
      const data::ColumnView column = rows.column(i);
      if ((*schema_)[i].type.shape.empty()) {
        rows_->column(to++).append_rows(column, 0, column.length);
        continue;
      }
      for (std::int64_t k = 0; k < column.width; ++k, ++to)
        for (std::int64_t row = 0; row < column.length; ++row)
          append_element(rows_->column(to), column, row, k);
    }
  }

  base::Status flush() {
    ArrowSchema schema;
    ArrowArray array;
    SLIPWAY_TRY(data::export_chunk(rows_, &schema, &array));
    rows_ = std::make_shared<data::Chunk>(flat_);
    const auto batch = arrow::ImportRecordBatch(&array, &schema);
    if (!batch.ok()) return from_arrow(batch.status(), "");
    if (writer_ == nullptr) {
      SLIPWAY_ASSIGN(writer_, make_((*batch)->schema()));
    }
    return (*batch)->num_rows() > 0 ? writer_->write(**batch) : base::Status();
  }

  const bool gather_;
  const data::SchemaPtr schema_, flat_;
  const MakeBatchWriter make_;
  std::shared_ptr<data::Chunk> rows_;
  std::unique_ptr<BatchWriter> writer_;
};

}  // namespace

base::Result<std::unique_ptr<Encoder>> make_batch_encoder(data::SchemaPtr schema, bool gather,
                                                          MakeBatchWriter make) {
  return std::unique_ptr<Encoder>(
      std::make_unique<BatchEncoder>(std::move(schema), gather, std::move(make)));
}

}  // namespace slipway::codec
