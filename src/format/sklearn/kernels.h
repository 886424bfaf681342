// Kernels as scikit-learn names them, and the rows they compare with: what svm, kernel_ridge,
// gaussian_process and KernelPCA share. One thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "format/sklearn/adapter.h"
#include "model/stages/kernel_values.h"
#include "model/stages/linear.h"

namespace slipway::format::sklearn {

// A kernel's formula, step by step. Each function returns the step's number; a measure or a constant
// that is there already is not added again.
class KernelTerms {
 public:
  using Kind = model::KernelTerm::Kind;
  std::uint32_t measure(Kind kind, std::vector<double> scale = {});
  std::uint32_t constant(double value);
  std::uint32_t function(model::Function function, std::uint32_t a, double constant = 0);
  std::uint32_t sum(std::uint32_t a, std::uint32_t b);
  std::uint32_t product(std::uint32_t a, std::uint32_t b);
  // a ^ exponent, as numpy computes it.
  std::uint32_t power(std::uint32_t a, double exponent);

  std::size_t size() const { return terms_.size(); }
  // The steps, `last` being the kernel.
  std::vector<model::KernelTerm> take(std::uint32_t last) &&;

 private:
  std::uint32_t add(model::KernelTerm term);
  std::vector<model::KernelTerm> terms_;
};

struct KernelOptions {
  double gamma = 1, coef0 = 1, degree = 3;
};

// libsvm's kernels: linear, poly, rbf, sigmoid. A whole power is multiplied out as it does it.
std::optional<std::uint32_t> libsvm_kernel(std::string_view name, const KernelOptions& options,
                                           KernelTerms& terms);
// sklearn.metrics.pairwise: linear, poly, polynomial, rbf, laplacian, sigmoid, cosine, chi2 (whose
// gamma is 1 before `version` 0.19), additive_chi2. Nothing of any other name.
std::optional<std::uint32_t> pairwise_kernel(std::string_view name, const KernelOptions& options,
                                             int version, KernelTerms& terms);

// Rows of `width` columns, of an array or a scipy.sparse matrix. WRONG_SHAPE if they don't fit.
base::Result<model::KernelRows> read_kernel_rows(Attributes& state, std::string_view name,
                                                 std::size_t width);
// Weights of `rows` learned rows, an output a column (or one, of an array of one dimension).
base::Result<model::Linear> read_row_weights(Attributes& state, std::string_view name,
                                             std::size_t rows);
// The name of the kernel; UNSUPPORTED_OPTION of a function, or one that asks for the kernel's values
// instead of rows ("precomputed").
base::Result<std::string> read_kernel_name(Context& context, Attributes& state);

// kernel, gamma, degree and coef0 as KernelRidge and KernelPCA hold them; the kernel may be one of
// gaussian_process. Without gamma it is 1 / width.
struct PairwiseKernel {
  KernelTerms terms;
  std::uint32_t last = 0;
  bool named = true;  // false: of gaussian_process, which does not look whether rows are finite
};
base::Result<PairwiseKernel> read_pairwise_kernel(Context& context, Attributes& state, Ref gamma,
                                                  std::size_t width);

// Values of the kernel `last`, a column a learned row, there is one at least. Rows that aren't finite
// fail unless `any_number`, and those below 0 where chi2 needs that. Learned rows that are sparse are
// written out where a measure needs that.
base::Result<ValueId> add_kernel_values(Context& context, const Value& in, model::KernelRows rows,
                                        KernelTerms terms, std::uint32_t last,
                                        bool any_number = false);

}  // namespace slipway::format::sklearn
