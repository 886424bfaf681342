// StandardScaler.
#include <fmt/format.h>

#include "format/pickle/numpy.h"
#include "format/sklearn/adapters.h"

namespace slipway::format::sklearn {
namespace {

base::Status want_width(const char* what, std::size_t size, std::size_t width) {
  if (size == width) return {};
  return base::invalid_argument("WRONG_SHAPE",
                                fmt::format("{} has {} values for {} columns", what, size, width));
}

// X - mean_, then / scale_: each only if its option is on.
base::Result<Emitted> standard_scaler(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(const bool with_mean, state.flag("with_mean", true));
  SLIPWAY_ASSIGN(const bool with_std, state.flag("with_std", true));
  model::Scale scale;
  if (with_mean) {
    SLIPWAY_ASSIGN(scale.offset, state.doubles("mean_"));
    SLIPWAY_TRY(want_width("mean_", scale.offset.size(), in.width()));
  }
  if (with_std) {
    SLIPWAY_ASSIGN(scale.divisor, state.doubles("scale_"));
    SLIPWAY_TRY(want_width("scale_", scale.divisor.size(), in.width()));
  }
  SLIPWAY_ASSIGN(const Value checked,
                 context.require(in, model::Element::kF64, /*allow_nan=*/true));
  SLIPWAY_ASSIGN(const ValueId id, context.add(checked, std::move(scale)));
  Emitted emitted;
  emitted.transform = computed(id, in.names);
  emitted.transform->finite = in.finite;
  emitted.transform->sparse = in.sparse;
  return emitted;
}

}  // namespace

std::vector<Adapter> sklearn_preprocessing_scale_adapters() {
  return {
      {.package = "sklearn.preprocessing",
       .classes = {"StandardScaler"},
       .convert = standard_scaler,
       .reads = {"with_mean", "with_std", "mean_", "scale_"},
       .ignores = {"copy", "var_", "n_samples_seen_"}},
  };
}

}  // namespace slipway::format::sklearn
