// LGBMClassifier, LGBMRegressor, LGBMRanker, and a Booster. What they predict is what the trees up
// to best_iteration say, if training stopped early.
#include <fmt/format.h>
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include "format/lightgbm/booster.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/boosters.h"
#include "format/sklearn/values.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

void ignore_other_parameters(Attributes& state) {
  // LightGBM's own names for parameters (verbosity=-1) become attributes as they were given.
  for (const char* attribute : {"_other_params", "other_params"})  // the second: up to 2.0
    if (Ref others = state.get(attribute); !is_none(others))
      for (const auto& [name, value] : pickle::dict_pairs(others))
        if (name->tag == Tag::kString) state.ignore(name->text);
}

// pandas_categorical as the text has it: a list of lists of texts and numbers.
base::Result<std::string> to_json(Ref categories) {
  if (is_none(categories)) return std::string();
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartArray();
  for (Ref column : categories->items()) {
    writer.StartArray();
    for (Ref value : column->items()) {
      SLIPWAY_ASSIGN(const model::Category category, read_category(value));
      if (category.kind == model::Category::Kind::kString)
        writer.String(category.text.data(), static_cast<rapidjson::SizeType>(category.text.size()));
      else
        writer.Double(category.number);
    }
    writer.EndArray();
  }
  writer.EndArray();
  return std::string(buffer.GetString(), buffer.GetSize());
}

// What user code computes, or changes the meaning of the scores.
base::Status refuse_custom(Context& context, Attributes& state) {
  for (const char* name : {"_objective", "_fobj", "fobj"}) {
    Ref objective = state.get(name);
    if (!is_none(objective) && objective->tag != Tag::kString)
      return context.unsupported(
          fmt::format("an objective of the user's own ({})", pickle::describe(objective)));
  }
  return {};
}

struct Scores {
  lightgbm::Booster booster;
  bool vector = false;
};

base::Result<Scores> add_scores(Context& context, Ref estimator, const Value& in) {
  SLIPWAY_ASSIGN(Ref booster, booster_of(estimator));
  SLIPWAY_ASSIGN(const std::string_view text, handle_of(booster));
  lightgbm::Beside beside;
  SLIPWAY_ASSIGN(beside.pandas_categorical,
                 to_json(pickle::attribute(booster, "pandas_categorical")));
  if (Ref best = pickle::attribute(booster, "best_iteration"); !is_none(best)) {
    SLIPWAY_ASSIGN(const std::int64_t iterations, pickle::as_int64(best));
    if (iterations > 0) beside.iterations = static_cast<std::size_t>(iterations);
  }
  SLIPWAY_ASSIGN(const lightgbm::BoosterFile file,
                 lightgbm::BoosterFile::parse(text, std::move(beside)));
  SLIPWAY_TRY(expect_features(context, in, file.info().features));
  SLIPWAY_ASSIGN(const ValueId features, context.block(in));
  Scores scores;
  SLIPWAY_ASSIGN(scores.booster, file.add(context.builder(), features, context.path(),
                                          context.builder().take_iterations()));
  scores.vector = scores.booster.classes > 1;
  return scores;
}

Emitted emit(const Scores& scores) {
  Emitted emitted;
  emitted.predict = scores.booster.response;
  emitted.predict_is_vector = scores.vector;
  emitted.margin = scores.booster.margin;
  emitted.leaves = scores.booster.leaf;
  emitted.margin_is_vector = scores.vector;
  return emitted;
}

base::Result<Emitted> lgbm_classifier(Context& context, Attributes& state, const Value& in) {
  ignore_other_parameters(state);
  SLIPWAY_TRY(refuse_custom(context, state));
  Ref classes = state.get("classes");  // up to 2.0
  if (is_none(classes)) {
    SLIPWAY_ASSIGN(classes, state.need("_classes"));
  }
  SLIPWAY_ASSIGN(model::Labels labels, read_labels(classes));
  SLIPWAY_ASSIGN(const Scores scores, add_scores(context, state.record(), in));
  if (labels.text.size() != std::max(2u, scores.booster.classes))
    return base::invalid_argument(
        "WRONG_SHAPE",
        fmt::format("{} classes for {} scores", labels.text.size(), scores.booster.classes));
  Emitted emitted = emit(scores);
  emitted.classes = std::move(labels);
  emitted.predict_is_vector = false;
  emitted.proba = scores.booster.response;
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(scores.booster.response, model::Decide{.threshold = 0.5}, "predict"));
  if (!scores.vector) {
    SLIPWAY_ASSIGN(emitted.proba, context.add(scores.booster.response,
                                              model::Link{model::LinkKind::kOneMinus, 1}, "proba"));
  }
  return emitted;
}

base::Result<Emitted> lgbm_regressor(Context& context, Attributes& state, const Value& in) {
  ignore_other_parameters(state);
  SLIPWAY_TRY(refuse_custom(context, state));
  SLIPWAY_ASSIGN(const Scores scores, add_scores(context, state.record(), in));
  return emit(scores);
}

base::Result<Emitted> lgbm_booster(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Scores scores, add_scores(context, state.record(), in));
  return emit(scores);
}

// Parameters of training, and what the estimator keeps beside its Booster, which boosters.cc reads.
const Names kParameters = {
    "boosting_type", "objective", "num_leaves", "max_depth", "learning_rate", "n_estimators",
    "subsample_for_bin", "min_split_gain", "min_child_weight", "min_child_samples", "subsample",
    "subsample_freq", "colsample_bytree", "reg_alpha", "reg_lambda", "random_state", "n_jobs",
    "silent", "importance_type", "class_weight", "_class_weight", "_class_map", "_evals_result",
    "_best_score", "_best_iteration", "_n_features", "_n_features_in", "_n_classes",
    "_fitted_with_feature_names", "fitted_", "_Booster", "_le", "_eval_at",
    // up to 2.0
    "max_bin", "seed", "nthread", "evals_result", "best_iteration", "best_score", "n_classes",
    "is_unbalance", "scale_pos_weight"};

}  // namespace

std::vector<Adapter> lightgbm_estimators_adapters() {
  return {
      {.package = "lightgbm.sklearn",
       .classes = {"LGBMClassifier"},
       .convert = lgbm_classifier,
       .reads = {"_other_params", "other_params", "_objective", "_fobj", "fobj", "_classes",
                 "classes"},
       .ignores = kParameters},
      {.package = "lightgbm.sklearn",
       .classes = {"LGBMRegressor", "LGBMRanker"},
       .convert = lgbm_regressor,
       .reads = {"_other_params", "other_params", "_objective", "_fobj", "fobj"},
       .ignores = kParameters + Names{"_classes"}},
      // Everything but the handle serves training.
      {.package = "lightgbm.basic",
       .classes = {"Booster"},
       .convert = lgbm_booster,
       .reads = {},
       .ignores = {"handle",
                   "_handle",
                   "network",
                   "_network",
                   "_Booster__need_reload_eval_info",
                   "_Booster__train_data_name",
                   "_train_data_name",
                   "_Booster__attr",
                   "_Booster__set_objective_to_none",
                   "best_iteration",
                   "best_score",
                   "name_valid_sets",
                   "_Booster__num_dataset",
                   "_Booster__init_predictor",
                   "_Booster__num_class",
                   "_Booster__inner_predict_buffer",
                   "_Booster__is_predicted_cur_iter",
                   "_Booster__num_inner_eval",
                   "_Booster__name_inner_eval",
                   "_Booster__higher_better_inner_eval",
                   "pandas_categorical",
                   "train_set_version",
                   "params"}},
  };
}

}  // namespace slipway::format::sklearn
