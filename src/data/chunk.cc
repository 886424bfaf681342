#include "data/chunk.h"

namespace slipway::data {

Chunk::Chunk(SchemaPtr schema) : schema_(std::move(schema)) {
  columns_.reserve(schema_->size());
  for (const Field& field : schema_->fields()) columns_.emplace_back(field.type);
}

std::uint64_t Chunk::bytes() const {
  std::uint64_t total = 0;
  for (const Column& column : columns_) total += column.bytes();
  return total;
}

void Chunk::clear() {
  for (Column& column : columns_) column.clear();
  rows_ = 0;
}

void Chunk::append(const ChunkView& from, std::int64_t row) {
  for (std::size_t i = 0; i < columns_.size(); ++i) columns_[i].append_row(from.column(i), row);
  ++rows_;
}

}  // namespace slipway::data
