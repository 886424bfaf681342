// The steps of a kernel's formula (model/stages/kernel_values.h): what kernel_values and
// kernel_diagonal have in common. Pure; any thread.
#pragma once

#include <cmath>
#include <cstddef>

#include "engine/kernel.h"
#include "model/stages/kernel_values.h"

namespace slipway::engine {

// What a measure compares instead of the row `from`: scaled, or of length 1.
void prepare_measure(const model::KernelTerm& term, const double* from, std::size_t width,
                     double* to);

// A column's part of a measure.
inline double measure_part(model::KernelTerm::Kind kind, double x, double r) {
  using Kind = model::KernelTerm::Kind;
  switch (kind) {
    case Kind::kSquaredDistance:
      return (x - r) * (x - r);
    case Kind::kManhattan:
      return std::abs(x - r);
    case Kind::kChi2:
      return x + r != 0 ? (x - r) * (x - r) / (x + r) : 0;
    default:
      return x * r;
  }
}

// A step that is no measure, of `count` values.
void combine_steps(const model::KernelTerm& term, const double* a, const double* b,
                   std::size_t count, double* to);

// Rows of a dense or sparse block, from `first` on, row-major.
void read_rows(const Run& run, const model::Block& block, std::size_t first, std::size_t count,
               double* to);

}  // namespace slipway::engine
