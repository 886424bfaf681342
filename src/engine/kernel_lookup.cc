// one_hot, ordinal, lookup_rows: known values to slots or numbers, by hash.
#include <algorithm>
#include <bit>
#include <cmath>
#include <unordered_map>

#include <fmt/format.h>

#include "engine/kernel.h"
#include "model/stages/lookup.h"

namespace slipway::engine {
namespace {

using model::Category;
using model::Element;

// A value to its index among the categories of a column, or -1. Equal values: the first wins.
class Index {
 public:
  explicit Index(const std::vector<Category>& categories) {
    for (std::size_t i = 0; i < categories.size(); ++i) {
      const auto index = static_cast<std::int32_t>(i);
      const Category& category = categories[i];
      switch (category.kind) {
        case Category::Kind::kString:
          by_text_.emplace(category.text, index);
          break;
        case Category::Kind::kMissing:
          if (missing_ < 0) missing_ = index;
          break;
        case Category::Kind::kNumber:
          if (!std::isnan(category.number))
            by_number_.emplace(key(category.number), index);
          else if (nan_ < 0)
            nan_ = index;
          break;
      }
    }
  }

  std::int32_t find(double x) const {
    if (std::isnan(x)) return nan_ >= 0 ? nan_ : missing_;
    const auto it = by_number_.find(key(x));
    return it == by_number_.end() ? -1 : it->second;
  }
  // A missing text is None or NaN: a file can't tell them apart.
  std::int32_t find(std::string_view text) const {
    if (text.data() == nullptr) return missing_ >= 0 ? missing_ : nan_;
    const auto it = by_text_.find(text);
    return it == by_text_.end() ? -1 : it->second;
  }

 private:
  static std::uint64_t key(double x) { return std::bit_cast<std::uint64_t>(x == 0 ? 0.0 : x); }

  std::unordered_map<std::uint64_t, std::int32_t> by_number_;
  std::unordered_map<std::string_view, std::int32_t> by_text_;  // views into the model
  std::int32_t missing_ = -1, nan_ = -1;
};

std::int32_t find(const Index& index, const Values& in, Element element, std::int64_t i) {
  if (element == Element::kString) return index.find(in.text[i]);
  if (element == Element::kF64) return index.find(in.f64[i]);
  return index.find(static_cast<double>(in.f32[i]));
}

constexpr std::size_t kShownMax = 256;  // bytes of an unknown value

std::string shown(const Values& in, Element element, std::int64_t i) {
  if (element != Element::kString)
    return fmt::format("{}", element == Element::kF64 ? in.f64[i] : static_cast<double>(in.f32[i]));
  std::string_view text = in.text[i];
  if (text.size() > kShownMax) {  // up to a whole character of UTF-8
    std::size_t end = kShownMax;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

bool is_missing(const Values& in, Element element, std::int64_t i) {
  return element == Element::kString ? in.text[i].data() == nullptr
                                     : std::isnan(number_at(in, element, i));
}

void reject(Run& run, const model::Model& model, const model::Stage& stage, std::uint32_t j,
            Element element, std::int64_t i) {
  const std::string value = shown(run.in[0][j], element, i);
  run.failures->add(i,
                    base::invalid_argument(
                        "UNKNOWN_CATEGORY",
                        fmt::format("\"{}\" is not a value that the model was trained on", value)),
                    column_name(model, stage, 0, j), value);
}

class OneHotStep final : public Step {
 public:
  OneHotStep(const model::OneHot& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model), elements_(model.block(stage.inputs[0]).columns) {
    for (const auto& column : op.columns) index_.emplace_back(column.categories);
  }

  void run(Run& run) const override {
    std::size_t first = 0;
    for (std::uint32_t j = 0; j < op_.columns.size(); ++j) {
      const auto& column = op_.columns[j];
      for (std::int32_t slot = 0; slot < column.slots; ++slot)
        std::fill_n(run.out[first + static_cast<std::size_t>(slot)].f64, run.rows, 0.0);
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const std::int32_t found = find(index_[j], run.in[0][j], elements_[j], i);
        if (found < 0 && column.unknown == model::Unknown::kReject) {
          reject(run, model_, stage_, j, elements_[j], i);
          continue;
        }
        const std::int32_t slot =
            found < 0 ? column.unknown_slot : column.slot[static_cast<std::size_t>(found)];
        if (slot >= 0) run.out[first + static_cast<std::size_t>(slot)].f64[i] = 1;
      }
      first += static_cast<std::size_t>(column.slots);
    }
  }
  double ns_per_row() const override {
    return 10.0 * static_cast<double>(elements_.size()) +
           0.2 * static_cast<double>(stage_.output.width());
  }

 private:
  const model::OneHot& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  const std::vector<Element> elements_;
  std::vector<Index> index_;
};

class OrdinalStep final : public Step {
 public:
  OrdinalStep(const model::Ordinal& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model), elements_(model.block(stage.inputs[0]).columns) {
    for (const auto& column : op.columns) index_.emplace_back(column.categories);
  }

  void run(Run& run) const override {
    for (std::uint32_t j = 0; j < op_.columns.size(); ++j) {
      const auto& column = op_.columns[j];
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const std::int32_t found = find(index_[j], run.in[0][j], elements_[j], i);
        if (found < 0 && column.unknown == model::Unknown::kReject)
          reject(run, model_, stage_, j, elements_[j], i);
        run.out[j].f64[i] =
            found < 0 ? column.unknown_code : column.code[static_cast<std::size_t>(found)];
      }
    }
  }
  double ns_per_row() const override { return 10.0 * static_cast<double>(elements_.size()); }

 private:
  const model::Ordinal& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  const std::vector<Element> elements_;
  std::vector<Index> index_;
};

class LookupRowsStep final : public Step {
 public:
  LookupRowsStep(const model::LookupRows& op, const model::Stage& stage, const model::Model& model)
      : op_(op), stage_(stage), model_(model), elements_(model.block(stage.inputs[0]).columns) {
    for (const auto& column : op.columns) index_.emplace_back(column.categories);
  }

  void run(Run& run) const override {
    std::size_t first = 0;
    for (std::uint32_t j = 0; j < op_.columns.size(); ++j) {
      const auto& column = op_.columns[j];
      for (std::int64_t i = 0; i < run.rows; ++i) {
        const std::int32_t found = find(index_[j], run.in[0][j], elements_[j], i);
        const bool rejected = (found < 0 && column.unknown == model::Unknown::kReject) ||
                              (!column.takes_missing && is_missing(run.in[0][j], elements_[j], i));
        if (rejected) refuse(run, j, i);
        const std::size_t row =
            found < 0 ? column.unknown_row : column.row[static_cast<std::size_t>(found)];
        for (std::size_t k = 0; k < column.width; ++k)
          run.out[first + k].f64[i] = rejected ? 0 : column.rows[row * column.width + k];
      }
      first += column.width;
    }
  }
  double ns_per_row() const override {
    return 10.0 * static_cast<double>(elements_.size()) +
           0.5 * static_cast<double>(stage_.output.width());
  }

 private:
  void refuse(Run& run, std::uint32_t j, std::int64_t i) const {
    if (!is_missing(run.in[0][j], elements_[j], i))
      return reject(run, model_, stage_, j, elements_[j], i);
    run.failures->add(
        i,
        base::invalid_argument("MISSING_VALUE",
                               "the value is missing, and the model takes no missing values here"),
        column_name(model_, stage_, 0, j));
  }

  const model::LookupRows& op_;
  const model::Stage& stage_;
  const model::Model& model_;
  const std::vector<Element> elements_;
  std::vector<Index> index_;
};

}  // namespace

base::Status register_kernel_lookup(base::Kinds<Kernel>& kinds) {
  SLIPWAY_TRY(kinds.add("one_hot", std::make_unique<FamilyKernel<model::OneHot, OneHotStep>>()));
  SLIPWAY_TRY(kinds.add("lookup_rows",
                        std::make_unique<FamilyKernel<model::LookupRows, LookupRowsStep>>()));
  return kinds.add("ordinal", std::make_unique<FamilyKernel<model::Ordinal, OrdinalStep>>());
}

}  // namespace slipway::engine
