// imbalanced-learn: its estimators are those of scikit-learn, fitted on rows that were chosen anew or
// made up. What chooses the rows is left out when it predicts.
#include <algorithm>

#include "format/sklearn/adapters.h"

namespace slipway::format::sklearn {
namespace {

const Names kSampling = {"sampling_strategy", "_sampling_strategy", "ratio",      "replacement",
                         "sampler",           "sampler_",           "samplers_",  "base_sampler_",
                         "pipelines_",        "_estimator",         "_bootstrap", "_replacement"};

// The adapter of a class of scikit-learn, for one of the same attributes and some more.
Adapter like(const std::vector<Adapter>& adapters, std::string_view sklearn_class,
             std::string_view package, std::string_view name, const Names& more) {
  const auto it = std::ranges::find_if(adapters, [&](const Adapter& adapter) {
    return std::ranges::find(adapter.classes, sklearn_class) != adapter.classes.end();
  });
  Adapter adapter = *it;
  adapter.package = package;
  adapter.classes = {name};
  adapter.ignores = adapter.ignores + more;
  return adapter;
}

}  // namespace

std::vector<Adapter> imblearn_adapters() {
  const std::vector<Adapter> bagging = sklearn_ensemble_bagging_adapters();
  const char* const ensemble = "imblearn.ensemble";
  return {
      like(sklearn_pipeline_adapters(), "Pipeline", "imblearn.pipeline", "Pipeline", {}),
      like(bagging, "BaggingClassifier", ensemble, "BalancedBaggingClassifier", kSampling),
      like(bagging, "BaggingClassifier", ensemble, "EasyEnsembleClassifier", kSampling),
      like(sklearn_ensemble_forest_adapters(), "RandomForestClassifier", ensemble,
           "BalancedRandomForestClassifier", kSampling),
      like(sklearn_ensemble_weight_boosting_adapters(), "AdaBoostClassifier", ensemble,
           "RUSBoostClassifier", kSampling),
  };
}

}  // namespace slipway::format::sklearn
