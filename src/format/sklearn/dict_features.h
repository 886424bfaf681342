// The features of a fitted DictVectorizer, as columns: "age" is a column of numbers, "city=Oslo" the
// value "Oslo" of a column of texts. Where a name has the separator twice, the column is what stands
// before the first: a row matches as in scikit-learn, which compares the whole name.
// Used by its adapter and by inputs.cc. One thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/status.h"
#include "format/pickle/object.h"

namespace slipway::format::sklearn {

struct DictFeatures {
  struct Feature {
    std::size_t column = 0;
    std::optional<std::string> value;  // of a text
  };
  std::vector<Feature> features;     // in the order of the output
  std::vector<std::string> names;    // of them, "city=Oslo"
  std::vector<std::string> columns;  // in the order of first use
  std::vector<bool> text;            // by column
};

// UNIMPLEMENTED/UNSUPPORTED_OPTION if a column has numbers and texts; INVALID_ARGUMENT otherwise.
base::Result<DictFeatures> dict_features(pickle::Ref estimator);

// {"term": 0, "other": 1, …}: the keys by their number.
base::Result<std::vector<std::string>> numbered_terms(pickle::Ref dict);

}  // namespace slipway::format::sklearn
