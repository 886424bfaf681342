#include "format/catboost/model_file.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/catboost/answers.h"
#include "format/catboost/binary.h"
#include "format/catboost/columns.h"
#include "format/catboost/json.h"
#include "format/catboost/trees.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::catboost {
namespace {

using base::Result;
using base::Status;
using model::ValueId;

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// The columns that trees test: numbers, then what is looked up.
Result<ValueId> add_columns(model::ModelBuilder& builder, ValueId in, Columns& columns,
                            const std::string& name) {
  ValueId numbers = in;
  if (!columns.numbers.empty()) {
    SLIPWAY_ASSIGN(numbers, builder.select(name + ".numbers", in, columns.numbers));
  }
  if (!columns.lookup) return numbers;
  SLIPWAY_ASSIGN(const ValueId categories,
                 builder.select(name + ".categories", in, columns.categories));
  std::vector<ValueId> read = {categories};
  if (!columns.numbers.empty()) read.push_back(numbers);
  SLIPWAY_ASSIGN(const ValueId found, builder.add(name + ".lookup", "catboost.CatBoost", read,
                                                  std::move(*columns.lookup)));
  if (columns.numbers.empty()) return found;
  return builder.concat(name + ".columns", {numbers, found});
}

// Scale and bias: the sum is multiplied, then the bias added, unless the first tree is left out.
struct Finish {
  double scale = 1;
  std::vector<double> bias;  // by output; empty: none
};

Result<Finish> finish_of(const Saved& saved, const Info& info, bool from_first) {
  Finish finish;
  finish.scale = saved.scale;
  if (!saved.bias.empty() && saved.bias.size() != static_cast<std::size_t>(saved.outputs))
    return bad(fmt::format("{} biases for {} outputs", saved.bias.size(), saved.outputs));
  const bool biased =
      from_first && std::ranges::any_of(saved.bias, [](double b) { return b != 0; });
  if (!biased && (info.output.empty() || info.output.size() == info.outputs)) return finish;
  // A class that was not trained is never predicted.
  finish.bias.assign(info.outputs,
                     info.output.empty() ? 0 : -std::numeric_limits<double>::infinity());
  for (std::size_t k = 0; k < static_cast<std::size_t>(saved.outputs); ++k)
    finish.bias[info.output.empty() ? k : info.output[k]] = biased ? saved.bias[k] : 0;
  return finish;
}

}  // namespace

Result<ModelFile> ModelFile::parse(std::string_view bytes) {
  ModelFile file;
  if (bytes.starts_with(kMagic)) {
    SLIPWAY_ASSIGN(file.saved_, read_binary(bytes));
  } else {
    SLIPWAY_ASSIGN(file.saved_, read_json(bytes));
  }
  SLIPWAY_ASSIGN(file.info_, read_info(file.saved_));
  SLIPWAY_TRY(file.describe());
  return file;
}

// Names that are but the numbers of the columns are none.
Status ModelFile::describe() {
  const auto place = [this](std::int32_t flat, const std::string& name, data::Kind kind) -> Status {
    if (flat < 0 || std::cmp_greater_equal(flat, base::kColumnsMax))
      return bad(fmt::format("feature \"{}\" is column {}", name, flat));
    const auto at = static_cast<std::size_t>(flat);
    if (features_.size() <= at) features_.resize(at + 1);
    if (!features_[at].name.empty()) return bad(fmt::format("column {} is two features", flat));
    names_known_ = names_known_ || (!name.empty() && name != std::to_string(flat));
    features_[at].name = name.empty() ? std::to_string(flat) : name;
    features_[at].kind = kind;
    features_[at].whole_numbers = kind == data::Kind::kString;  // 3 and "3" are one category
    return {};
  };
  for (const FloatFeature& feature : saved_.floats)
    SLIPWAY_TRY(place(feature.flat, feature.name, data::Kind::kFloat64));
  for (const CategoryFeature& feature : saved_.categories)
    SLIPWAY_TRY(place(feature.flat, feature.name, data::Kind::kString));
  for (std::size_t j = 0; j < features_.size(); ++j)
    if (features_[j].name.empty()) features_[j].name = std::to_string(j);
  return {};
}

Result<Answers> ModelFile::add(model::ModelBuilder& builder, ValueId in, const Asked& asked,
                               const std::string& name) const {
  if (builder.block(in).width() != features_.size())
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("the model has {} features, but is given {}", features_.size(),
                                   builder.block(in).width()));
  const std::size_t trees = saved_.sizes.size();
  const std::size_t begin = asked.trees ? asked.trees->begin : 0;
  const std::size_t end = asked.trees && asked.trees->end > 0 ? asked.trees->end : trees;
  if (end > trees || (begin >= end && begin > 0))
    return base::invalid_argument("OUT_OF_RANGE",
                                  fmt::format("trees {}:{} of {}", begin, end, trees))
        .remedy("CatBoost refuses such ntree_start and ntree_end too");
  SLIPWAY_ASSIGN(Columns columns, read_columns(saved_));
  SLIPWAY_ASSIGN(model::Forest forest,
                 read_trees(saved_, columns, {begin, end, info_.outputs, info_.output}));
  SLIPWAY_ASSIGN(Finish finish, finish_of(saved_, info_, begin == 0));
  SLIPWAY_ASSIGN(const ValueId tested, add_columns(builder, in, columns, name));
  model::TreeEnsemble ensemble;
  ensemble.outputs = info_.outputs;
  ensemble.base_first = false;
  if (finish.scale == 1) ensemble.base = finish.bias;
  ensemble.forest = std::make_shared<const model::Forest>(std::move(forest));
  const model::ForestPtr shared = ensemble.forest;
  Parts parts;
  SLIPWAY_ASSIGN(parts.margin,
                 builder.add(name + ".trees", "catboost.CatBoost", {tested}, std::move(ensemble)));
  if (finish.scale != 1) {
    model::Scale scale;
    scale.factor.assign(info_.outputs, finish.scale);
    scale.addend = finish.bias;
    SLIPWAY_ASSIGN(parts.margin, builder.add(name + ".scale", "catboost.CatBoost", {parts.margin},
                                             std::move(scale)));
  }
  if (!shared->roots.empty() && shared->roots.size() <= base::kColumnsMax) {
    SLIPWAY_ASSIGN(parts.leaf, builder.add(name + ".leaf", "catboost.CatBoost", {tested},
                                           model::TreeLeaves{shared}));
  }
  return answer(builder, info_, asked.role, parts, name);
}

}  // namespace slipway::format::catboost
