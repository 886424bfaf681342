// Chunk: rows of typed columns; what walks between rooms. ChunkView: a borrowed range of its rows.
#pragma once

#include <cstdint>
#include <vector>

#include "base/limits.h"
#include "data/column.h"
#include "data/schema.h"

namespace slipway::data {

// Valid as long as the Chunk it points into is neither changed nor freed. Copying is a few words.
class Chunk;
struct ChunkView {
  const Chunk* chunk = nullptr;
  std::int64_t begin = 0;
  std::int64_t rows = 0;

  ColumnView column(std::size_t i) const;
  const Schema& schema() const;
  ChunkView slice(std::int64_t first, std::int64_t count) const {
    return {chunk, begin + first, count};
  }
};

// ENSURES: column i has the type of schema field i; all columns have rows() rows. A Chunk that
// meets a model holds at most base::kChunkRowsMax rows; a Delivery may hold more and is scored by
// ranges.
class Chunk {
 public:
  Chunk() = default;
  explicit Chunk(SchemaPtr schema);  // no rows
  // REQUIRES: the columns fit the schema and are of one length.
  Chunk(SchemaPtr schema, std::vector<Column> columns)
      : schema_(std::move(schema)), columns_(std::move(columns)) {}

  const SchemaPtr& schema() const { return schema_; }
  std::int64_t rows() const { return columns_.empty() ? rows_ : columns_.front().size(); }
  std::uint64_t bytes() const;
  std::size_t width() const { return columns_.size(); }

  const Column& column(std::size_t i) const { return columns_[i]; }
  Column& column(std::size_t i) { return columns_[i]; }
  ChunkView view() const { return {this, 0, rows()}; }
  ChunkView view(std::int64_t begin, std::int64_t rows) const { return {this, begin, rows}; }

  void clear();                                          // no rows; keeps columns and memory
  void append(const ChunkView& from, std::int64_t row);  // a row of the same schema
  void set_rows(std::int64_t rows) { rows_ = rows; }     // of a Chunk without columns

 private:
  SchemaPtr schema_;
  std::vector<Column> columns_;
  std::int64_t rows_ = 0;
};

inline ColumnView ChunkView::column(std::size_t i) const {
  return chunk->column(i).view(begin, rows);
}
inline const Schema& ChunkView::schema() const { return *chunk->schema(); }

}  // namespace slipway::data
