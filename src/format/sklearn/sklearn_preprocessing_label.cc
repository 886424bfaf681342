// LabelEncoder and LabelBinarizer, where they are a model: one column of labels in.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/values.h"
#include "model/stages/lookup.h"
#include "model/stages/scale.h"

namespace slipway::format::sklearn {
namespace {

// classes_ of the one column, which is then known to be text or numbers.
base::Result<Categories> read_classes(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_TRY(want_width("a label", 1, in.width()));
  SLIPWAY_ASSIGN(Ref classes, state.need("classes_"));
  return read_categories(classes, context);
}

base::Result<Emitted> label_encoder(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const Categories classes, read_classes(context, state, in));
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, {classes}, true));
  model::Ordinal::Column column{.categories = classes.values, .code = {}};
  for (std::size_t i = 0; i < classes.values.size(); ++i)
    column.code.push_back(static_cast<double>(i));
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, model::Ordinal{{std::move(column)}}));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  emitted.transform->finite = true;
  return emitted;
}

// A column a class, of two classes the second one's only; labels that are not known have none.
base::Result<Emitted> label_binarizer(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const std::string type, state.text("y_type_", "multiclass"));
  if (type != "binary" && type != "multiclass")
    return context.unsupported(fmt::format("labels of type {}", type));
  SLIPWAY_ASSIGN(Ref negative, state.need("neg_label"));
  SLIPWAY_ASSIGN(const double low, pickle::as_double(negative));
  SLIPWAY_ASSIGN(Ref positive, state.need("pos_label"));
  SLIPWAY_ASSIGN(const double high, pickle::as_double(positive));
  SLIPWAY_ASSIGN(const bool sparse, state.flag("sparse_output", false));
  SLIPWAY_ASSIGN(const Categories classes, read_classes(context, state, in));
  if (classes.values.size() < 2) return context.unsupported("a single class");
  SLIPWAY_ASSIGN(const Value checked, encoder_input(context, in, {classes}, false));
  const bool pair = classes.values.size() == 2;
  model::OneHot::Column column{.categories = classes.values, .slot = {}};
  std::vector<std::string> names;
  for (std::size_t i = 0; i < classes.values.size(); ++i) {
    const bool kept = !pair || i == 1;
    column.slot.push_back(kept ? column.slots++ : model::OneHot::kNoSlot);
    if (kept) names.push_back(classes.shown[i]);
  }
  column.unknown = model::Unknown::kIgnore;
  SLIPWAY_ASSIGN(ValueId id, context.add(checked, model::OneHot{{std::move(column)}}));
  if (low != 0 || high != 1) {
    model::Scale scale;
    scale.factor.assign(names.size(), high - low);
    scale.addend.assign(names.size(), low);
    SLIPWAY_ASSIGN(id, context.add(id, std::move(scale), "labels"));
  }
  Emitted emitted;
  emitted.transform = computed(id, std::move(names));
  emitted.transform->finite = true;
  emitted.transform->sparse = sparse;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_label_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"LabelEncoder"},
       .convert = label_encoder,
       .reads = {"classes_"},
       .ignores = {}},
      {.package = "sklearn.preprocessing",
       .classes = {"LabelBinarizer"},
       .convert = label_binarizer,
       .reads = {"classes_", "neg_label", "pos_label", "y_type_", "sparse_output"},
       .ignores = {"sparse_input_", "indicator_matrix_", "multilabel_", "classes"}},
  };
}

}  // namespace slipway::format::sklearn
