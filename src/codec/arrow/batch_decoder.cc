#include "codec/arrow/batch_decoder.h"

#include <algorithm>

#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>

#include "codec/arrow/io.h"
#include "codec/text_value.h"
#include "codec/typed_value.h"
#include "data/arrow_bridge.h"

namespace slipway::codec {
namespace {

std::vector<std::string> names_of(const arrow::Schema& schema) {
  std::vector<std::string> names;
  for (const auto& field : schema.fields()) names.push_back(field->name());
  return names;
}

base::Status refuse_doubles(const std::vector<std::string>& names, const Columns& columns) {
  for (std::size_t i = 0; i < names.size(); ++i)
    if (!columns.targets[i].empty() && std::ranges::count(names, names[i]) > 1)
      return base::invalid_argument("DUPLICATE_COLUMN",
                                    fmt::format("two columns are called \"{}\"", names[i]));
  return {};
}

// The type of one field of the file, as ours.
base::Result<data::Field> our_field(const arrow::Field& field) {
  ArrowSchema exported;
  const auto schema = arrow::schema({field.Copy()});
  if (const auto status = arrow::ExportSchema(*schema, &exported); !status.ok())
    return from_arrow(status, field.name());
  auto fields = data::import_fields(exported);
  exported.release(&exported);
  if (!fields.ok()) return fields.status();
  return std::move(fields->front());
}

}  // namespace

base::Result<std::unique_ptr<Decoder>> BatchDecoder::make(const std::string& name,
                                                          const arrow::Schema& file,
                                                          const DecodeOptions& options,
                                                          const Open& open) {
  const std::vector<std::string> names = names_of(file);
  auto columns = resolve_columns(names, options.wanted, options.by_position, options.keep);
  if (!columns.ok()) return columns.status().at(name);
  if (const auto status = refuse_doubles(names, *columns); !status.ok()) return status.at(name);
  auto decoder = std::make_unique<BatchDecoder>();
  std::vector<data::Field> fields = columns->schema->fields();
  decoder->from_.resize(fields.size());
  std::vector<int> picked;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (columns->targets[i].empty()) continue;
    auto field = our_field(*file.field(static_cast<int>(i)));
    if (!field.ok()) return field.status().at(name);
    for (const std::size_t target : columns->targets[i]) {
      decoder->from_[target] = picked.size();
      if (target >= options.wanted.size())
        fields[target].type = field->type;  // a kept column stays as it is
      else if (!converts(field->type, fields[target].type))
        return base::invalid_argument(
                   "BAD_TYPE",
                   fmt::format("column \"{}\" is {}, the model takes {}", names[i],
                               data::type_name(field->type), data::type_name(fields[target].type)))
            .at(name)
            .remedy("cast the column");
    }
    picked.push_back(static_cast<int>(i));
  }
  decoder->name_ = name;
  decoder->schema_ = std::make_shared<const data::Schema>(std::move(fields));
  decoder->skip_ = options.skip_rows;
  decoder->rows_max_ = options.chunk_rows_max;
  SLIPWAY_ASSIGN(decoder->reader_, open(picked));
  return std::unique_ptr<Decoder>(std::move(decoder));
}

// The next batch that has rows beyond those to skip.
base::Result<bool> BatchDecoder::next_batch() {
  for (;;) {
    std::shared_ptr<arrow::RecordBatch> batch;
    if (const auto status = reader_->ReadNext(&batch); !status.ok())
      return from_arrow(status, name_);
    if (batch == nullptr) return at_ = 0, false;  // all were skipped: batch_ has none
    if (const auto status = batch->Validate(); !status.ok()) return from_arrow(status, name_);
    at_ = std::min(skip_, batch->num_rows());
    skip_ -= at_;
    if (at_ == batch->num_rows()) {
      row_ += at_;
      at_ = 0;
      continue;
    }
    // A slice begins behind its buffers' first row; the bridge wants rows from 0 on, columns may
    // have offsets.
    ArrowSchema schema;
    ArrowArray array;
    if (const auto status = arrow::ExportRecordBatch(*batch, &array, &schema); !status.ok())
      return from_arrow(status, name_);
    auto imported = data::import_chunk(&schema, &array);
    if (!imported.ok()) return imported.status().at(name_);
    batch_ = *std::move(imported);
    return true;
  }
}

base::Result<bool> BatchDecoder::next(data::Chunk& into, data::RowErrors& errors) {
  into.clear();
  errors.clear();
  if (at_ == batch_.rows()) {
    row_ += at_;
    batch_ = data::Chunk(), at_ = 0;
    SLIPWAY_ASSIGN(const bool more, next_batch());
    if (!more) return false;
  }
  const std::int64_t rows = std::min(rows_max_, batch_.rows() - at_);
  convert(rows, into, errors);
  at_ += rows;
  return true;
}

void BatchDecoder::convert(std::int64_t rows, data::Chunk& into, data::RowErrors& errors) {
  for (std::size_t i = 0; i < into.width(); ++i)
    append_typed(into.column(i), batch_.column(from_[i]).view(at_, rows), (*schema_)[i].name,
                 row_ + at_, errors);
  // By row, and of each row the first column's.
  std::ranges::stable_sort(errors, {}, &data::RowError::row);
  const auto rest = std::ranges::unique(errors, {}, &data::RowError::row);
  errors.erase(rest.begin(), rest.end());
}

}  // namespace slipway::codec
