// .cbm: "CBM1", the size and bytes of a flatbuffer, and the tables of target statistics.
//
// Source: CatBoost catboost/libs/model/model.cpp, TFullModel::Load.
#pragma once

#include <string_view>

#include "base/status.h"
#include "format/catboost/saved.h"

namespace slipway::format::catboost {

inline constexpr std::string_view kMagic = "CBM1";

// INVALID_ARGUMENT/{BAD_FILE, TRUNCATED}; UNIMPLEMENTED/UNSUPPORTED_OPTION of text or embedding
// features.
base::Result<Saved> read_binary(std::string_view bytes);

}  // namespace slipway::format::catboost
