// topics: latent Dirichlet allocation, row by row.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "engine/functions.h"
#include "engine/kernel.h"
#include "engine/math.h"
#include "model/stages/topics.h"

namespace slipway::engine {
namespace {

using model::Element;

constexpr double kEpsilon = 0x1p-52;

// The digamma function by scikit-learn's series.
double psi(double x) {
  constexpr double kEuler = 0.577215664901532860606512090082402431;
  if (x <= 1e-6) return -kEuler - 1 / x;
  double result = 0;
  while (x < 6) {
    result -= 1 / x;
    x += 1;
  }
  double r = 1 / x;
  result += exact_log(x) - 0.5 * r;
  r = r * r;
  result -= r * (1.0 / 12 - r * (1.0 / 120 - r * (1.0 / 252)));
  return result;
}

class TopicsStep final : public Step {
 public:
  TopicsStep(const model::Topics& op, const model::Stage& stage, const model::Model& model)
      : op_(op), in_(model.block(stage.inputs[0])), topics_(stage.output.width()) {}

  void run(Run& run) const override {
    Document document;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      read(run, i, document);
      solve(document);
      const double sum = std::accumulate(document.d.begin(), document.d.end(), 0.0);
      for (std::size_t k = 0; k < topics_; ++k) run.out[k].f64[i] = document.d[k] / sum;
    }
  }
  double ns_per_row() const override {
    return 100.0 * static_cast<double>(topics_) * static_cast<double>(std::min(op_.inputs, 100u));
  }

 private:
  struct Document {
    std::vector<std::uint32_t> words;
    std::vector<double> counts, shares;
    std::vector<double> d, before, e;  // by topic
  };

  void read(const Run& run, std::int64_t i, Document& document) const {
    document.words.clear(), document.counts.clear();
    const auto add = [&](std::uint32_t j, double count) {
      if (count != 0) document.words.push_back(j), document.counts.push_back(count);
    };
    if (in_.sparse) {
      const SparseRows& rows = *run.sparse_in[0];
      const auto at = static_cast<std::size_t>(i);
      for (std::size_t v = rows.begin[at]; v < rows.begin[at + 1]; ++v)
        add(rows.column[v], rows.value[v]);
      return;
    }
    for (std::uint32_t j = 0; j < in_.width(); ++j)
      add(j, number_at(run.in[0][j], in_.columns[j], i));
  }

  void solve(Document& document) const {
    document.d.assign(topics_, 1);
    document.e.assign(topics_, exact_exp(psi(1) - psi(static_cast<double>(topics_))));
    for (std::uint32_t round = 0; round < op_.iterations; ++round) {
      document.before = document.d;
      update(document);
      double change = 0;
      for (std::size_t k = 0; k < topics_; ++k)
        change += std::abs(document.before[k] - document.d[k]);
      if (change / static_cast<double>(topics_) < op_.tolerance) return;
    }
  }

  void update(Document& document) const {
    document.shares.resize(document.words.size());
    for (std::size_t w = 0; w < document.words.size(); ++w) {
      double norm = 0;
      for (std::size_t k = 0; k < topics_; ++k)
        norm += document.e[k] * op_.words[k * op_.inputs + document.words[w]];
      document.shares[w] = document.counts[w] / (norm + kEpsilon);
    }
    double total = 0;
    for (std::size_t k = 0; k < topics_; ++k) {
      double sum = 0;
      for (std::size_t w = 0; w < document.words.size(); ++w)
        sum += document.shares[w] * op_.words[k * op_.inputs + document.words[w]];
      document.d[k] = document.e[k] * sum + op_.prior;
      total += document.d[k];
    }
    const double psi_total = psi(total);
    for (std::size_t k = 0; k < topics_; ++k)
      document.e[k] = exact_exp(psi(document.d[k]) - psi_total);
  }

  const model::Topics& op_;
  const model::Block& in_;
  const std::size_t topics_;
};

}  // namespace

base::Status register_kernel_topics(base::Kinds<Kernel>& kinds) {
  return kinds.add("topics", std::make_unique<FamilyKernel<model::Topics, TopicsStep>>());
}

}  // namespace slipway::engine
