// catboost: what CatBoost's save_model writes, of every version: .cbm, or JSON (format="json").
//
// Outputs: predict, what the class that the loss belongs to returns: CatBoostClassifier (and then
// predict_proba and predict_log_proba), else CatBoostRegressor; margin, prediction_type
// RawFormulaVal; leaf, calc_leaf_indexes().
#include <fmt/format.h>

#include "base/limits.h"
#include "format/booster_outputs.h"
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
    return declare({.predict = answers.predict,
                    .predict_is_vector = answers.predict_is_vector,
                    .classes = answers.classes,
                    .proba = answers.proba,
                    .log_proba = answers.log_proba,
                    .proba_columns = answers.names,
                    .margin = answers.margin,
                    .margin_is_vector = answers.margin_is_vector,
                    .leaf = answers.leaf},
                   builder);
  }
};

}  // namespace

base::Status register_format_catboost(base::Kinds<Format>& kinds) {
  return kinds.add("catboost", std::make_unique<CatBoost>());
}

}  // namespace slipway::format
