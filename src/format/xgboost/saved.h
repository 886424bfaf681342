// Saved: what an XGBoost file says of its model, whichever of the three forms it has: JSON, UBJSON
// or, up to 3.0, a dump of C structures. Used by booster.cc, which knows what it means.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/xgboost/trees.h"
#include "model/stage.h"

namespace slipway::format::xgboost {

struct Saved {
  std::string version;     // "2.0.3"; empty before 1.0
  int version_number = 0;  // 20003
  std::string objective;
  std::vector<float> base_score;  // one, or by output
  bool base_is_margin = false;    // of before 1.0: not a response any more
  std::size_t features = 0, classes = 0, targets = 1;
  std::vector<std::string> feature_names;                // empty: not known
  std::vector<std::vector<model::Category>> categories;  // by feature, of those that have names
  std::string scikit_learn;  // what XGBClassifier and the like wrote beside it: JSON, or empty
  std::optional<std::size_t> best_iteration, best_trees_limit;

  bool linear = false;         // gblinear: has weights, no trees
  std::vector<float> weights;  // (features + 1) × outputs, the biases last
  TreesFile trees;
  std::vector<std::uint32_t> tree_output;  // by tree: tree_info
  std::vector<float> tree_weight;          // by tree, of a DART booster; else empty
  std::vector<std::size_t> round_begin;    // by round, and their end: trees; empty before 2.0
  std::size_t parallel_trees = 1;          // of a round and output, before 2.0

  std::size_t outputs() const;
};

// `file` must outlive the Saved. INVALID_ARGUMENT/BAD_FILE and what is broken, UNIMPLEMENTED by name.
base::Result<Saved> read_saved(const base::Reader& file);

// The two ways; `begin` and `end` bound the binary form within a larger file.
base::Result<Saved> read_saved_document(const base::Reader& file);
base::Result<Saved> read_saved_binary(const base::Reader& file, std::uint64_t begin,
                                      std::uint64_t end);

// Whether these first bytes are of the binary form: 0 no … 100 surely.
int sniff_binary(std::string_view head);

}  // namespace slipway::format::xgboost
