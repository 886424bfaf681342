// lightgbm: the text that Booster.save_model writes, of every version.
//
// Outputs: predict, what Booster.predict returns (the response), margin, with raw_score=True, and
// leaf, with pred_leaf=True.
#include <fmt/format.h>

#include "base/limits.h"
#include "format/booster_outputs.h"
#include "format/format.h"
#include "format/lightgbm/booster.h"

namespace slipway::format {
namespace {

class LightGbm final : public Format {
 public:
  const char* about() const override { return "LightGBM text model (Booster.save_model)"; }
  std::vector<std::string> extensions() const override { return {".txt", ".lgb"}; }
  int sniff(std::string_view head, std::uint64_t) const override {
    if (head.starts_with("tree\n") || head.starts_with("tree\r\n")) return 100;
    return 0;
  }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    if (file.size() > base::kModelBytesMax)
      return base::resource_exhausted(
          "TOO_LARGE", fmt::format("{} bytes, at most {}", file.size(), base::kModelBytesMax));
    SLIPWAY_ASSIGN(const lightgbm::BoosterFile read, lightgbm::BoosterFile::read(file));
    const lightgbm::BoosterInfo& info = read.info();
    builder.inputs(info.features, info.names_known);
    SLIPWAY_ASSIGN(const lightgbm::Booster booster,
                   read.add(builder, builder.input(), "booster", builder.take_iterations()));
    builder.about().library = "LightGBM";
    builder.about().library_version = info.version;
    builder.about().title =
        fmt::format("Booster({})", booster.objective.empty() ? "no objective" : booster.objective);
    if (!info.names_known)
      builder.about().notes.emplace_back(
          "the file has no feature names: columns are bound by position");
    return declare({.predict = booster.response,
                    .predict_is_vector = booster.classes != 1,
                    .margin = booster.margin,
                    .margin_is_vector = booster.classes != 1,
                    .leaf = booster.leaf},
                   builder);
  }
};

}  // namespace

base::Status register_format_lightgbm(base::Kinds<Format>& kinds) {
  return kinds.add("lightgbm", std::make_unique<LightGbm>());
}

}  // namespace slipway::format
