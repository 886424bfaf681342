// LabelPropagation and LabelSpreading: the labels of the rows that were learned from, weighted by how
// alike a row is to each.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/kernels.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> label_propagation(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  SLIPWAY_ASSIGN(const std::string kernel, read_kernel_name(context, state));
  if (kernel != "rbf") return context.unsupported(fmt::format("kernel={}", kernel));
  KernelOptions options;
  SLIPWAY_ASSIGN(Ref gamma, state.need("gamma"));
  SLIPWAY_ASSIGN(options.gamma, pickle::as_double(gamma));
  SLIPWAY_ASSIGN(model::LearnedRows rows, read_learned_rows(state, "X_", in.width()));
  SLIPWAY_ASSIGN(Ref distributions, state.need("label_distributions_"));
  SLIPWAY_ASSIGN(const pickle::Matrix shares, pickle::as_matrix(distributions));
  const std::size_t classes = emitted.classes->text.size();
  if (std::cmp_not_equal(shares.rows, rows.count) || std::cmp_not_equal(shares.cols, classes))
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("label_distributions_ is of {} × {}, for {} rows and {} classes",
                                   shares.rows, shares.cols, rows.count, classes));
  model::Linear sums{.inputs = static_cast<std::uint32_t>(rows.count),
                     .coef = {},
                     .intercept = std::vector<double>(classes, 0)};
  for (std::size_t k = 0; k < classes; ++k)
    for (std::size_t i = 0; i < rows.count; ++i)
      sums.coef.push_back(shares.values[i * classes + k]);
  KernelTerms terms;
  const std::uint32_t last = *pairwise_kernel(kernel, options, terms);
  SLIPWAY_ASSIGN(const ValueId weights,
                 add_kernel_values(context, in, std::move(rows), std::move(terms), last));
  SLIPWAY_ASSIGN(const ValueId weighted, context.add(weights, std::move(sums), "sums"));
  SLIPWAY_ASSIGN(emitted.proba,
                 context.add(weighted, model::Link{model::LinkKind::kShare}, "proba"));
  SLIPWAY_ASSIGN(emitted.predict, decide_targets(context, *emitted.proba, {classes}));
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_semi_supervised_labels_adapters() {
  return {
      {.package = "sklearn.semi_supervised",
       .classes = {"LabelPropagation", "LabelSpreading"},
       .convert = label_propagation,
       .reads = {"classes_", "kernel", "gamma", "X_", "label_distributions_"},
       .ignores = {"alpha", "max_iter", "tol", "n_neighbors", "n_jobs", "n_iter_", "transduction_",
                   "nn_fit"}},
  };
}

}  // namespace slipway::format::sklearn
