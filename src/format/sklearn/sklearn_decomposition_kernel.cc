// sklearn.decomposition: KernelPCA.
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "format/sklearn/adapters.h"
#include "format/sklearn/kernels.h"
#include "format/sklearn/values.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {
namespace {

constexpr int kWithoutNull = 2100;  // from this version on, a component of no variance is 0

// Components by row, divided by the root of their eigenvalues: lambdas_ and alphas_ until 0.24.
base::Result<model::Linear> read_eigenvectors(const Context& context, Attributes& state,
                                              std::size_t rows) {
  const bool old = is_none(state.get("eigenvalues_"));
  SLIPWAY_ASSIGN(const std::vector<double> values,
                 state.doubles(old ? "lambdas_" : "eigenvalues_"));
  SLIPWAY_ASSIGN(model::Linear linear,
                 read_row_weights(state, old ? "alphas_" : "eigenvectors_", rows));
  SLIPWAY_TRY(want_width("eigenvalues_", values.size(), linear.intercept.size()));
  for (std::size_t k = 0; k < values.size(); ++k)
    for (std::size_t i = 0; i < rows; ++i) {
      double& weight = linear.coef[k * rows + i];
      const bool null = values[k] == 0 && context.version() >= kWithoutNull;
      weight = null ? 0 : weight / std::sqrt(values[k]);
    }
  return linear;
}

base::Result<Emitted> kernel_pca(Context& context, Attributes& state, const Value& in) {
  Ref gamma = state.get("gamma_");
  if (is_none(gamma)) gamma = state.get("gamma");
  SLIPWAY_ASSIGN(PairwiseKernel kernel, read_pairwise_kernel(context, state, gamma, in.width()));
  SLIPWAY_ASSIGN(model::KernelRows rows, read_kernel_rows(state, "X_fit_", in.width()));
  SLIPWAY_ASSIGN(model::Linear components, read_eigenvectors(context, state, rows.count));
  std::vector<std::string> pairs;
  for (std::size_t i = 0; i < rows.count; ++i) pairs.push_back(fmt::format("kernel{}", i));
  const std::size_t count = components.intercept.size();
  SLIPWAY_ASSIGN(const ValueId values, add_kernel_values(context, in, std::move(rows),
                                                         std::move(kernel.terms), kernel.last));
  SLIPWAY_ASSIGN(Ref centerer, state.need("_centerer"));
  SLIPWAY_ASSIGN(const Emitted centred,
                 context.convert(centerer, "_centerer", computed(values, std::move(pairs))));
  if (!centred.transform) return context.unsupported("a _centerer that does not transform");
  SLIPWAY_ASSIGN(const ValueId id, context.add(*centred.transform, std::move(components)));
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_decomposition_kernel_adapters() {
  return {{.package = "sklearn.decomposition",
           .classes = {"KernelPCA"},
           .convert = kernel_pca,
           .reads = {"kernel", "gamma", "gamma_", "degree", "coef0", "X_fit_", "_centerer",
                     "lambdas_", "alphas_", "eigenvalues_", "eigenvectors_"},
           .ignores = {"kernel_params", "n_components", "alpha", "fit_inverse_transform",
                       "eigen_solver", "tol", "max_iter", "iterated_power", "remove_zero_eig",
                       "random_state", "copy_X", "n_jobs", "dual_coef_", "X_transformed_fit_",
                       "_n_features_out"}}};
}

}  // namespace slipway::format::sklearn
