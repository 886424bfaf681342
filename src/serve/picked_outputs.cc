#include "serve/picked_outputs.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "serve/header_text.h"

namespace slipway::serve {

base::Status PickedOutputs::pick(const ServedModel& model, std::string_view query) {
  schema_ = nullptr;
  choice_.usual(model);
  if (query.empty()) return {};
  const auto asked = query_value(query, "outputs");
  if (!asked) return {};
  std::vector<std::string_view> names;
  for (std::string_view rest = *asked; !rest.empty();) {
    const std::string_view name = next_item(rest, ',');
    if (std::ranges::find(names, name) != names.end())
      return base::invalid_argument("DUPLICATE_OUTPUT",
                                    fmt::format("output \"{}\" is asked for twice", name));
    names.push_back(name);
  }
  if (names.empty()) return {};
  if (const auto status = choice_.named(model, names); !status.ok()) {
    std::vector<std::string_view> known;
    for (const data::Field& field : model.all.schema->fields()) known.push_back(field.name);
    return base::Status(status).remedy(fmt::format("it has {}", fmt::join(known, ", ")));
  }
  std::vector<data::Field> fields;
  for (const std::size_t field : choice_.fields())
    fields.push_back((*choice_.outputs().schema)[field]);
  schema_ = std::make_shared<const data::Schema>(std::move(fields));
  return {};
}

const data::Chunk& PickedOutputs::of(const data::Chunk& predictions) {
  if (usual()) return predictions;
  picked_ = data::Chunk(schema_);
  for (std::size_t j = 0; j < picked_.width(); ++j)
    picked_.column(j).append_rows(predictions.column(choice_.fields()[j]).view(), 0,
                                  predictions.rows());
  return picked_;
}

}  // namespace slipway::serve
