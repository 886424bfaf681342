// What a model was fitted on: how many columns, and their names if it knows them. An estimator says
// so itself (from scikit-learn 0.24 and 1.0 on), or the estimators inside it do, or the shape of what
// it learned. One thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"
#include "model/asked.h"

namespace slipway::format::sklearn {

struct Inputs {
  std::vector<std::string> names;
  bool names_known = false;  // else "x0", "x1", …
};

// `named` are the columns that the caller names: those count where nothing in the file says, as of a
// FeatureHasher or a Normalizer of an old release.
// INVALID_ARGUMENT/MISSING_ATTRIBUTE if nothing says.
base::Result<Inputs> inputs_of(pickle::Ref estimator,
                               const std::vector<model::NamedColumn>& named = {});

// A pandas Index's labels, as its pickle holds them; any other value as it is.
pickle::Ref index_labels(pickle::Ref value);

// So many columns, without names.
base::Result<Inputs> numbered_inputs(std::int64_t count);

bool is_pipeline(pickle::Ref estimator);
// The estimators of a pipeline, in order; those that are left out or pass through too.
std::vector<pickle::Ref> steps_of(pickle::Ref pipeline);

}  // namespace slipway::format::sklearn
