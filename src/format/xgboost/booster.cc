#include "format/xgboost/booster.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/xgboost/categories.h"
#include "format/xgboost/trees.h"

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

// Before 1.3 (JSON) and in 0.x: a dump of C structures.
Status legacy_binary() {
  return base::unimplemented("UNSUPPORTED_OPTION",
                             "an XGBoost model in the binary form of before version 1.6")
      .remedy(
          "load it with the XGBoost that wrote it, and save it with save_model(\"model.json\")");
}

// Where the booster's parts are. A DART booster has had three layouts: up to 3.2 it is called
// "dart" and holds a gbtree; 3.3 puts weight_drop beside the model, 3.4 into it. The name alone
// does not tell.
Status find_model(const Node& booster, const Node*& model, const Node*& weight_drop) {
  const std::string_view name = text_of(booster, "name");
  if (name != "gbtree" && name != "dart")
    return base::unimplemented("UNSUPPORTED_OPTION", fmt::format("booster {}", name))
        .remedy("Slipway reads gbtree and dart");
  const Node* inner = booster.find("gbtree");
  SLIPWAY_ASSIGN(model, (inner == nullptr ? booster : *inner).need("model"));
  weight_drop = booster.find("weight_drop");
  if (weight_drop == nullptr) weight_drop = model->find("weight_drop");
  if (weight_drop == nullptr && name == "dart") return bad("a dart booster without weight_drop");
  return {};
}

Result<std::size_t> bounded(const Node& object, const char* name, std::int64_t otherwise,
                            std::int64_t most) {
  SLIPWAY_ASSIGN(const std::int64_t value, parameter(object, name, otherwise));
  if (value < 0 || value > most) return bad(fmt::format("{} is {}", name, value));
  return static_cast<std::size_t>(value);
}

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

Result<BoosterFile> BoosterFile::parse(std::string_view bytes) {
  const std::size_t begin = bytes.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && bytes[begin] != '{')
    return legacy_binary();  // "binf…", "CONFIG-offset:…", …
  BoosterFile file;
  SLIPWAY_ASSIGN(file.document_, parse_document(bytes));
  SLIPWAY_TRY(file.read_info());
  return file;
}

Status BoosterFile::read_info() {
  const Node* saved = document_.root.find("Model");  // beside "Config": a pickled Booster
  const Node& root = saved == nullptr ? document_.root : *saved;
  SLIPWAY_ASSIGN(const Node* version, root.need("version"));
  SLIPWAY_ASSIGN(const auto numbers, version->integers(3));
  info_.version = fmt::format("{}.{}.{}", numbers[0], numbers[1], numbers[2]);
  info_.version_number = static_cast<int>(numbers[0] * 10000 + numbers[1] * 100 + numbers[2]);
  SLIPWAY_ASSIGN(learner_, root.need("learner"));
  SLIPWAY_ASSIGN(const Node* booster, learner_->need("gradient_booster"));
  SLIPWAY_TRY(find_model(*booster, model_, weight_drop_));
  SLIPWAY_ASSIGN(const Node* objective, learner_->need("objective"));
  SLIPWAY_ASSIGN(info_.objective,
                 find_objective(text_of(*objective, "name"), info_.version_number));
  SLIPWAY_ASSIGN(const Node* param, learner_->need("learner_model_param"));
  SLIPWAY_ASSIGN(const std::size_t classes, bounded(*param, "num_class", 0, 100'000));
  SLIPWAY_ASSIGN(const std::size_t targets, bounded(*param, "num_target", 1, 100'000));
  info_.outputs = static_cast<std::uint32_t>(std::max({classes, targets, std::size_t{1}}));
  SLIPWAY_ASSIGN(const Node* trees, model_->need("trees"));
  info_.trees = trees->size();
  SLIPWAY_TRY(read_features(*learner_, *param));

  const Node* attributes = learner_->find("attributes");
  if (attributes == nullptr) return {};
  info_.scikit_learn = text_of(*attributes, "scikit_learn");
  if (attributes->find("best_iteration") == nullptr) return {};
  SLIPWAY_ASSIGN(const std::size_t best, bounded(*attributes, "best_iteration", 0, 1 << 30));
  if (const Node* begins = model_->find("iteration_indptr"); begins != nullptr) {  // from 2.0 on
    SLIPWAY_ASSIGN(const auto begin, begins->integers(begins->size()));
    if (best + 1 < begin.size() && begin[best + 1] >= 0)
      info_.best_trees = std::min(info_.trees, static_cast<std::size_t>(begin[best + 1]));
    return {};
  }
  SLIPWAY_ASSIGN(const std::size_t rounds, bounded(*attributes, "best_ntree_limit",
                                                   static_cast<std::int64_t>(best) + 1, 1 << 30));
  info_.best_trees = std::min(info_.trees, rounds * info_.outputs);
  return {};
}

Status BoosterFile::read_features(const Node& learner, const Node& param) {
  SLIPWAY_ASSIGN(const std::size_t count, bounded(param, "num_feature", 0, base::kColumnsMax));
  if (count == 0) return bad("num_feature is 0");
  std::vector<std::string> names;
  if (const Node* node = learner.find("feature_names"); node != nullptr) {
    SLIPWAY_ASSIGN(names, node->texts());
  }
  if (!names.empty() && names.size() != count)
    return bad(fmt::format("{} feature_names for {} features", names.size(), count));
  info_.names_known = !names.empty();
  SLIPWAY_ASSIGN(info_.categories, read_categories(*model_, count));
  if (info_.version_number < kNamesAreWhole) SLIPWAY_TRY(refuse_damaged_names(info_));
  for (std::size_t j = 0; j < count; ++j) {
    model::Feature& feature = info_.features.emplace_back();
    feature.name = names.empty() ? fmt::format("f{}", j) : names[j];
    for (const Category& category : info_.categories[j])
      if (category.kind == Category::Kind::kString)
        feature.kind = data::Kind::kString, feature.categories.push_back(category.text);
  }
  return {};
}

// base_score is one number up to 3.0, a JSON array of one or of one an output from 3.1 on.
Result<std::vector<double>> BoosterFile::base_margins() const {
  SLIPWAY_ASSIGN(const Node* param, learner_->need("learner_model_param"));
  const std::string_view text = text_of(*param, "base_score");
  std::vector<double> scores;
  if (text.starts_with('[')) {
    SLIPWAY_ASSIGN(const Document array, parse_json(text));
    SLIPWAY_ASSIGN(scores, array.root.doubles(array.root.size()));
  } else {
    SLIPWAY_ASSIGN(const float score, parse_float(text));
    scores.push_back(static_cast<double>(score));
  }
  if (scores.size() == 1) scores.resize(info_.outputs, scores[0]);
  if (scores.size() != info_.outputs)
    return bad(
        fmt::format("base_score has {} values for {} outputs", scores.size(), info_.outputs));
  for (double& score : scores) {
    SLIPWAY_ASSIGN(score, base_margin(info_.objective, static_cast<float>(score)));
  }
  return scores;
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

Result<BoosterFile::Added> BoosterFile::add(model::ModelBuilder& builder, ValueId in,
                                            const Options& options, const std::string& name) const {
  if (builder.block(in).width() != info_.features.size())
    return bad(fmt::format("the booster has {} features, but is given {}", info_.features.size(),
                           builder.block(in).width()));
  TreesWanted wanted;
  wanted.features = static_cast<std::uint32_t>(info_.features.size());
  wanted.outputs = info_.outputs;
  wanted.trees = std::min(options.trees, info_.trees);
  wanted.weight_drop = weight_drop_;
  SLIPWAY_ASSIGN(Trees trees, read_trees(*model_, wanted));
  trees.forest.category_missing = info_.version_number < kOddCategoryIsLeft;
  model::TreeEnsemble ensemble;
  ensemble.accumulate = model::Element::kF32;
  ensemble.outputs = info_.outputs;
  ensemble.tree_output = std::move(trees.output);
  ensemble.forest = std::make_shared<const model::Forest>(std::move(trees.forest));
  SLIPWAY_ASSIGN(ensemble.base, base_margins());
  ensemble.base_first =
      info_.version_number >= (weight_drop_ == nullptr ? kBaseFirst : kDartBaseFirst);
  SLIPWAY_ASSIGN(const ValueId codes, add_codes(builder, in, name));
  SLIPWAY_ASSIGN(const ValueId features, add_missing(builder, codes, options, name));
  Added added;
  SLIPWAY_ASSIGN(added.margin,
                 builder.add(name + ".trees", "xgboost.Booster", {features}, std::move(ensemble)));
  added.response = added.margin;
  if (info_.objective.link != model::LinkKind::kIdentity) {
    SLIPWAY_ASSIGN(added.response,
                   builder.add(name + ".response", "xgboost." + info_.objective.name,
                               {added.margin}, model::Link{info_.objective.link, 1}));
  }
  return added;
}

}  // namespace slipway::format::xgboost
