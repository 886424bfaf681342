// Scorer: one model version bound to one Schema, the one way to predict. ScorerProvider: where
// lanes get it.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "model/model.h"

namespace slipway::score {

// A model version. Interned: equal versions are one object, which lives for ever.
struct Version {
  std::string model;   // "churn"
  std::string digest;  // SHA-256 of the model's bytes, 64 hex digits
  std::string short_digest() const { return digest.substr(0, 12); }
};
const Version* intern(std::string_view model, std::string_view digest);

// Called by lanes, once a Chunk, from several threads at a time: const means thread-safe.
class Scorer {
 public:
  virtual ~Scorer();
  virtual const Version* version() const = 0;
  virtual const data::SchemaPtr& output_schema() const = 0;

  // Predicts `in` (of the bound Schema) into `out`, which is overwritten: of output_schema(),
  // in.rows rows. Appends the rows that it could not predict to `errors`, sorted, at most one a
  // row. A returned failure means that no row was predicted: transient (nothing is wrong with the
  // rows) or not (some row made the whole call fail; the lane halves the call to find it).
  // REQUIRES: in.rows <= base::kChunkRowsMax.
  virtual base::Status score(const data::ChunkView& in, data::Chunk& out,
                             data::RowErrors& errors) const = 0;

  // Expected microseconds of a call of `rows` rows; of a call's fixed part, if rows = 0.
  virtual std::uint32_t estimate_us(std::int64_t rows) const = 0;
};

// Which columns of `schema` feed the model's features: by name, or by position if the model knows
// no names. Fails with INVALID_ARGUMENT/MISSING_COLUMN naming all that are missing, BAD_TYPE naming
// both.
base::Result<std::vector<std::size_t>> bind_columns(const model::Signature& signature,
                                                    const data::Schema& schema);

// `outputs` empty: the model's first. The Scorer keeps the model alive.
base::Result<std::shared_ptr<const Scorer>> bind(const model::ModelPtr& model,
                                                 const Version* version, const data::Schema& schema,
                                                 const std::vector<std::string>& outputs);

// Implemented by live/, and by FixedProvider. A pinned Scorer stays loaded until the last handle is
// dropped: a swap never frees a version that a Chunk is being scored with. Any thread.
class ScorerProvider {
 public:
  virtual ~ScorerProvider();
  // UNAVAILABLE/VERSION_NOT_LOADED, or what bind() says.
  virtual base::Result<std::shared_ptr<const Scorer>> pin(
      const Version* version, const data::SchemaPtr& schema,
      const std::vector<std::string>& outputs) const = 0;
};

// Models that were loaded before and never change: the command line, tests.
class FixedProvider final : public ScorerProvider {
 public:
  void add(const Version* version, model::ModelPtr model);  // before the first pin
  base::Result<std::shared_ptr<const Scorer>> pin(
      const Version* version, const data::SchemaPtr& schema,
      const std::vector<std::string>& outputs) const override;

 private:
  std::vector<std::pair<const Version*, model::ModelPtr>> models_;
};

}  // namespace slipway::score
