// What adapters of composed estimators have in common: steps in turn; results side by side, each with
// its weight and its names. One thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

bool is_text(Ref value, std::string_view text);

// The pairs (name, estimator) of `steps` in turn, each given what the one before it transforms to;
// those that `passes_on` are left out.
base::Result<Emitted> in_turn(Context& context, Ref steps, const Value& in,
                              bool (*passes_on)(Ref estimator));

// transformer_weights: `in` times the weight of `name`, if it has one.
base::Result<Value> weighted(Context& context, Ref weights, std::string_view name, Value in);

// verbose_feature_names_out: on, off, or how names are put together, with {transformer_name} and
// {feature_name} in it. UNSUPPORTED_OPTION of a function.
class PartNames {
 public:
  static base::Result<PartNames> read(const Context& context, Ref verbose);
  void rename(std::string_view transformer, Value& part) const;

 private:
  std::optional<std::string> pattern_;  // nothing: names stay
};

}  // namespace slipway::format::sklearn
