// domain: values judged and replaced, column by column.
#include <algorithm>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/kernel.h"
#include "model/stages/domain.h"

namespace slipway::engine {
namespace {

using model::Category;
using model::Domain;
using Kind = Category::Kind;

constexpr std::size_t kUnknown = static_cast<std::size_t>(-1);

// Known numbers, for many rows.
class Numbers {
 public:
  explicit Numbers(const std::vector<Category>& known) {
    for (std::size_t i = 0; i < known.size(); ++i)
      if (known[i].kind == Kind::kNumber && !std::isnan(known[i].number))
        all_.emplace_back(known[i].number, i);
      else
        nan_ = nan_ || known[i].kind == Kind::kNumber;
    std::ranges::sort(all_);
  }
  std::size_t find(double x) const {
    const auto at = std::ranges::lower_bound(all_, x, {}, &std::pair<double, std::size_t>::first);
    return at != all_.end() && at->first == x ? at->second : kUnknown;
  }
  bool has(double x) const { return std::isnan(x) ? nan_ : find(x) != kUnknown; }

 private:
  std::vector<std::pair<double, std::size_t>> all_;
  bool nan_ = false;
};

class Texts {
 public:
  explicit Texts(const std::vector<Category>& known) {
    for (std::size_t i = 0; i < known.size(); ++i)
      if (known[i].kind == Kind::kString)
        all_.emplace(text_of(known[i]), i);
      else
        missing_ = missing_ || known[i].kind == Kind::kMissing;
  }
  std::size_t find(std::string_view x) const {
    if (x.data() == nullptr) return kUnknown;
    const auto at = all_.find(x);
    return at == all_.end() ? kUnknown : at->second;
  }
  bool has(std::string_view x) const {
    return x.data() == nullptr ? missing_ : find(x) != kUnknown;
  }

 private:
  std::unordered_map<std::string_view, std::size_t> all_;
  bool missing_ = false;
};

class DomainStep final : public Step {
 public:
  DomainStep(const Domain& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model) {
    for (const Domain::Column& column : op.columns) {
      numbers_.push_back({Numbers(column.missing), Numbers(column.known)});
      texts_.push_back({Texts(column.missing), Texts(column.known)});
    }
  }

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < op_.columns.size(); ++j)
      for (std::int64_t i = 0; i < run.rows; ++i)
        if (stage_.output.columns[j] == model::Element::kString)
          text(run, j, i);
        else
          number(run, j, i);
  }
  double ns_per_row() const override { return 5.0 * static_cast<double>(op_.columns.size()); }

 private:
  template <class Known>
  struct Lists {
    Known missing, known;
  };

  void number(Run& run, std::uint32_t j, std::int64_t i) const {
    const Domain::Column& column = op_.columns[j];
    const double x = run.in[0][j].f64[i];
    double& out = run.out[j].f64[i];
    out = x;
    const std::size_t known =
        column.valid == Domain::Valid::kKnown ? numbers_[j].known.find(x) : kUnknown;
    const bool valid =
        column.valid == Domain::Valid::kAll ||
        (column.valid == Domain::Valid::kRange && x >= column.least && x <= column.greatest) ||
        known != kUnknown;
    const Domain::Then* then = nullptr;
    if (numbers_[j].missing.has(x))
      then = &column.on_missing;
    else if (!valid)
      then = &column.on_invalid;
    else if (x < column.low)
      then = &column.below;
    else if (x > column.high)
      then = &column.above;
    else if (known != kUnknown && !column.becomes.empty())
      out = column.becomes[known].number;
    if (then == nullptr) return;
    if (then->what == Domain::Do::kReplace) out = then->with.number;
    if (then->what == Domain::Do::kReject) reject(run, j, i, *then, fmt::format("{}", x));
  }

  void text(Run& run, std::uint32_t j, std::int64_t i) const {
    const Domain::Column& column = op_.columns[j];
    const std::string_view x = run.in[0][j].text[i];
    std::string_view& out = run.out[j].text[i];
    out = x;
    const std::size_t known = texts_[j].known.find(x);
    const Domain::Then* then = nullptr;
    if (texts_[j].missing.has(x))
      then = &column.on_missing;
    else if (column.valid == Domain::Valid::kKnown && known == kUnknown)
      then = &column.on_invalid;
    else if (known != kUnknown && !column.becomes.empty())
      out = text_of(column.becomes[known]);
    if (then == nullptr) return;
    if (then->what == Domain::Do::kReplace) out = text_of(then->with);
    if (then->what == Domain::Do::kReject)
      reject(run, j, i, *then, x.data() == nullptr ? "" : std::string(x));
  }

  void reject(Run& run, std::uint32_t j, std::int64_t i, const Domain::Then& then,
              std::string value) const {
    const bool missing = &then == &op_.columns[j].on_missing;
    const bool known = op_.columns[j].valid == Domain::Valid::kKnown;
    run.failures->add(
        i,
        missing ? base::invalid_argument("MISSING_VALUE",
                                         "the value is missing, and the model takes none here")
        : known ? base::invalid_argument("UNKNOWN_CATEGORY", "the value is not one the model knows")
                : base::invalid_argument("OUT_OF_RANGE", "the value is not in the model's range"),
        column_name(model_, stage_, 0, j), std::move(value));
  }

  const Domain& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  std::vector<Lists<Numbers>> numbers_;  // by column
  std::vector<Lists<Texts>> texts_;
};

}  // namespace

base::Status register_kernel_domain(base::Kinds<Kernel>& kinds) {
  return kinds.add("domain", std::make_unique<FamilyKernel<Domain, DomainStep>>());
}

}  // namespace slipway::engine
