#include "serve/load/model_inputs.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <random>
#include <utility>

#include <fmt/format.h>

#include "serve/http.h"
#include "serve/load/answer_json.h"

namespace slipway::serve {
namespace {

constexpr std::size_t kColumnsMax = 100'000;

base::Status no_inputs(const std::string& model, const std::string& why) {
  return base::failed_precondition(
             "NO_INPUTS", fmt::format("the server does not say what \"{}\" wants: {}", model, why))
      .remedy("give it bodies of requests: --body FILE");
}

data::Kind kind_of_datatype(std::string_view name) {
  if (name == "BYTES" || name == "STRING") return data::Kind::kString;
  if (name == "BOOL") return data::Kind::kBool;
  if (name == "FP64") return data::Kind::kFloat64;
  return name.starts_with("INT") || name.starts_with("UINT") ? data::Kind::kInt64
                                                             : data::Kind::kFloat32;
}

data::Kind kind_of_type(std::string_view name) {
  for (const data::Kind kind : {data::Kind::kBool, data::Kind::kInt64, data::Kind::kFloat32,
                                data::Kind::kString, data::Kind::kTimestamp})
    if (name == data::kind_name(kind)) return kind;
  return data::Kind::kFloat64;
}

// Of an input of the Open Inference Protocol, the columns that it holds; 0: more than rows of numbers.
std::size_t width_of(const rapidjson::Value& input) {
  const rapidjson::Value* shape = list_of(input, "shape");
  if (shape == nullptr || shape->Empty() || shape->Size() > 2) return 0;
  const std::int64_t width = shape->Size() == 1 ? 1 : whole_of((*shape)[1]);
  return width < 1 || std::cmp_greater(width, kColumnsMax) ? 0 : static_cast<std::size_t>(width);
}

base::Status read_inputs(const rapidjson::Value& described, ModelInputs& inputs) {
  std::vector<data::Field> fields;
  for (const rapidjson::Value& input : described.GetArray()) {
    const std::string name = text_of(input, "name"), datatype = text_of(input, "datatype");
    std::vector<std::string>& categories = inputs.categories.emplace_back();
    if (datatype.empty()) {
      fields.push_back({name, {kind_of_type(text_of(input, "type")), {}}, {}});
      if (const rapidjson::Value* found = list_of(input, "categories"))
        for (const rapidjson::Value& category : found->GetArray())
          if (category.IsString()) categories.emplace_back(category.GetString());
      continue;
    }
    const std::size_t width = width_of(input);
    if (width == 0 || (width > 1 && described.Size() > 1))
      return no_inputs(inputs.model, fmt::format("the tensor \"{}\" is no column of rows", name));
    const data::Type type = {kind_of_datatype(datatype), {}};
    if (width > 1) inputs.matrix = name, inputs.categories.resize(width);
    for (std::size_t j = 0; j < width; ++j)
      fields.push_back({width == 1 ? name : fmt::format("{}_{}", name, j), type, {}});
  }
  inputs.columns = std::make_shared<const data::Schema>(std::move(fields));
  return {};
}

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double unit() { return static_cast<double>(random_() >> 11) * 0x1p-53; }
  std::size_t below(std::size_t count) { return static_cast<std::size_t>(random_() % count); }

 private:
  std::mt19937_64 random_;
};

// Around zero, as standardised features are, with as many digits as people write.
double number(Dice& dice, const std::vector<std::string>& categories) {
  double value = std::round((dice.unit() + dice.unit() + dice.unit() - 1.5) * 2e6) / 1e6;
  if (categories.empty()) return value;
  const std::string& chosen = categories[dice.below(categories.size())];
  std::from_chars(chosen.data(), chosen.data() + chosen.size(), value);
  return value;
}

void append(data::Column& column, Dice& dice, const std::vector<std::string>& categories) {
  constexpr std::int64_t kSome = 1'600'000'000'000'000;  // us since 1970
  switch (column.type().kind) {
    case data::Kind::kString:
      return column.append_string(categories.empty()
                                      ? std::string(1, static_cast<char>('a' + dice.below(10)))
                                      : categories[dice.below(categories.size())]);
    case data::Kind::kBool:
      return column.append_bool(dice.below(2) == 1);
    case data::Kind::kFloat32:
      return column.append_float32(static_cast<float>(number(dice, categories)));
    case data::Kind::kFloat64:
      return column.append_float64(number(dice, categories));
    case data::Kind::kTimestamp:
      return column.append_int64(kSome +
                                 static_cast<std::int64_t>(dice.below(1u << 30)) * 1'000'000);
    case data::Kind::kInt64:
      return column.append_int64(categories.empty()
                                     ? static_cast<std::int64_t>(dice.below(10))
                                     : static_cast<std::int64_t>(number(dice, categories)));
  }
}

}  // namespace

base::Result<std::string> only_model(Target& target) {
  SLIPWAY_ASSIGN(const LoadAnswer answer, target.ask({.path = "/v2/repository/index"}));
  std::vector<std::string> names;
  rapidjson::Document document;
  if (answer.well && parse_answer(answer.body, document)) {
    const rapidjson::Value* models = document.IsArray() ? &document : list_of(document, "models");
    for (rapidjson::SizeType i = 0; models != nullptr && i < models->Size(); ++i)
      if (std::string name = text_of((*models)[i], "name");
          !name.empty() && std::ranges::find(names, name) == names.end())
        names.push_back(std::move(name));
  }
  if (names.size() == 1) return names.front();
  return base::failed_precondition("WHICH_MODEL",
                                   names.empty()
                                       ? "the server does not say which models it has"
                                       : fmt::format("the server has: {}", fmt::join(names, ", ")))
      .remedy("name one with --model");
}

base::Result<ModelInputs> ask_inputs(Target& target, const std::string& path,
                                     const std::string& model) {
  SLIPWAY_ASSIGN(const LoadAnswer answer, target.ask({.method = "GET", .path = path}));
  if (!answer.well)
    return no_inputs(model, fmt::format("{} of GET {}: {}", target.code_text(answer.code), path,
                                        printable(answer.body.substr(0, 300))));
  rapidjson::Document document;
  ModelInputs inputs{.model = model};
  const rapidjson::Value* described =
      parse_answer(answer.body, document) ? list_of(document, "inputs") : nullptr;
  if (described == nullptr || described->Empty() || described->Size() > kColumnsMax)
    return no_inputs(model, fmt::format("GET {} has no inputs", path));
  SLIPWAY_TRY(read_inputs(*described, inputs));
  return inputs;
}

data::Chunk make_load_rows(const ModelInputs& inputs, std::int64_t count, std::uint64_t seed) {
  data::Chunk rows(inputs.columns);
  Dice dice(seed);
  for (std::size_t j = 0; j < rows.width(); ++j)
    for (std::int64_t i = 0; i < count; ++i) append(rows.column(j), dice, inputs.categories[j]);
  return rows;
}

}  // namespace slipway::serve
