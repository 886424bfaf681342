// sklearn.neighbors: what the nearest rows, or those within a radius, vote for or mean; the rows
// themselves, and graphs of them.
#include <limits>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/neighbours.h"
#include "format/sklearn/targets.h"
#include "format/sklearn/values.h"
#include "model/stages/columns.h"
#include "model/stages/decide.h"
#include "model/stages/link.h"
#include "model/stages/neighbour_answers.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

using model::LinkKind;
using pickle::Tag;

constexpr int kProbabilities = 2200;  // from 0.22 on RadiusNeighborsClassifier has them
constexpr int kFullLike = 2000;       // from 0.20 on NaN is written as the targets' dtype has it

// --- classifiers ---

base::Result<ValueId> decided(Context& context, ValueId votes) {
  model::Decide decide;
  if (context.builder().block(votes).width() == 1)
    decide.threshold = std::numeric_limits<double>::infinity();  // of one class every row is of it
  return context.add(votes, decide, "predict");
}

base::Result<ValueId> side_by_side(Context& context, const std::vector<ValueId>& parts,
                                   const char* part) {
  if (parts.size() == 1) return parts[0];
  return context.builder().concat(fmt::format("{}.{}s", context.path(), part), parts);
}

base::Status declare_classes(Emitted& emitted, Targets targets) {
  if (targets.several) {
    emitted.target_classes = std::move(targets.labels);
  } else {
    emitted.classes = std::move(targets.labels[0]);
  }
  return {};
}

// Votes by weight are added up one way for predict (scipy's weighted mode) and another for the
// probabilities.
base::Result<Emitted> nearest_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::uint32_t count, read_count(state, "n_neighbors"));
  SLIPWAY_ASSIGN(const bool by_distance, read_weights(context, state));
  SLIPWAY_ASSIGN(Targets targets, read_targets(state));
  SLIPWAY_TRY(want_rows(state, "_y", targets.class_of[0].size()));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(context, state, in, count));
  std::vector<ValueId> predict, proba;
  for (std::size_t target = 0; target < targets.labels.size(); ++target) {
    model::NeighbourVote vote{
        .class_of = targets.class_of[target],
        .classes = static_cast<std::uint32_t>(targets.labels[target].text.size()),
        .by_distance = by_distance,
        .alone = {}};
    SLIPWAY_ASSIGN(const ValueId votes, context.add(nearest, vote, "votes"));
    SLIPWAY_ASSIGN(proba.emplace_back(),
                   context.add(votes, model::Link{LinkKind::kShare, 1}, "proba"));
    vote.in_pairs = true;
    ValueId mode = votes;
    if (by_distance) {
      SLIPWAY_ASSIGN(mode, context.add(nearest, std::move(vote), "mode"));
    }
    SLIPWAY_ASSIGN(predict.emplace_back(), decided(context, mode));
  }
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.predict, side_by_side(context, predict, "predict"));
  SLIPWAY_ASSIGN(emitted.proba, side_by_side(context, proba, "proba"));
  SLIPWAY_TRY(declare_classes(emitted, std::move(targets)));
  return emitted;
}

// What a row without neighbours is: a label of each target, or nothing (it fails). From 0.22 on
// outlier_label_ says so.
base::Result<std::vector<Ref>> outlier_labels_of(const Context& context, Attributes& state,
                                                 std::size_t targets) {
  Ref held = state.get("outlier_label_");
  Ref given = state.get("outlier_label");
  if (context.version() < kProbabilities) held = given;
  if (is_none(held)) return std::vector<Ref>(targets, nullptr);
  const bool one = held->tag == Tag::kString || pickle::shape_of(held).ok() == false ||
                   pickle::shape_of(held)->empty();
  if (one) return std::vector<Ref>(targets, held);
  std::vector<Ref> labels;
  if (held->tag == Tag::kList || held->tag == Tag::kTuple)
    labels = {held->items().begin(), held->items().end()};
  if (labels.size() != targets)
    return context.unsupported("outlier_label that is not one a target");
  return labels;
}

// The class that a label is: among `labels`, or one more.
base::Result<std::size_t> class_of_outliers(Ref label, model::Labels& labels) {
  SLIPWAY_ASSIGN(const model::Category category, read_category(label));
  const bool text = labels.kind == data::Kind::kString;
  if (text != (category.kind == model::Category::Kind::kString))
    return base::invalid_argument("BAD_MODEL", "outlier_label is of another kind than the classes");
  for (std::size_t k = 0; k < labels.text.size(); ++k)
    if (text ? labels.text[k] == category.text : labels.number[k] == category.number) return k;
  labels.text.push_back(text ? category.text
                             : python_number(category.number, labels.kind != data::Kind::kFloat64));
  if (!text) labels.number.push_back(category.number);
  return labels.text.size() - 1;
}

base::Result<Emitted> radius_classifier(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool by_distance, read_weights(context, state));
  SLIPWAY_ASSIGN(Targets targets, read_targets(state));
  SLIPWAY_ASSIGN(const auto outliers, outlier_labels_of(context, state, targets.labels.size()));
  SLIPWAY_TRY(want_rows(state, "_y", targets.class_of[0].size()));
  SLIPWAY_ASSIGN(const ValueId within, add_within(context, state, in));
  const bool probabilities = context.version() >= kProbabilities;
  Emitted emitted;
  std::vector<ValueId> predict, proba;
  for (std::size_t target = 0; target < targets.labels.size(); ++target) {
    model::Labels& labels = targets.labels[target];
    const std::size_t classes = labels.text.size();
    model::NeighbourVote vote{.class_of = targets.class_of[target],
                              .classes = 0,
                              .by_distance = by_distance,
                              .in_pairs = !probabilities,
                              .alone = {}};
    for (std::size_t k = 0; k < classes; ++k)
      emitted.proba_columns.push_back(targets.several ? fmt::format("{}_{}", target, labels.text[k])
                                                      : labels.text[k]);
    if (outliers[target] != nullptr) {
      SLIPWAY_ASSIGN(const std::size_t outlier, class_of_outliers(outliers[target], labels));
      vote.alone.assign(labels.text.size(), 0);
      vote.alone[outlier] = 1;
    }
    vote.classes = static_cast<std::uint32_t>(labels.text.size());
    SLIPWAY_ASSIGN(const ValueId votes, context.add(within, std::move(vote), "votes"));
    SLIPWAY_ASSIGN(predict.emplace_back(), decided(context, votes));
    SLIPWAY_ASSIGN(ValueId shares, context.add(votes, model::Link{LinkKind::kShare, 1}, "proba"));
    if (labels.text.size() > classes) {
      std::vector<std::uint32_t> known(classes);
      for (std::uint32_t k = 0; k < classes; ++k) known[k] = k;
      SLIPWAY_ASSIGN(shares, context.builder().select(context.path() + ".known", shares, known));
    }
    proba.push_back(shares);
  }
  SLIPWAY_ASSIGN(emitted.predict, side_by_side(context, predict, "predict"));
  if (probabilities) {
    SLIPWAY_ASSIGN(emitted.proba, side_by_side(context, proba, "proba"));
  }
  SLIPWAY_TRY(declare_classes(emitted, std::move(targets)));
  return emitted;
}

// --- regressors ---

bool of_kind(Ref array, char kind, std::size_t size) {
  return array->tag == Tag::kArray && array->array()->dtype.kind == kind &&
         std::cmp_equal(array->array()->dtype.itemsize, size);
}

// One column without a second dimension is a scalar.
base::Result<model::NeighbourMean> read_mean(Context& context, Attributes& state,
                                             Emitted& emitted) {
  model::NeighbourMean op;
  SLIPWAY_ASSIGN(op.by_distance, read_weights(context, state));
  SLIPWAY_ASSIGN(Ref held, state.need("_y"));
  SLIPWAY_ASSIGN(op.values, state.doubles("_y"));
  SLIPWAY_ASSIGN(const std::vector<std::int64_t> shape, pickle::shape_of(held));
  if (shape.size() == 2 && shape[1] > 0) op.outputs = static_cast<std::uint32_t>(shape[1]);
  emitted.predict_is_vector = shape.size() == 2;
  op.single = of_kind(held, 'f', 4);
  SLIPWAY_TRY(want_rows(state, "_y", op.values.size() / op.outputs));
  return op;
}

base::Result<Emitted> nearest_regressor(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::uint32_t count, read_count(state, "n_neighbors"));
  Emitted emitted;
  SLIPWAY_ASSIGN(model::NeighbourMean op, read_mean(context, state, emitted));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(context, state, in, count));
  SLIPWAY_ASSIGN(emitted.predict, context.add(nearest, std::move(op), "mean"));
  return emitted;
}

base::Result<Emitted> radius_regressor(Context& context, Attributes& state, const Value& in) {
  Emitted emitted;
  SLIPWAY_ASSIGN(model::NeighbourMean op, read_mean(context, state, emitted));
  if (Ref held = state.get("_y"); context.version() >= kFullLike && of_kind(held, 'i', 8))
    op.alone = static_cast<double>(std::numeric_limits<std::int64_t>::min());
  std::vector<std::uint32_t> order;
  SLIPWAY_ASSIGN(const ValueId within, add_within(context, state, in, &order));
  if (!order.empty()) op.values = in_order(op.values, op.outputs, order);
  SLIPWAY_ASSIGN(emitted.predict, context.add(within, std::move(op), "mean"));
  return emitted;
}

// --- the rows themselves ---

// Distances, then numbers of rows.
base::Result<Emitted> nearest_neighbours(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::uint32_t count, read_count(state, "n_neighbors"));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(context, state, in, count));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.neighbours,
                 context.add(nearest, model::Cast{model::Element::kF64}, "numbers"));
  return emitted;
}

base::Result<Emitted> graph(Context& context, Attributes& state, ValueId neighbours) {
  SLIPWAY_ASSIGN(const std::string mode, state.text("mode", "distance"));
  if (mode != "distance" && mode != "connectivity")
    return context.unsupported(fmt::format("mode={}", mode));
  SLIPWAY_ASSIGN(const std::size_t count, learned_rows(state));
  const auto rows = static_cast<std::uint32_t>(count);
  SLIPWAY_ASSIGN(
      const ValueId id,
      context.add(neighbours, model::NeighbourGraph{.rows = rows, .distances = mode == "distance"},
                  "graph"));
  Emitted emitted;
  emitted.transform = computed_components(context, id, count);
  emitted.transform->sparse = true;
  return emitted;
}

// By distance a row is asked one neighbour more, as if it were among those learned.
base::Result<Emitted> nearest_transformer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string mode, state.text("mode", "distance"));
  SLIPWAY_ASSIGN(const std::uint32_t count,
                 read_count(state, "n_neighbors", mode == "distance" ? 1 : 0));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(context, state, in, count));
  return graph(context, state, nearest);
}

base::Result<Emitted> radius_transformer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const ValueId within, add_within(context, state, in));
  return graph(context, state, within);
}

// --- LocalOutlierFactor ---

base::Result<Emitted> local_outliers(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool novelty, state.flag("novelty", false));
  if (!novelty)
    return context.unsupported("novelty=False, which scores no row but those it was fitted on")
        .remedy("fit it with novelty=True");
  SLIPWAY_ASSIGN(const std::uint32_t count, read_count(state, "n_neighbors_"));
  model::LocalOutliers op;
  SLIPWAY_ASSIGN(Ref held, state.need("_distances_fit_X_"));
  SLIPWAY_ASSIGN(const pickle::Matrix distances, pickle::as_matrix(held));
  SLIPWAY_TRY(want_width("_distances_fit_X_", static_cast<std::size_t>(distances.cols), count));
  for (std::int64_t row = 0; row < distances.rows; ++row)
    op.reach.push_back(distances.values[static_cast<std::size_t>((row + 1) * distances.cols - 1)]);
  SLIPWAY_ASSIGN(op.density, state.doubles("_lrd"));
  SLIPWAY_TRY(want_rows(state, "_lrd", op.density.size()));
  SLIPWAY_TRY(want_rows(state, "_distances_fit_X_", op.reach.size()));
  SLIPWAY_ASSIGN(Ref offset, state.need("offset_"));
  SLIPWAY_ASSIGN(const double zero, pickle::as_double(offset));
  SLIPWAY_ASSIGN(const ValueId nearest, add_nearest(context, state, in, count));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.samples, context.add(nearest, std::move(op), "samples"));
  model::Scale scale;
  scale.offset = {zero};
  SLIPWAY_ASSIGN(emitted.decision, context.add(*emitted.samples, std::move(scale), "decision"));
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(*emitted.decision,
                             model::Decide{.threshold = 0, .greater_or_equal = true}, "predict"));
  emitted.classes = outlier_labels();
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_neighbors_adapters() {
  const auto adapter = [](const char* name, auto* convert, const Names& reads, Names ignores) {
    return Adapter{.package = "sklearn.neighbors",
                   .classes = {name},
                   .convert = convert,
                   .reads = neighbours_read() + reads,
                   .ignores = std::move(ignores) + neighbours_ignored()};
  };
  return {
      adapter("KNeighborsClassifier", nearest_classifier,
              {"n_neighbors", "weights", "_y", "classes_"}, {"radius", "outputs_2d_"}),
      adapter("RadiusNeighborsClassifier", radius_classifier,
              {"radius", "weights", "_y", "classes_", "outlier_label", "outlier_label_"},
              {"n_neighbors", "outputs_2d_"}),
      adapter("KNeighborsRegressor", nearest_regressor, {"n_neighbors", "weights", "_y"},
              {"radius"}),
      adapter("RadiusNeighborsRegressor", radius_regressor, {"radius", "weights", "_y"},
              {"n_neighbors"}),
      adapter("NearestNeighbors", nearest_neighbours, {"n_neighbors"}, {"radius"}),
      adapter("KNeighborsTransformer", nearest_transformer, {"n_neighbors", "mode"}, {"radius"}),
      adapter("RadiusNeighborsTransformer", radius_transformer, {"radius", "mode"},
              {"n_neighbors"}),
      adapter("LocalOutlierFactor", local_outliers,
              {"novelty", "n_neighbors_", "_distances_fit_X_", "_lrd", "offset_"},
              {"n_neighbors", "radius", "contamination", "_contamination",
               "negative_outlier_factor_", "_neighbors_indices_fit_X_", "threshold_"}),
  };
}

}  // namespace slipway::format::sklearn
