// How important a fitted estimator finds its columns: coef_, or feature_importances_ of trees, as
// SelectFromModel reads them. One thread.
#pragma once

#include <string>
#include <vector>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// numpy.sum of a contiguous array: pairwise, eight accumulators (Higham 1993). Of double and float.
template <class T>
T numpy_sum(const T* values, std::size_t count);

// One number a column: |coef_|, of several rows their norm of order `norm_order`, or the
// feature_importances_. `getter` is "auto" or a path of attributes that ends in one of the two, such as
// "named_steps.model.coef_". UNSUPPORTED_OPTION of estimators whose importances are not known here.
base::Result<std::vector<double>> read_importances(const Context& context, Ref estimator,
                                                   const std::string& getter, double norm_order);

}  // namespace slipway::format::sklearn
