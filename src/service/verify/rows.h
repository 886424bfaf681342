// Rows to score: of a file, or made from what the model itself distinguishes. One thread.
#pragma once

#include <cstdint>
#include <string>

#include "base/status.h"
#include "base/value.h"
#include "data/chunk.h"
#include "model/model.h"

namespace slipway::service {

data::SchemaPtr schema_of(const model::Signature& signature);  // of what the model wants

struct RowsFile {
  std::string path, codec;  // the codec left empty: by the extension
  base::Value codec_settings;
  data::SchemaPtr columns;
  bool by_position = false;  // names in the file are ignored
  std::int64_t rows_max = 0;
};
// Its first rows; those that can't be decoded are left out.
base::Result<data::Chunk> read_rows(const RowsFile& file);

// `count` rows: of each column one of its probes most of the time, else a number between or beyond
// them, a text that is not known, or nothing. The same for the same seed.
data::Chunk make_rows(const model::Model& model, std::int64_t count, std::uint64_t seed);

}  // namespace slipway::service
