// FrozenEstimator: an estimator that fit() leaves alone. It answers as the one inside does.
#include "format/sklearn/adapters.h"

namespace slipway::format::sklearn {
namespace {

base::Result<Emitted> frozen(Context& context, Attributes& state, const Value& in) {
  SLIPWAY_ASSIGN(Ref estimator, state.need("estimator"));
  return context.convert(estimator, "estimator", in);
}

}  // namespace

std::vector<Adapter> sklearn_frozen_adapters() {
  return {
      {.package = "sklearn.frozen",
       .classes = {"FrozenEstimator"},
       .convert = frozen,
       .reads = {"estimator"},
       .ignores = {}},
  };
}

}  // namespace slipway::format::sklearn
