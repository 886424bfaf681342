// An XGBoost booster as stages, from a saved model: used by format_xgboost.cc, and by the readers
// of pickles that hold one.
#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "format/xgboost/objective.h"
#include "format/xgboost/saved.h"
#include "model/model_builder.h"

namespace slipway::format::xgboost {

// What a file says about its model, before any stage.
struct BoosterInfo {
  std::string version;     // "2.0.3"
  int version_number = 0;  // 20003
  std::vector<model::Feature> features;
  std::vector<std::vector<model::Category>> categories;  // by feature, of those that have names
  bool names_known = false;                              // false: XGBoost's own f0, f1, …
  Objective objective;
  std::uint32_t outputs = 1;  // margins: classes or targets
  bool linear = false;        // gblinear: no trees, no rounds
  std::size_t rounds = 0;
  std::optional<std::size_t> best_rounds;  // up to and with best_iteration, if there is one
  std::string scikit_learn;  // what XGBClassifier and the like wrote beside it: JSON, or empty
};

// Boosting rounds [begin, end): which of them count. end 0: to the last.
struct Rounds {
  std::size_t begin = 0, end = 0;
};

class BoosterFile {
 public:
  // `file` is a saved model, or the handle of a pickled Booster, which holds one; it must outlive
  // the BoosterFile.
  static base::Result<BoosterFile> read(const base::Reader& file);
  // The same of bytes in memory.
  static base::Result<BoosterFile> parse(std::string_view bytes);

  BoosterFile(BoosterFile&&) = default;
  BoosterFile& operator=(BoosterFile&&) = default;

  const BoosterInfo& info() const { return info_; }

  struct Added {
    model::ValueId margin = 0;
    model::ValueId response = 0;         // multi:softmax too: its probabilities
    std::optional<model::ValueId> leaf;  // of each tree, as pred_leaf=True; none of gblinear
  };
  struct Options {
    Rounds rounds;
    bool refuse_infinite = false;  // of a float32: as a DMatrix does from 1.4 on
    double missing =
        std::numeric_limits<double>::quiet_NaN();  // as a float32: another value for "missing"
  };
  // Adds stages that read the columns of block `in`, one a feature. Features with named categories
  // are given by those names.
  base::Result<Added> add(model::ModelBuilder& builder, model::ValueId in, const Options& options,
                          const std::string& name) const;

 private:
  BoosterFile() = default;
  base::Status describe();
  base::Status count_rounds();
  base::Result<std::vector<double>> base_margins() const;
  base::Result<model::ValueId> add_codes(model::ModelBuilder& builder, model::ValueId in,
                                         const std::string& name) const;
  base::Result<model::ValueId> add_missing(model::ModelBuilder& builder, model::ValueId in,
                                           const Options& options, const std::string& name) const;
  base::Status add_trees(model::ModelBuilder& builder, model::ValueId in, const Rounds& rounds,
                         const std::string& name, Added& added) const;
  base::Status add_linear(model::ModelBuilder& builder, model::ValueId in, const std::string& name,
                          Added& added) const;

  std::unique_ptr<const base::Reader> own_;  // of parse()
  Saved saved_;
  BoosterInfo info_;
};

}  // namespace slipway::format::xgboost
