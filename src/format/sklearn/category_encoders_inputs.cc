// Which columns an encoder of category_encoders was fitted on.
#include <algorithm>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/category_encoders.h"
#include "format/sklearn/tables.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Cell;
using pickle::CellBudget;
using pickle::Tag;

// Up to 2.6 what they make begins with a column of 1.
bool contrasts(Ref record) {
  const std::string name = pickle::record_class(record);
  for (const char* encoder :
       {".HelmertEncoder", ".SumEncoder", ".PolynomialEncoder", ".BackwardDifferenceEncoder"})
    if (name.ends_with(encoder)) return true;
  return false;
}

// The groups of result columns that each encoded column became, put back.
base::Result<std::vector<Cell>> inputs_from_result(Ref record, std::vector<Cell> result,
                                                   CellBudget& budget) {
  Ref mapping = pickle::attribute(record, "mapping");
  if (is_none(mapping) || mapping->tag != Tag::kList) return result;
  if (contrasts(record) && !result.empty() && shown(result[0]) == kIntercept)
    result.erase(result.begin());
  for (Ref one : mapping->items()) {
    Ref table = pickle::find(one, "mapping");
    if (table == nullptr || !pickle::is_frame(table)) continue;
    SLIPWAY_ASSIGN(const Cell column, pickle::as_cell(pickle::find(one, "col")));
    SLIPWAY_ASSIGN(const pickle::Frame frame, pickle::as_frame(table, budget));
    const auto of_group = [&](const Cell& cell) {
      return std::ranges::any_of(frame.columns, [&](const Cell& c) { return equal(c, cell); });
    };
    const auto first = std::ranges::find_if(result, of_group);
    const auto at = first - result.begin();
    std::erase_if(result, of_group);
    result.insert(result.begin() + std::min(at, static_cast<std::ptrdiff_t>(result.size())),
                  column);
  }
  return result;
}

// Version 1 notes the names of the encoded columns only. Where these are all there are, and the result
// stands in their order, it does not matter in which order they were given.
bool by_order_of_cols(Ref record, const std::vector<Cell>& encoded) {
  const std::string name = pickle::record_class(record);
  if (pickle::attribute(record, "impute_missing") == nullptr) return false;
  for (const Cell& cell : encoded)
    if (cell.kind != Cell::Kind::kText) return false;
  return encoded.size() == 1 || name.ends_with(".OneHotEncoder") ||
         name.ends_with(".BinaryEncoder");
}

std::vector<std::string> names_of(const std::vector<Cell>& texts) {
  std::vector<std::string> names;
  for (const Cell& cell : texts) names.push_back(cell.text);
  return names;
}

}  // namespace

base::Result<std::optional<Inputs>> inputs_of_category_encoder(Ref record) {
  CellBudget budget;
  if (Ref inner = pickle::attribute(record, "base_n_encoder"); !is_none(inner)) {
    SLIPWAY_ASSIGN(Inputs inputs, inputs_of(inner));
    return std::optional(std::move(inputs));
  }
  std::vector<Cell> cells;
  if (Ref names = pickle::attribute(record, "feature_names_in_"); !is_none(names)) {
    SLIPWAY_ASSIGN(cells, pickle::as_cells(names, budget));
  } else if (Ref result = pickle::attribute(record, "feature_names"); !is_none(result)) {
    SLIPWAY_ASSIGN(cells, pickle::as_cells(result, budget));
    SLIPWAY_ASSIGN(cells, inputs_from_result(record, std::move(cells), budget));
    if (Ref dropped = pickle::attribute(record, "drop_cols");
        !is_none(dropped) && is_none(pickle::attribute(record, "ordinal_encoder"))) {
      SLIPWAY_ASSIGN(const std::vector<Cell> gone, pickle::as_cells(dropped, budget));
      cells.insert(cells.end(), gone.begin(), gone.end());
    }
  }
  Inputs inputs;
  inputs.names_known = !cells.empty();
  for (const Cell& cell : cells) {
    inputs.names_known = inputs.names_known && cell.kind == Cell::Kind::kText;
    inputs.names.push_back(cell.text);
  }
  if (inputs.names_known) return std::optional(std::move(inputs));
  Ref count = pickle::attribute(record, "_dim");
  Ref columns = pickle::attribute(record, "cols");
  if (is_none(count) || is_none(columns)) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(const std::vector<Cell> encoded, pickle::as_cells(columns, budget));
  SLIPWAY_ASSIGN(const std::int64_t columns_count, pickle::as_int64(count));
  if (columns_count == static_cast<std::int64_t>(encoded.size()) &&
      by_order_of_cols(record, encoded))
    return std::optional(Inputs{names_of(encoded), true});
  for (const Cell& cell : encoded)
    if (cell.kind == Cell::Kind::kText)
      return base::invalid_argument("MISSING_ATTRIBUTE",
                                    "the encoder does not say which columns it was fitted on")
          .remedy("fit it with category_encoders 2.6 or newer");
  SLIPWAY_ASSIGN(inputs, numbered_inputs(columns_count));
  return std::optional(std::move(inputs));
}

}  // namespace slipway::format::sklearn
