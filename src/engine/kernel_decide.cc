// decide, number_of, combine: scores to the index of a label, labels to numbers, several answers to
// one.
#include <algorithm>
#include <cmath>

#include "engine/kernel.h"
#include "engine/math.h"
#include "model/stages/decide.h"

namespace slipway::engine {
namespace {

using model::Element;

class DecideStep final : public Step {
 public:
  DecideStep(const model::Decide& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    if (op_.each_column) {
      for (std::size_t j = 0; j < elements_.size(); ++j)
        for (std::int64_t i = 0; i < run.rows; ++i) run.out[j].i64[i] = side(at(run, j, i));
      return;
    }
    for (std::int64_t i = 0; i < run.rows; ++i)
      run.out[0].i64[i] = elements_.size() == 1 ? side(at(run, 0, i)) : greatest(run, i);
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(elements_.size()); }

 private:
  double at(const Run& run, std::size_t j, std::int64_t i) const {
    return elements_[j] == Element::kF64 ? run.in[0][j].f64[i]
                                         : static_cast<double>(run.in[0][j].f32[i]);
  }
  std::int64_t side(double x) const {
    return (op_.greater_or_equal ? x >= op_.threshold : x > op_.threshold) ? 1 : 0;
  }
  std::int64_t greatest(const Run& run, std::int64_t i) const {
    std::size_t best = 0;
    for (std::size_t j = 1; j < elements_.size() && !std::isnan(at(run, best, i)); ++j)
      if (!(at(run, j, i) <= at(run, best, i))) best = j;  // greater, or NaN
    return static_cast<std::int64_t>(best);
  }

  const model::Decide& op_;
  const std::vector<Element> elements_;
};

class NumberOfStep final : public Step {
 public:
  NumberOfStep(const model::NumberOf& op, const model::Stage&, const model::Model&) : op_(op) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < op_.numbers.size(); ++j) {
      const auto& numbers = op_.numbers[j];
      for (std::int64_t i = 0; i < run.rows; ++i) {
        // An index without a number (check() can't know them all) is the last one's.
        const auto index = static_cast<std::size_t>(std::max<std::int64_t>(run.in[0][j].i64[i], 0));
        const double number = numbers[std::min(index, numbers.size() - 1)];
        if (op_.to == Element::kI64)
          run.out[j].i64[i] = static_cast<std::int64_t>(number);
        else
          run.out[j].f64[i] = number;
      }
    }
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(op_.numbers.size()); }

 private:
  const model::NumberOf& op_;
};

// numpy.logaddexp.
double log_add(double x, double y) {
  if (x == y) return x + std::log(2.0);  // infinities of one sign too
  const double step = x - y;
  if (step > 0) return x + std::log1p(exact_exp(-step));
  if (step <= 0) return y + std::log1p(exact_exp(step));
  return step;  // NaN
}

class CombineStep final : public Step {
 public:
  CombineStep(const model::Combine& op, const model::Stage& stage, const model::Model&)
      : op_(op),
        width_(stage.output.width()),
        blocks_(stage.inputs.size()),
        single_(stage.output.columns[0] == Element::kF32) {}

  void run(Run& run) const override {
    for (std::size_t j = 0; j < width_; ++j) {
      if (op_.in_logs)
        logs(run, j);
      else if (single_)
        sums(run, j, &Values::f32);
      else
        sums(run, j, &Values::f64);
    }
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(width_ * blocks_); }

 private:
  template <class Number>
  void sums(Run& run, std::size_t j, Number* Values::*member) const {
    Number* out = run.out[j].*member;
    for (std::size_t b = 0; b < blocks_; ++b) {
      const Number* in = run.in[b][j].*member;
      const auto weight = static_cast<Number>(op_.weights.empty() ? 1 : op_.weights[b]);
      for (std::int64_t i = 0; i < run.rows; ++i)
        out[i] = b == 0 ? in[i] * weight : out[i] + in[i] * weight;
    }
    if (op_.divisor != 1)
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] /= static_cast<Number>(op_.divisor);
  }

  void logs(Run& run, std::size_t j) const {
    double* out = run.out[j].f64;
    const double divisor = std::log(op_.divisor);
    for (std::int64_t i = 0; i < run.rows; ++i) {
      double sum = run.in[0][j].f64[i];
      for (std::size_t b = 1; b < blocks_; ++b) sum = log_add(sum, run.in[b][j].f64[i]);
      out[i] = sum - divisor;
    }
  }

  const model::Combine& op_;
  const std::size_t width_, blocks_;
  const bool single_;
};

}  // namespace

base::Status register_kernel_decide(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(
      kinds.add("number_of", std::make_unique<FamilyKernel<model::NumberOf, NumberOfStep>>()));
  SLIPWAY_TRY(kinds.add("combine", std::make_unique<FamilyKernel<model::Combine, CombineStep>>()));
  return kinds.add("decide", std::make_unique<FamilyKernel<model::Decide, DecideStep>>());
}

}  // namespace slipway::engine
