// LabelPropagation and LabelSpreading: the labels of the rows that were learned from, weighted by how
// alike a row is to each.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/kernels.h"
#include "format/sklearn/neighbours.h"
#include "format/sklearn/responses.h"
#include "format/sklearn/values.h"
#include "model/stages/linear.h"
#include "model/stages/link.h"
#include "model/stages/neighbour_answers.h"

namespace slipway::format::sklearn {
namespace {

// label_distributions_: of each learned row, how much it is of each class.
base::Result<std::vector<double>> read_shares(Attributes& state, std::size_t classes) {
  SLIPWAY_ASSIGN(Ref held, state.need("label_distributions_"));
  SLIPWAY_ASSIGN(pickle::Matrix shares, pickle::as_matrix(held));
  if (std::cmp_equal(shares.cols, classes)) return std::move(shares.values);
  return base::invalid_argument(
      "WRONG_SHAPE",
      fmt::format("label_distributions_ has {} columns for {} classes", shares.cols, classes));
}

base::Status want_shares(std::size_t shares, std::size_t rows, std::size_t classes) {
  if (shares == rows * classes) return {};
  return base::invalid_argument(
      "WRONG_SHAPE",
      fmt::format("label_distributions_ has {} rows for {} of X_", shares / classes, rows));
}

// Of all learned rows, each weighing what the kernel says.
base::Result<ValueId> sums_of_all(Context& context, Attributes& state, const Value& in,
                                  const std::vector<double>& shares, std::size_t classes) {
  KernelOptions options;
  SLIPWAY_ASSIGN(Ref gamma, state.need("gamma"));
  SLIPWAY_ASSIGN(options.gamma, pickle::as_double(gamma));
  SLIPWAY_ASSIGN(model::KernelRows rows, read_kernel_rows(state, "X_", in.width()));
  SLIPWAY_TRY(want_shares(shares.size(), rows.count, classes));
  model::Linear sums{.inputs = static_cast<std::uint32_t>(rows.count),
                     .coef = {},
                     .intercept = std::vector<double>(classes, 0)};
  for (std::size_t k = 0; k < classes; ++k)
    for (std::size_t i = 0; i < rows.count; ++i) sums.coef.push_back(shares[i * classes + k]);
  KernelTerms terms;
  const std::uint32_t last = *pairwise_kernel("rbf", options, context.version(), terms);
  SLIPWAY_ASSIGN(const ValueId weights,
                 add_kernel_values(context, in, std::move(rows), std::move(terms), last));
  return context.add(weights, std::move(sums), "sums");
}

// Of the nearest rows. The library adds them up; a mean has the same shares.
base::Result<ValueId> mean_of_nearest(Context& context, Attributes& state, const Value& in,
                                      std::vector<double> shares, std::size_t classes) {
  SLIPWAY_ASSIGN(Ref search, state.need("nn_fit"));
  SLIPWAY_ASSIGN(Inner inner, context.enter(search, "nn_fit"));
  SLIPWAY_ASSIGN(const std::size_t rows, learned_rows(inner.state));
  SLIPWAY_TRY(want_shares(shares.size(), rows, classes));
  SLIPWAY_ASSIGN(const std::uint32_t count, read_count(inner.state, "n_neighbors"));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(inner.context, inner.state, in, count));
  SLIPWAY_TRY(inner.finish());
  return context.add(nearest,
                     model::NeighbourMean{.values = std::move(shares),
                                          .outputs = static_cast<std::uint32_t>(classes)},
                     "mean");
}

base::Result<Emitted> label_propagation(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref held, state.need("classes_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.classes, read_labels(held));
  const std::size_t classes = emitted.classes->text.size();
  SLIPWAY_ASSIGN(const std::string kernel, read_kernel_name(context, state));
  if (kernel != "rbf" && kernel != "knn")
    return context.unsupported(fmt::format("kernel={}", kernel));
  if (classes == 0) return base::invalid_argument("BAD_MODEL", "there are no classes");
  SLIPWAY_ASSIGN(std::vector<double> shares, read_shares(state, classes));
  SLIPWAY_ASSIGN(const ValueId weighted,
                 kernel == "rbf" ? sums_of_all(context, state, in, shares, classes)
                                 : mean_of_nearest(context, state, in, std::move(shares), classes));
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
       .reads = {"classes_", "kernel", "gamma", "X_", "label_distributions_", "nn_fit"},
       .ignores = {"alpha", "max_iter", "tol", "n_neighbors", "n_jobs", "n_iter_",
                   "transduction_"}},
  };
}

}  // namespace slipway::format::sklearn
