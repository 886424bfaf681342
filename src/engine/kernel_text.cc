// text_count, text_hash, tf_idf: texts to sparse rows of counts, and their weights.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/functions.h"
#include "engine/kernel.h"
#include "engine/text/analyzer.h"
#include "engine/text/murmur3.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

// What TextCount and TextHash have in common: each row's terms.
class TextStep : public Step {
 public:
  TextStep(const model::Analysis& analysis, const model::Stage& stage, const model::Model& model)
      : analyzer_(analysis), stage_(stage), model_(model) {}

  void run(Run& run) const override {
    Analyzer::Scratch scratch;
    Counts counts;
    const Analyzer::See see = [&](std::string_view term) { take(term, counts); };
    run.sparse_out->start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      counts.clear();
      const base::Status status = read(run.in[0][0].text[i], scratch, see);
      if (status.ok())
        write(counts, *run.sparse_out);
      else
        run.failures->add(i, status, column_name(model_, stage_, 0, 0));
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return 5000; }

 protected:
  using Counts = std::vector<std::pair<std::uint32_t, double>>;  // column, and what a term adds
  virtual void take(std::string_view term, Counts& counts) const = 0;
  virtual double value(double sum) const = 0;

 private:
  base::Status read(std::string_view text, Analyzer::Scratch& scratch,
                    const Analyzer::See& see) const {
    if (text.data() == nullptr)
      return base::invalid_argument("MISSING_VALUE",
                                    "the text is missing, and the model takes no missing texts");
    return analyzer_.each_term(text, scratch, see);
  }

  // Sums are whole numbers: exact in any order.
  void write(Counts& counts, SparseRows& out) const {
    std::ranges::sort(counts, {}, &Counts::value_type::first);
    for (std::size_t at = 0; at < counts.size();) {
      const std::uint32_t column = counts[at].first;
      double sum = 0;
      for (; at < counts.size() && counts[at].first == column; ++at) sum += counts[at].second;
      out.add(column, value(sum));
    }
  }

  const Analyzer analyzer_;
  const model::Stage& stage_;
  const model::Model& model_;
};

class TextCountStep final : public TextStep {
 public:
  TextCountStep(const model::TextCount& op, const model::Stage& stage, const model::Model& model)
      : TextStep(op.analysis, stage, model), binary_(op.binary) {
    column_.reserve(op.terms.size());
    for (std::size_t j = 0; j < op.terms.size(); ++j)
      column_.emplace(op.terms[j], static_cast<std::uint32_t>(j));
  }

 private:
  void take(std::string_view term, Counts& counts) const override {
    const auto found = column_.find(term);
    if (found != column_.end()) counts.emplace_back(found->second, 1.0);
  }
  double value(double sum) const override { return binary_ ? 1 : sum; }

  std::unordered_map<std::string_view, std::uint32_t> column_;  // views into the model
  const bool binary_;
};

class TextHashStep final : public TextStep {
 public:
  TextHashStep(const model::TextHash& op, const model::Stage& stage, const model::Model& model)
      : TextStep(op.analysis, stage, model), op_(op) {}

 private:
  void take(std::string_view term, Counts& counts) const override {
    const HashedPlace place = hashed_place(term, op_.columns, op_.signs);
    counts.emplace_back(place.column, place.negative ? -1.0 : 1.0);
  }
  double value(double sum) const override {
    if (op_.binary) return 1;
    return op_.absolute ? std::abs(sum) : sum;
  }

  const model::TextHash& op_;
};

class TfIdfStep final : public Step {
 public:
  TfIdfStep(const model::TfIdf& op, const model::Stage& stage, const model::Model& model)
      : op_(op), in_(model.block(stage.inputs[0])) {}

  void run(Run& run) const override {
    SparseRows& out = *run.sparse_out;
    if (in_.sparse)
      out = *run.sparse_in[0];
    else
      take_dense(run, out);
    for (std::size_t i = 0; i + 1 < out.begin.size(); ++i)
      weigh(out, out.begin[i], out.begin[i + 1]);
  }
  double ns_per_row() const override { return 500; }

 private:
  void take_dense(const Run& run, SparseRows& out) const {
    out.start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      for (std::uint32_t j = 0; j < in_.columns.size(); ++j) {
        const Values& column = run.in[0][j];
        const double x = in_.columns[j] == model::Element::kF64
                             ? column.f64[i]
                             : static_cast<double>(column.f32[i]);
        if (x != 0) out.add(j, x);
      }
      out.end_row();
    }
  }

  double rounded(double x) const {
    return op_.single ? static_cast<double>(static_cast<float>(x)) : x;
  }

  void weigh(SparseRows& out, std::size_t begin, std::size_t end) const {
    for (std::size_t v = begin; v < end; ++v) {
      double& x = out.value[v];
      if (op_.sublinear) x = rounded(rounded(exact_log(x)) + 1);
      if (!op_.idf.empty()) x = rounded(x * op_.idf[out.column[v]]);
    }
    if (op_.norm == model::TfIdf::Norm::kNone) return;
    double sum = 0;
    for (std::size_t k = 0; k < end - begin; ++k) {
      const double x = out.value[op_.descending ? end - 1 - k : begin + k];
      sum += op_.norm == model::TfIdf::Norm::kL1 ? std::abs(x) : rounded(x * x);
    }
    if (sum == 0) return;
    if (op_.norm == model::TfIdf::Norm::kL2) sum = std::sqrt(sum);
    for (std::size_t v = begin; v < end; ++v) out.value[v] = rounded(out.value[v] / sum);
  }

  const model::TfIdf& op_;
  const model::Block in_;
};

}  // namespace

base::Status register_kernel_text(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(
      kinds.add("text_count", std::make_unique<FamilyKernel<model::TextCount, TextCountStep>>()));
  SLIPWAY_TRY(
      kinds.add("text_hash", std::make_unique<FamilyKernel<model::TextHash, TextHashStep>>()));
  return kinds.add("tf_idf", std::make_unique<FamilyKernel<model::TfIdf, TfIdfStep>>());
}

}  // namespace slipway::engine
