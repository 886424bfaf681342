// quadratic_forms: some rows at a time, so that the centred and the projected ones stay in the cache
// and the inner loops run along the rows.
#include <algorithm>

#include "base/pairwise_sum.h"
#include "engine/kernel.h"
#include "model/stages/quadratic_forms.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::QuadraticForms;
using Form = QuadraticForms::Form;

constexpr std::size_t kTile = 32;  // rows

class QuadraticFormsStep final : public Step {
 public:
  QuadraticFormsStep(const QuadraticForms& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {
    for (const Form& form : op.forms)
      rows_ = std::max(rows_, form.matrix.size() / op.inputs), numbers_ += form.matrix.size();
  }

  void run(Run& run) const override {
    run.workspace->resize((elements_.size() + rows_) * kTile);
    for (std::int64_t first = 0; first < run.rows; first += kTile) {
      const auto rows = static_cast<std::size_t>(std::min<std::int64_t>(kTile, run.rows - first));
      for (std::size_t k = 0; k < op_.forms.size(); ++k)
        tile(run, op_.forms[k], first, rows, run.out[k].f64 + first);
    }
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(numbers_); }

 private:
  void tile(Run& run, const Form& form, std::int64_t first, std::size_t rows, double* out) const {
    double* centred = run.workspace->data();
    double* projected = centred + elements_.size() * kTile;
    for (std::size_t j = 0; j < elements_.size(); ++j)
      for (std::size_t r = 0; r < rows; ++r) {
        const double x =
            number_at(run.in[0][j], elements_[j], first + static_cast<std::int64_t>(r));
        centred[j * kTile + r] = form.centre.empty() ? x : x - form.centre[j];
      }
    if (op_.kind == QuadraticForms::Kind::kVariances) {
      for (std::size_t r = 0; r < rows; ++r)
        out[r] = base::pairwise_sum(
            [&](std::size_t j) {
              const double c = centred[j * kTile + r];
              return c * c / form.matrix[j];
            },
            0, elements_.size());
      return;
    }
    const std::size_t length = form.matrix.size() / op_.inputs;
    project(form, centred, length, projected);
    if (op_.kind == QuadraticForms::Kind::kProducts) {
      std::fill_n(out, rows, 0.0);
      for (std::size_t i = 0; i < length; ++i)
        for (std::size_t r = 0; r < rows; ++r)
          out[r] += projected[i * kTile + r] * centred[i * kTile + r];
      return;
    }
    for (std::size_t r = 0; r < rows; ++r)
      out[r] = base::pairwise_sum(
          [&](std::size_t i) { return projected[i * kTile + r] * projected[i * kTile + r]; }, 0,
          length);
  }

  // All rows of the tile, also those that there are none of: their numbers are read by nobody.
  void project(const Form& form, const double* centred, std::size_t length,
               double* projected) const {
    for (std::size_t i = 0; i < length; ++i) {
      double sums[kTile] = {};
      const double* weights = form.matrix.data() + i * elements_.size();
      for (std::size_t j = 0; j < elements_.size(); ++j)
        for (std::size_t r = 0; r < kTile; ++r) sums[r] += centred[j * kTile + r] * weights[j];
      const double shift = form.shift.empty() ? 0 : form.shift[i];
      for (std::size_t r = 0; r < kTile; ++r) projected[i * kTile + r] = sums[r] - shift;
    }
  }

  const QuadraticForms& op_;
  const std::vector<Element> elements_;
  std::size_t rows_ = 0, numbers_ = 0;
};

}  // namespace

base::Status register_kernel_quadratic_forms(base::Kinds<Kernel>& kinds) {
  return kinds.add("quadratic_forms",
                   std::make_unique<FamilyKernel<QuadraticForms, QuadraticFormsStep>>());
}

}  // namespace slipway::engine
