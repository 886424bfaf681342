#include "format/xgboost/categories.h"

#include <fmt/format.h>

namespace slipway::format::xgboost {
namespace {

using model::Category;

base::Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// Text: the bytes of all names, one behind the other, and where each begins.
base::Result<std::vector<Category>> read_texts(const Node& offsets, const Node& values) {
  std::vector<Category> names;
  if (offsets.size() == 0) return names;
  SLIPWAY_ASSIGN(const auto begin, offsets.integers(offsets.size()));
  SLIPWAY_ASSIGN(const auto bytes, values.integers(values.size()));
  for (std::size_t i = 0; i + 1 < begin.size(); ++i) {
    if (begin[i] < 0 || begin[i + 1] < begin[i] || std::cmp_greater(begin[i + 1], bytes.size()))
      return bad("offsets of category names are out of range");
    Category name{Category::Kind::kString, 0, {}};
    for (std::int64_t at = begin[i]; at < begin[i + 1]; ++at)
      name.text.push_back(static_cast<char>(bytes[static_cast<std::size_t>(at)]));
    names.push_back(std::move(name));
  }
  return names;
}

base::Result<std::vector<Category>> read_numbers(const Node& values) {
  SLIPWAY_ASSIGN(const auto numbers, values.doubles(values.size()));
  std::vector<Category> names;
  for (const double number : numbers) names.push_back({Category::Kind::kNumber, number, {}});
  return names;
}

}  // namespace

base::Result<std::vector<std::vector<Category>>> read_categories(const Node& model,
                                                                 std::size_t features) {
  std::vector<std::vector<Category>> all(features);
  const Node* cats = model.find("cats");
  const Node* columns = cats == nullptr ? nullptr : cats->find("enc");
  if (columns == nullptr || columns->size() == 0) return all;
  if (columns->kind != Node::Kind::kArray || columns->size() != features)
    return bad(fmt::format("cats has {} columns for {} features", columns->size(), features))
        .at("cats");
  for (std::size_t j = 0; j < features; ++j) {
    SLIPWAY_ASSIGN(const Node* values, columns->items[j].need("values"));
    const Node* offsets = columns->items[j].find("offsets");
    auto names = offsets != nullptr ? read_texts(*offsets, *values) : read_numbers(*values);
    if (!names.ok()) return names.status().at(fmt::format("cats.enc[{}]", j));
    all[j] = *std::move(names);
  }
  return all;
}

}  // namespace slipway::format::xgboost
