// What a CatBoost model tells of itself: its loss, and the classes that it predicts.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "format/catboost/saved.h"
#include "model/model.h"

namespace slipway::format::catboost {

struct Info {
  std::string version;      // "1.2.10"; empty if the file does not say
  std::string loss;         // "Logloss"; empty if the file does not say
  bool classifies = false;  // the loss is one of CatBoostClassifier, or there are classes
  std::optional<model::Labels> classes;  // of a classifier
  std::uint32_t outputs = 1;             // as they are seen: classes that were not trained too
  std::vector<std::uint32_t> output;     // by output of the trees; empty: as they stand
  bool softmax_one_vs_all = false;  // before 0.17, probabilities of MultiClassOneVsAll add up to 1
  bool exponents = true;  // before 0.23, a regressor's predict is the raw score of any loss
  double threshold = 0;   // a raw score above it is the second class
};

// INVALID_ARGUMENT/BAD_FILE, UNIMPLEMENTED/UNSUPPORTED_OPTION.
base::Result<Info> read_info(const Saved& saved);

// Several labels a row, each there or not.
bool is_multilabel(const Info& info);

}  // namespace slipway::format::catboost
