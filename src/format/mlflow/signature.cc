#include "format/mlflow/signature.h"

#include <algorithm>
#include <array>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <simdjson.h>

#include "base/limits.h"

namespace slipway::format::mlflow {
namespace {

using base::Result;
using base::Status;
namespace dom = simdjson::dom;

Status bad(std::string what) {
  return base::invalid_argument("BAD_SIGNATURE", std::move(what)).at("signature.inputs");
}

Status mismatch(std::string what) {
  return base::invalid_argument("SIGNATURE_MISMATCH", std::move(what))
      .at("signature.inputs")
      .remedy("log the model with the signature of what it was trained on, or with none");
}

std::string text_of(dom::element value, const char* key) {
  std::string_view text;
  return value[key].get_string().get(text) == simdjson::SUCCESS ? std::string(text) : std::string();
}

// {"dtype": "float64", "shape": [-1, 4]}; of texts, one a row, [-1].
Status read_tensor(dom::element tensor, InputSchema& schema) {
  dom::array shape;
  if (tensor["shape"].get_array().get(shape) != simdjson::SUCCESS)
    return bad("a tensor has no shape");
  std::vector<std::int64_t> sizes;
  for (const dom::element size : shape) {
    std::int64_t number = 0;
    if (size.get_int64().get(number) != simdjson::SUCCESS || sizes.size() == 2)
      return mismatch("the tensor is no table of rows and columns");
    sizes.push_back(number);
  }
  if (sizes.empty()) return mismatch("the tensor is no table of rows and columns");
  schema.tensor_columns = sizes.size() == 2 ? sizes[1] : 1;
  schema.tensor_type = text_of(tensor, "dtype");
  return {};
}

// What a column or tensor may hold. Of kinds that no model reads it is neither.
struct Holds {
  bool number = false, text = false;
  data::Kind kind = data::Kind::kFloat64;
};

Holds holds(std::string_view type) {
  constexpr std::array kWhole = {"integer", "long", "int8", "int16", "int32", "int64", "uint8"};
  constexpr std::array kReal = {"double",  "float",  "float64", "float32",
                                "float16", "uint16", "uint32",  "uint64"};
  if (std::ranges::find(kWhole, type) != kWhole.end()) return {true, false, data::Kind::kInt64};
  if (std::ranges::find(kReal, type) != kReal.end()) return {true, false, data::Kind::kFloat64};
  if (type == "boolean" || type == "bool") return {true, false, data::Kind::kBool};
  if (type == "string" || type.starts_with("str")) return {false, true, data::Kind::kString};
  if (type == "any" || type == "object") return {true, true, data::Kind::kFloat64};
  return {};
}

// Input `i` against the type of its column. Whole numbers and truths are taken over as such: MLflow
// refuses anything else in their place.
Status bind_type(std::string_view type, std::size_t i, bool refine, model::ModelBuilder& builder) {
  const model::Feature& feature = builder.features()[i];
  const bool text = feature.kind == data::Kind::kString;
  Holds held = holds(type);
  held.text = held.text || (feature.whole_numbers &&
                            (held.kind == data::Kind::kInt64 || held.kind == data::Kind::kBool));
  if (!(text ? held.text : held.number))
    return mismatch(fmt::format("column \"{}\" is {}, the model wants {}", feature.name,
                                type.empty() ? "of no type" : type, data::kind_name(feature.kind)));
  if (!refine || feature.kind != data::Kind::kFloat64 || held.kind == data::Kind::kFloat64)
    return {};
  return builder.refine_input(i, held.kind, {});
}

Status bind_tensor(const InputSchema& schema, model::ModelBuilder& builder) {
  const std::size_t wanted = builder.features().size();
  const std::int64_t columns = *schema.tensor_columns;
  if (columns >= 0 && static_cast<std::size_t>(columns) != wanted)
    return mismatch(fmt::format("a tensor of {} columns, the model wants {}", columns, wanted));
  for (std::size_t i = 0; i < wanted; ++i)
    SLIPWAY_TRY(bind_type(schema.tensor_type, i, false, builder));
  return {};
}

Status bind_positions(const InputSchema& schema, bool named, model::ModelBuilder& builder) {
  const std::size_t wanted = builder.features().size(), given = schema.columns.size();
  if (given > wanted && named)
    return mismatch(fmt::format("{} columns, the model wants {}: \"{}\" is one too many", given,
                                wanted, schema.columns[wanted].name));
  if (given != wanted) {
    const std::string last = given > 0 && named
                                 ? fmt::format(", the last \"{}\"", schema.columns.back().name)
                                 : std::string();
    return mismatch(fmt::format("{} columns{}, the model wants {}", given, last, wanted));
  }
  if (named) {
    std::vector<std::string> names;
    for (const SignatureColumn& column : schema.columns) names.push_back(column.name);
    SLIPWAY_TRY(builder.name_inputs(std::move(names)));
  }
  for (std::size_t i = 0; i < wanted; ++i)
    SLIPWAY_TRY(bind_type(schema.columns[i].type, i, true, builder));
  return {};
}

Status bind_names(const InputSchema& schema, model::ModelBuilder& builder) {
  std::set<std::string> read;
  for (std::size_t i = 0; i < builder.features().size(); ++i) {
    const std::string& name = builder.features()[i].name;
    const auto column = std::ranges::find(schema.columns, name, &SignatureColumn::name);
    if (column == schema.columns.end())
      return mismatch(fmt::format("there is no column \"{}\", which the model wants", name));
    read.insert(name);
    SLIPWAY_TRY(bind_type(column->type, i, true, builder));
  }
  std::vector<std::string> others;
  for (const SignatureColumn& column : schema.columns)
    if (!read.contains(column.name)) others.push_back(column.name);
  if (!others.empty())
    builder.about().notes.push_back(fmt::format(
        "columns of the signature that the model does not read: {}", fmt::join(others, ", ")));
  return {};
}

}  // namespace

Result<InputSchema> parse_inputs(std::string_view json) {
  dom::parser parser;
  dom::array columns;
  if (parser.parse(json.data(), json.size()).get_array().get(columns) != simdjson::SUCCESS)
    return bad("it is no JSON array");
  InputSchema schema;
  for (const dom::element column : columns) {
    if (!column.is_object()) return bad("a column is no object");
    if (schema.columns.size() >= base::kColumnsMax)
      return bad(fmt::format("more than {} columns", base::kColumnsMax));
    schema.columns.push_back({text_of(column, "name"), text_of(column, "type")});
    if (schema.columns.back().type != "tensor") continue;
    dom::element tensor;
    if (column["tensor-spec"].get(tensor) != simdjson::SUCCESS) return bad("a tensor has no spec");
    if (columns.size() > 1)
      return mismatch(fmt::format("{} tensors, the model wants a table", columns.size()));
    SLIPWAY_TRY(read_tensor(tensor, schema));
  }
  if (schema.columns.empty()) return bad("there is no column");
  return schema;
}

Status bind_inputs(const InputSchema& schema, model::ModelBuilder& builder) {
  if (schema.tensor_columns) return bind_tensor(schema, builder);
  std::set<std::string> names;
  bool named = true;
  for (const SignatureColumn& column : schema.columns) {
    if (column.name.empty()) named = false;
    if (!column.name.empty() && !names.insert(column.name).second)
      return bad(fmt::format("there are two columns \"{}\"", column.name));
  }
  return named && builder.names_known() ? bind_names(schema, builder)
                                        : bind_positions(schema, named, builder);
}

}  // namespace slipway::format::mlflow
