// XGBClassifier, XGBRegressor, XGBRanker, their random forests, and a Booster.
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/boosters.h"
#include "format/sklearn/values.h"
#include "format/xgboost/estimator.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using xgboost::Role;

// What stands for a missing value: NaN, None (which is NaN too) or a number.
base::Result<double> read_missing(Attributes& state) {
  Ref missing = state.get("missing");
  if (is_none(missing)) return std::numeric_limits<double>::quiet_NaN();
  auto number = pickle::as_double(missing);
  if (!number.ok()) return number.status().at("missing");
  return *number;
}

// XGBoost takes what a sparse matrix leaves out, its zeros, for missing.
base::Result<ValueId> densify(Context& context, const Value& in) {
  if (!in.sparse) return context.block(in);
  model::Impute impute;
  impute.missing = {model::Category::Kind::kNumber, 0, {}};
  impute.fill.assign(
      in.width(), {model::Category::Kind::kNumber, std::numeric_limits<double>::quiet_NaN(), {}});
  return context.add(in, std::move(impute), "sparse");
}

// Up to 0.72 predict() counts all rounds, from 0.80 on those up to the best; up to 0.81 the file does
// not tell which it is.
base::Status refuse_undecided(Context& context, Ref estimator, const xgboost::BoosterInfo& info,
                              const xgboost::Asked& asked) {
  const bool decided = asked.role == Role::kBooster || info.version_number > 0 ||
                       info.best_rounds.value_or(info.rounds) == info.rounds ||
                       pickle::attribute(estimator, "importance_type") != nullptr;
  return decided ? base::Status()
                 : context.unsupported(
                       "early stopping of before XGBoost 0.82: which rounds count "
                       "depends on its version, which is not in the file");
}

base::Result<Emitted> emit(Context& context, Ref estimator, xgboost::Asked asked, const Value& in) {
  SLIPWAY_ASSIGN(Ref booster, booster_of(estimator));
  SLIPWAY_ASSIGN(const std::string_view handle, handle_of(booster));
  SLIPWAY_ASSIGN(const xgboost::BoosterFile file, xgboost::BoosterFile::parse(handle));
  SLIPWAY_TRY(refuse_undecided(context, estimator, file.info(), asked));
  SLIPWAY_TRY(expect_features(context, in, file.info().features));
  if (!file.info().linear) asked.rounds = xgboost::rounds_of(context.builder().take_iterations());
  SLIPWAY_ASSIGN(const ValueId features, densify(context, in));
  SLIPWAY_ASSIGN(const xgboost::Answers answers,
                 xgboost::add_answers(context.builder(), file, features, asked, context.path()));
  if (std::string note = xgboost::note_of_best(file.info(), asked.role); !note.empty())
    context.builder().about().notes.push_back(std::move(note));
  Emitted emitted;
  emitted.predict = answers.predict;
  emitted.predict_is_vector = answers.vector && !answers.classes;
  emitted.classes = answers.classes;
  emitted.proba = answers.proba;
  emitted.margin = answers.margin;
  emitted.leaves = answers.leaf;
  emitted.margin_is_vector = answers.vector;
  return emitted;
}

// Up to 1.5 a label encoder (_le) may stand between classes and their numbers; up to 1.7 they are
// listed.
base::Result<Emitted> xgb_classifier(Context& context, Attributes& state, const Value& in) {
  xgboost::Asked asked;
  asked.role = Role::kClassifier;
  SLIPWAY_ASSIGN(asked.missing, read_missing(state));
  Ref classes = state.get("classes_");
  Ref encoder = state.get("_le");
  if (is_none(classes) && !is_none(encoder)) classes = pickle::attribute(encoder, "classes_");
  if (!is_none(classes)) {
    SLIPWAY_ASSIGN(asked.classes, read_labels(classes));
  }
  SLIPWAY_ASSIGN(Ref booster, state.need("_Booster"));
  static_cast<void>(booster);
  return emit(context, state.record(), asked, in);
}

base::Result<Emitted> xgb_regressor(Context& context, Attributes& state, const Value& in) {
  xgboost::Asked asked;
  asked.role = Role::kRegressor;
  SLIPWAY_ASSIGN(asked.missing, read_missing(state));
  SLIPWAY_ASSIGN(Ref booster, state.need("_Booster"));
  static_cast<void>(booster);
  return emit(context, state.record(), asked, in);
}

base::Result<Emitted> xgb_booster(Context& context, Attributes& state, const Value& in) {
  return emit(context, state.record(), {}, in);
}

// Parameters of training, and what the estimator keeps beside its Booster.
const Names kParameters = {"n_estimators",
                           "objective",
                           "max_depth",
                           "max_leaves",
                           "max_bin",
                           "grow_policy",
                           "learning_rate",
                           "verbosity",
                           "booster",
                           "tree_method",
                           "gamma",
                           "min_child_weight",
                           "max_delta_step",
                           "subsample",
                           "sampling_method",
                           "colsample_bytree",
                           "colsample_bylevel",
                           "colsample_bynode",
                           "reg_alpha",
                           "reg_lambda",
                           "scale_pos_weight",
                           "base_score",
                           "num_parallel_tree",
                           "random_state",
                           "n_jobs",
                           "monotone_constraints",
                           "interaction_constraints",
                           "importance_type",
                           "gpu_id",
                           "device",
                           "validate_parameters",
                           "predictor",
                           "enable_categorical",
                           "feature_types",
                           "feature_weights",
                           "max_cat_to_onehot",
                           "max_cat_threshold",
                           "multi_strategy",
                           "eval_metric",
                           "early_stopping_rounds",
                           "callbacks",
                           "use_label_encoder",
                           "kwargs",
                           "n_classes_",
                           "evals_result_",
                           "best_iteration",
                           "best_score",
                           "best_ntree_limit",
                           "_features_count",
                           "nthread",
                           "seed",
                           "silent"};

}  // namespace

std::vector<Adapter> xgboost_estimators_adapters() {
  return {
      {.package = "xgboost.sklearn",
       .classes = {"XGBClassifier", "XGBRFClassifier"},
       .convert = xgb_classifier,
       .reads = {"missing", "classes_", "_le", "_Booster"},
       .ignores = kParameters},
      {.package = "xgboost.sklearn",
       .classes = {"XGBRegressor", "XGBRFRegressor", "XGBRanker"},
       .convert = xgb_regressor,
       .reads = {"missing", "_Booster"},
       .ignores = kParameters},
      {.package = "xgboost.core",
       .classes = {"Booster"},
       .convert = xgb_booster,
       .reads = {},
       .ignores = {"handle", "booster", "feature_names", "feature_types", "best_iteration",
                   "best_score", "best_ntree_limit"}},
  };
}

}  // namespace slipway::format::sklearn
