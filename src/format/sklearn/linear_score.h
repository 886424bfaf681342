// Linear scores: coef_ and intercept_, and what classifiers make of them. Shared by linear_model, svm
// and discriminant_analysis. One thread.
#pragma once

#include <string_view>

#include "format/sklearn/adapter.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {

// X @ coef_.T + intercept_
struct LinearScore {
  model::Linear linear;
  bool matrix = false;  // coef_ has two dimensions: a regressor's answers are vectors
  std::size_t outputs() const { return linear.intercept.size(); }
};

// coef_ of one or two dimensions, or made sparse by sparsify(); intercept_ a number or one an output.
base::Result<LinearScore> read_linear_score(Attributes& state, std::size_t width);
// Numbers by row and column, of an array or a scipy.sparse matrix.
base::Result<std::vector<double>> matrix_values(Attributes& state, std::string_view name);

// Adds the stage; rows that aren't finite fail. A sparse block is read as it is.
base::Result<ValueId> add_linear_score(Context& context, const Value& in, model::Linear linear);

// predict of a regressor: the score.
base::Result<Emitted> linear_regressor(Context& context, Attributes& state, const Value& in);

// classes_, decision_function and predict of a LinearClassifierMixin: one score for two classes (the
// second one's, above 0), else one each, the greatest wins.
base::Result<Emitted> linear_classifier(Context& context, Attributes& state, const Value& in);
base::Result<Emitted> linear_classifier(Context& context, LinearScore score, model::Labels classes,
                                        const Value& in);

// predict_proba of scores by _predict_proba_lr: sigmoids, shared out among more than two classes.
base::Result<ValueId> one_versus_rest_proba(Context& context, ValueId scores, std::size_t outputs);
// … of a softmax; of one score x, of [-x, x] if `pair`.
base::Result<ValueId> softmax_proba(Context& context, ValueId scores, std::size_t outputs);
// predict_log_proba = log(predict_proba)
base::Status add_log_proba(Context& context, Emitted& emitted);

// Parameters of fitting by stochastic gradient descent, and its by-products; but for the loss, which
// SGDClassifier's probabilities are made of.
Names descent_parameters();

}  // namespace slipway::format::sklearn
