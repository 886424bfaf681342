// Small dense systems that a reader solves once, in long double, for the model to multiply with. One
// thread.
#pragma once

#include <cstddef>
#include <vector>

#include "base/status.h"

namespace slipway::format::sklearn {

// a @ b.T of two matrices with `width` columns, row-major.
std::vector<double> products_of_rows(const std::vector<double>& a, const std::vector<double>& b,
                                     std::size_t width);

// Solves system @ x = right for `size` unknowns and as many right sides as `right` has columns
// (row-major, size × columns); the solution takes its place. Gauss with the greatest pivot of the
// column. INVALID_ARGUMENT/BAD_MODEL if there is none, UNSUPPORTED_OPTION if it is too large.
base::Status solve(const std::vector<double>& system, std::size_t size, std::vector<double>& right);

}  // namespace slipway::format::sklearn
