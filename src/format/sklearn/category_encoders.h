// What the files of category_encoders share. One thread.
#pragma once

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// An encoder of category_encoders 1.x. BaseNEncoder and HashingEncoder are UNSUPPORTED_OPTION.
base::Result<Emitted> old_category_encoder(Context& context, Attributes& state, const Value& in);

// What encoders of contrasts call a column of 1, up to 2.6.
inline constexpr const char* kIntercept = "intercept";

// The columns an encoder was fitted on: noted from 2.6 on; before, worked out from those of its
// result. Numbers are places.
base::Result<std::optional<Inputs>> inputs_of_category_encoder(Ref record);

}  // namespace slipway::format::sklearn
