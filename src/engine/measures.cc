#include "engine/measures.h"

#include <algorithm>

#include "engine/functions.h"

namespace slipway::engine {
namespace {

using Kind = model::KernelTerm::Kind;

double length_of(const double* x, std::size_t width) {
  double sum = 0;
  for (std::size_t j = 0; j < width; ++j) sum += x[j] * x[j];
  return std::sqrt(sum);
}

}  // namespace

void prepare_measure(const model::KernelTerm& term, const double* from, std::size_t width,
                     double* to) {
  const double length = term.kind == Kind::kCosine ? length_of(from, width) : 0;
  for (std::size_t j = 0; j < width; ++j) {
    double x = from[j];
    if (!term.scale.empty()) x /= term.scale[term.scale.size() == 1 ? 0 : j];
    to[j] = length != 0 ? x / length : x;
  }
}

void combine_steps(const model::KernelTerm& term, const double* a, const double* b,
                   std::size_t count, double* to) {
  if (term.kind == Kind::kConstant) {
    std::fill_n(to, count, term.constant);
  } else if (term.kind == Kind::kSum) {
    for (std::size_t i = 0; i < count; ++i) to[i] = a[i] + b[i];
  } else if (term.kind == Kind::kProduct) {
    for (std::size_t i = 0; i < count; ++i) to[i] = a[i] * b[i];
  } else {
    const NumberFunction function = function_of(term.function);
    for (std::size_t i = 0; i < count; ++i) to[i] = function(a[i], term.constant);
  }
}

void read_rows(const Run& run, const model::Block& block, std::size_t first, std::size_t count,
               double* to) {
  const std::size_t width = block.width();
  if (!block.sparse) {
    for (std::size_t j = 0; j < width; ++j)
      for (std::size_t r = 0; r < count; ++r)
        to[r * width + j] =
            number_at(run.in[0][j], block.columns[j], static_cast<std::int64_t>(first + r));
    return;
  }
  const SparseRows& in = *run.sparse_in[0];
  std::fill_n(to, count * width, 0.0);
  for (std::size_t r = 0; r < count; ++r)
    for (std::size_t v = in.begin[first + r]; v < in.begin[first + r + 1]; ++v)
      to[r * width + in.column[v]] = in.value[v];
}

}  // namespace slipway::engine
