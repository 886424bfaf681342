// Record batches to Chunks: the decoder that both codecs of this module share. Columns are found by
// name (or position), taken over through the C data interface, and converted to what the model
// wants.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "codec/codec.h"

namespace arrow {
class RecordBatchReader;
class Schema;
}  // namespace arrow

namespace slipway::codec {

class BatchDecoder final : public Decoder {
 public:
  // Opens a reader of the columns whose numbers are given; later batches hold those, in that order.
  using Open = std::function<base::Result<std::shared_ptr<arrow::RecordBatchReader>>(
      const std::vector<int>& columns)>;

  // `file`: the schema of the whole file. Fails as Codec::decoder() does.
  static base::Result<std::unique_ptr<Decoder>> make(const std::string& name,
                                                     const arrow::Schema& file,
                                                     const DecodeOptions& options,
                                                     const Open& open);

  const data::SchemaPtr& schema() const override { return schema_; }
  base::Result<bool> next(data::Chunk& into, data::RowErrors& errors) override;

 private:
  base::Result<bool> next_batch();
  void convert(std::int64_t rows, data::Chunk& into, data::RowErrors& errors);

  std::string name_;
  data::SchemaPtr schema_;
  std::vector<std::size_t> from_;  // by column of schema_: column of the batches
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  data::Chunk batch_;
  std::int64_t at_ = 0;   // rows of batch_ that were handed on
  std::int64_t row_ = 0;  // of the file
  std::int64_t skip_ = 0;
  std::int64_t rows_max_ = 0;
};

}  // namespace slipway::codec
