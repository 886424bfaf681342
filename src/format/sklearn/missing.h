// What imputers have in common: what counts as missing, and which columns say so. One thread.
#pragma once

#include <cstdint>
#include <vector>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// missing_values: NaN, "NaN" (until 0.21), None, pandas.NA, a number or a text.
base::Result<model::Category> read_missing(Attributes& state);

// features_ of a MissingIndicator: the columns that it has a column for.
base::Result<std::vector<std::uint32_t>> read_indicated(const Context& context, Attributes& state,
                                                        std::size_t width);
// The same of an imputer's indicator_; none unless add_indicator.
base::Result<std::vector<std::uint32_t>> read_indicator(Context& context, Attributes& imputer,
                                                        std::size_t width);

// The columns `first`, then all others; a row whose others are missing fails.
base::Result<Value> with_others_present(Context& context, const Value& in,
                                        const std::vector<std::uint32_t>& first,
                                        const model::Category& missing);

// 0/1 columns for those of `in` that are missing.
base::Result<Value> indicators(Context& context, const Value& in,
                               const std::vector<std::uint32_t>& columns,
                               const model::Category& missing);

}  // namespace slipway::format::sklearn
