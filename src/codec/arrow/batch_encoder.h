// Chunks to record batches: the encoder that both codecs of this module share. Vectors become one
// column an element, as in CSV; rows are gathered into batches of some thousands,
// unless each write() is to be a batch (`gather`).
#pragma once

#include <functional>
#include <memory>

#include "codec/codec.h"

namespace arrow {
class RecordBatch;
class Schema;
}  // namespace arrow

namespace slipway::codec {

// What a format does with the batches.
class BatchWriter {
 public:
  virtual ~BatchWriter() = default;
  virtual base::Status write(const arrow::RecordBatch& batch) = 0;
  virtual base::Status finish() = 0;
};

// Makes the writer once the schema is known: before the first batch, or at the end if there is
// none.
using MakeBatchWriter = std::function<base::Result<std::unique_ptr<BatchWriter>>(
    const std::shared_ptr<arrow::Schema>& schema)>;

base::Result<std::unique_ptr<Encoder>> make_batch_encoder(data::SchemaPtr schema, bool gather,
                                                          MakeBatchWriter make);

}  // namespace slipway::codec
