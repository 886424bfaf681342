#include "format/xgboost/booster.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/window.h"
#include "model/stages/columns.h"
#include "model/stages/forest.h"
#include "model/stages/linear_float.h"
#include "model/stages/link.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"
#include "model/stages/trees.h"

namespace slipway::format::xgboost {
namespace {

using base::Result;
using base::Status;
using model::Category;
using model::ValueId;

// Where XGBoost changed how it adds up or decides.
constexpr int kBaseFirst = 10300;  // sums start from the base; before, it was added to their sum
constexpr int kDartBaseFirst = 10400;
constexpr int kOddCategoryIsLeft =
    10700;  // a value beyond the set goes left; before, where a missing one does
constexpr int kNamesAreWhole = 30400;  // offsets of category names count bytes; before, letters

Status bad(std::string what) { return base::invalid_argument("BAD_FILE", std::move(what)); }

// XGBoost 3.1 to 3.3 count the letters of a name where they need its bytes, and lose the last ones.
Status refuse_damaged_names(const BoosterInfo& info) {
  for (std::size_t j = 0; j < info.categories.size(); ++j)
    for (const Category& category : info.categories[j])
      if (std::ranges::any_of(category.text,
                              [](char c) { return static_cast<unsigned char>(c) >= 0x80; }))
        return base::unimplemented("UNSUPPORTED_OPTION",
                                   fmt::format("XGBoost {} saved the categories of feature {} "
                                               "damaged, because one has letters beyond ASCII",
                                               info.version, j))
            .remedy("save the model with XGBoost 3.4 or later");
  return {};
}

}  // namespace

Result<BoosterFile> BoosterFile::read(const base::Reader& file) {
  BoosterFile booster;
  SLIPWAY_ASSIGN(booster.saved_, read_saved(file));
  SLIPWAY_TRY(booster.describe());
  return booster;
}

Result<BoosterFile> BoosterFile::parse(std::string_view bytes) {
  auto own = view_reader(bytes, "booster");
  SLIPWAY_ASSIGN(BoosterFile booster, read(*own));
  booster.own_ = std::move(own);
  return booster;
}

Status BoosterFile::describe() {
  info_.version = saved_.version;
  info_.version_number = saved_.version_number;
  info_.linear = saved_.linear;
  info_.outputs = static_cast<std::uint32_t>(saved_.outputs());
  info_.scikit_learn = saved_.scikit_learn;
  SLIPWAY_ASSIGN(info_.objective, find_objective(saved_.objective, saved_.version_number));
  const std::size_t count = saved_.features;
  if (!saved_.feature_names.empty() && saved_.feature_names.size() != count)
    return bad(fmt::format("{} feature_names for {} features", saved_.feature_names.size(), count));
  info_.names_known = !saved_.feature_names.empty();
  info_.categories = saved_.categories;
  if (info_.version_number < kNamesAreWhole) SLIPWAY_TRY(refuse_damaged_names(info_));
  for (std::size_t j = 0; j < count; ++j) {
    model::Feature& feature = info_.features.emplace_back();
    feature.name = info_.names_known ? saved_.feature_names[j] : fmt::format("f{}", j);
    for (const Category& category : info_.categories[j])
      if (category.kind == Category::Kind::kString)
        feature.kind = data::Kind::kString, feature.categories.push_back(category.text);
  }
  return count_rounds();
}

// Files of before 2.0 do not say where a round begins; those of before 1.6 not even how many trees
// one has, unless best_ntree_limit tells.
Status BoosterFile::count_rounds() {
  if (saved_.linear) return {};
  for (std::size_t t = 0; t < saved_.tree_output.size(); ++t)
    if (saved_.tree_output[t] >= info_.outputs)
      return bad(
          fmt::format("tree {} adds to output {} of {}", t, saved_.tree_output[t], info_.outputs));
  std::vector<std::size_t>& begin = saved_.round_begin;
  const std::size_t trees = saved_.trees.spans.size();
  if (begin.empty()) {
    std::size_t parallel = saved_.parallel_trees;
    if (saved_.best_iteration && saved_.best_trees_limit)
      parallel =
          std::max<std::size_t>(parallel, *saved_.best_trees_limit / (*saved_.best_iteration + 1));
    const std::size_t a_round = std::min(parallel, trees + 1) * info_.outputs;
    for (std::size_t tree = 0; tree < trees; tree += a_round) begin.push_back(tree);
    begin.push_back(trees);
  }
  info_.rounds = begin.size() - 1;
  if (saved_.best_iteration && *saved_.best_iteration < info_.rounds)
    info_.best_rounds = *saved_.best_iteration + 1;
  return {};
}

Result<std::vector<double>> BoosterFile::base_margins() const {
  std::vector<float> scores = saved_.base_score;
  if (scores.size() == 1) scores.resize(info_.outputs, scores[0]);
  if (scores.size() != info_.outputs)
    return bad(
        fmt::format("base_score has {} values for {} outputs", scores.size(), info_.outputs));
  if (!saved_.base_is_margin) {
    SLIPWAY_ASSIGN(scores, xgboost::base_margins(info_.objective, std::move(scores)));
  }
  return std::vector<double>(scores.begin(), scores.end());
}

// Category names to their codes. XGBoost refuses a name that it has not seen; a missing one is
// missing.
Result<ValueId> BoosterFile::add_codes(model::ModelBuilder& builder, ValueId in,
                                       const std::string& name) const {
  constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();
  std::vector<std::uint32_t> columns;
  model::Ordinal ordinal;
  model::Gather gather;
  for (std::uint32_t j = 0; j < info_.categories.size(); ++j) {
    if (info_.categories[j].empty()) {
      gather.columns.push_back({0, j});
      continue;
    }
    gather.columns.push_back({1, static_cast<std::uint32_t>(columns.size())});
    columns.push_back(j);
    auto& column = ordinal.columns.emplace_back();
    column.categories = info_.categories[j];
    for (std::size_t code = 0; code < column.categories.size(); ++code)
      column.code.push_back(static_cast<double>(code));
    const bool text = column.categories.front().kind == Category::Kind::kString;
    column.categories.push_back(
        {text ? Category::Kind::kMissing : Category::Kind::kNumber, kMissing, {}});
    column.code.push_back(kMissing);
  }
  if (columns.empty()) return in;
  SLIPWAY_ASSIGN(const ValueId texts, builder.select(name + ".categories", in, columns));
  SLIPWAY_ASSIGN(const ValueId codes,
                 builder.add(name + ".codes", "pandas.Categorical", {texts}, std::move(ordinal)));
  return builder.add(name + ".features", "", {in, codes}, std::move(gather));
}

Result<ValueId> BoosterFile::add_missing(model::ModelBuilder& builder, ValueId in,
                                         const Options& options, const std::string& name) const {
  if (options.refuse_infinite)
    return builder.add(
        name + ".check", "xgboost.DMatrix", {in},
        model::Require{.as = model::Element::kF32, .allow_nan = true, .allow_infinite = false});
  if (options.missing != options.missing) return in;
  if (std::ranges::any_of(info_.categories, [](const auto& names) { return !names.empty(); }))
    return base::unimplemented("UNSUPPORTED_OPTION",
                               fmt::format("missing={} beside categories", options.missing));
  SLIPWAY_ASSIGN(const ValueId single, builder.add(name + ".float32", "xgboost.DMatrix", {in},
                                                   model::Cast{model::Element::kF32}));
  model::Impute impute;
  impute.missing = {
      Category::Kind::kNumber, static_cast<double>(static_cast<float>(options.missing)), {}};
  impute.fill.assign(info_.features.size(),
                     {Category::Kind::kNumber, std::numeric_limits<double>::quiet_NaN(), {}});
  return builder.add(name + ".missing", "xgboost.DMatrix", {single}, std::move(impute));
}

Status BoosterFile::add_trees(model::ModelBuilder& builder, ValueId in, const Rounds& rounds,
                              const std::string& name, Added& added) const {
  const std::size_t end = rounds.end == 0 ? info_.rounds : rounds.end;
  if (end > info_.rounds || (rounds.begin >= end && rounds.begin > 0))
    return base::invalid_argument(
               "OUT_OF_RANGE", fmt::format("rounds {}:{} of {}", rounds.begin, end, info_.rounds))
        .remedy("XGBoost refuses such an iteration_range too");
  TreesWanted wanted;
  wanted.features = static_cast<std::uint32_t>(info_.features.size());
  wanted.begin = saved_.round_begin[rounds.begin];
  wanted.end = saved_.round_begin[end];
  wanted.weights = &saved_.tree_weight;
  SLIPWAY_ASSIGN(model::Forest forest, read_trees(saved_.trees, wanted));
  forest.category_missing = info_.version_number < kOddCategoryIsLeft;
  model::TreeEnsemble ensemble;
  ensemble.accumulate = model::Element::kF32;
  ensemble.outputs = info_.outputs;
  ensemble.base_first =
      info_.version_number >= (saved_.tree_weight.empty() ? kBaseFirst : kDartBaseFirst);
  if (info_.outputs > 1 && forest.leaf_width == 1)
    ensemble.tree_output.assign(
        saved_.tree_output.begin() + static_cast<std::ptrdiff_t>(wanted.begin),
        saved_.tree_output.begin() + static_cast<std::ptrdiff_t>(wanted.end));
  SLIPWAY_ASSIGN(ensemble.base, base_margins());
  ensemble.forest = std::make_shared<const model::Forest>(std::move(forest));
  const model::ForestPtr shared = ensemble.forest;
  SLIPWAY_ASSIGN(added.margin,
                 builder.add(name + ".trees", "xgboost.Booster", {in}, std::move(ensemble)));
  if (shared->roots.empty() || shared->roots.size() > base::kColumnsMax) return {};
  SLIPWAY_ASSIGN(added.leaf,
                 builder.add(name + ".leaf", "xgboost.Booster", {in}, model::TreeLeaves{shared}));
  return {};
}

// Base and bias first, then the features in order; the base of the first output is that of all:
// gblinear.cc, PredictBatchInternal and Pred.
Status BoosterFile::add_linear(model::ModelBuilder& builder, ValueId in, const std::string& name,
                               Added& added) const {
  SLIPWAY_ASSIGN(const std::vector<double> base, base_margins());
  model::LinearFloat linear;
  linear.inputs = static_cast<std::uint32_t>(info_.features.size());
  const std::size_t biases = info_.features.size() * info_.outputs;
  linear.coef.assign(saved_.weights.begin(),
                     saved_.weights.begin() + static_cast<std::ptrdiff_t>(biases));
  for (std::size_t k = 0; k < info_.outputs; ++k)
    linear.intercept.push_back(saved_.weights[biases + k] + static_cast<float>(base[0]));
  SLIPWAY_ASSIGN(added.margin,
                 builder.add(name + ".linear", "xgboost.Booster", {in}, std::move(linear)));
  return {};
}

Result<BoosterFile::Added> BoosterFile::add(model::ModelBuilder& builder, ValueId in,
                                            const Options& options, const std::string& name) const {
  if (builder.block(in).width() != info_.features.size())
    return bad(fmt::format("the booster has {} features, but is given {}", info_.features.size(),
                           builder.block(in).width()));
  SLIPWAY_ASSIGN(const ValueId codes, add_codes(builder, in, name));
  SLIPWAY_ASSIGN(const ValueId features, add_missing(builder, codes, options, name));
  Added added;
  SLIPWAY_TRY(info_.linear ? add_linear(builder, features, name, added)
                           : add_trees(builder, features, options.rounds, name, added));
  added.response = added.margin;
  const bool alone = info_.outputs == 1 && (info_.objective.link == model::LinkKind::kSorted ||
                                            info_.objective.link == model::LinkKind::kExpectiles);
  if (info_.objective.link != model::LinkKind::kIdentity && !alone) {
    SLIPWAY_ASSIGN(added.response,
                   builder.add(name + ".response", "xgboost." + info_.objective.name,
                               {added.margin}, model::Link{info_.objective.link, 1}));
  }
  return added;
}

}  // namespace slipway::format::xgboost
