// link: raw scores to responses, in the element of the input.
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/pairwise_sum.h"
#include "engine/kernel.h"
#include "engine/math.h"
#include "model/stages/link.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::LinkKind;

template <class Number>
Number* column(const Values& values);
template <>
double* column<double>(const Values& values) {
  return values.f64;
}
template <>
float* column<float>(const Values& values) {
  return values.f32;
}

template <class Number>
Number one(const model::Link& op, Number x) {
  switch (op.kind) {
    case LinkKind::kSigmoid:
      return sigmoid(op.scale == 1 ? x : static_cast<Number>(op.scale) * x);
    case LinkKind::kCutSigmoid:
      return sigmoid(std::max(x, Number(-88.7f)));
    case LinkKind::kExp:
      return exact_exp(x);
    case LinkKind::kSignedSquare:
      return std::copysign(x * x, x);
    case LinkKind::kLog1pExp:
      return std::log1p(exact_exp(x));
    case LinkKind::kClipProbability:
      return std::min(std::max(x, Number(0)), Number(1));
    case LinkKind::kLog:
      return std::log(x);
    case LinkKind::kLogPositive:
      return std::log(x == 0 ? std::numeric_limits<Number>::min() : x);
    case LinkKind::kHuberProbability:
      return (std::min(std::max(x, Number(-1)), Number(1)) + Number(1)) / Number(2);
    case LinkKind::kLogSigmoid:
      return -std::log(Number(1) + exact_exp(-x));
    case LinkKind::kBounded:
      return x / (Number(3) * (std::abs(x) + Number(1)));
    case LinkKind::kHinge:
      return x > 0 ? Number(1) : Number(0);
    default:
      return x;
  }
}

class LinkStep final : public Step {
 public:
  LinkStep(const model::Link& op, const model::Stage& stage, const model::Model& model)
      : op_(op),
        width_(model.block(stage.inputs[0]).width()),
        f64_(stage.output.columns[0] == Element::kF64) {}

  void run(Run& run) const override { f64_ ? apply<double>(run) : apply<float>(run); }
  double ns_per_row() const override { return 6.0 * static_cast<double>(width_); }

 private:
  template <class Number>
  void apply(Run& run) const {
    switch (op_.kind) {
      case LinkKind::kSoftmax:
        return softmax<Number>(run);
      case LinkKind::kNarrowSoftmax:
        return narrow_softmax<Number>(run);
      case LinkKind::kNormalise:
      case LinkKind::kShare:
        return normalise<Number>(run);
      case LinkKind::kLogNormalise:
      case LinkKind::kLogSumExp:
      case LinkKind::kLogSoftmax:
        return log_sums<Number>(run);
      case LinkKind::kSamme:
        return samme<Number>(run);
      case LinkKind::kOneMinus:
      case LinkKind::kNegatePair:
        return pair<Number>(run);
      case LinkKind::kSorted:
        return sorted<Number>(run);
      case LinkKind::kExpectiles:
        return expectiles<Number>(run);
      default:
        break;
    }
    for (std::size_t j = 0; j < width_; ++j) {
      const Number* in = column<Number>(run.in[0][j]);
      Number* out = column<Number>(run.out[j]);
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] = one(op_, in[i]);
    }
  }

  // Sums are double in both elements, and are rounded to the element before dividing: as XGBoost
  // and LightGBM have it.
  template <class Number>
  void softmax(Run& run) const {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      Number greatest = column<Number>(run.in[0][0])[i];
      for (std::size_t j = 1; j < width_; ++j)
        greatest = std::max(greatest, column<Number>(run.in[0][j])[i]);
      double sum = 0;
      for (std::size_t j = 0; j < width_; ++j) {
        const Number power = exact_exp(column<Number>(run.in[0][j])[i] - greatest);
        column<Number>(run.out[j])[i] = power;
        sum += static_cast<double>(power);
      }
      for (std::size_t j = 0; j < width_; ++j)
        column<Number>(run.out[j])[i] /= static_cast<Number>(sum);
    }
  }

  // Treelite's softmax() keeps these in float, whatever its scores are.
  template <class Number>
  void narrow_softmax(Run& run) const {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      auto greatest = static_cast<float>(column<Number>(run.in[0][0])[i]);
      for (std::size_t j = 1; j < width_; ++j) {
        const Number x = column<Number>(run.in[0][j])[i];
        if (x > static_cast<Number>(greatest)) greatest = static_cast<float>(x);
      }
      double sum = 0;
      for (std::size_t j = 0; j < width_; ++j) {
        const Number x = column<Number>(run.in[0][j])[i] - static_cast<Number>(greatest);
        const auto power = static_cast<float>(exact_exp(x));
        column<Number>(run.out[j])[i] = static_cast<Number>(power);
        sum += static_cast<double>(power);
      }
      for (std::size_t j = 0; j < width_; ++j)
        column<Number>(run.out[j])[i] /= static_cast<Number>(static_cast<float>(sum));
    }
  }

  template <class Number>
  void normalise(Run& run) const {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      Number sum = 0;
      for (std::size_t j = 0; j < width_; ++j) sum += column<Number>(run.in[0][j])[i];
      for (std::size_t j = 0; j < width_; ++j)
        column<Number>(run.out[j])[i] = sum == 0 && op_.kind == LinkKind::kNormalise
                                            ? Number(1) / static_cast<Number>(width_)
                                            : column<Number>(run.in[0][j])[i] / sum;
    }
  }

  // scipy.special.logsumexp by row: a greatest value that isn't finite is taken as 0.
  template <class Number>
  void log_sums(Run& run) const {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      Number greatest = column<Number>(run.in[0][0])[i];
      for (std::size_t j = 1; j < width_; ++j)
        greatest = std::max(greatest, column<Number>(run.in[0][j])[i]);
      if (!std::isfinite(greatest)) greatest = 0;
      double sum = 0;
      for (std::size_t j = 0; j < width_; ++j)
        sum += static_cast<double>(exact_exp(column<Number>(run.in[0][j])[i] - greatest));
      const Number log = std::log(static_cast<Number>(sum));
      if (op_.kind == LinkKind::kLogSumExp) {
        column<Number>(run.out[0])[i] = log + greatest;
        continue;
      }
      const bool softmax = op_.kind == LinkKind::kLogSoftmax;
      for (std::size_t j = 0; j < width_; ++j) {
        const Number x = column<Number>(run.in[0][j])[i];
        column<Number>(run.out[j])[i] = softmax ? (x - greatest) - log : x - (log + greatest);
      }
    }
  }

  template <class Number>
  void samme(Run& run) const {
    const auto width = static_cast<Number>(width_);
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::size_t j = 0; j < width_; ++j)
        column<Number>(run.out[j])[i] = std::log(
            std::max(column<Number>(run.in[0][j])[i], std::numeric_limits<Number>::epsilon()));
      const auto sum = static_cast<Number>(base::pairwise_sum(
          [&](std::size_t j) { return static_cast<double>(column<Number>(run.out[j])[i]); }, 0,
          width_));
      for (std::size_t j = 0; j < width_; ++j) {
        Number& out = column<Number>(run.out[j])[i];
        out = (width - 1) * (out - (1 / width) * sum);
      }
    }
  }

  template <class Number>
  void pair(Run& run) const {
    const Number* in = column<Number>(run.in[0][0]);
    const bool minus = op_.kind == LinkKind::kOneMinus;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      column<Number>(run.out[0])[i] = minus ? Number(1) - in[i] : -in[i];
      column<Number>(run.out[1])[i] = in[i];
    }
  }

  // What is no number comes last.
  template <class Number>
  void sorted(Run& run) const {
    std::vector<Number> row(width_);
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::size_t j = 0; j < width_; ++j) row[j] = column<Number>(run.in[0][j])[i];
      std::ranges::sort(
          row, [](Number a, Number b) { return std::isnan(a) ? false : std::isnan(b) || a < b; });
      for (std::size_t j = 0; j < width_; ++j) column<Number>(run.out[j])[i] = row[j];
    }
  }

  template <class Number>
  void expectiles(Run& run) const {
    for (std::int64_t i = 0; i < run.rows; ++i) {
      Number sum = column<Number>(run.in[0][0])[i];
      column<Number>(run.out[0])[i] = sum;
      for (std::size_t j = 1; j < width_; ++j) {
        const Number x = column<Number>(run.in[0][j])[i];
        const Number step = x > 0 ? x + std::log1p(exact_exp(-x)) : std::log1p(exact_exp(x));
        sum += Number(1e-6f) + step;
        column<Number>(run.out[j])[i] = sum;
      }
    }
  }

  const model::Link& op_;
  const std::size_t width_;
  const bool f64_;
};

}  // namespace

base::Status register_kernel_link(base::Kinds<Kernel>& kinds) {
  return kinds.add("link", std::make_unique<FamilyKernel<model::Link, LinkStep>>());
}

}  // namespace slipway::engine
