// pair_scores, pair_votes, pair_probabilities: what libsvm makes of kernel values.
#include <algorithm>
#include <cmath>

#include "engine/kernel.h"
#include "engine/math.h"
#include "model/stages/class_pairs.h"

namespace slipway::engine {
namespace {

// visit(p, q, pair)
template <class Visit>
void each_pair(std::size_t classes, Visit visit) {
  std::size_t pair = 0;
  for (std::size_t p = 0; p < classes; ++p)
    for (std::size_t q = p + 1; q < classes; ++q) visit(p, q, pair++);
}

class PairScoresStep final : public Step {
 public:
  PairScoresStep(const model::PairScores& op, const model::Stage&, const model::Model&) : op_(op) {
    for (const std::uint32_t count : op.rows) first_.push_back(first_.back() + count);
  }

  void run(Run& run) const override {
    each_pair(op_.rows.size(), [&](std::size_t p, std::size_t q, std::size_t pair) {
      double* out = run.out[pair].f64;
      std::fill_n(out, run.rows, 0.0);
      add(run, q - 1, p, out);
      add(run, p, q, out);
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] += op_.intercept[pair];
    });
  }
  double ns_per_row() const override { return 0.5 * static_cast<double>(op_.coef.size()); }

 private:
  // The rows of class `of`, by the coefficients of line `line`.
  void add(const Run& run, std::size_t line, std::size_t of, double* out) const {
    const double* coef = op_.coef.data() + line * first_.back();
    for (std::size_t k = first_[of]; k < first_[of + 1]; ++k) {
      const double* x = run.in[0][k].f64;
      const double c = coef[k];
      for (std::int64_t i = 0; i < run.rows; ++i) out[i] += c * x[i];
    }
  }

  const model::PairScores& op_;
  std::vector<std::size_t> first_ = {0};  // row of each class, and the end
};

class PairVotesStep final : public Step {
 public:
  PairVotesStep(const model::PairVotes& op, const model::Stage&, const model::Model&) : op_(op) {}

  void run(Run& run) const override {
    for (std::size_t k = 0; k < op_.classes; ++k) std::fill_n(run.out[k].f64, run.rows, 0.0);
    if (op_.confidence) add_confidence(run);
    each_pair(op_.classes, [&](std::size_t p, std::size_t q, std::size_t pair) {
      const double* score = run.in[0][pair].f64;
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const bool first = op_.confidence ? !(score[i] < 0) : score[i] > 0;
        run.out[first ? p : q].f64[i] += 1;
      }
    });
    if (!op_.confidence) return;
    // Votes are counted before the share is added, so that they stay whole numbers.
    for (std::size_t k = 0; k < op_.classes; ++k) {
      const double* share = run.workspace->data() + k * static_cast<std::size_t>(run.rows);
      for (std::int64_t i = 0; i < run.rows; ++i) run.out[k].f64[i] += share[i];
    }
  }
  double ns_per_row() const override {
    return 2.0 * static_cast<double>(op_.classes) * static_cast<double>(op_.classes);
  }

 private:
  // s / (3 * (|s| + 1)) by class, into the workspace.
  void add_confidence(const Run& run) const {
    const auto rows = static_cast<std::size_t>(run.rows);
    run.workspace->assign(op_.classes * rows, 0);
    double* sums = run.workspace->data();
    each_pair(op_.classes, [&](std::size_t p, std::size_t q, std::size_t pair) {
      const double* score = run.in[0][pair].f64;
      for (std::size_t i = 0; i < rows; ++i) {
        sums[p * rows + i] += score[i];
        sums[q * rows + i] -= score[i];
      }
    });
    for (double& sum : *run.workspace) sum = sum / (3 * (std::abs(sum) + 1));
  }

  const model::PairVotes& op_;
};

class PairProbabilitiesStep final : public Step {
 public:
  PairProbabilitiesStep(const model::PairProbabilities& op, const model::Stage&,
                        const model::Model&)
      : op_(op), classes_(op.classes) {}

  void run(Run& run) const override {
    run.workspace->resize(2 * classes_ * classes_ + 2 * classes_);
    double* r = run.workspace->data();
    double* p = r + classes_ * classes_;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      each_pair(classes_, [&](std::size_t a, std::size_t b, std::size_t pair) {
        const double chance = sigmoid_of(run.in[0][pair].f64[i], op_.a[pair], op_.b[pair]);
        r[a * classes_ + b] = std::min(std::max(chance, kLeast), 1 - kLeast);
        r[b * classes_ + a] = 1 - r[a * classes_ + b];
      });
      couple(r, p, p + classes_, p + 2 * classes_);
      for (std::size_t k = 0; k < classes_; ++k) run.out[k].f64[i] = p[k];
    }
  }
  double ns_per_row() const override {
    return 100.0 * static_cast<double>(classes_) * static_cast<double>(classes_);
  }

 private:
  static constexpr double kLeast = 1e-7;

  static double sigmoid_of(double score, double a, double b) {
    const double x = score * a + b;
    if (x >= 0) return exact_exp(-x) / (1 + exact_exp(-x));
    return 1 / (1 + exact_exp(x));
  }

  void fill(const double* r, double* q) const {
    for (std::size_t t = 0; t < classes_; ++t) {
      double own = 0;
      for (std::size_t j = 0; j < classes_; ++j) {
        if (j == t) continue;
        const double other = r[j * classes_ + t];
        own += other * other;
        q[t * classes_ + j] = j < t ? q[j * classes_ + t] : -other * r[t * classes_ + j];
      }
      q[t * classes_ + t] = own;
    }
  }

  // Minimises p' Q p over the probabilities p.
  void couple(const double* r, double* p, double* qp, double* q) const {
    const double eps = 0.005 / static_cast<double>(classes_);
    std::fill_n(p, classes_, 1.0 / static_cast<double>(classes_));
    fill(r, q);
    for (std::size_t round = 0; round < std::max<std::size_t>(100, classes_); ++round) {
      double pqp = 0, error = 0;
      for (std::size_t t = 0; t < classes_; ++t) {
        qp[t] = 0;
        for (std::size_t j = 0; j < classes_; ++j) qp[t] += q[t * classes_ + j] * p[j];
        pqp += p[t] * qp[t];
      }
      for (std::size_t t = 0; t < classes_; ++t) error = std::max(error, std::abs(qp[t] - pqp));
      if (error < eps) return;
      for (std::size_t t = 0; t < classes_; ++t) {
        const double* row = q + t * classes_;
        const double diff = (-qp[t] + pqp) / row[t];
        p[t] += diff;
        pqp = (pqp + diff * (diff * row[t] + 2 * qp[t])) / (1 + diff) / (1 + diff);
        for (std::size_t j = 0; j < classes_; ++j) {
          qp[j] = (qp[j] + diff * row[j]) / (1 + diff);
          p[j] /= 1 + diff;
        }
      }
    }
  }

  const model::PairProbabilities& op_;
  const std::size_t classes_;
};

}  // namespace

base::Status register_kernel_class_pairs(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("pair_scores",
                        std::make_unique<FamilyKernel<model::PairScores, PairScoresStep>>()));
  SLIPWAY_TRY(
      kinds.add("pair_votes", std::make_unique<FamilyKernel<model::PairVotes, PairVotesStep>>()));
  return kinds.add(
      "pair_probabilities",
      std::make_unique<FamilyKernel<model::PairProbabilities, PairProbabilitiesStep>>());
}

}  // namespace slipway::engine
