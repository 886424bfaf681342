// feature_hash: named values to sparse rows.
#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "engine/kernel.h"
#include "engine/text/murmur3.h"
#include "model/stages/text.h"

namespace slipway::engine {
namespace {

using model::Element;
using model::FeatureHash;

class FeatureHashStep final : public Step {
 public:
  FeatureHashStep(const FeatureHash& op, const model::Stage& stage, const model::Model& model)
      : op_(op), elements_(model.block(stage.inputs[0]).columns) {
    for (const std::string& name : op.names) {
      place_.push_back(place_of(name));
      prefix_.push_back(name.empty() ? std::string() : name + "=");
    }
  }

  void run(Run& run) const override {
    std::vector<Term> terms;
    std::string name;
    run.sparse_out->start();
    for (std::int64_t i = 0; i < run.rows; ++i) {
      terms.clear();
      for (std::uint32_t j = 0; j < elements_.size(); ++j) {
        if (elements_[j] != Element::kString) {
          const double x = number_at(run.in[0][j], elements_[j], i);
          if (x != 0 && !std::isnan(x)) add(place_[j], x, terms);
          continue;
        }
        const std::string_view text = run.in[0][j].text[i];
        if (text.data() == nullptr) continue;
        name = prefix_[j];
        name += text;
        add(place_of(name), 1, terms);
      }
      write(terms, *run.sparse_out);
      run.sparse_out->end_row();
    }
  }
  double ns_per_row() const override { return 40.0 * static_cast<double>(elements_.size()); }

 private:
  using Term = std::pair<std::uint32_t, double>;  // column, and what it adds

  HashedPlace place_of(std::string_view term) const {
    return hashed_place(term, op_.columns, op_.signs);
  }

  void add(HashedPlace place, double x, std::vector<Term>& terms) const {
    if (place.negative) x = -x;
    terms.emplace_back(place.column, op_.single ? static_cast<double>(static_cast<float>(x)) : x);
  }

  // Not a stable sort, as scipy's is not: of many terms, those of one column change places as there.
  void write(std::vector<Term>& terms, SparseRows& out) const {
    std::sort(terms.begin(), terms.end(),
              [](const Term& a, const Term& b) { return a.first < b.first; });
    for (std::size_t at = 0; at < terms.size();) {
      const std::uint32_t column = terms[at].first;
      double sum = terms[at].second;
      for (++at; at < terms.size() && terms[at].first == column; ++at) {
        sum += terms[at].second;
        if (op_.single) sum = static_cast<double>(static_cast<float>(sum));
      }
      out.add(column, op_.absolute ? std::abs(sum) : sum);
    }
  }

  const FeatureHash& op_;
  const std::vector<Element> elements_;
  std::vector<HashedPlace> place_;   // by column, of the name alone
  std::vector<std::string> prefix_;  // by column
};

}  // namespace

base::Status register_kernel_feature_hash(base::Kinds<Kernel>& kinds) {
  return kinds.add("feature_hash", std::make_unique<FamilyKernel<FeatureHash, FeatureHashStep>>());
}

}  // namespace slipway::engine
