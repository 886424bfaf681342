// What estimators that hold other estimators ask of them: the response of a method, as classes of
// their own, as numbers. Used by the adapters of ensembles and meta-estimators. One thread.
#pragma once

#include <string_view>
#include <vector>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// Index of the greatest of each target's columns; `width` is how many columns each target has. Of
// one column it is always 0.
base::Result<ValueId> decide_targets(Context& context, ValueId scores,
                                     const std::vector<std::size_t>& width,
                                     std::string_view part = "predict");

// Where the classes of an estimator inside stand among those outside. They may be the same, or
// (`encoded`) their indices, as most ensembles encode what they fit on. BAD_MODEL if one is not
// there.
base::Result<std::vector<std::uint32_t>> positions_of(const model::Labels& inner,
                                                      const model::Labels& outer, bool encoded);

// Columns at their positions among `width`, the others `fill`.
base::Result<ValueId> spread(Context& context, ValueId columns,
                             const std::vector<std::uint32_t>& positions, std::size_t width,
                             double fill, std::string_view part);

// An index among an inner estimator's classes as one among the outer's.
base::Result<ValueId> index_among(Context& context, ValueId index,
                                  const std::vector<std::uint32_t>& positions,
                                  std::string_view part);

// What predict() gives, as numbers in kF64, a column a target. Classes that are texts are refused.
base::Result<ValueId> numbers_of(Context& context, const Emitted& emitted, std::string_view part);

// kF32 widened.
base::Result<ValueId> as_double(Context& context, ValueId value, std::string_view part);

base::Result<ValueId> logarithm(Context& context, ValueId value, std::string_view part = "log");

// The estimators of a list, whichever way it is held: names are "estimators_[0]", …
base::Result<std::vector<Ref>> estimators_of(Attributes& state, std::string_view attribute);

}  // namespace slipway::format::sklearn
