// FunctionTransformer, of functions of numpy's that work on one number.
#include <fmt/format.h>

#include "format/pickle/record.h"
#include "format/sklearn/adapters.h"
#include "format/sklearn/functions.h"
#include "model/stages/elementwise.h"

namespace slipway::format::sklearn {
namespace {

using pickle::Tag;

// HistGradientBoosting's own preprocessor passes its numbers through functools.partial(check_array,
// …), which allows every value.
bool is_check_of_boosting(const Context& context, Ref function) {
  if (!context.path().ends_with(".preprocessor.numerical") ||
      pickle::record_class(function) != "functools.partial")
    return false;
  const auto args = pickle::record_args(function);
  return args.size() == 1 && pickle::is_symbol(args[0], "sklearn.utils.validation.check_array");
}

// `validate` was on until 0.22; until 0.21 None meant so too.
base::Result<bool> validates(const Context& context, Attributes& state) {
  Ref validate = state.get("validate");
  if (validate == nullptr || validate->tag == Tag::kNone) return context.version() < 2200;
  return state.flag("validate", false);
}

base::Result<Emitted> function_transformer(Context& context, Attributes& state, const Value& in) {
  Ref function = state.get("func");
  Emitted emitted;
  emitted.transform = in;
  if (!is_none(function) && is_check_of_boosting(context, function)) return emitted;
  if (Ref pass_y = state.get("pass_y");
      pass_y != nullptr && pass_y->tag == Tag::kBool && pass_y->boolean)
    return context.unsupported("pass_y");
  if (Ref names = state.get("feature_names_out");
      !is_none(names) && !(names->tag == Tag::kString && names->text == "one-to-one"))
    return context.unsupported("feature_names_out that is a function");
  SLIPWAY_ASSIGN(auto steps, read_call(context, "func", function, state.get("kw_args")));
  SLIPWAY_ASSIGN(const bool validate, validates(context, state));
  if (validate) {
    SLIPWAY_ASSIGN(emitted.transform, context.require(in, model::Element::kF64, false));
  }
  if (steps.empty()) return emitted;
  if (in.single) return context.unsupported("a function of float32");
  if (in.sparse && (steps.size() > 1 || model::takes_constant(steps.front().function)))
    return context.unsupported("kw_args of a sparse matrix");
  for (std::size_t i = 0; i < steps.size(); ++i) {
    SLIPWAY_ASSIGN(const ValueId id, context.add(*emitted.transform, std::move(steps[i]),
                                                 i == 0 ? "" : fmt::format("step{}", i)));
    emitted.transform = computed(id, in.names);
    emitted.transform->sparse = in.sparse;
  }
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_function_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"FunctionTransformer"},
       .convert = function_transformer,
       .reads = {"func", "validate", "pass_y", "kw_args", "feature_names_out", "inverse_func",
                 "inv_kw_args"},
       .ignores = {"accept_sparse", "check_inverse", "_validate"}},
  };
}

}  // namespace slipway::format::sklearn
