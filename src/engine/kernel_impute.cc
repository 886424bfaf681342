// impute: values equal to `missing` become the column's fill; 0/1 indicator columns follow.
#include <algorithm>
#include <cmath>

#include "engine/kernel.h"
#include "model/stages/scale.h"

namespace slipway::engine {
namespace {

using model::Category;
using model::Element;

class ImputeStep final : public Step {
 public:
  ImputeStep(const model::Impute& op, const model::Stage& stage, const model::Model& model)
      : op_(op), columns_(model.block(stage.inputs[0]).columns) {}

  void run(Run& run) const override {
    std::size_t at = 0;
    for (std::uint32_t j = 0; j < columns_.size(); ++j) {
      if (std::ranges::binary_search(op_.dropped, j)) continue;
      fill(run, j, run.out[at++]);
    }
    for (const std::uint32_t j : op_.indicators) {
      double* out = run.out[at++].f64;
      for (std::int64_t i = 0; i < run.rows; ++i)
        out[i] = missing(run.in[0][j], columns_[j], i) ? 1 : 0;
    }
  }
  double ns_per_row() const override { return 1.0 * static_cast<double>(columns_.size()); }

 private:
  bool equal(double x) const {
    if (op_.missing.kind == Category::Kind::kNumber && !std::isnan(op_.missing.number))
      return x == op_.missing.number;
    return op_.missing.kind != Category::Kind::kString && std::isnan(x);
  }
  bool missing(const Values& in, Element element, std::int64_t i) const {
    if (element == Element::kF64) return equal(in.f64[i]);
    if (element == Element::kF32) return equal(static_cast<double>(in.f32[i]));
    const std::string_view text = in.text[i];
    if (op_.missing.kind == Category::Kind::kString)
      return text.data() != nullptr && text == op_.missing.text;
    return text.data() == nullptr;
  }

  void fill(Run& run, std::uint32_t j, const Values& out) const {
    const Values& in = run.in[0][j];
    const Category& with = op_.fill[j];
    const bool keep = with.kind == Category::Kind::kMissing;
    for (std::int64_t i = 0; i < run.rows; ++i) {
      const bool replace = !keep && missing(in, columns_[j], i);
      if (columns_[j] == Element::kF64)
        out.f64[i] = replace ? with.number : in.f64[i];
      else if (columns_[j] == Element::kF32)
        out.f32[i] = replace ? static_cast<float>(with.number) : in.f32[i];
      else
        out.text[i] = replace ? std::string_view(with.text.data(), with.text.size()) : in.text[i];
    }
  }

  const model::Impute& op_;
  const std::vector<Element> columns_;
};

}  // namespace

base::Status register_kernel_impute(base::Kinds<Kernel>& kinds) {
  return kinds.add("impute", std::make_unique<FamilyKernel<model::Impute, ImputeStep>>());
}

}  // namespace slipway::engine
