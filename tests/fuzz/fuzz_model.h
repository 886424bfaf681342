// What every model format must withstand: any bytes are refused by name, or read into a model that
// scores a row without harm. Included by one fuzz_<format>.cc each.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "format/format.h"
#include "score/scorer.h"

namespace slipway::fuzz {

class OneFile : public base::Folder {
 public:
  explicit OneFile(std::string bytes) : bytes_(std::move(bytes)) {}
  base::Result<std::vector<std::string>> list() const override {
    return std::vector<std::string>{"model"};
  }
  base::Result<std::unique_ptr<base::Reader>> open(std::string_view name) const override {
    if (name.find('/') != std::string_view::npos) __builtin_trap();  // left its folder
    return base::memory_reader(bytes_, std::string(name));
  }

 private:
  std::string bytes_;
};

// A row of numbers and one of missing values.
inline data::Chunk two_rows(const data::SchemaPtr& schema) {
  data::Chunk rows(schema);
  for (std::size_t i = 0; i < rows.width(); ++i) {
    data::Column& column = rows.column(i);
    if (column.type().kind == data::Kind::kString)
      column.append_string("a");
    else
      column.append_float64(0.5 + static_cast<double>(i));
    column.append_null();
  }
  return rows;
}

inline void score_some(const model::ModelPtr& model) {
  std::vector<data::Field> fields;
  for (const model::Feature& feature : model->signature().inputs)
    fields.push_back(
        {feature.name,
         {feature.kind == data::Kind::kString ? data::Kind::kString : data::Kind::kFloat64},
         {}});
  const auto schema = std::make_shared<const data::Schema>(std::move(fields));
  const auto scorer = score::bind(model, score::intern("fuzz", "0"), *schema, {});
  if (!scorer.ok()) return;
  const data::Chunk rows = two_rows(schema);
  data::Chunk out((*scorer)->output_schema());
  data::RowErrors errors;
  if ((*scorer)->score(rows.view(), out, errors).ok() && out.rows() != 2) __builtin_trap();
}

inline int run(const char* format, const std::uint8_t* data, std::size_t size) {
  const OneFile folder(std::string(reinterpret_cast<const char*>(data), size));
  const auto model = format::read_model(folder, format);
  if (!model.ok() && model.status().text().empty()) __builtin_trap();
  if (model.ok()) score_some(*model);
  return 0;
}

}  // namespace slipway::fuzz
