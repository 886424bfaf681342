#include "format/sklearn/inputs.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "base/limits.h"
#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/pickle/sparse_matrix.h"
#include "format/sklearn/adapter.h"
#include "format/sklearn/boosters.h"
#include "format/sklearn/dict_features.h"

namespace slipway::format::sklearn {
namespace {

// Estimators that were asked: each is asked once, however often (or cyclically) a file refers to it.
struct Search {
  const std::vector<model::NamedColumn>& named;
  std::set<Ref> seen = {};
  std::uint32_t depth = 0;
};

// Where estimators keep the estimators that read the same columns as they do.
constexpr const char* kInner[] = {
    "best_estimator_",  "estimator_", "base_estimator_", "estimators_", "calibrated_classifiers_",
    "initial_imputer_", "regressor_", "clfs_",           "estimator",   "base_estimator",
    "transformer_"};

// What was learned by column: an array whose last dimension is the columns.
constexpr const char* kByColumn[] = {"x_mean_",  // its coef_ has the columns first
                                     "coef_",
                                     "mean_",
                                     "scale_",
                                     "statistics_",
                                     "components_",
                                     "cluster_centers_",
                                     "support_vectors_",
                                     "_fit_X",
                                     "theta_",
                                     "feature_log_prob_",
                                     "centroids_",
                                     "means_",
                                     "location_",
                                     "X_train_",
                                     "X_fit_",
                                     "X_",
                                     "max_abs_",
                                     "center_",
                                     "scores_",
                                     "variances_",
                                     "support_",
                                     "ranking_",
                                     "lambdas_",
                                     "_idf_diag",
                                     "K_fit_rows_",
                                     "quantiles_",
                                     "bin_edges_",
                                     "bsplines_",
                                     "n_values_",
                                     "subcluster_centers_",
                                     "pvalues_",
                                     "min_"};

// … whose first dimension is; of a list of arrays, one a layer, that of the first.
constexpr const char* kByRow[] = {"random_weights_", "coefs_"};

base::Result<Inputs> numbered(std::int64_t count) {
  if (count <= 0 || count > base::kColumnsMax)
    return base::invalid_argument("WRONG_SHAPE", fmt::format("the model wants {} columns", count));
  Inputs inputs;
  for (std::int64_t i = 0; i < count; ++i) inputs.names.push_back(fmt::format("x{}", i));
  return inputs;
}

// What `estimator` itself says.
base::Result<std::optional<Inputs>> said(Ref estimator) {
  if (holds_booster(estimator)) {
    SLIPWAY_ASSIGN(BoosterSays says, booster_says(estimator));
    return std::optional(Inputs{std::move(says.names), says.names_known});
  }
  if (const Adapter* adapter = find_adapter(pickle::record_class(estimator));
      adapter != nullptr && adapter->inputs != nullptr) {
    SLIPWAY_ASSIGN(auto found, adapter->inputs(estimator));
    if (found) return found;
  }
  for (const char* name : {"feature_names_in_", "_feature_names_in", "_df_columns"}) {
    Ref names = pickle::attribute(estimator, name);
    if (is_none(names)) continue;
    const auto texts = pickle::as_strings(index_labels(names));
    if (!texts.ok() && name[0] == '_') continue;  // columns that are numbered have no names
    SLIPWAY_ASSIGN(std::vector<std::string> known, texts);
    return std::optional(Inputs{std::move(known), true});
  }
  return std::optional<Inputs>();
}

Inputs as_named(const std::vector<model::NamedColumn>& named) {
  Inputs inputs{.names = {}, .names_known = true};
  for (const model::NamedColumn& column : named) inputs.names.push_back(column.name);
  return inputs;
}

// A text vectorizer reads one column of texts, and knows no name for it; a DictVectorizer what it
// has seen the names of; a FeatureHasher whatever there is.
base::Result<std::optional<Inputs>> extracted(Ref estimator,
                                              const std::vector<model::NamedColumn>& named) {
  const std::string name = pickle::record_class(estimator);
  if (!name.starts_with("sklearn.feature_extraction.")) return std::optional<Inputs>();
  for (const char* text : {".CountVectorizer", ".TfidfVectorizer", ".HashingVectorizer"})
    if (name.ends_with(text)) return std::optional(Inputs{{"text"}, false});
  if (name.ends_with(".FeatureHasher")) {
    return std::optional(named.empty() ? Inputs{{"features"}, false} : as_named(named));
  }
  if (!name.ends_with(".DictVectorizer")) return std::optional<Inputs>();
  SLIPWAY_ASSIGN(DictFeatures features, dict_features(estimator));
  if (features.columns.empty() || features.columns.size() > base::kColumnsMax)
    return base::invalid_argument(
        "WRONG_SHAPE", fmt::format("the model wants {} columns", features.columns.size()));
  return std::optional(Inputs{std::move(features.columns), true});
}

// RFE calls the columns that it kept n_features_.
bool eliminates(Ref estimator) {
  return pickle::attribute(estimator, "ranking_") != nullptr &&
         pickle::attribute(estimator, "support_") != nullptr;
}

base::Result<std::optional<Inputs>> counted(Ref estimator) {
  for (const char* name : {"n_features_in_", "_n_features", "n_features_", "n_input_features_"}) {
    Ref count = pickle::attribute(estimator, name);
    if (is_none(count) || (name == std::string_view("n_features_") && eliminates(estimator)))
      continue;
    SLIPWAY_ASSIGN(const std::int64_t columns, pickle::as_int64(count));
    SLIPWAY_ASSIGN(Inputs inputs, numbered(columns));
    return std::optional(std::move(inputs));
  }
  return std::optional<Inputs>();
}

// The OneHotEncoder of whole numbers counts the columns that it encodes, and passes others on. A mask
// says how many there are in all.
bool encodes_some(Ref estimator) {
  Ref which = pickle::attribute(estimator, "categorical_features");
  return pickle::attribute(estimator, "n_values") != nullptr && !is_none(which) &&
         !(which->tag == pickle::Tag::kString && which->text == "all");
}

base::Result<std::optional<Inputs>> measured(Ref estimator) {
  if (encodes_some(estimator)) {
    const auto mask = pickle::as_bools(pickle::attribute(estimator, "categorical_features"));
    if (!mask.ok()) return std::optional<Inputs>();
    SLIPWAY_ASSIGN(Inputs inputs, numbered(static_cast<std::int64_t>(mask->size())));
    return std::optional(std::move(inputs));
  }
  Ref categories = pickle::attribute(estimator, "categories_");
  if (!is_none(categories)) {
    SLIPWAY_ASSIGN(Inputs inputs, numbered(static_cast<std::int64_t>(categories->items().size())));
    return std::optional(std::move(inputs));
  }
  if (pickle::attribute(estimator, "pooling_func") != nullptr) {  // labels_ of columns, not of rows
    const auto labels = pickle::shape_of(pickle::attribute(estimator, "labels_"));
    if (!labels.ok() || labels->size() != 1) return std::optional<Inputs>();
    SLIPWAY_ASSIGN(Inputs inputs, numbered(labels->front()));
    return std::optional(std::move(inputs));
  }
  const std::string name_of_class = pickle::record_class(estimator);
  for (const char* of_labels : {".LabelEncoder", ".LabelBinarizer"}) {
    if (!name_of_class.ends_with(of_labels)) continue;
    SLIPWAY_ASSIGN(Inputs inputs, numbered(1));
    return std::optional(std::move(inputs));
  }
  const bool only_support = eliminates(estimator);
  for (const char* name : kByColumn) {
    Ref learned = pickle::attribute(estimator, name);
    if (is_none(learned) || (only_support && name != std::string_view("support_"))) continue;
    const auto shape = pickle::matrix_shape(learned);
    if (!shape.ok() || shape->empty()) continue;
    SLIPWAY_ASSIGN(Inputs inputs, numbered(shape->back()));
    return std::optional(std::move(inputs));
  }
  for (const char* name : kByRow) {
    Ref learned = pickle::attribute(estimator, name);
    if (is_none(learned)) continue;
    if (learned->tag == pickle::Tag::kList && !learned->items().empty())
      learned = learned->items()[0];
    const auto shape = pickle::shape_of(learned);
    if (!shape.ok() || shape->size() != 2) continue;
    SLIPWAY_ASSIGN(Inputs inputs, numbered(shape->front()));
    return std::optional(std::move(inputs));
  }
  return std::optional<Inputs>();
}

// What a ColumnTransformer takes, if it was not told what there is (before 0.20.3): the names in the
// order of their first use, or as many columns as the greatest number asks for.
class Taken {
 public:
  void add(Ref columns) {
    columns = index_labels(columns);
    if (columns->tag == pickle::Tag::kString) return add_name(std::string(columns->text));
    if (const auto mask = pickle::as_bools(columns); mask.ok() && !mask->empty()) {
      count_ = std::max(count_, static_cast<std::int64_t>(mask->size()));
      return;
    }
    if (const auto names = pickle::as_strings(columns); names.ok()) {
      for (const std::string& name : *names) add_name(name);
      return;
    }
    const auto indices = pickle::as_int64s(columns);
    if (!indices.ok()) return;
    for (const std::int64_t index : *indices)
      count_ = std::max(count_, std::min<std::int64_t>(index, base::kColumnsMax) + 1);
  }
  base::Result<std::optional<Inputs>> inputs() const {
    if (!names_.empty() && count_ == 0) return std::optional(Inputs{names_, true});
    if (count_ == 0 || !names_.empty()) return std::optional<Inputs>();
    SLIPWAY_ASSIGN(Inputs inputs, numbered(count_));
    return std::optional(std::move(inputs));
  }

 private:
  void add_name(std::string name) {
    if (std::ranges::find(names_, name) == names_.end()) names_.push_back(std::move(name));
  }
  std::vector<std::string> names_;
  std::int64_t count_ = 0;
};

base::Result<std::optional<Inputs>> taken(Ref estimator) {
  Ref transformers = pickle::attribute(estimator, "transformers_");
  if (is_none(transformers)) return std::optional<Inputs>();
  Taken all;
  for (Ref transformer : transformers->items()) {
    if (transformer->tag != pickle::Tag::kTuple || transformer->items().size() != 3) continue;
    const auto& items = transformer->items();
    const bool dropped = items[1]->tag == pickle::Tag::kString && items[1]->text == "drop";
    if (!dropped && !is_none(items[2])) all.add(items[2]);
  }
  return all.inputs();
}

base::Result<std::optional<Inputs>> find_inputs(Ref estimator, Search& search);

// The first estimator of a list (of estimators, or of pairs with a name) that says.
base::Result<std::optional<Inputs>> inside(Ref held, Search& search) {
  if (held->tag == pickle::Tag::kRecord) return find_inputs(held, search);
  const auto members = pickle::as_refs(held);
  if (!members.ok()) return std::optional<Inputs>();
  for (Ref member : *members) {
    if (member->tag == pickle::Tag::kTuple && member->items().size() >= 2)
      member = member->items()[1];
    if (member->tag != pickle::Tag::kRecord) continue;
    SLIPWAY_ASSIGN(auto found, find_inputs(member, search));
    if (found) return found;
  }
  return std::optional<Inputs>();
}

base::Result<std::optional<Inputs>> ask(Ref estimator, Search& search) {
  SLIPWAY_ASSIGN(auto named, extracted(estimator, search.named));
  if (named) return named;
  SLIPWAY_ASSIGN(auto found, said(estimator));
  if (found) return found;
  for (const char* name : {"steps", "transformer_list"}) {
    Ref steps = pickle::attribute(estimator, name);
    if (is_none(steps)) continue;
    SLIPWAY_ASSIGN(found, inside(steps, search));
    if (found) return found;
  }
  SLIPWAY_ASSIGN(found, counted(estimator));
  if (found) return found;
  SLIPWAY_ASSIGN(found, taken(estimator));
  if (found || eliminates(estimator)) return found ? found : measured(estimator);
  for (const char* name : kInner) {
    Ref inner = pickle::attribute(estimator, name);
    if (is_none(inner)) continue;
    SLIPWAY_ASSIGN(found, inside(inner, search));
    if (found) return found;
  }
  return measured(estimator);
}

base::Result<std::optional<Inputs>> find_inputs(Ref estimator, Search& search) {
  if (search.depth >= base::kNestingMax || !search.seen.insert(estimator).second)
    return std::optional<Inputs>();
  ++search.depth;
  auto found = ask(estimator, search);
  --search.depth;
  return found;
}

}  // namespace

Ref index_labels(Ref value) {
  if (value->tag != pickle::Tag::kRecord) return value;
  const std::string maker = pickle::record_class(value);
  const auto args = pickle::record_args(value);
  if (!maker.starts_with("pandas.") || !maker.ends_with("._new_Index") || args.size() != 2)
    return value;
  Ref labels = pickle::find(args[1], "data");
  return labels != nullptr ? labels : value;
}

base::Result<Inputs> numbered_inputs(std::int64_t count) { return numbered(count); }

bool is_pipeline(Ref estimator) {
  const std::string name = pickle::record_class(estimator);
  return name == "sklearn.pipeline.Pipeline" || name == "imblearn.pipeline.Pipeline" ||
         name == "sklearn2pmml.pipeline.PMMLPipeline";
}

std::vector<Ref> steps_of(Ref pipeline) {
  std::vector<Ref> steps;
  Ref list = pickle::attribute(pipeline, "steps");
  if (list == nullptr) return steps;
  for (Ref step : list->items())
    if (step->tag == pickle::Tag::kTuple && step->items().size() == 2)
      steps.push_back(step->items()[1]);
  return steps;
}

base::Result<Inputs> inputs_of(Ref estimator, const std::vector<model::NamedColumn>& named) {
  Search search{.named = named};
  SLIPWAY_ASSIGN(auto found, find_inputs(estimator, search));
  if (found) return *std::move(found);
  if (!named.empty()) return as_named(named);
  const std::string name = pickle::record_class(estimator);
  return base::invalid_argument("MISSING_ATTRIBUTE",
                                fmt::format("{} does not say how many columns it wants",
                                            name.substr(name.rfind('.') + 1)))
      .remedy(
          "fit the estimator before it is saved; where an old release does not note it, name the "
          "columns (--columns a,b), or save it in a pipeline with the model behind it");
}

}  // namespace slipway::format::sklearn
