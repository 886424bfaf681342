// Plan: a Model compiled for running. Immutable; run() is the only way to compute anything.
//
//   SLIPWAY_ASSIGN(auto plan, compile(model, {"predict_proba"}));
//   Scratch scratch;                                  // one per thread, used again and again
//   SLIPWAY_TRY(plan->run(inputs, rows, out, scratch, errors));
//
// The same rows give the same bits whatever the chunking, the thread, and the kernels chosen: each
// row is computed alone, in the order its stage's contract states (model/stage.h).
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"
#include "data/row_error.h"
#include "model/model.h"

namespace slipway::engine {

// The memory a run needs; grows to its largest use and is kept. One thread at a time.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(Scratch&&) noexcept;
  Scratch& operator=(Scratch&&) noexcept;

 private:
  friend class CompiledPlan;
  struct State;
  std::unique_ptr<State> state_;
};

class Plan {
 public:
  virtual ~Plan();

  // The fields of `out`, in order: scalars as their type, vectors as one column with a shape.
  // Labels of kString are coded into a dictionary that never changes.
  virtual const data::SchemaPtr& output_schema() const = 0;

  // Predicts `rows` rows. inputs[i] feeds feature i of the signature and has its kind; each has
  // `rows` rows. `out` has output_schema() and is overwritten; the values of rows that fail are
  // undefined. Appends to `errors`, sorted by row, at most one a row.
  // REQUIRES: rows <= base::kChunkRowsMax. A returned failure means that no row was predicted.
  virtual base::Status run(std::span<const data::ColumnView> inputs, std::int64_t rows,
                           data::Chunk& out, Scratch& scratch, data::RowErrors& errors) const = 0;

  // Expected microseconds of a run of `rows` rows; of the fixed part of a call, if rows = 0.
  virtual std::uint32_t estimate_us(std::int64_t rows) const = 0;

  // "tree_ensemble: walk", one line a stage, for people.
  virtual std::vector<std::string> kernels() const = 0;
};

struct CompileOptions {
  // Kernels that may be used, by name; empty: all. Tests run every one that fits.
  std::vector<std::string> kernels;
};

// `outputs` name outputs of the model's signature; only stages they need are run.
// NOT_FOUND/UNKNOWN_OUTPUT names those there are.
base::Result<std::unique_ptr<const Plan>> compile(model::ModelPtr model,
                                                  const std::vector<std::string>& outputs,
                                                  const CompileOptions& options = {});

}  // namespace slipway::engine
