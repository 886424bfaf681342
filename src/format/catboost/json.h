// The JSON that CatBoost writes with save_model(format="json").
//
// Source: CatBoost catboost/libs/model/model_export/json_model_helpers.cpp.
#pragma once

#include <string_view>

#include "base/status.h"
#include "format/catboost/saved.h"

namespace slipway::format::catboost {

// Whether a text that begins so is one: 0 … 100, as Format::sniff.
int sniff_json(std::string_view head);

// INVALID_ARGUMENT/{BAD_FILE, MISSING_KEY, WRONG_TYPE}; UNIMPLEMENTED/UNSUPPORTED_OPTION of text or
// embedding features.
base::Result<Saved> read_json(std::string_view bytes);

}  // namespace slipway::format::catboost
