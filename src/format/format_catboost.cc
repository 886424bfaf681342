// catboost: what CatBoost's save_model writes, of every version: .cbm, or JSON (format="json").
//
// Outputs: predict, what the class that the loss belongs to returns: CatBoostClassifier (and then
// predict_proba and predict_log_proba), else CatBoostRegressor; margin, prediction_type
// RawFormulaVal; leaf, calc_leaf_indexes().
#include <fmt/format.h>

#include "base/limits.h"
#include "format/catboost/binary.h"
#include "format/catboost/json.h"
#include "format/catboost/model_file.h"
#include "format/format.h"

namespace slipway::format {
namespace {

using catboost::Answers;

class CatBoost final : public Format {
 public:
  const char* about() const override { return "CatBoost model, .cbm or JSON (save_model)"; }
  std::vector<std::string> extensions() const override { return {".cbm", ".json"}; }

  int sniff(std::string_view head, std::uint64_t) const override {
    return head.starts_with(catboost::kMagic) ? 100 : catboost::sniff_json(head);
  }

  base::Status read(const base::Folder&, const base::Reader& file,
                    model::ModelBuilder& builder) const override {
    SLIPWAY_ASSIGN(const std::string bytes, base::read_all(file, base::kModelBytesMax));
    SLIPWAY_ASSIGN(const catboost::ModelFile model, catboost::ModelFile::parse(bytes));
    builder.inputs(model.features(), model.names_known());
    catboost::Asked asked;
    asked.trees = builder.take_iterations();
    SLIPWAY_ASSIGN(const Answers answers, model.add(builder, builder.input(), asked, "catboost"));
    model::About& about = builder.about();
    about.library = "CatBoost";
    about.library_version = model.info().version;
    about.title = fmt::format("{}({})", catboost::class_name(answers.role), model.info().loss);
    if (!model.names_known())
      about.notes.emplace_back("the file has no feature names: columns are bound by position");
    return declare(answers, builder);
  }

 private:
  static base::Status declare(const Answers& answers, model::ModelBuilder& builder) {
    SLIPWAY_TRY(builder.output({.name = "predict",
                                .value = answers.predict,
                                .scalar = !answers.predict_is_vector,
                                .labels = answers.classes,
                                .columns = {}}));
    const auto probabilities = [&](const char* name, const std::optional<model::ValueId>& value) {
      if (!value) return base::Status();
      return builder.output(
          {.name = name, .value = *value, .scalar = false, .labels = {}, .columns = answers.names});
    };
    SLIPWAY_TRY(probabilities("predict_proba", answers.proba));
    SLIPWAY_TRY(probabilities("predict_log_proba", answers.log_proba));
    SLIPWAY_TRY(builder.output({.name = "margin",
                                .value = answers.margin,
                                .scalar = !answers.margin_is_vector,
                                .labels = {},
                                .columns = {}}));
    if (!answers.leaf) return {};
    return builder.output(
        {.name = "leaf", .value = *answers.leaf, .scalar = false, .labels = {}, .columns = {}});
  }
};

}  // namespace

base::Status register_format_catboost(base::Kinds<Format>& kinds) {
  return kinds.add("catboost", std::make_unique<CatBoost>());
}

}  // namespace slipway::format
