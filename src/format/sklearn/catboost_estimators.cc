// CatBoostClassifier, CatBoostRegressor, CatBoostRanker, and a plain CatBoost: all keep their model
// as the bytes of a .cbm file, which says everything; beside it stand parameters of training.
#include <fmt/format.h>

#include "format/catboost/model_file.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/boosters.h"

namespace slipway::format::sklearn {
namespace {

using catboost::Role;

base::Result<Emitted> emit(Context& context, Attributes& state, const Value& in, Role role) {
  SLIPWAY_ASSIGN(Ref model, state.need("__model"));
  static_cast<void>(model);
  SLIPWAY_ASSIGN(const std::string_view bytes, catboost_model_of(state.record()));
  SLIPWAY_ASSIGN(const catboost::ModelFile file, catboost::ModelFile::parse(bytes));
  SLIPWAY_TRY(expect_features(context, in, file.features()));
  catboost::Asked asked;
  asked.role = role;
  asked.trees = context.builder().take_iterations();
  SLIPWAY_ASSIGN(const ValueId features, context.block(in));
  SLIPWAY_ASSIGN(const catboost::Answers answers,
                 file.add(context.builder(), features, asked, context.path()));
  Emitted emitted;
  emitted.predict = answers.predict;
  emitted.predict_is_vector = answers.predict_is_vector;
  emitted.classes = answers.classes;
  emitted.proba = answers.proba;
  emitted.log_proba = answers.log_proba;
  emitted.margin = answers.margin;
  emitted.margin_is_vector = answers.margin_is_vector;
  emitted.leaves = answers.leaf;
  return emitted;
}

base::Result<Emitted> classifier(Context& context, Attributes& state, const Value& in) {
  return emit(context, state, in, Role::kClassifier);
}

base::Result<Emitted> regressor(Context& context, Attributes& state, const Value& in) {
  return emit(context, state, in, Role::kRegressor);
}

base::Result<Emitted> plain(Context& context, Attributes& state, const Value& in) {
  return emit(context, state, in, Role::kPlain);
}

// Of every version's classes; and what they note of their training.
const Names kParameters = {"_classes",
                           "_estimator_type",
                           "_feature_importance",
                           "_is_fitted_",
                           "_learning_rate",
                           "_loss_value_change",
                           "_metrics",
                           "_n_features_in",
                           "_prediction_values_change",
                           "_random_seed",
                           "_test_eval",
                           "_test_evals",
                           "_tree_count",
                           "allow_const_label",
                           "allow_writing_files",
                           "approx_on_full_history",
                           "auto_class_weights",
                           "bagging_temperature",
                           "best_model_min_trees",
                           "boost_from_average",
                           "boosting_type",
                           "bootstrap_type",
                           "border_count",
                           "callback",
                           "cat_features",
                           "class_names",
                           "class_weights",
                           "classes_count",
                           "colsample_bylevel",
                           "combinations_ctr",
                           "counter_calc_method",
                           "ctr_border_count",
                           "ctr_description",
                           "ctr_history_unit",
                           "ctr_leaf_count_limit",
                           "ctr_target_border_count",
                           "custom_loss",
                           "custom_metric",
                           "data_partition",
                           "depth",
                           "dev_efb_max_buckets",
                           "dev_score_calc_obj_block_size",
                           "device_config",
                           "devices",
                           "dictionaries",
                           "diffusion_temperature",
                           "early_stopping_rounds",
                           "efb_max_conflict_fraction",
                           "embedding_features",
                           "eta",
                           "eval_fraction",
                           "eval_metric",
                           "feature_border_type",
                           "feature_calcers",
                           "feature_weights",
                           "final_ctr_computation_mode",
                           "first_feature_use_penalties",
                           "fixed_binary_splits",
                           "fold_len_multiplier",
                           "fold_permutation_block",
                           "fold_permutation_block_size",
                           "gpu_cat_features_storage",
                           "gpu_ram_part",
                           "grow_policy",
                           "has_time",
                           "ignored_features",
                           "input_borders",
                           "iterations",
                           "kwargs",
                           "l2_leaf_reg",
                           "langevin",
                           "leaf_estimation_backtracking",
                           "leaf_estimation_iterations",
                           "leaf_estimation_method",
                           "learning_rate",
                           "logging_level",
                           "loss_function",
                           "max_bin",
                           "max_ctr_complexity",
                           "max_depth",
                           "max_leaves",
                           "metadata",
                           "metric_period",
                           "min_child_samples",
                           "min_data_in_leaf",
                           "model_shrink_mode",
                           "model_shrink_rate",
                           "model_size_reg",
                           "monotone_constraints",
                           "mvs_reg",
                           "n_estimators",
                           "name",
                           "nan_mode",
                           "num_boost_round",
                           "num_leaves",
                           "num_trees",
                           "objective",
                           "od_pval",
                           "od_type",
                           "od_wait",
                           "one_hot_max_size",
                           "output_borders",
                           "penalties_coefficient",
                           "per_feature_ctr",
                           "per_float_feature_quantization",
                           "per_object_feature_penalties",
                           "pinned_memory_size",
                           "posterior_sampling",
                           "random_score_type",
                           "random_seed",
                           "random_state",
                           "random_strength",
                           "reg_lambda",
                           "rsm",
                           "sampling_frequency",
                           "sampling_unit",
                           "save_snapshot",
                           "scale_pos_weight",
                           "score_function",
                           "silent",
                           "simple_ctr",
                           "snapshot_file",
                           "snapshot_interval",
                           "sparse_features_conflict_fraction",
                           "store_all_simple_ctr",
                           "subsample",
                           "target_border",
                           "task_type",
                           "text_features",
                           "text_processing",
                           "thread_count",
                           "tokenizers",
                           "train_dir",
                           "use_best_model",
                           "used_ram_limit",
                           "verbose",
                           "verbose_eval"};

}  // namespace

std::vector<Adapter> catboost_estimators_adapters() {
  const auto adapter = [](const char* name, auto* convert) {
    return Adapter{.package = "catboost.core",
                   .classes = {name},
                   .convert = convert,
                   .reads = {"__model"},
                   .ignores = kParameters};
  };
  return {adapter("CatBoostClassifier", classifier), adapter("CatBoostRegressor", regressor),
          adapter("CatBoostRanker", plain), adapter("CatBoost", plain)};
}

}  // namespace slipway::format::sklearn
