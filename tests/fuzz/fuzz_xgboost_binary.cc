// rooms: score format base data model
// Any bytes as an XGBoost booster, as a pickle holds one: mostly the binary form, whose names would
// have to be whole for a file to be recognised.
#include "format/xgboost/booster.h"
#include "fuzz_model.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto file = slipway::format::xgboost::BoosterFile::parse(bytes);
  if (!file.ok()) return 0;
  slipway::model::ModelBuilder builder;
  builder.inputs(file->info().features, true);
  const auto added = file->add(builder, builder.input(), {}, "booster");
  if (!added.ok()) return 0;
  if (!builder
           .output({.name = "p",
                    .value = added->response,
                    .scalar = false,
                    .labels = {},
                    .columns = {}})
           .ok())
    return 0;
  const auto model = std::move(builder).build();
  if (model.ok()) slipway::fuzz::score_some(*model);
  return 0;
}
