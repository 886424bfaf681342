// JSON objects to rows, by simdjson: what the codecs json and jsonl share.
//
// Strict by the column's kind: a number column takes a number, true and false (1 and 0), null, and
// the texts "NaN", "Infinity", "-Infinity"; a text column takes a text or null; an int64 column a
// whole number. A key that is missing is an error of its row, unless `missing` is "null"; further
// keys are ignored; of a key given twice the last counts.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/fields.h"
#include "base/status.h"
#include "codec/codec.h"
#include "data/chunk.h"
#include "data/row_error.h"

namespace slipway::codec {

extern const base::Fields kJsonFields;

// One thread; buffers are reused.
class JsonRows {
 public:
  static base::Result<std::unique_ptr<JsonRows>> make(const DecodeOptions& options);
  ~JsonRows();

  const data::SchemaPtr& schema() const;

  // Appends the row that `object` is; a bad one as nulls, named in `errors`. `object` may be
  // followed in memory by at least 64 readable bytes: then it is not copied (`padded`).
  void append(std::string_view object, bool padded, data::Chunk& into, data::RowErrors& errors);

  // Appends all rows of a document: an object, an array of objects, or an object whose member
  // "rows" is such an array. A failure means that it is none of these; `into` is then undefined.
  base::Status append_document(std::string_view document, data::Chunk& into,
                               data::RowErrors& errors);

 private:
  struct State;
  explicit JsonRows(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace slipway::codec
