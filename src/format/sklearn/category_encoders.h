// What the files of category_encoders share. One thread.
#pragma once

#include "format/sklearn/adapter.h"

namespace slipway::format::sklearn {

// An encoder of category_encoders 1.x: OrdinalEncoder, OneHotEncoder, TargetEncoder or
// LeaveOneOutEncoder; any other is UNSUPPORTED_OPTION.
base::Result<Emitted> old_category_encoder(Context& context, Attributes& state, const Value& in);

}  // namespace slipway::format::sklearn
