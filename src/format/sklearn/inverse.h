// What a transformer does backwards: of the target that TransformedTargetRegressor fitted. One
// thread.
#pragma once

#include <string_view>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// inverse_transform() of `transformer`, called `name`, on the columns of `in` (kF64 or kF32; float32
// is computed as numpy does it in place). StandardScaler, MinMaxScaler, MaxAbsScaler, RobustScaler,
// PowerTransformer, QuantileTransformer, FunctionTransformer and pipelines of them; UNKNOWN_SYMBOL
// or UNSUPPORTED_OPTION of any other.
base::Result<ValueId> inverse_transform(Context& context, Ref transformer, std::string_view name,
                                        ValueId in);

}  // namespace slipway::format::sklearn
