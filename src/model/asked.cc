#include "model/asked.h"

#include <set>

#include <fmt/format.h>

#include "base/limits.h"

namespace slipway::model {
namespace {

std::optional<data::Kind> kind_of(std::string_view name) {
  for (const auto kind : {data::Kind::kBool, data::Kind::kInt64, data::Kind::kFloat32,
                          data::Kind::kFloat64, data::Kind::kString, data::Kind::kTimestamp})
    if (data::kind_name(kind) == name) return kind;
  return std::nullopt;
}

base::Status bad(std::string what) {
  return base::invalid_argument("BAD_OPTION", std::move(what))
      .remedy("name the columns in the model's order, as age,city:string");
}

}  // namespace

std::string Asked::text() const {
  std::string all;
  if (iterations) all += fmt::format("iterations {}\n", text_of(*iterations));
  for (const NamedColumn& column : columns)
    all += fmt::format("column {} {}\n", column.kind ? data::kind_name(*column.kind) : "-",
                       column.name);
  return all;
}

base::Result<std::vector<NamedColumn>> parse_columns(const std::vector<std::string>& texts) {
  if (texts.size() > base::kColumnsMax)
    return bad(fmt::format("{} columns, at most {}", texts.size(), base::kColumnsMax));
  std::vector<NamedColumn> columns;
  std::set<std::string_view> known;
  for (const std::string& text : texts) {
    NamedColumn column{.name = text, .kind = std::nullopt};
    const std::size_t colon = text.rfind(':');
    if (colon != text.npos) column.kind = kind_of(std::string_view(text).substr(colon + 1));
    if (column.kind) column.name.resize(colon);
    if (column.name.empty()) return bad(fmt::format("\"{}\" names no column", text));
    columns.push_back(std::move(column));
  }
  for (const NamedColumn& column : columns)
    if (!known.insert(column.name).second)
      return bad(fmt::format("there are two columns \"{}\"", column.name));
  return columns;
}

}  // namespace slipway::model
