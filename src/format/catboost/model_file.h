// A CatBoost model as stages: used by format_catboost.cc, and by the adapters of pickled estimators.
//
//   SLIPWAY_ASSIGN(const ModelFile file, ModelFile::parse(bytes));
//   SLIPWAY_ASSIGN(const Answers answers, file.add(builder, builder.input(), {}, "catboost"));
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/status.h"
#include "format/catboost/info.h"
#include "format/catboost/saved.h"
#include "model/iterations.h"
#include "model/model_builder.h"

namespace slipway::format::catboost {

enum class Role : std::uint8_t {
  kByLoss,      // a file of no class: that which its loss belongs to
  kPlain,       // CatBoost, CatBoostRanker: predict is the raw score
  kRegressor,   // CatBoostRegressor: predict is the mean
  kClassifier,  // CatBoostClassifier: predict is a class
};

struct Asked {
  Role role = Role::kByLoss;
  std::optional<model::Iterations> trees;  // ntree_start and ntree_end; else all
};

// Raw scores are `margin`; `leaf` is calc_leaf_indexes().
struct Answers {
  Role role = Role::kPlain;  // never kByLoss
  model::ValueId predict = 0;
  bool predict_is_vector = false;
  std::optional<model::Labels> classes;  // predict is an index into them
  std::vector<std::string> names;        // of the columns of proba
  std::optional<model::ValueId> proba, log_proba;
  model::ValueId margin = 0;
  bool margin_is_vector = false;
  std::optional<model::ValueId> leaf;
};

class ModelFile {
 public:
  // A .cbm file or a JSON model, or what a pickle holds of one. `bytes` need not outlive it.
  static base::Result<ModelFile> parse(std::string_view bytes);

  const Info& info() const { return info_; }
  const std::vector<model::Feature>& features() const { return features_; }
  bool names_known() const { return names_known_; }

  // Adds stages that read the columns of block `in`, one a feature.
  base::Result<Answers> add(model::ModelBuilder& builder, model::ValueId in, const Asked& asked,
                            const std::string& name) const;

 private:
  base::Status describe();

  Saved saved_;
  Info info_;
  std::vector<model::Feature> features_;
  bool names_known_ = false;
};

// "CatBoostClassifier"
const char* class_name(Role role);

}  // namespace slipway::format::catboost
