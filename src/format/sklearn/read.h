// scikit-learn: the record of a fitted estimator to inputs, stages and outputs. Called by
// format_pickle.cc with the root of a Document.
//
// Outputs are named as scikit-learn names its methods: predict first, then predict_proba and
// decision_function; of a transformer, transform. Inputs are named by feature_names_in_ of the
// outermost estimator, else x0, x1, …; named columns that nothing reads are left out.
#pragma once

#include "format/pickle/object.h"
#include "model/model_builder.h"

namespace slipway::format::sklearn {

// An instance of a class that there is an adapter for.
bool is_estimator(pickle::Ref root);

// REQUIRES is_estimator(root) and a fresh builder, which is replaced when a second reading is
// needed.
base::Status read_estimator(pickle::Ref root, model::ModelBuilder& builder);

// "Pipeline(StandardScaler, LogisticRegression)"
std::string title_of(pickle::Ref estimator);

}  // namespace slipway::format::sklearn
