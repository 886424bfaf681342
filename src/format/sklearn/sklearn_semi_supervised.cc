// SelfTrainingClassifier: the classifier that was fitted last answers.
#include "format/sklearn/adapters.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> self_training(Context& context, Attributes& state, const Value& in) {
  const char* name = context.version() < 10600 ? "base_estimator_" : "estimator_";
  SLIPWAY_ASSIGN(Ref estimator, state.need(name));
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(estimator, name, in));
  Emitted emitted;
  emitted.classes = inner.classes;
  emitted.predict = inner.predict;
  emitted.proba = inner.proba;
  emitted.log_proba = inner.log_proba;
  emitted.decision = inner.decision;
  emitted.decision_is_vector = inner.decision_is_vector;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_semi_supervised_adapters() {
  return {
      {.package = "sklearn.semi_supervised",
       .classes = {"SelfTrainingClassifier"},
       .convert = self_training,
       .reads = {"base_estimator_", "estimator_"},
       .ignores = {"estimator", "base_estimator", "threshold", "criterion", "k_best", "max_iter",
                   "verbose", "classes_", "transduction_", "labeled_iter_", "n_iter_",
                   "termination_condition_"}},
  };
}

}  // namespace slipway::format::sklearn
