// scikit-lego: a threshold for two classes, and columns chosen by name.
#include <algorithm>

#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/columns_by_name.h"
#include "model/stages/decide.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> thresholder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator_"));
  SLIPWAY_ASSIGN(Ref held, state.need("threshold"));
  SLIPWAY_ASSIGN(double threshold, pickle::as_double(held));
  Emitted emitted;
  SLIPWAY_ASSIGN(const Emitted inner, context.convert(estimator, "estimator_", in));
  if (!inner.classes || inner.classes->text.size() != 2 || !inner.proba ||
      context.builder().block(*inner.proba).width() != 2)
    return context.unsupported("an estimator inside without probabilities of two classes");
  SLIPWAY_ASSIGN(
      const ValueId second,
      context.builder().select(fmt::format("{}.second", context.path()), *inner.proba, {1}));
  // numpy compares what is float32 with the threshold in float32
  if (context.builder().block(second).columns[0] == model::Element::kF32)
    threshold = static_cast<float>(threshold);
  SLIPWAY_ASSIGN(emitted.predict,
                 context.add(second, model::Decide{.threshold = threshold}, "predict"));
  emitted.classes = inner.classes;
  emitted.proba = inner.proba;
  return emitted;
}

base::Result<Emitted> selector(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref columns, state.need("columns_"));
  Emitted emitted;
  SLIPWAY_ASSIGN(emitted.transform, named_columns(context, columns, in));
  return emitted;
}

base::Result<std::optional<Inputs>> columns_asked(Ref record) {
  return inputs_by_name(record, "columns_");
}

}  // namespace

std::vector<Adapter> sklego_adapters() {
  return {
      {.package = "sklego.meta",
       .classes = {"Thresholder"},
       .convert = thresholder,
       .reads = {"estimator_", "threshold"},
       .ignores = {"model", "refit", "check_input", "classes_"}},
      {.package = "sklego.preprocessing",
       .classes = {"ColumnSelector"},
       .convert = selector,
       .reads = {"columns_"},
       .ignores = {"columns"},
       .inputs = columns_asked},
  };
}

}  // namespace slipway::format::sklearn
