// sklearn.kernel_ridge: a weighted sum of kernels.
#include <utility>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/kernels.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kRowsChecked = 2400;  // before, those for a kernel of gaussian_process were not

base::Result<Emitted> kernel_ridge(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(PairwiseKernel kernel,
                 read_pairwise_kernel(context, state, state.get("gamma"), in.width()));
  SLIPWAY_ASSIGN(model::KernelRows rows, read_kernel_rows(state, "X_fit_", in.width()));
  SLIPWAY_ASSIGN(model::Linear sums, read_row_weights(state, "dual_coef_", rows.count));
  Emitted emitted;
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, pickle::shape_of(state.get("dual_coef_")));
  emitted.predict_is_vector = shape.size() == 2;
  const bool any_number = !kernel.named && context.version() < kRowsChecked;
  SLIPWAY_ASSIGN(const ValueId values,
                 add_kernel_values(context, in, std::move(rows), std::move(kernel.terms),
                                   kernel.last, any_number));
  SLIPWAY_ASSIGN(emitted.predict, context.add(values, std::move(sums)));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_kernel_ridge_adapters() {
  return {{.package = "sklearn.kernel_ridge",
           .classes = {"KernelRidge"},
           .convert = kernel_ridge,
           .reads = {"kernel", "gamma", "degree", "coef0", "X_fit_", "dual_coef_"},
           .ignores = {"alpha", "kernel_params"}}};
}

}  // namespace slipway::format::sklearn
