// What QuantileTransformer holds: read by its adapter and by that of a target that it transformed.
// One thread.
#pragma once

#include "format/sklearn/adapter.h"
#include "model/stages/interpolate.h"

namespace slipway::format::sklearn {

// BOUNDS_THRESHOLD, and where the normal distribution is cut off: scipy.stats.norm.ppf of
// 1e-7 - 2^-52 and of 1 minus that.
inline constexpr double kBoundsMargin = 1e-7;
inline constexpr double kNormalLow = -5.199337582605575;
inline constexpr double kNormalHigh = 5.19933758270342;

base::Result<bool> is_normal(const Context& context, Attributes& state);
// Knots (quantiles_, references_) by column.
base::Result<model::Interpolate> read_quantiles(const Context& context, Attributes& state,
                                                std::size_t width);

}  // namespace slipway::format::sklearn
