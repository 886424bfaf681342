// The kernels of the engine: kernel_<name>.cc exports register_kernel_<name>.
#include <cstdlib>

#include "engine/kernel.h"

// clang-format off
#define ALL_KERNELS \
  KERNEL(basis) \
  KERNEL(class_pairs) \
  KERNEL(columns) \
  KERNEL(decide) \
  KERNEL(domain) \
  KERNEL(elementwise) \
  KERNEL(feature_hash) \
  KERNEL(hashed_lookup) \
  KERNEL(gaussian_process) \
  KERNEL(impute) \
  KERNEL(interpolate) \
  KERNEL(kernel_diagonal) \
  KERNEL(kernel_values) \
  KERNEL(linear) \
  KERNEL(linear_float) \
  KERNEL(link) \
  KERNEL(lookup) \
  KERNEL(kernel_density) \
  KERNEL(nearest) \
  KERNEL(neighbour_answers) \
  KERNEL(neighbour_impute) \
  KERNEL(quadratic_forms) \
  KERNEL(row_norm) \
  KERNEL(scale) \
  KERNEL(text) \
  KERNEL(texts) \
  KERNEL(times) \
  KERNEL(shares) \
  KERNEL(topics) \
  KERNEL(tree_leaves) \
  KERNEL(tree_rows) \
  KERNEL(tree_walk) \
  KERNEL(vote)
// clang-format on

namespace slipway::engine {

#define KERNEL(name) base::Status register_kernel_##name(base::Kinds<Kernel>& kinds);
ALL_KERNELS
#undef KERNEL

base::Kinds<Kernel>& kernels() {
  static auto* kinds = [] {
    auto* all = new base::Kinds<Kernel>;  // never freed: modules may use it at exit
#define KERNEL(name) \
  if (!register_kernel_##name(*all).ok()) std::abort();
    ALL_KERNELS
#undef KERNEL
    return all;
  }();
  return *kinds;
}

}  // namespace slipway::engine
